"""Puts together what reads, watches and writes the calendars of hosts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from bot.calendars.access import Accounts
from bot.calendars.edits import Edits
from bot.calendars.entries import Entries
from bot.calendars.house import Household
from bot.calendars.live import LiveCheck
from bot.calendars.pushes import Pushes
from bot.calendars.reading import Reader
from bot.calendars.sync import Sync
from bot.calendars.watching import Watching
from bot.desk import FrontDesk
from bot.links import Links
from bot.ports import Storage
from bot.post import Delivery
from core.calendars import Provider
from core.effects import Kind
from core.ports import World
from core.ports.calendars import CalendarService
from jobs.heartbeat import Beat
from jobs.postman import Due

DOORS: Mapping[Provider, str] = {
    Provider.GOOGLE: "integrations.calendars.google.door",
    Provider.MICROSOFT: "integrations.calendars.microsoft.door",
}
"""Where providers tell us of changes: modules with `routes(pushed)`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRoom:
    """Everything about calendars that runs."""

    household: Household
    accounts: Accounts
    sync: Sync
    live: LiveCheck
    watching: Watching
    entries: Entries
    pushes: Pushes

    def handlers(self) -> Mapping[Kind, Due]:
        """Return what carries out rows of the outbox."""
        return {Kind.ENTRY: self.entries.carry_out, Kind.FAREWELL: self._farewell}

    async def _farewell(self, delivery: Delivery) -> None:
        await self.watching.farewell(delivery)

    async def drain(self) -> None:
        """Begin nothing more, and wait until what was begun is done."""
        await self.sync.drain()
        await self.watching.drain()
        await self.accounts.drain()

    def beats(self) -> tuple[Beat, ...]:
        """Return what is done from time to time; nothing where no provider is configured."""
        if not self.household.services:
            return ()
        return (
            Beat(id="calendars", seconds=3, job=self.sync.due),
            Beat(id="calendar-watches", seconds=60, job=self.watching.renew, at_once=True),
            Beat(id="calendar-figures", seconds=15, job=self.sync.figures),
        )

    def doors(self) -> Sequence[Any]:
        """Return the routes at which the configured providers tell of changes; what is not used is not loaded."""
        used = [path for provider, path in DOORS.items() if self._pushes(provider)]
        return [route for path in used for route in import_module(path).routes(self.pushes)]

    def _pushes(self, provider: Provider) -> bool:
        service = self.household.services.get(provider)
        return service is not None and service.pushes


def calendar_room(
    storage: Storage,
    world: World,
    links: Links,
    desk: FrontDesk,
    services: Mapping[Provider, CalendarService],
) -> CalendarRoom:
    """Put it together, and have the desk look at calendars before it takes time; nothing runs yet."""

    def posted() -> None:
        desk.posted()  # the desk gets to know the postman later

    household = Household(
        storage=storage,
        world=world,
        links=links,
        services=services,
        spoken=desk.spoken,
        posted=posted,
        perform=desk.perform,
    )
    accounts = Accounts(household)
    sync = Sync(household, Reader(household, accounts), Edits(household, accounts))
    watching = Watching(household, accounts)
    live = LiveCheck(house=household, accounts=accounts)
    desk.live = desk.manager.live = live
    return CalendarRoom(
        household=household,
        accounts=accounts,
        sync=sync,
        live=live,
        watching=watching,
        entries=Entries(household, accounts),
        pushes=Pushes(household, sync.wake, watching.wake),
    )
