"""Many who want one time at once: exactly one wins, and each test has a twin without the guard in which several do."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import pytest
import sqlalchemy as sa

from core.booking import ACTIVE, Booking
from core.errors import Code, Refused
from core.interval import Interval
from storage import Database, dialects, open_storage
from tests.storage.examples import after, booking, hold, ident, settle_anna

ANNA = ident("host anna")
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
    act: Act
    mine: Booking | None = None


def booked(wanted: Booking) -> Wish:
    async def act(storage: Database) -> None:
        async with storage.writing() as unit:
            await unit.bookings.add(wanted)
            await unit.commit()

    return Wish(wanted.slot, act)


def held(name: str, start: float, end: float) -> Wish:
    wanted = hold(name, start, end)

    async def act(storage: Database) -> None:
        async with storage.writing() as unit:
            await unit.bookings.add_hold(wanted, after(0))
            await unit.commit()

    return Wish(wanted.slot, act)


def moved(before: Booking, start: float, end: float) -> Wish:
    wanted = replace(before, slot=Interval(after(start), after(end)))

    async def act(storage: Database) -> None:
        async with storage.writing() as unit:
            await unit.bookings.save(wanted)
            await unit.commit()

    return Wish(wanted.slot, act, before)


async def contend(storage: Database, wish: Wish, looked: asyncio.Barrier) -> str:
    """Look whether the time is free, as everybody does at once, then take it."""
    async with storage.reading() as unit:
        seen = await unit.bookings.of_host(ANNA, wish.slot, ACTIVE)
        kept = await unit.bookings.holds(ANNA, wish.slot, after(0))
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


@pytest.fixture
async def before(storage: Database) -> list[Booking]:
    """Anna, and bookings that can be moved, all out of the way."""
    standing = [booking(f"standing {n}", 1000 + 30 * n, 1030 + 30 * n) for n in range(10)]
    await settle_anna(storage)
    async with storage.writing() as unit:
        for each in standing:
            await unit.bookings.add(each)
        await unit.commit()
    return standing


def one_slot(_: list[Booking]) -> list[Wish]:
    return [booked(booking(f"{n}")) for n in range(100)]


def unequal_lengths(_: list[Booking]) -> list[Wish]:
    # Every one of them contains the minute from 75 to 76.
    return [booked(booking(f"{n}", 75 - 5 * (n % 7), 76 + 10 * (n % 5))) for n in range(40)]


def buffers_only(_: list[Booking]) -> list[Wish]:
    # The meetings themselves only touch; each needs time between.
    return [
        booked(booking(f"{n}", 60 + 10 * n, 70 + 10 * n, buffer_before=60, buffer_after=60)) for n in range(6)
    ]


def holds_and_bookings(_: list[Booking]) -> list[Wish]:
    return [held(f"{n}", 60, 90) if n % 2 else booked(booking(f"{n}", 75, 105)) for n in range(40)]


def holds_only(_: list[Booking]) -> list[Wish]:
    return [held(f"{n}", 60 + n, 90 + n) for n in range(25)]


def moves_and_bookings(standing: list[Booking]) -> list[Wish]:
    fresh = [booked(booking(f"{n}", 75, 105)) for n in range(10)]
    return [wish for pair in zip((moved(b, 60, 90) for b in standing), fresh, strict=True) for wish in pair]


RACES = [one_slot, unequal_lengths, buffers_only, holds_and_bookings, holds_only, moves_and_bookings]
Wishes = Callable[[list[Booking]], list[Wish]]


@pytest.mark.parametrize("wishes", RACES)
async def test_exactly_one_wins(database_url: str, before: list[Booking], wishes: Wishes) -> None:
    everybody = wishes(before)
    assert await race(database_url, everybody) == {WON: 1, TAKEN: len(everybody) - 1}


@pytest.mark.parametrize("wishes", RACES)
async def test_without_the_guard_several_win(
    database_url: str, before: list[Booking], wishes: Wishes
) -> None:
    await disarm(database_url)
    assert (await race(database_url, wishes(before)))[WON] > 1


async def test_wishes_that_only_touch_all_win(database_url: str, before: list[Booking]) -> None:
    everybody = [booked(booking(f"{n}", 30 * n, 30 * n + 30)) for n in range(20)]
    assert await race(database_url, everybody) == {WON: 20}
    assert len(before) == 10
