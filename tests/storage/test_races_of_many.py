"""Several hosts, seats and dates at once: nobody is booked twice, no seat is sold twice, nobody waits in a circle."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from core.booking import ACTIVE, Booking
from core.errors import Code, Refused
from storage import Database, open_storage
from storage.unit import Unit
from tests.storage.examples import after, booking, hold, ident, settle_anna, settle_hosts, span
from tests.storage.racing import TAKEN, WON, Wish, booked, disarm, held, race

ANNA, BEN, CLEO = (ident(f"host {name}") for name in ("anna", "ben", "cleo"))
CLASS = ident("class")
SEATS = 4
DAY = 24 * 60


@pytest.fixture(autouse=True)
async def three(storage: Database) -> None:
    """Anna, Ben and Cleo are hosts."""
    await settle_anna(storage)
    await settle_hosts(storage, "ben", "cleo")


def together(name: str, *hosts: UUID, start: float = 60, end: float = 90) -> Booking:
    """Return a booking with several hosts, in this order."""
    return booking(name, start, end, host_id=hosts[0], co_hosts=hosts[1:])


def opposite_orders() -> list[Wish]:
    orders = ((ANNA, BEN, CLEO), (CLEO, BEN, ANNA), (BEN, ANNA), (CLEO, BEN))  # Ben takes part in each
    return [booked(together(f"{n}", *orders[n % 4], start=60 + n % 7)) for n in range(40)]


def collective_and_single() -> list[Wish]:
    return [booked(together(f"{n}", *((ANNA, BEN) if n % 2 else (BEN,)))) for n in range(40)]


def holds_and_bookings() -> list[Wish]:
    return [
        held(hold(f"{n}", 60, 90, host_id=ANNA, co_hosts=(BEN,)))
        if n % 2
        else booked(together(f"{n}", CLEO, BEN, start=75, end=105))
        for n in range(40)
    ]


def series_and_singles() -> list[Wish]:
    # All want the first date; the further ones of a series are its own.
    def further(n: int) -> list[Booking]:
        return [booking(f"{n} {day}", DAY * day + 30 * n, DAY * day + 30 * n + 30) for day in range(1, 5)]

    return [booked(booking(f"{n}"), *(further(n) if n % 2 else ())) for n in range(20)]


RACES = [opposite_orders, collective_and_single, holds_and_bookings, series_and_singles]
Wishes = Callable[[], list[Wish]]


@pytest.mark.parametrize("wishes", RACES)
async def test_exactly_one_wins(database_url: str, wishes: Wishes) -> None:
    everybody = wishes()
    assert await race(database_url, everybody) == {WON: 1, TAKEN: len(everybody) - 1}


@pytest.mark.parametrize("wishes", RACES)
async def test_without_the_guard_several_win(database_url: str, wishes: Wishes) -> None:
    await disarm(database_url)
    assert (await race(database_url, wishes()))[WON] > 1


async def test_a_series_that_loses_a_date_leaves_nothing_behind(database_url: str, storage: Database) -> None:
    await race(database_url, series_and_singles())
    async with storage.reading() as unit:
        kept = await unit.bookings.of_host(ANNA, span(0, 9 * DAY), ACTIVE)
    assert len(kept) in {1, 5}


async def test_opposite_orders_that_do_not_overlap_all_win(database_url: str) -> None:
    orders = ((ANNA, BEN, CLEO), (CLEO, BEN, ANNA))
    everybody = [booked(together(f"{n}", *orders[n % 2], start=30 * n, end=30 * n + 30)) for n in range(20)]
    assert await race(database_url, everybody) == {WON: 20}


# -- seats -----------------------------------------------------------------------------------------

Take = Callable[[Database, str, asyncio.Barrier], Awaitable[None]]


async def free(unit: Unit, owner: str) -> int:
    taken = sum(each.seats for each in await unit.bookings.of_session(CLASS))
    holds = await unit.bookings.holds(ANNA, span(0, 500), after(0))
    return SEATS - taken - sum(each.seats for each in holds if each.session == CLASS and each.owner != owner)


def seat(name: str) -> Booking:
    return booking(name, session=CLASS)


async def lock_then_count(storage: Database, name: str, everybody: asyncio.Barrier) -> None:
    """Take a seat as a use case does: the hosts are locked before the seats are counted."""
    await everybody.wait()
    async with storage.writing() as unit:
        await unit.bookings.lock((ANNA,))
        if await free(unit, name) < 1:
            raise Refused(Code.SEATS_FULL)
        await unit.bookings.add(seat(name))
        await unit.commit()


async def count_then_write(storage: Database, name: str, everybody: asyncio.Barrier) -> None:
    """Take a seat without the guard: the seats are counted before anybody waits for anybody."""
    async with storage.reading() as unit:
        left = await free(unit, name)
    await everybody.wait()
    if left < 1:
        raise Refused(Code.SEATS_FULL)
    async with storage.writing() as unit:
        await unit.bookings.add(seat(name))
        await unit.commit()


async def rush(url: str, take: Take, count: int) -> Counter[str]:
    """Let many take a seat at once, spread over two storages as over two processes."""
    storages = [open_storage(url) for _ in range(2)]
    everybody = asyncio.Barrier(count)

    async def one(n: int) -> str:
        try:
            await take(storages[n % 2], f"{n}", everybody)
        except Refused as refused:
            return refused.refusal.code.value
        return WON

    try:
        return Counter(await asyncio.gather(*(one(n) for n in range(count))))
    finally:
        for storage in storages:
            await storage.close()


@pytest.mark.parametrize("taken", [0, 1, SEATS - 1])
async def test_no_seat_is_sold_twice(database_url: str, storage: Database, taken: int) -> None:
    async with storage.writing() as unit:
        await unit.bookings.add_hold(hold("held", session=CLASS), after(0))
        for n in range(taken - 1):
            await unit.bookings.add(seat(f"before {n}"))
        await unit.commit()
    left = SEATS - max(taken, 1)
    assert await rush(database_url, lock_then_count, 25) == {WON: left, Code.SEATS_FULL.value: 25 - left}


async def test_without_the_lock_seats_are_sold_twice(database_url: str, storage: Database) -> None:
    async with storage.writing() as unit:
        for n in range(SEATS - 1):
            await unit.bookings.add(seat(f"before {n}"))
        await unit.commit()
    assert (await rush(database_url, count_then_write, 25))[WON] > 1
