"""Reading calendars: ten thousand events at once, and one change among them, beside the mere writing of the same rows."""

from collections.abc import Iterator
from datetime import timedelta

from bench.measure import Figure, Times, timed
from bench.town import START, ZONE, settle_host, town_on
from bot.calendars.access import Accounts
from bot.calendars.house import Household
from bot.calendars.reading import Reader
from bot.ports import Storage
from core import syncing
from core.calendars import Calendar, Provider, RemoteEvent
from core.commands import ConnectAccount
from core.interval import Interval
from storage import open_storage
from storage.migrate import upgrade
from tests.support.calendars.memory import MemoryService, listed

EVENTS = 10_000
WHOLE = 4
CHANGES = 60
EVERY = timedelta(minutes=50)
SUBJECT, WORK = "anna", "work"


async def readings(engine: str, urls: Iterator[str]) -> list[Figure]:
    """Measure readings on one engine, each right beside the mere writing of what it brings."""
    storage = await _settled(next(urls))
    town = town_on(storage)
    desk = await settle_host(town)
    service = MemoryService(town.world.clock)
    service.open(SUBJECT, listed(WORK, primary=True, zone=ZONE))
    connect = ConnectAccount(
        host_id=desk.host.id,
        provider=Provider.GOOGLE,
        subject=SUBJECT,
        name="anna@example.org",
        secrets={"access_token": "token"},
        calendars=(listed(WORK, primary=True, zone=ZONE),),
    )
    await town.desk.perform(connect)
    for number in range(EVENTS):
        service.write(SUBJECT, WORK, _during(number), named=f"event-{number}")
    house = Household(
        storage=storage,
        world=town.world,
        links=town.desk.links,
        services={Provider.GOOGLE: service},
        perform=town.desk.perform,
    )
    bench = _Bench(Reader(house, Accounts(house)), storage, service)
    figures = [await bench.whole(engine), await bench.changes(engine)]
    await storage.close()
    return figures


async def _settled(url: str) -> Storage:
    await upgrade(url)
    return open_storage(url, keys=(bytes(32),))


def _during(number: int) -> Interval:
    return Interval.of(START + EVERY * number, 30)


class _Bench:
    """One calendar, read again and again."""

    def __init__(self, reader: Reader, storage: Storage, service: MemoryService) -> None:
        self._reader, self._storage, self._service = reader, storage, service

    async def whole(self, engine: str) -> Figure:
        """Read all events; the floor puts the same rows in place of those that are there."""
        ours, floor = [], []
        events = self._service.standing(SUBJECT, WORK)
        for _ in range(WHOLE):
            self._service.forget_cursors(SUBJECT, WORK)
            ours.append(await timed(self._read))
            floor.append(await timed(lambda: self._replace(events)))
        mine, raw = Times(ours), Times(floor)
        return Figure(
            what=f"reading {EVENTS:,} events, {engine}",
            ours=f"{mine.p50:,.0f} ms",
            floor=f"mere rows: {raw.p50:,.0f} ms",
            share=f"{raw.p50 / mine.p50:.0%}",
        )

    async def changes(self, engine: str) -> Figure:
        """Read one change among as many events; the floor writes the one row."""
        ours, floor = [], []
        for number in range(CHANGES):
            moved = Interval.of(_during(number).start + timedelta(minutes=5), 30)
            self._service.write(SUBJECT, WORK, moved, named=f"event-{number}")
            ours.append(await timed(self._read))
            event = self._service.kept[SUBJECT][WORK].events[f"event-{number}"]
            floor.append(await timed(lambda: self._change(event)))  # noqa: B023 - called at once
        mine, raw = Times(ours), Times(floor)
        return Figure(
            what=f"one change among {EVENTS:,} events, {engine}",
            ours=mine.words,
            floor=f"one mere row: {raw.words}",
            share=f"{mine.rate / raw.rate:.0%}",
        )

    async def _calendar(self) -> Calendar:
        async with self._storage.reading() as uow:
            found = await uow.calendars.due(START + timedelta(days=1), 1)
            return found[0]

    async def _read(self) -> object:
        return await self._reader.read(await self._calendar())

    async def _replace(self, events: list[RemoteEvent]) -> None:
        calendar = await self._calendar()
        async with self._storage.writing() as uow:
            await uow.calendars.replace_copy(calendar.id, syncing.cover(START), events)
            await uow.commit()

    async def _change(self, event: RemoteEvent) -> None:
        calendar = await self._calendar()
        async with self._storage.writing() as uow:
            await uow.calendars.change_copy(calendar.id, frozenset(), (event,))
            await uow.commit()
