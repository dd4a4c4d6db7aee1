"""Many who want one time at once, each looking first whether it is free; and the guards, which can be taken away."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from uuid import UUID

import sqlalchemy as sa

from core.booking import ACTIVE, Booking, Hold
from core.errors import Code, Refused
from core.interval import Interval
from storage import Database, dialects, open_storage
from tests.storage.examples import after

GUARDS = {
    "sqlite": ("DROP TRIGGER claim_overlap_insert", "DROP TRIGGER claim_overlap_update"),
    "postgresql": ("ALTER TABLE claim DROP CONSTRAINT ex_claim_overlap",),
}
WON, TAKEN = "won", Code.TAKEN.value

Act = Callable[[Database], Awaitable[None]]


@dataclass
class Wish:
    """What somebody looks at, and then does if it is free."""

    slot: Interval
    hosts: tuple[UUID, ...]
    act: Act
    mine: Booking | None = None


def booked(*wanted: Booking) -> Wish:
    """Book a time, or several in one transaction."""

    async def act(storage: Database) -> None:
        async with storage.writing() as unit:
            for each in wanted:
                await unit.bookings.add(each)
            await unit.commit()

    return Wish(wanted[0].slot, wanted[0].host_ids, act)


def held(wanted: Hold) -> Wish:
    """Hold a time."""

    async def act(storage: Database) -> None:
        async with storage.writing() as unit:
            await unit.bookings.add_hold(wanted, after(0))
            await unit.commit()

    return Wish(wanted.slot, wanted.host_ids, act)


def moved(before: Booking, start: float, end: float) -> Wish:
    """Move a booking, in minutes after noon."""
    wanted = replace(before, slot=Interval(after(start), after(end)))

    async def act(storage: Database) -> None:
        async with storage.writing() as unit:
            await unit.bookings.save(wanted)
            await unit.commit()

    return Wish(wanted.slot, wanted.host_ids, act, before)


async def contend(storage: Database, wish: Wish, looked: asyncio.Barrier) -> str:
    """Look whether the time is free, as everybody does at once, then take it."""
    async with storage.reading() as unit:
        seen = await unit.bookings.of_hosts(wish.hosts, wish.slot, ACTIVE)
        kept = await unit.bookings.holds_of(wish.hosts, wish.slot, after(0))
    assert [each.id for each in seen if wish.mine is None or each.id != wish.mine.id] == []
    assert kept == []
    await looked.wait()
    try:
        await wish.act(storage)
    except Refused as refused:
        return refused.refusal.code.value
    return WON


async def race(url: str, wishes: list[Wish]) -> Counter[str]:
    """Let everybody run at once, spread over two storages as over two processes."""
    storages = [open_storage(url) for _ in range(2)]
    looked = asyncio.Barrier(len(wishes))
    runs = (contend(storages[n % 2], wish, looked) for n, wish in enumerate(wishes))
    try:
        return Counter(await asyncio.gather(*runs))
    finally:
        for storage in storages:
            await storage.close()


async def disarm(url: str) -> None:
    """Take the guard away."""
    engine = dialects.writers(url, 1)
    async with engine.begin() as connection:
        for statement in GUARDS[engine.dialect.name]:
            await connection.execute(sa.text(statement))
    await engine.dispose()
