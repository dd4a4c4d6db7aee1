"""What stands in a CalDAV calendar, and what has changed in it (RFC 4791, RFC 6578)."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

from core.calendars import Changes, RemoteEvent
from core.errors import Outdated, Transient
from core.interval import Interval
from integrations.calendars.caldav.server import CAL, CS, DAV, RefusedError, Row, Server, name_in, rows_of
from integrations.calendars.objects.events import Reading, events_of, shortened
from integrations.calendars.objects.lines import UnreadableError

AT_ONCE = 50
"""Objects that are asked for at once."""
MOST_PAGES = 200
MOST_SPLITS = 6
_AROUND = timedelta(days=1)
"""Servers differ on where whole days and floating times lie; what they bring too much is left out by us."""
_DATA = f'<prop xmlns="DAV:" xmlns:C="{CAL[1:-1]}"><getetag/><C:calendar-data/></prop>'
_ASK_MARK = (
    f"""<propfind xmlns="DAV:" xmlns:S="{CS[1:-1]}"><prop><sync-token/><S:getctag/></prop></propfind>"""
)
_ASK_ETAGS = """<propfind xmlns="DAV:"><prop><getetag/><resourcetype/></prop></propfind>"""
_LIMIT = f"{DAV}number-of-matches-within-limits"
_VALID = f"{DAV}valid-sync-token"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A calendar, and what is wanted of it."""

    collection: str
    reading: Reading


def events_in(server: Server, asked: Asked) -> tuple[RemoteEvent, ...]:
    """Return the events of a calendar."""
    rows = {row.url: row for row in _query(server, asked.collection, asked.reading.within, MOST_SPLITS)}
    bare = [row.url for row in rows.values() if not row.text(f"{CAL}calendar-data")]
    rows |= {row.url: row for row in _fetch(server, asked.collection, bare)}
    return _expanded(asked, rows.values())


def changes_in(server: Server, asked: Asked, cursor: str) -> Changes:
    """Return what has changed since a cursor; raise Outdated if it is worth nothing any more."""
    kind, _, value = cursor.partition(" ")
    if kind == "sync":
        return _since(server, asked, value)
    now = _mark(
        server, asked.collection
    )  # before the events: what changes in between is seen twice, not never
    if cursor and now == cursor:
        return Changes(cursor=cursor)
    return Changes(events=events_in(server, asked), cursor=now, whole=True)


def _query(server: Server, collection: str, within: Interval, splits: int) -> list[Row]:
    start, end = (f"{each.astimezone(UTC):%Y%m%dT%H%M%SZ}" for each in _around(within))
    body = f"""<C:calendar-query xmlns="DAV:" xmlns:C="{CAL[1:-1]}">{_DATA}<C:filter><C:comp-filter name="VCALENDAR">
<C:comp-filter name="VEVENT"><C:time-range start="{start}" end="{end}"/></C:comp-filter>
</C:comp-filter></C:filter></C:calendar-query>"""
    try:
        rows = server.rows("REPORT", collection, body, 1)
    except RefusedError as refused:
        if splits and (refused.status == 507 or _LIMIT in refused.conditions):
            return _in_halves(server, collection, within, splits)
        raise
    if splits and any(row.status == 507 for row in rows):
        return _in_halves(server, collection, within, splits)
    return [row for row in rows if row.status == 200]


def _around(within: Interval) -> tuple[datetime, datetime]:
    return within.start - _AROUND, within.end + _AROUND


def _in_halves(server: Server, collection: str, within: Interval, splits: int) -> list[Row]:
    """Ask twice for half as much, where a server finds all of it too much."""
    middle = within.start + within.length / 2
    halves = (Interval(within.start, middle), Interval(middle, within.end))
    return [row for half in halves for row in _query(server, collection, half, splits - 1)]


