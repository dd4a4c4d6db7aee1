"""What connected calendars add to a search among many hosts: the same search with and without them, in turn."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from bench.measure import Figure, Times, timed
from bench.town import START, ZONE, Town, settle_host, town_on
from bot.ports import Storage
from core.calendars import Account, Calendar, Provider, RemoteEvent
from core.commands import RegisterHost
from core.event_types import Assignment, EventType, Mode
from core.interval import Interval
from core.people import Person
from core.queries import Desk, FindSlots
from storage import open_storage
from storage.migrate import upgrade

HOSTS = 50
EVENTS = 400
"""Events of each host, spread over a year."""
ROUNDS = 30
WARM = 5
KEYS = (b"b" * 32,)
AHEAD = timedelta(days=30)


async def busy_lookups(engine: str, urls: Iterator[str]) -> Figure:
    """Measure who of fifty hosts is free in thirty days, on one engine, beside the same without calendars."""
    towns = [town_on(await _opened(next(urls))) for _ in range(2)]
    queries = [await _team(each) for each in towns]
    await _connect(towns[0], queries[0])
    ours: list[float] = []
    floor: list[float] = []
    for _ in range(ROUNDS):
        for town, query, took in zip(towns, queries, (ours, floor), strict=True):
            took.append(await timed(lambda: town.desk.answer(query)))  # noqa: B023 - called at once
    looked = [await timed(lambda: _seen(towns[0], queries[0])) for _ in range(ROUNDS)]
    for town in towns:
        await town.storage.close()
    mine, raw, alone = (Times(each[WARM:]) for each in (ours, floor, looked))
    return Figure(
        what=f"busy lookup for {HOSTS} hosts, {EVENTS} events each, 30 days, {engine}",
        ours=f"search {mine.p50:.1f} ms; the lookup alone {alone.p50:.1f} ms",
        floor=f"without calendars {raw.p50:.1f} ms",
        share=f"{mine.p50 / raw.p50:.2f} times as long",
    )


async def _opened(url: str) -> Storage:
    await upgrade(url)
    return open_storage(url, keys=KEYS)


async def _team(town: Town) -> FindSlots:
    """Make a team that takes meetings in turns; return what is asked of it."""
    anna = await settle_host(town)
    others = [await _colleague(town, number) for number in range(1, HOSTS)]
    hosts = (anna.host.id, *others)
    shared: EventType = replace(
        anna.event_types[0],
        mode=Mode.ROUND_ROBIN,
        assignments=tuple(Assignment(host_id=each) for each in hosts),
    )
    async with town.storage.writing() as uow:
        await uow.event_types.save(shared)
        await uow.commit()
    return FindSlots(
        host_id=anna.host.id,
        event_type_id=shared.id,
        length=shared.lengths[0],
        within=Interval(START, START + AHEAD),
    )


async def _colleague(town: Town, number: int) -> UUID:
    name = f"Host {number}"
    person = Person(id=town.world.chance.uuid(), name=name, zone=ZONE, created_at=START, updated_at=START)
    async with town.storage.writing() as uow:
        await uow.people.add_person(person)
        await uow.commit()
    command = RegisterHost(person_id=person.id, name=name, zone=ZONE, username=f"host-{number}")
    desk: Desk = (await town.desk.perform(command)).value
    return desk.host.id


async def _connect(town: Town, query: FindSlots) -> None:
    """Connect a calendar of each host."""
    for number, host_id in enumerate(await _hosts(town, query)):
        account = Account(
            id=town.world.chance.uuid(),
            host_id=host_id,
            provider=Provider.GOOGLE,
            subject=f"{number}",
            name=f"host{number}@example.com",
            created_at=START,
            updated_at=START,
        )
        calendar = Calendar(
            id=town.world.chance.uuid(),
            account_id=account.id,
            host_id=host_id,
            provider=Provider.GOOGLE,
            remote="primary",
            name="Work",
            checked=True,
            covers=Interval(START - AHEAD, START + 13 * AHEAD),
            due_at=START,
        )
        async with town.storage.writing() as uow:
            await uow.calendars.add_account(account, {})
            await uow.calendars.add_calendar(calendar)
            await uow.calendars.change_copy(calendar.id, frozenset(), _events(number))
            await uow.commit()


def _events(number: int) -> list[RemoteEvent]:
    """Return events of a quarter of an hour and more, at another time of the day for each host."""
    step = timedelta(days=365) / EVENTS
    return [
        RemoteEvent(
            remote=f"event-{each}",
            during=Interval.of(START + each * step + timedelta(minutes=7 * number), 15 + each % 60),
        )
        for each in range(EVENTS)
    ]


async def _hosts(town: Town, query: FindSlots) -> Sequence[UUID]:
    async with town.storage.reading() as uow:
        event_type = await uow.event_types.event_type(query.event_type_id)
    return [each.host_id for each in event_type.assignments] if event_type else ()


async def _seen(town: Town, query: FindSlots) -> None:
    hosts = await _hosts(town, query)
    async with town.storage.reading() as uow:
        await uow.calendars.seen(hosts, query.within)
