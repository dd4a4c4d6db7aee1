"""Where somebody's calendars are: found from an address, a bare name of a server, or an e-mail address (RFC 6764, RFC 5397, RFC 4791)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from core.calendars import RemoteCalendar
from core.errors import Fault, Rejected, Revoked, Transient
from integrations.calendars.caldav.server import CAL, CS, DAV, RefusedError, Row, Server
from integrations.calendars.objects.zones import iana

WELL_KNOWN = "/.well-known/caldav"
MOST_HOMES = 3
MOST_CALENDARS = 200
ELSEWHERE = {
    "fastmail.com": "caldav.fastmail.com",
    "fastmail.fm": "caldav.fastmail.com",
    "gmx.de": "caldav.gmx.net",
    "gmx.net": "caldav.gmx.net",
    "icloud.com": "caldav.icloud.com",
    "mac.com": "caldav.icloud.com",
    "mailbox.org": "dav.mailbox.org",
    "me.com": "caldav.icloud.com",
    "posteo.de": "posteo.de:8443",
    "web.de": "caldav.web.de",
    "yahoo.com": "caldav.calendar.yahoo.com",
}
"""Servers of providers of mail whose own name is not the server's."""

_ASK_WHO = f"""<propfind xmlns="DAV:" xmlns:C="{CAL[1:-1]}"><prop>
<current-user-principal/><principal-URL/><resourcetype/><C:calendar-home-set/><C:calendar-user-address-set/>
</prop></propfind>"""
_ASK_WHAT = f"""<propfind xmlns="DAV:" xmlns:C="{CAL[1:-1]}" xmlns:S="{CS[1:-1]}"><prop>
<resourcetype/><displayname/><current-user-privilege-set/>
<C:supported-calendar-component-set/><C:calendar-timezone/><C:calendar-timezone-id/>
</prop></propfind>"""
_WRITES = frozenset({f"{DAV}all", f"{DAV}write", f"{DAV}write-content", f"{DAV}bind"})

Opening = Callable[[str, Mapping[str, str]], Server]
"""Opens a server at an address with secrets as in `Access.secrets`, or without any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where an account's calendars are."""

    url: str
    """Of the collections that hold them, apart by blanks; or of a single calendar."""
    principal: str
    mine: frozenset[str]
    """Addresses of the owner, in small letters."""
    auth: str
    """By which scheme we signed in."""


def find_home(typed: str, secrets: Mapping[str, str], opening: Opening) -> Home:
    """Return where the calendars are of whom the password belongs to.

    Raise Revoked if it is not accepted, Rejected if there is nothing of the kind, Transient if nobody answers.
    """
    failed: Fault | None = None
    for address in _starts(typed, secrets["username"], opening):
        try:
            with opening(address, secrets) as server:
                home = _home_from(server, address)
        except (Transient, Rejected) as fault:
            failed = fault
            continue
        except RefusedError:
            failed = Revoked("the server does not let this account in")
            continue
        if home is not None:
            return home
    raise failed or Rejected("no calendars were found there")


def calendars_in(server: Server, home: str) -> list[RemoteCalendar]:
    """Return the calendars that a home holds, those that take events."""
    rows = [row for each in home.split() for row in server.rows("PROPFIND", each, _ASK_WHAT, 1)]
    found = [_listed(row) for row in {row.url: row for row in rows if _holds_events(row)}.values()]
    first = next((each.remote for each in found if each.writable), "")
    return [
        RemoteCalendar(
            remote=each.remote,
            name=each.name,
            zone=each.zone,
            primary=each.remote == first,
            writable=each.writable,
        )
        for each in found[:MOST_CALENDARS]
    ]


def _starts(typed: str, username: str, opening: Opening) -> Iterator[str]:
    """Yield where to look, the likeliest first."""
    plain = typed.strip() or username.strip()
    scheme, separator, rest = plain.partition("://")
    if not separator:
        scheme, rest = "https", plain
    host, slash, path = rest.partition("/")
    if "@" in host:  # an address of mail, not of a server
        host = host.rpartition("@")[2].lower()
        yield from _from_host("https", ELSEWHERE.get(host, host), opening)
        yield from _from_host("https", f"caldav.{host}", opening)
        return
    if path:
        yield f"{scheme.lower()}://{host}{slash}{path}"
    yield from _from_host(scheme.lower(), ELSEWHERE.get(host.lower(), host), opening)


def _from_host(scheme: str, host: str, opening: Opening) -> Iterator[str]:
    known = _well_known(f"{scheme}://{host}{WELL_KNOWN}", opening)
    if known:
        yield known
    yield f"{scheme}://{host}/"


def _well_known(address: str, opening: Opening) -> str:
    """Return where the address that is known to everybody leads, asked without a password as it may lead to another host; empty if nowhere."""
    try:
        with opening(address, {}) as server:
            return server.leads_to(address)
    except (Transient, Rejected):
        return ""


def _home_from(server: Server, address: str) -> Home | None:
    """Return the home of who is signed in, as this address knows it; None if it does not."""
    row = _about(server, address)
    if row is None:
        return None
    person = row
    if f"{CAL}calendar-home-set" not in row.props:
        named = row.hrefs(f"{DAV}current-user-principal") or row.hrefs(f"{DAV}principal-URL")
        person = (_about(server, named[0]) if named else None) or row
    homes = person.hrefs(f"{CAL}calendar-home-set")
    if not homes and not _is(row, f"{CAL}calendar"):
        return None
    mine = (each.lower() for each in person.hrefs(f"{CAL}calendar-user-address-set"))
    return Home(
        url=" ".join(homes[:MOST_HOMES]) or row.url,
        principal=person.url,
        mine=frozenset(each.removeprefix("mailto:") for each in mine if each.startswith("mailto:")),
        auth=server.auth,
    )


def _about(server: Server, address: str) -> Row | None:
    try:
        rows = server.rows("PROPFIND", address, _ASK_WHO)
    except RefusedError as refused:
        if refused.status == 403:  # so say some servers where others say that the password is wrong
            raise
        return None
    return rows[0] if rows else None


def _is(row: Row, kind: str) -> bool:
    return any(each.tag == kind for each in _children(row, f"{DAV}resourcetype"))


def _children(row: Row, name: str) -> Sequence[Any]:
    found = row.props.get(name)
    return list(found.iter()) if found is not None else []


def _holds_events(row: Row) -> bool:
    kinds = {
        str(each.get("name", "")).upper() for each in _children(row, f"{CAL}supported-calendar-component-set")
    }
    return _is(row, f"{CAL}calendar") and (len(kinds) <= 1 or "VEVENT" in kinds)


def _listed(row: Row) -> RemoteCalendar:
    name = row.text(f"{DAV}displayname") or unquote(urlsplit(row.url).path).rstrip("/").rpartition("/")[2]
    allowed = {each.tag for each in _children(row, f"{DAV}current-user-privilege-set")}
    return RemoteCalendar(
        remote=f"{row.url.rstrip('/')}/",
        name=name[:200],
        zone=_zone(row),
        writable=(not allowed or bool(allowed & _WRITES)) and not _is(row, f"{CS}subscribed"),
    )


def _zone(row: Row) -> str:
    named = iana(row.text(f"{CAL}calendar-timezone-id"))
    said: Mapping[str, str] = {
        name.strip().upper(): value.strip()
        for name, _, value in (
            line.partition(":") for line in row.text(f"{CAL}calendar-timezone").splitlines()
        )
    }
    return named or iana(said.get("X-LIC-LOCATION", "")) or iana(said.get("TZID", ""))
