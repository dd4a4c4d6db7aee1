"""Reading what a search needs takes as many statements for fifty hosts as for one, and booking no more than it must."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from core.booking import ACTIVE, Status
from core.event_types import Assignment, Mode
from core.hours import TimeOff
from storage import Database
from storage.quick_postgresql import QuickTransaction
from storage.unit import Unit
from tests.storage.calendar_examples import SECRETS, account, calendar, event
from tests.storage.examples import (
    after,
    booking,
    event_type,
    hold,
    host,
    ident,
    schedule,
    settle_anna,
    settle_hosts,
    span,
)

NAMES = tuple(f"host{n}" for n in range(50))
HOSTS = tuple(host(each).id for each in NAMES)
AROUND = span(-500, 500)


@pytest.fixture(autouse=True)
async def fifty(storage: Database) -> None:
    """Fifty hosts with hours, time off, a calendar, a hold, bookings of their own and one with the next host."""
    await settle_anna(storage)
    await settle_hosts(storage, *NAMES)
    async with storage.writing() as unit:
        await unit.event_types.add(
            event_type(
                code="team",
                mode=Mode.COLLECTIVE,
                assignments=tuple(Assignment(host_id=each) for each in HOSTS),
            )
        )
        for n, each in enumerate(HOSTS):
            await unit.availability.add_schedule(schedule(NAMES[n]))
            await unit.availability.add_time_off(
                TimeOff(id=ident(f"off {n}"), host_id=each, during=span(0, 9))
            )
            of = {"host_id": each, "of": NAMES[n]}
            await unit.calendars.add_account(account(NAMES[n], host_id=each), SECRETS)
            await unit.calendars.add_calendar(calendar(**of))
            await unit.calendars.change_copy(calendar(**of).id, frozenset(), [event("a"), event("b")])
            await unit.bookings.add(booking(f"own {n}", 100, 130, host_id=each))
            await unit.bookings.add_hold(hold(f"{n}", 200, 230, host_id=each), after(0))
            if n % 2:
                await unit.bookings.add(booking(f"both {n}", host_id=each, co_hosts=(HOSTS[n - 1],)))
        await unit.commit()


@asynccontextmanager
async def counting(storage: Database, unit: Unit) -> AsyncIterator[list[str]]:
    """Collect the statements of a unit, on either engine; they are told when the block is left."""
    seen: list[str] = []
    if isinstance(unit._transaction, QuickTransaction):
        with unit._transaction._driver.query_logger(lambda record: seen.append(record.query)):
            yield seen
            await asyncio.sleep(0)  # the driver tells its loggers in the event loop's next round
        return

    def see(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    engines = (storage._readers.sync_engine, storage._writers.sync_engine)
    for engine in engines:
        sa.event.listen(engine, "before_cursor_execute", see)
    yield seen
    for engine in engines:
        sa.event.remove(engine, "before_cursor_execute", see)


Read = Callable[[Unit, Sequence[UUID]], Awaitable[Any]]
READS: dict[str, Read] = {
    "hosts": lambda unit, ids: unit.people.hosts(ids),
    "schedules": lambda unit, ids: unit.availability.schedules_of(ids),
    "time off": lambda unit, ids: unit.availability.time_off_of(ids, AROUND),
    "bookings": lambda unit, ids: unit.bookings.of_hosts(ids, AROUND, ACTIVE),
    "loads": lambda unit, ids: unit.bookings.loads(ids, AROUND),
    "shares": lambda unit, ids: unit.bookings.shares(event_type().id, ids, after(-1)),
    "holds": lambda unit, ids: unit.bookings.holds_of(ids, AROUND, after(0)),
    "calendars": lambda unit, ids: unit.calendars.seen(ids, AROUND),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
@pytest.mark.parametrize("ids", [HOSTS[:1], HOSTS], ids=["one", "fifty"])
async def test_each_kind_of_thing_is_one_round_trip(
    storage: Database, read: Read, ids: Sequence[UUID]
) -> None:
    async with storage.reading() as unit, counting(storage, unit) as seen:
        found = await read(unit, ids)
    assert len(seen) == 1
    assert len(found) >= len(ids)


async def test_the_hosts_of_event_types_are_one_round_trip_more(storage: Database) -> None:
    async with storage.reading() as unit:
        async with counting(storage, unit) as seen:
            found = await unit.event_types.of_host(event_type().host_id)
        assert len(seen) == 2
        assert sorted(len(each.assignments) for each in found) == [0, 50]
        async with counting(storage, unit) as seen:
            await unit.event_types.by_code(event_type().host_id, "intro")
        assert len(seen) == 1


async def test_a_booking_of_one_host_takes_no_statement_for_others(storage: Database) -> None:
    fresh = booking("new", 300, 330)
    moved = replace(fresh, slot=span(310, 340))
    async with storage.writing() as unit:
        await unit.people.host(HOSTS[0])
        async with counting(storage, unit) as adding:
            await unit.bookings.add(fresh)
        async with counting(storage, unit) as moving:
            await unit.bookings.save(moved)
        async with counting(storage, unit) as cancelling:
            await unit.bookings.save(replace(moved, status=Status.CANCELLED, version=2))
    assert [kind(each) for each in adding] == ["DELETE hold", "INSERT booking", "INSERT claim"]
    assert [kind(each) for each in moving] == ["DELETE hold", "UPDATE booking", "INSERT claim"]
    assert [kind(each) for each in cancelling] == ["UPDATE booking", "DELETE claim"]


def kind(statement: str) -> str:
    """Return what a statement does to which table."""
    found = re.search(r"(DELETE) FROM (\w+)|(INSERT) INTO (\w+)|(UPDATE) (\w+)", statement)
    assert found is not None
    return " ".join(each for each in found.groups() if each)
