"""Calendars that can be read as iCalendar feeds, as one of our providers of calendars: read whole, each time they have changed."""

import asyncio
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import urlsplit

from typing_extensions import override

from core.calendars import Calendar, Changes, Draft, Entry, RemoteCalendar, RemoteEvent, Watch, Written
from core.errors import Outdated, Rejected, Transient
from core.interval import Interval
from core.ports.calendars import Access, CalendarService, Hook, Renewed
from integrations.calendars.connected import Connected
from integrations.calendars.ics.fetching import SECONDS, Fetched, Fetcher
from integrations.calendars.objects.events import Reading, events_of
from integrations.calendars.objects.lines import Lines, UnreadableError, lines_of
from integrations.calendars.objects.zones import iana
from integrations.calendars.reach import Reach

REMOTE = "feed"
"""What the one calendar of a feed is called: its address is a secret, and is kept with the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cursor:
    """What we saw last: the server's own marks, and a digest for servers that have none."""

    etag: str
    modified: str
    digest: str

    def text(self) -> str:
        """Return it as it is stored."""
        return json.dumps([self.etag, self.modified, self.digest])

    @classmethod
    def of(cls, text: str) -> "_Cursor":
        """Read one; raise Outdated if it is none of ours."""
        try:
            etag, modified, digest = (str(each) for each in json.loads(text))
        except (TypeError, ValueError):
            raise Outdated("cursor") from None
        return cls(etag=etag, modified=modified, digest=digest)


class Feeds(CalendarService):
    """Feeds; they cannot be written, and do not tell of changes."""

    def __init__(self, reach: Reach, ca_bundle: str = "", patience: float = SECONDS) -> None:
        """Open nothing before it is asked."""
        self._fetcher = Fetcher(reach, ca_bundle, patience)

    async def connect(self, url: str) -> Connected:
        """Fetch a feed for the first time; raise Rejected if there is none at the address, or a Fault as all others do."""
        address = plain_address(url)
        fetched = await self._fetcher.fetch(address)
        try:
            lines = await asyncio.to_thread(lines_of, fetched.data or b"")
        except UnreadableError as error:
            raise Rejected(f"what is there is no calendar: {error}") from None
        listed = _listed(lines, address)
        return Connected(
            subject=hashlib.sha256(address.encode()).hexdigest(),
            name=listed.name,
            secrets={"url": address},
            calendars=(listed,),
        )

    @property
    @override
    def pushes(self) -> bool:
        return False

    @override
    async def renew(self, access: Access) -> Renewed | None:
        return None

    @override
    async def revoke(self, access: Access) -> None:
        return None

    @override
    async def calendars(self, access: Access) -> Sequence[RemoteCalendar]:
        fetched = await self._fetcher.fetch(_address(access))
        lines = await asyncio.to_thread(_lines, fetched.data or b"")
        return (_listed(lines, _address(access)),)

    @override
    async def events(self, access: Access, calendar: Calendar, within: Interval) -> Sequence[RemoteEvent]:
        fetched = await self._fetcher.fetch(_address(access))
        return await asyncio.to_thread(_read, fetched.data or b"", Reading(within=within, zone=calendar.zone))

    @override
    async def changes(self, access: Access, calendar: Calendar, within: Interval) -> Changes:
        before = _Cursor.of(calendar.cursor) if calendar.cursor else None
        etag, modified = (before.etag, before.modified) if before else ("", "")
        fetched = await self._fetcher.fetch(_address(access), etag=etag, modified=modified)
        now = _cursor(fetched)
        if before and (fetched.data is None or now.digest == before.digest):
            return Changes(cursor=calendar.cursor if fetched.data is None else now.text())
        reading = Reading(within=within, zone=calendar.zone)
        events = await asyncio.to_thread(_read, fetched.data or b"", reading)
        return Changes(events=events, cursor=now.text(), whole=True)

    @override
    async def put(self, access: Access, calendar: Calendar, draft: Draft, known: Entry | None) -> Written:
        _refuse()

    @override
    async def remove(self, access: Access, calendar: Calendar, entry: Entry) -> None:
        _refuse()

    @override
    async def watch(self, access: Access, calendar: Calendar, hook: Hook) -> Watch:
        _refuse()

    @override
    async def unwatch(self, access: Access, watch: Watch) -> None:
        return None


def plain_address(url: str) -> str:
    """Return the address of a feed as it is fetched: what calendars offer to subscribe to is often written with a scheme of its own."""
    plain = url.strip().strip("<>")
    scheme, separator, rest = plain.partition("://")
    if not separator:
        return f"https://{plain}"
    return (
        f"https://{rest}" if scheme.lower() in {"webcal", "webcals", "ics"} else f"{scheme.lower()}://{rest}"
    )


def _address(access: Access) -> str:
    return plain_address(access.secrets["url"])


def _refuse() -> NoReturn:
    raise Rejected("a feed can only be read")


def _lines(data: bytes) -> Lines:
    """Return the lines of a feed that was a calendar once: if it is none now, that may pass."""
    try:
        return lines_of(data)
    except UnreadableError as error:
        raise Transient(f"the feed is no calendar: {error}") from None


def _read(data: bytes, reading: Reading) -> tuple[RemoteEvent, ...]:
    try:
        return events_of(data, reading)
    except UnreadableError as error:
        raise Transient(f"the feed is no calendar: {error}") from None


def _listed(lines: Lines, url: str) -> RemoteCalendar:
    zone = iana(lines.properties.get("X-WR-TIMEZONE", ""))
    name = lines.name or urlsplit(url).hostname or REMOTE
    return RemoteCalendar(remote=REMOTE, name=name, zone=zone, primary=True)


def _cursor(fetched: Fetched) -> _Cursor:
    digest = hashlib.sha256(fetched.data or b"").hexdigest()
    return _Cursor(etag=fetched.etag, modified=fetched.modified, digest=digest)
