"""How bookings are written into a CalDAV calendar: once, and not over somebody else's change (RFC 4791, 5.3; RFC 9110, 13.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from core.calendars import Draft, Written
from core.errors import Transient
from integrations.calendars.caldav.server import CAL, DAV, RefusedError, Server, address_in, name_in
from integrations.calendars.caldav.writing import rewritten, uid_of, written

TRIES = 4
"""How often an event is written while somebody else changes it at the same time."""
_GONE = frozenset({404, 410})
_TAKEN = frozenset({400, 403, 409})
"""How servers answer that the UID is taken by another object, be it with the right precondition or without."""
_KIND = "text/calendar; charset=utf-8"
_ASK_ETAG = """<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>"""


@dataclass(frozen=True, slots=True)
class _There:
    """An object as it stands."""

    text: bytes
    tag: str


def put_event(server: Server, collection: str, draft: Draft, name: str, now: datetime) -> Written:
    """Write an event under the name that it has, or under one made of its UID if it has none; raise a Fault.

    Each writing says what it is based on, so that a change that comes in between is not lost: it is read, and built upon.
    """
    url = address_in(collection, name or f"{uid_of(draft)}.ics")
    look = bool(name)
    for _ in range(TRIES):
        there = _read(server, url) if look else None
        look = True
        try:
            tag = _write(server, url, there, draft, now)
        except RefusedError as refused:
            url = _instead(server, collection, refused, uid_of(draft)) or url
            continue
        return Written(remote=name_in(collection, url), tag=tag or _tag(server, url), made=there is None)
    raise Transient("somebody else changes the event all the time")


def remove_event(server: Server, url: str) -> None:
    """Delete an event; one that is gone already is no fault. Nobody is told by the server (RFC 6638, 8.1)."""
    try:
        server.ask("DELETE", url, headers={"Schedule-Reply": "F"})
    except RefusedError as refused:
        if refused.status not in _GONE:
            raise


def _read(server: Server, url: str) -> _There | None:
    try:
        response = server.ask("GET", url, headers={"Accept": "text/calendar"})
    except RefusedError as refused:
        if refused.status in _GONE:
            return None
        raise
    return _There(str(response.raw).encode(), _strong(response.headers))


def _write(server: Server, url: str, there: _There | None, draft: Draft, now: datetime) -> str:
    """Write if nothing has changed since; return the new tag if the server names it. Raise RefusedError."""
    condition = {"If-None-Match": "*"}
    if there is not None:
        condition = {"If-Match": there.tag} if there.tag else {}
    text = written(draft, now) if there is None else rewritten(there.text, draft, now)
    response = server.ask("PUT", url, text.decode(), {"Content-Type": _KIND, **condition})
    return str(response.headers.get("ETag", ""))


def _instead(server: Server, collection: str, refused: RefusedError, uid: str) -> str:
    """Return where to write instead: empty for the same place. Raise the refusal if it does not help to write again."""
    if refused.status == 412 or refused.status in _GONE:
        return ""
    other = _by_uid(server, collection, uid) if refused.status in _TAKEN else ""
    if not other:
        raise refused
    return other


def _by_uid(server: Server, collection: str, uid: str) -> str:
    """Return where a calendar holds the object of a UID: it came there by another way; empty if it does not."""
    body = f"""<C:calendar-query xmlns="DAV:" xmlns:C="{CAL[1:-1]}"><prop><getetag/></prop><C:filter>
<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:prop-filter name="UID">
<C:text-match collation="i;octet">{escape(uid)}</C:text-match>
</C:prop-filter></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"""
    rows = server.rows("REPORT", collection, body, 1)
    return next((row.url for row in rows if row.status == 200), "")


def _tag(server: Server, url: str) -> str:
    """Return the tag of an object whose server did not name it: it keeps another text than it was sent."""
    rows = server.rows("PROPFIND", url, _ASK_ETAG)
    return rows[0].text(f"{DAV}getetag") if rows else ""


def _strong(headers: Mapping[str, str]) -> str:
    """Return a tag by which can be compared: servers in between weaken it when they pack an answer."""
    return str(headers.get("ETag", "")).removeprefix("W/")
