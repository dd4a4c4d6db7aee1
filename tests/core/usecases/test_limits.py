"""Limits of hosts and event types hold over days, weeks, months and years, in meetings and minutes, after any step."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from core.booking import Booking, Side
from core.commands import (
    AddTimeOff,
    CancelBooking,
    ChangeHost,
    CreateEventType,
    FinishBooking,
    MoveBooking,
    Undo,
)
from core.errors import Code
from core.event_types import Assignment, Mode
from core.interval import Interval
from core.people import Rules
from core.queries import FindSlots, Found
from tests.core.examples import at
from tests.core.usecases.conftest import House


def someone(number: int, **other: Any) -> dict[str, Any]:
    return {"email": f"guest{number}@example.com", "request_id": f"request {number}", **other}


def on(month: int, day: int, hour: int = 10, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


async def limited(house: House, **rules: Any) -> None:
    await house.do(ChangeHost(host_id=house.host.id, rules=Rules(window_days=600, **rules)))


async def free_days(house: House, first: datetime, last: datetime) -> set[str]:
    query = FindSlots(
        host_id=house.host.id, event_type_id=house.intro, length=30, within=Interval(first, last)
    )
    found: Found = await house.ask(query)
    return {f"{each.start:%m-%d}" for each in found.slots}


@pytest.mark.parametrize(
    ("rules", "used", "still", "code"),
    [
        ({"weekly_limit": 2}, [on(12, 7), on(12, 9)], on(12, 14), Code.LIMIT),
        ({"monthly_limit": 2}, [on(12, 1), on(12, 30)], on(1, 4, year=2027), Code.LIMIT),
        ({"yearly_limit": 2}, [on(11, 25), on(12, 30)], on(1, 4, year=2027), Code.LIMIT),
        ({"daily_minutes": 60}, [on(12, 10, 9), on(12, 10, 15)], on(12, 11), Code.DURATION_LIMIT),
        ({"weekly_minutes": 60}, [on(12, 7), on(12, 9)], on(12, 14), Code.DURATION_LIMIT),
        ({"monthly_minutes": 60}, [on(12, 1), on(12, 30)], on(1, 4, year=2027), Code.DURATION_LIMIT),
        ({"yearly_minutes": 60}, [on(11, 25), on(12, 30)], on(1, 4, year=2027), Code.DURATION_LIMIT),
    ],
)
async def test_a_limit_holds_in_its_period_and_not_in_the_next(
    each_house: House, rules: dict[str, int], used: list[datetime], still: datetime, code: Code
) -> None:
    await limited(each_house, **rules)
    for number, start in enumerate(used):
        await each_house.booked(**someone(number, start=start))
    full = each_house.booking_of(**someone(8, start=on(12, 10, 11)))
    assert (await each_house.refused(full)).code is code
    assert (await each_house.booked(**someone(9, start=still))).active
    assert "12-10" not in await free_days(each_house, on(12, 10, 0), on(12, 11, 0))


async def test_an_event_types_limit_counts_its_own_meetings_only(house: House) -> None:
    await house.offers(rules=Rules(weekly_limit=1))
    other = (await house.do(CreateEventType(host_id=house.host.id, title="Other"))).value
    await house.booked(**someone(1, event_type_id=other.id))
    await house.booked(**someone(2, start=at("11:00", 24)))
    assert (await house.refused(house.booking_of(**someone(3, start=at("11:00", 25))))).code is Code.LIMIT
    assert (await house.booked(**someone(4, start=at("12:00", 24), event_type_id=other.id))).active


@pytest.mark.parametrize("rules", [{"daily_limit": 2}, {"weekly_limit": 2}, {"daily_minutes": 60}])
async def test_meetings_that_were_held_count_on(each_house: House, rules: dict[str, int]) -> None:
    await limited(each_house, minimum_notice=0, **rules)
    for number, clock in enumerate(("09:30", "10:00")):
        booking = await each_house.booked(**someone(number, start=at(clock, 23)))
        each_house.world.clock.set(booking.slot.start)
        await each_house.do(FinishBooking(booking_id=booking.id, by=Side.HOST, took_place=bool(number)))
    third = each_house.booking_of(**someone(5, start=at("15:00", 23)))
    assert (await each_house.refused(third)).code in {Code.LIMIT, Code.DURATION_LIMIT}


async def test_a_move_counts_where_it_goes_and_not_where_it_was(each_house: House) -> None:
    await limited(each_house, weekly_limit=1)
    first = await each_house.booked(**someone(1, start=on(12, 7)))
    await each_house.booked(**someone(2, start=on(12, 15)))
    assert (await each_house.refused(moving(first, on(12, 16)))).code is Code.LIMIT
    assert (await each_house.do(moving(first, on(12, 9)))).value.slot.start == on(12, 9)
    assert (await each_house.do(moving(first, on(12, 22)))).value.active
    assert (await each_house.booked(**someone(3, start=on(12, 8)))).active


def moving(booking: Booking, start: datetime) -> MoveBooking:
    return MoveBooking(booking_id=booking.id, by=Side.INVITEE, start=start)


async def test_taking_back_never_passes_a_limit(each_house: House) -> None:
    await limited(each_house, weekly_limit=1)
    first = await each_house.booked(**someone(1, start=on(12, 7)))
    await each_house.do(CancelBooking(booking_id=first.id, by=Side.INVITEE))
    second = await each_house.booked(**someone(2, start=on(12, 8)))
    undo = Undo(actor=f"invitee:{first.id}")
    assert (await each_house.refused(undo)).code is Code.LIMIT
    await each_house.do(CancelBooking(booking_id=second.id, by=Side.INVITEE))
    assert (await each_house.do(undo)).told[0].booking.active


async def test_three_bookings_a_day_are_enough_for_a_person_with_many_addresses(house: House) -> None:
    bob = await house.person()
    for number in range(3):
        start = at(f"{10 + number}:00", 24)
        await house.booked(**someone(number, start=start, person_id=bob.id))
    fourth = house.booking_of(**someone(4, start=at("15:00", 24), person_id=bob.id))
    assert (await house.refused(fourth)).code is Code.TOO_MANY_BOOKINGS


async def test_nothing_beyond_a_day_is_read_while_no_limit_needs_it(house: House) -> None:
    away = Interval(at("00:00", 24), at("00:00", 25))
    await house.do(AddTimeOff(host_id=house.host.id, during=away))
    assert await free_days(house, at("00:00", 24), at("00:00", 26)) == {"11-25"}


async def test_a_one_time_link_is_closed_by_its_first_booking(each_house: House) -> None:
    await each_house.offers(single_use=True)
    booking = await each_house.booked(**someone(1))
    second = each_house.booking_of(**someone(2, start=at("15:00", 24)))
    assert (await each_house.refused(second)).code is Code.EVENT_TYPE_PAUSED
    assert (await each_house.do(moving(booking, at("16:00", 24)))).value.slot.start == at("16:00", 24)
    await each_house.do(Undo(actor=f"invitee:{booking.id}"))
    await each_house.do(Undo(actor=f"invitee:{booking.id}"))
    assert (await each_house.booked(**someone(2, start=at("15:00", 24)))).active


async def test_what_a_booking_keeps_of_its_request(each_house: House) -> None:
    await limited(each_house)
    booking = await each_house.booked(
        guests=("carl@example.com", "dora@example.com"), metadata={"from": "the newsletter"}
    )
    assert [each.email for each in booking.guests] == ["carl@example.com", "dora@example.com"]
    assert booking.metadata == {"from": "the newsletter"}
    assert booking.meant == booking.slot.start.replace(tzinfo=None)
    async with each_house.storage.reading() as unit:
        assert await unit.bookings.booking(booking.id) == booking
    await each_house.offers(most_guests=1)
    crowd = replace(
        each_house.booking_of("12:00", request_id="other"), guests=("a@example.com", "b@example.com")
    )
    assert (await each_house.refused(crowd)).code is Code.TOO_MANY_GUESTS


async def test_the_local_time_that_was_meant_is_that_of_the_hosts_schedule(house: House) -> None:
    await house.do(ChangeHost(host_id=house.host.id, zone="America/New_York"))
    booking = await house.booked(start=at("15:00", 24))
    assert (booking.zone, booking.meant) == ("America/New_York", datetime(2026, 11, 24, 10))
    moved = (await house.do(moving(booking, at("16:30", 24)))).value
    assert moved.meant == datetime(2026, 11, 24, 11, 30)


@pytest.mark.parametrize("start", [datetime(9999, 12, 31, 10, tzinfo=UTC), datetime(1, 1, 2, tzinfo=UTC)])
@pytest.mark.parametrize("mode", list(Mode))
async def test_the_ends_of_time_are_refused_like_any_other_time(
    house: House, start: datetime, mode: Mode
) -> None:
    await house.offers(mode=mode, assignments=(Assignment(host_id=house.host.id),))
    refusal = await house.refused(house.booking_of(start=start))
    assert refusal.code in {Code.PAST, Code.TOO_FAR, Code.OUTSIDE_HOURS}
