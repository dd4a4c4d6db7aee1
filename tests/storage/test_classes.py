"""Classes with seats, series, and bookings that are gone through one by one, on both engines."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest

from core.booking import Booking, Guest, GuestRole, Rsvp, Status, session_id
from core.errors import Code, Refused
from core.event_types import Price
from storage import Database
from tests.storage.examples import after, booking, event_type, ident, span

pytestmark = pytest.mark.usefixtures("anna")

CLASS = session_id(event_type().id, span(60, 90))


def seat(name: str, **other: object) -> Booking:
    """Return a booking of a seat in the class from 60 to 90."""
    return booking(name, session=CLASS, **other)


async def keep(storage: Database, *bookings: Booking) -> None:
    async with storage.writing() as unit:
        for each in bookings:
            await unit.bookings.add(each)
        await unit.commit()


async def test_all_that_a_booking_may_know_comes_back(storage: Database) -> None:
    full = seat(
        "full",
        guests=(
            Guest(id=ident("g1"), name="Zoë", email="z@example.org"),
            Guest(id=ident("g2"), email="y@example.org", role=GuestRole.PASSIVE, answer=Rsvp.MAYBE),
        ),
        seats=3,
        series_id=ident("series"),
        meant=datetime(2030, 1, 7, 14),
        chosen={"why": "fewest", "behind": 2.5, "others": [str(ident("x"))]},
        price=Price(length=30, amount=1250, currency="EUR"),
        metadata={"source": "newsletter"},
    )
    await keep(storage, full)
    async with storage.reading() as unit:
        assert await unit.bookings.booking(full.id) == full


async def test_seats_of_one_class_share_its_time_with_nobody_else(storage: Database) -> None:
    await keep(storage, seat("a"), seat("b"))
    for other in (booking("x"), booking("y", 75, 105, session=ident("another class"))):
        with pytest.raises(Refused) as refused:
            await keep(storage, other)
        assert refused.value.refusal.code is Code.TAKEN


async def test_a_class_is_told_in_the_order_of_its_bookings(storage: Database) -> None:
    first, second, gone = (
        seat("z", created_at=after(1)),
        seat("a", created_at=after(2)),
        seat("gone", status=Status.CANCELLED),
    )
    await keep(storage, second, gone, first, booking("solo", 100, 130))
    async with storage.reading() as unit:
        assert await unit.bookings.of_session(CLASS) == [first, second]
        assert await unit.bookings.of_session(ident("none")) == []


async def test_a_seat_moves_into_another_class_at_an_overlapping_time(storage: Database) -> None:
    await keep(storage, seat("a"))
    later = session_id(event_type().id, span(75, 105))
    async with storage.writing() as unit:
        moved = await unit.bookings.save(replace(seat("a"), slot=span(75, 105), session=later))
        await unit.bookings.add(booking("b", 75, 105, session=later))
        await unit.commit()
    async with storage.reading() as unit:
        assert await unit.bookings.of_session(CLASS) == []
        assert moved in await unit.bookings.of_session(later)


async def test_a_seat_does_not_move_while_others_are_still_in_the_class(storage: Database) -> None:
    await keep(storage, seat("a"), seat("b"))
    with pytest.raises(Refused) as refused:
        async with storage.writing() as unit:
            await unit.bookings.save(replace(seat("a"), slot=span(75, 105), session=ident("later")))
    assert refused.value.refusal.code is Code.TAKEN


async def test_a_series_is_told_by_start_whatever_became_of_its_dates(storage: Database) -> None:
    series = ident("series")
    late, early = (booking(f"{n}", n, n + 30, series_id=series) for n in (100, 0))
    gone = booking("gone", 50, 80, series_id=series, status=Status.CANCELLED)
    await keep(storage, late, early, gone, booking("single", 200, 230))
    async with storage.reading() as unit:
        assert await unit.bookings.of_series(series) == [early, gone, late]


async def test_what_is_still_to_come_is_gone_through_in_pages(storage: Database) -> None:
    coming = [booking(f"{n}", 30 * n, 30 * n + 30) for n in range(1, 8)]
    await keep(storage, *coming, booking("over", -60, -30), booking("now", 0, 30))
    await keep(storage, booking("off", 500, 530, status=Status.CANCELLED))
    found: list[Booking] = []
    last: UUID | None = None
    async with storage.reading() as unit:
        while page := await unit.bookings.active_after(after(0), last, 3):
            assert len(page) <= 3
            found += page
            last = page[-1].id
    assert found == sorted(coming, key=lambda each: each.id)
