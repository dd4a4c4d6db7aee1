"""Calendars on CalDAV servers, as one of our providers of calendars."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn, TypeVar
from urllib.parse import urlsplit

from typing_extensions import override

from core.calendars import Calendar, Changes, Draft, Entry, RemoteCalendar, RemoteEvent, Watch, Written
from core.errors import Rejected, Transient
from core.interval import Interval
from core.ports import Clock
from core.ports.calendars import Access, CalendarService, Hook, Renewed
from integrations.calendars.caldav.entries import put_event, remove_event
from integrations.calendars.caldav.finding import calendars_in, find_home
from integrations.calendars.caldav.reports import Asked, changes_in, events_in
from integrations.calendars.caldav.server import RefusedError, Server, address_in
from integrations.calendars.caldav.wire import SECONDS, Wire
from integrations.calendars.connected import Connected
from integrations.calendars.objects.events import Reading
from integrations.calendars.reach import Reach

GRACE = 2.0
"""Seconds that a call may last beyond its own limit before it is not waited for."""
LOOK = 6.0
"""Seconds for which one address is asked where the calendars are, among several that may know."""
T = TypeVar("T")


class CalDav(CalendarService):
    """Calendars on any CalDAV server; they do not tell of changes."""

    def __init__(self, clock: Clock, reach: Reach, ca_bundle: str = "", patience: float = SECONDS) -> None:
        """Open nothing before it is asked; `ca_bundle` is a file of certificates that are trusted besides the usual ones."""
        self._clock, self._reach, self._ca_bundle, self._patience = clock, reach, ca_bundle, patience

    async def connect(self, url: str, username: str, password: str) -> Connected:
        """Sign in for the first time: at an address, a server's name, or, empty, where the user name's mail is.

        Raise Revoked if the password is not accepted, Rejected if no calendars are found, Transient if nobody answers.
        """
        return await self._call(lambda opener: _connected(opener, url, username.strip(), password))

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
        home = access.secrets.get("home") or access.secrets["url"]
        return await self._with(access, home.split()[0], lambda server: calendars_in(server, home))

    @override
    async def events(self, access: Access, calendar: Calendar, within: Interval) -> Sequence[RemoteEvent]:
        asked = _asked(access, calendar, within)
        return await self._with(access, calendar.remote, lambda server: events_in(server, asked))

    @override
    async def changes(self, access: Access, calendar: Calendar, within: Interval) -> Changes:
        asked = _asked(access, calendar, within)
        return await self._with(
            access, calendar.remote, lambda server: changes_in(server, asked, calendar.cursor)
        )

    @override
    async def put(self, access: Access, calendar: Calendar, draft: Draft, known: Entry | None) -> Written:
        name, now = known.remote if known else "", self._clock.now()
        return await self._with(
            access, calendar.remote, lambda server: put_event(server, calendar.remote, draft, name, now)
        )

    @override
    async def remove(self, access: Access, calendar: Calendar, entry: Entry) -> None:
        url = address_in(calendar.remote, entry.remote)
        await self._with(access, calendar.remote, lambda server: remove_event(server, url))

    @override
    async def watch(self, access: Access, calendar: Calendar, hook: Hook) -> Watch:
        _refuse()

    @override
    async def unwatch(self, access: Access, watch: Watch) -> None:
        return None

    async def _with(self, access: Access, url: str, asking: Callable[[Server], T]) -> T:
        def work(opener: _Opener) -> T:
            with opener(url, access.secrets) as server:
                return asking(server)

        return await self._call(work)

    async def _call(self, work: Callable[["_Opener"], T]) -> T:
        """Do what the library does in a thread of its own, for no longer than it may take; a refusal that nobody expected becomes a fault."""
        opener = _Opener(self._reach, self._ca_bundle, self._patience)
        try:
            async with asyncio.timeout(self._patience + GRACE):
                return await asyncio.to_thread(work, opener)
        except TimeoutError:
            raise Transient("the server is too slow") from None
        except RefusedError as refused:
            raise refused.fault() from None
        finally:
            opener.cut()


class _Opener:
    """Opens servers for one call, each for some seconds, and cuts them off when nobody waits any longer."""

    def __init__(self, reach: Reach, ca_bundle: str, patience: float) -> None:
        self._reach, self._ca_bundle, self._patience = reach, ca_bundle, patience
        self._wires: list[Wire] = []

    def __call__(self, url: str, secrets: Mapping[str, str], seconds: float = SECONDS) -> Server:
        self._reach.checked(url)
        wire = Wire(self._reach, self._ca_bundle, min(seconds, self._patience))
        self._wires.append(wire)
        return Server(wire, url, secrets)

    def cut(self) -> None:
        """End all that is under way."""
        for each in self._wires:
            each.cut()


def _connected(opener: _Opener, url: str, username: str, password: str) -> Connected:
    secrets = {"username": username, "password": password}
    home = find_home(url, secrets, lambda address, known: opener(address, known, LOOK))
    with opener(home.url.split()[0], {**secrets, "auth": home.auth}) as server:
        calendars = tuple(calendars_in(server, home.url))
    if not calendars:
        raise Rejected("there is no calendar there")
    host = urlsplit(home.principal).hostname or ""
    return Connected(
        subject=f"{username} {home.principal}",
        name=username if "@" in username else f"{username} ({host})",
        secrets={
            **secrets,
            "url": home.principal,
            "home": home.url,
            "auth": home.auth,
            "mine": " ".join(sorted(home.mine)),
        },
        calendars=calendars,
    )


def _asked(access: Access, calendar: Calendar, within: Interval) -> Asked:
    named = {
        *access.secrets.get("mine", "").split(),
        access.account.email,
        access.secrets.get("username", ""),
    }
    mine = frozenset(each.lower() for each in named if "@" in each)
    return Asked(collection=calendar.remote, reading=Reading(within=within, zone=calendar.zone, mine=mine))


def _refuse() -> NoReturn:
    raise Rejected("a server of this kind does not tell of changes")
