"""Bookings through the whole stack, beside mere inserts into the same constrained tables."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby, islice

from bench.measure import Figure, Times, timed
from bench.recording import Recorded, RecordingStorage, replay
from bench.town import START, ZONE, Town, settle_host, settled, town_on
from core.commands import Book
from core.interval import Interval
from core.people import MOST_A_DAY
from core.queries import Desk, FindSlots

BOOKINGS = 150
WARM = 10
"""Bookings that are not counted."""


async def bookings(engine: str, urls: Iterator[str]) -> Figure:
    """Measure bookings on one engine, each right beside its mere insert."""
    rehearsal = RecordingStorage(await settled(next(urls)))
    recorder, bare = town_on(rehearsal), await settled(next(urls))
    town = town_on(await settled(next(urls)))
    anna = await settle_host(recorder)
    await settle_host(town)
    await replay(bare, rehearsal.take())
    ours: list[float] = []
    floor: list[float] = []
    for command in await _commands(recorder, anna):
        rehearsal.take()
        await recorder.desk.perform(command)
        inserts = _inserts(rehearsal.take())
        ours.append(await timed(lambda: town.desk.perform(command)))  # noqa: B023 - called at once
        floor.append(await timed(lambda: replay(bare, inserts)))  # noqa: B023 - called at once
    for storage in (rehearsal, town.storage, bare):
        await storage.close()
    mine, raw = Times(ours[WARM:]), Times(floor[WARM:])
    return Figure(
        what=f"bookings, {engine}",
        ours=mine.words,
        floor=f"mere inserts: {raw.words}",
        share=f"{mine.rate / raw.rate:.0%}",
    )


async def _commands(town: Town, anna: Desk) -> list[Book]:
    """Return bookings of free times, by as many people."""
    event_type = anna.event_types[0]
    within = Interval(START, START + timedelta(days=60))
    length = event_type.lengths[0]
    query = FindSlots(host_id=anna.host.id, event_type_id=event_type.id, length=length, within=within)
    found = await town.desk.answer(query)
    return [
        Book(
            request_id=f"bench-{number}",
            host_id=anna.host.id,
            event_type_id=event_type.id,
            start=slot.start,
            length=length,
            name=f"Guest {number}",
            email=f"guest{number}@example.org",
            zone=ZONE,
            verified=True,
        )
        for number, slot in enumerate(_spread(found.slots)[:BOOKINGS])
    ]


def _spread(slots: Sequence[Interval]) -> list[Interval]:
    """Return as many slots of each day as may be booked in a day."""
    days = groupby(slots, lambda slot: slot.start.date())
    return [slot for _, day in days for slot in islice(day, MOST_A_DAY)]


def _inserts(units: list[Recorded]) -> list[Recorded]:
    """Return only the insert of the booking and its claim, in a transaction."""
    adds = [
        call for unit in units for call in unit.calls if (call.repository, call.method) == ("bookings", "add")
    ]
    return [Recorded(writes=True, calls=adds, committed=True)]
