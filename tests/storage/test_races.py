"""Many who want one time at once: exactly one wins, and each test has a twin without the guard in which several do."""

from collections.abc import Callable

import pytest

from core.booking import Booking
from storage import Database
from tests.storage.examples import booking, hold, settle_anna
from tests.storage.racing import TAKEN, WON, Wish, booked, disarm, held, moved, race


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
    return [held(hold(f"{n}", 60, 90)) if n % 2 else booked(booking(f"{n}", 75, 105)) for n in range(40)]


def holds_only(_: list[Booking]) -> list[Wish]:
    return [held(hold(f"{n}", 60 + n, 90 + n)) for n in range(25)]


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