def _fetch(server: Server, collection: str, urls: Sequence[str]) -> Iterator[Row]:
    """Yield objects with what is in them; those that are gone meanwhile are left out."""
    for first in range(0, len(urls), AT_ONCE):
        hrefs = "".join(f"<href>{escape(_path(each))}</href>" for each in urls[first : first + AT_ONCE])
        body = f'<C:calendar-multiget xmlns="DAV:" xmlns:C="{CAL[1:-1]}">{_DATA}{hrefs}</C:calendar-multiget>'
        yield from (row for row in server.rows("REPORT", collection, body) if row.status == 200)


def _path(url: str) -> str:
    return "/" + url.split("://", 1)[-1].partition("/")[2]


@dataclass(slots=True)
class _Found:
    """What several answers together say has changed: addresses by name."""

    changed: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def add(self, rows: Iterable[Row], collection: str) -> None:
        """Add one answer; of each resource the last word counts."""
        for row in rows:
            name = name_in(collection, row.url)
            if row.status == 507 or name == "/":
                continue  # that there is more, and the calendar itself
            self.changed.pop(name, None)
            self.gone.discard(name)
            if row.status == 200:
                self.changed[name] = row.url
            else:
                self.gone.add(name)


def _since(server: Server, asked: Asked, token: str) -> Changes:
    found = _Found()
    for _ in range(MOST_PAGES):
        tree = _report(server, asked.collection, token)
        rows = rows_of(tree, asked.collection)
        found.add(rows, asked.collection)
        before, token = token, str(tree.findtext(f"{DAV}sync-token") or "").strip()
        if not token:
            raise Outdated("the server gives no token to go on from")
        if not any(row.status == 507 for row in rows) or token == before:
            break
    else:
        raise Transient("the server does not come to an end")
    rows = list(_fetch(server, asked.collection, list(found.changed.values())))
    return Changes(
        events=_expanded(asked, rows),
        gone=frozenset(shortened(each) for each in found.gone | set(found.changed)),
        cursor=f"sync {token}",
    )


def _report(server: Server, collection: str, token: str) -> Any:
    body = f"""<sync-collection xmlns="DAV:"><sync-token>{escape(token)}</sync-token><sync-level>1</sync-level>
<prop><getetag/></prop></sync-collection>"""
    try:
        return server.tree("REPORT", collection, body)
    except RefusedError as refused:
        # Servers say it in several ways, and those that cannot do this at all in others: all is read anew then.
        if _VALID in refused.conditions or refused.status != 404:
            raise Outdated("the server does not know the token any more") from None
        raise


def _mark(server: Server, collection: str) -> str:
    """Return by what it will be told whether something has changed: the best that the server has."""
    rows = server.rows("PROPFIND", collection, _ASK_MARK)
    token = rows[0].text(f"{DAV}sync-token") if rows else ""
    if token and _can_sync(server, collection, token):
        return f"sync {token}"
    ctag = rows[0].text(f"{CS}getctag") if rows else ""
    return f"ctag {ctag}" if ctag else f"etags {_digest(server, collection)}"


def _can_sync(server: Server, collection: str, token: str) -> bool:
    """Whether the token can be gone on from: some servers name one and do not know the report."""
    with suppress(Outdated):
        _report(server, collection, token)
        return True
    return False


def _digest(server: Server, collection: str) -> str:
    rows = server.rows("PROPFIND", collection, _ASK_ETAGS, 1)
    pairs = sorted((name_in(collection, row.url), row.text(f"{DAV}getetag")) for row in rows)
    return hashlib.sha256(repr(pairs).encode()).hexdigest()


def _expanded(asked: Asked, rows: Iterable[Row]) -> tuple[RemoteEvent, ...]:
    events: list[RemoteEvent] = []
    for row in rows:
        name = shortened(name_in(asked.collection, row.url))
        with suppress(UnreadableError):  # one that cannot be read does not take the others along
            events += events_of(
                row.text(f"{CAL}calendar-data"), asked.reading, series=name, tag=row.text(f"{DAV}getetag")
            )
    return tuple(events)
