"""Classes: seats are counted, one stretch of the host's time serves them all, and nobody sits in one twice."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.booking import Booking, Side, Status
from core.commands import AnswerRequest, CancelBooking, CreateEventType, HoldSlot, MoveBooking, Undo
from core.errors import Code
from core.event_types import Assignment, Mode, Price
from core.interval import Interval
from core.people import Rules
from core.queries import FindSlots, Found
from tests.core.examples import at
from tests.core.usecases.conftest import House

MORNING = Interval(at("09:00", 24), at("11:00", 24))


def someone(number: int, **other: Any) -> dict[str, Any]:
    return {"email": f"guest{number}@example.com", "request_id": f"request {number}", **other}


async def seats(house: House, **other: Any) -> dict[str, int]:
    """Return the free seats of each class that is offered."""
    query = FindSlots(host_id=house.host.id, event_type_id=house.intro, length=30, within=MORNING, **other)
    found: Found = await house.ask(query)
    assert {each.start for each in found.slots} == set(found.seats_left)
    return {f"{each:%H:%M}": left for each, left in found.seats_left.items()}


async def seated(house: House, count: int) -> list[Booking]:
    return [await house.booked(**someone(number)) for number in range(count)]


def held(house: House, owner: str, **other: Any) -> HoldSlot:
    fields = {"start": at("10:00", 24), "length": 30, "owner": owner, **other}
    return HoldSlot(host_id=house.host.id, event_type_id=house.intro, **fields)


async def test_seats_are_given_until_none_is_left(each_house: House) -> None:
    await each_house.offers(seats=3)
    bookings = await seated(each_house, 2)
    assert len({each.session for each in bookings}) == 1
    assert await seats(each_house) == {"09:00": 3, "09:30": 3, "10:00": 1, "10:30": 3}
    await each_house.booked(**someone(2))
    assert "10:00" not in await seats(each_house)
    refusal = await each_house.refused(each_house.booking_of(**someone(3)))
    assert refusal.code is Code.SEATS_FULL
    assert (refusal.facts["left"], refusal.facts["seats"]) == (0, 3)


async def test_several_seats_are_booked_at_once_or_not_at_all(each_house: House) -> None:
    await each_house.offers(seats=3)
    assert (await each_house.booked(**someone(1), seats=2)).seats == 2
    assert "10:00" not in await seats(each_house, seats=2)
    assert (await each_house.refused(each_house.booking_of(**someone(2), seats=2))).code is Code.SEATS_FULL
    assert (await each_house.booked(**someone(3), seats=1)).seats == 1


@pytest.mark.parametrize("count", [0, 4, -1])
async def test_a_number_of_seats_that_there_is_not(house: House, count: int) -> None:
    await house.offers(seats=3)
    refusal = await house.refused(house.booking_of(seats=count))
    assert (refusal.code, refusal.facts["field"]) == (Code.INVALID, "seats")


async def test_a_class_takes_up_the_hosts_time_for_everything_else(each_house: House) -> None:
    await each_house.offers(seats=3)
    await each_house.booked()
    made = await each_house.do(CreateEventType(host_id=each_house.host.id, title="Other"))
    other = each_house.booking_of(**someone(1), event_type_id=made.value.id)
    assert (await each_house.refused(other)).code is Code.BUSY
    await each_house.offers(seats=3, rules=Rules(step=15))
    assert (await each_house.refused(each_house.booking_of("10:15", **someone(2)))).code is Code.BUSY


async def test_nobody_sits_in_a_class_twice_but_the_same_request_books_once(each_house: House) -> None:
    await each_house.offers(seats=5)
    first = await each_house.booked(request_id="one", email="bob@example.com")
    again = each_house.booking_of(request_id="two", email="BOB@example.com")
    refusal = await each_house.refused(again)
    assert (refusal.code, refusal.facts["booking"]) == (Code.ALREADY_BOOKED, first.id)
    assert (await each_house.do(replace(again, request_id="one"))).value == first
    assert (await each_house.booked("10:30", request_id="three")).session != first.session


async def test_a_person_without_mail_sits_in_a_class_once(house: House) -> None:
    await house.offers(seats=5)
    bob = await house.person()
    await house.booked(email=None, person_id=bob.id, request_id="one")
    again = house.booking_of(email=None, person_id=bob.id, request_id="two")
    assert (await house.refused(again)).code is Code.ALREADY_BOOKED


async def test_a_seat_that_is_held_is_not_given_away(each_house: House) -> None:
    await each_house.offers(seats=3)
    hold = (await each_house.do(held(each_house, "bob", seats=2))).value
    assert (hold.seats, hold.session) == (2, (await each_house.booked(**someone(1))).session)
    assert "10:00" not in await seats(each_house)
    assert (await seats(each_house, owner="bob"))["10:00"] == 2
    assert (await each_house.refused(held(each_house, "eve"))).code is Code.SEATS_FULL
    assert (await each_house.booked(**someone(2), owner="bob", seats=2)).active
    assert "10:00" not in await seats(each_house)


async def test_a_seat_given_back_can_be_had_again(each_house: House) -> None:
    await each_house.offers(seats=2)
    first, _ = await seated(each_house, 2)
    await each_house.do(CancelBooking(booking_id=first.id, by=Side.INVITEE))
    assert (await seats(each_house))["10:00"] == 1
    assert (await each_house.booked(**someone(2))).session == first.session


async def test_a_declined_request_gives_its_seat_back(each_house: House) -> None:
    await each_house.offers(seats=2, approval=True)
    first, _ = await seated(each_house, 2)
    assert "10:00" not in await seats(each_house)
    await each_house.do(AnswerRequest(booking_id=first.id, by=Side.HOST, accept=False))
    assert (await seats(each_house))["10:00"] == 1


async def test_one_seat_moves_to_another_class_and_the_others_stay(each_house: House) -> None:
    await each_house.offers(seats=2)
    first, second = await seated(each_house, 2)
    target = await each_house.booked("10:30", **someone(2))
    moved = (await each_house.do(moving(first, "10:30"))).value
    assert (moved.id, moved.session, moved.sequence) == (first.id, target.session, 1)
    assert await seats(each_house) == {"09:00": 2, "09:30": 2, "10:00": 1}
    assert (await each_house.refused(moving(second, "10:30"))).code is Code.SEATS_FULL


def moving(booking: Booking, clock: str) -> MoveBooking:
    return MoveBooking(booking_id=booking.id, by=Side.INVITEE, start=at(clock, 24))


async def test_nobody_moves_into_a_class_in_which_they_sit(house: House) -> None:
    await house.offers(seats=3)
    first = await house.booked(request_id="one")
    await house.booked("10:30", request_id="two")
    assert (await house.refused(moving(first, "10:30"))).code is Code.ALREADY_BOOKED


async def test_a_class_counts_once_towards_the_limits_of_the_host(each_house: House) -> None:
    await each_house.offers(seats=3, rules=Rules(daily_limit=1, daily_minutes=30))
    await seated(each_house, 2)
    assert await seats(each_house) == {"10:00": 1}
    assert (await each_house.refused(each_house.booking_of("10:30", **someone(5)))).code in {
        Code.LIMIT,
        Code.DURATION_LIMIT,
    }
    assert (await each_house.booked(**someone(6))).active


async def test_taking_back_a_cancellation_needs_a_seat(each_house: House) -> None:
    await each_house.offers(seats=2)
    first, _ = await seated(each_house, 2)
    await each_house.do(CancelBooking(booking_id=first.id, by=Side.INVITEE))
    undo = Undo(actor=f"invitee:{first.id}")
    back = (await each_house.do(undo)).told[0].booking
    assert (back.status, back.session) == (Status.CONFIRMED, first.session)
    await each_house.do(CancelBooking(booking_id=first.id, by=Side.INVITEE))
    await each_house.booked(**someone(2))
    assert (await each_house.refused(undo)).code is Code.SEATS_FULL


async def test_taking_back_a_move_needs_a_seat_where_it_was(each_house: House) -> None:
    await each_house.offers(seats=2)
    first, _ = await seated(each_house, 2)
    await each_house.do(moving(first, "10:30"))
    await each_house.booked(**someone(2))
    undo = Undo(actor=f"invitee:{first.id}")
    assert (await each_house.refused(undo)).code is Code.SEATS_FULL


async def test_a_seat_is_counted_also_where_nobody_can_book_any_more(house: House) -> None:
    await house.offers(seats=2)
    far = {"start": at("10:00", 24) + timedelta(days=28)}
    first, _ = [await house.booked(**someone(number, **far)) for number in range(2)]
    await house.do(CancelBooking(booking_id=first.id, by=Side.INVITEE))
    await house.booked(**someone(2, **far))
    await house.offers(rules=Rules(window_days=7))
    assert (await house.refused(Undo(actor=f"invitee:{first.id}"))).code is Code.SEATS_FULL


async def test_a_price_is_paid_for_each_seat_as_it_was_when_it_was_booked(house: House) -> None:

    price = Price(length=30, amount=1500, currency="EUR")
    await house.offers(seats=4, prices=(price,))
    booking = await house.booked(seats=2)
    assert booking.price == replace(price, amount=3000)
    await house.offers(prices=(replace(price, amount=9900),))
    moved = (await house.do(moving(booking, "10:30"))).value
    assert moved.price == booking.price


async def test_a_class_of_several_hosts_is_one_class(each_house: House) -> None:

    carl = await each_house.colleague("Carl")
    parts = (Assignment(host_id=each_house.host.id), Assignment(host_id=carl.id))
    await each_house.offers(seats=2, mode=Mode.COLLECTIVE, assignments=parts)
    bookings = await seated(each_house, 2)
    assert {each.host_ids for each in bookings} == {(each_house.host.id, carl.id)}
    assert await seats(each_house) == {"09:00": 2, "09:30": 2, "10:30": 2}
