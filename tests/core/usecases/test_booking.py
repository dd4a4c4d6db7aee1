"""Holding, booking, moving, cancelling and finishing."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.booking import Side, Status
from core.commands import (
    Book,
    CancelBooking,
    ChangeEventType,
    ChangeHost,
    FinishBooking,
    HoldSlot,
    MoveBooking,
    ReleaseHolds,
)
from core.effects import News
from core.errors import Code, ConflictError, Refused
from core.event_types import Question
from core.people import Rules
from core.queries import Cause
from tests.core.examples import at, ident
from tests.core.usecases.conftest import House


def held(house: House, clock: str = "10:00", owner: str = "bob") -> HoldSlot:
    return HoldSlot(
        host_id=house.host.id, event_type_id=house.intro, start=at(clock, 24), length=30, owner=owner
    )


def moving(booking_id: Any, clock: str = "15:00", **other: Any) -> MoveBooking:
    return MoveBooking(**{"booking_id": booking_id, "by": Side.INVITEE, "start": at(clock, 24), **other})


async def with_approval(house: House) -> None:
    await house.do(ChangeEventType(host_id=house.host.id, event_type_id=house.intro, approval=True))


# -- holds -----------------------------------------------------------------------------------------


async def test_a_hold_keeps_a_time_for_ten_minutes(each_house: House) -> None:
    hold = (await each_house.do(held(each_house))).value
    assert hold.expires_at == each_house.world.clock.now() + timedelta(minutes=10)
    refusal = await each_house.refused(held(each_house, owner="carl"))
    assert (refusal.code, refusal.facts["start"]) == (Code.HELD, at("10:00", 24))
    each_house.world.clock.tick(minutes=10)
    assert (await each_house.do(held(each_house, owner="carl"))).value.owner == "carl"


async def test_a_second_hold_lets_go_of_the_first(each_house: House) -> None:
    await each_house.do(held(each_house, "10:00"))
    await each_house.do(held(each_house, "10:30"))
    assert (await each_house.do(held(each_house, "10:00", owner="carl"))).value.owner == "carl"


async def test_holds_can_be_released(house: House) -> None:
    await house.do(held(house))
    assert (await house.do(ReleaseHolds(owner="bob"))).value == 1
    assert (await house.do(ReleaseHolds(owner="bob"))).value == 0


async def test_a_refused_hold_says_when_it_would_be_possible_but_nothing_private(house: House) -> None:
    refusal = await house.refused(held(house, "10:10"))
    assert refusal.code is Code.OFF_GRID
    assert (refusal.facts["before"], refusal.facts["after"]) == (at("10:00", 24), at("10:30", 24))
    await house.booked("10:00")
    refusal = await house.refused(held(house, "10:00"))
    assert set(refusal.facts) == {"start", "obstacles"}
    assert [each.cause for each in refusal.facts["obstacles"]] == [Cause.BUSY]


# -- booking ---------------------------------------------------------------------------------------


async def test_a_booking_is_confirmed_told_and_on_record(each_house: House) -> None:
    outcome = await each_house.do(each_house.booking_of(message=" Hello\nthere ", phone="+81 3 1234"))
    booking, (told,), (change,) = outcome.value, outcome.told, outcome.changes
    assert (booking.status, booking.sequence, booking.zone) == (Status.CONFIRMED, 0, "UTC")
    assert booking.title == "Intro meeting: Anna and Bob"
    assert booking.message == "Hello\nthere"
    assert (told.news, told.booking, told.by) == (News.BOOKED, booking, Side.INVITEE)
    assert (change.verb, change.actor, change.before) == ("book", f"invitee:{booking.id}", None)
    assert change.host_id == each_house.host.id
    async with each_house.storage.reading() as unit:
        assert await unit.bookings.booking(booking.id) == booking


async def test_the_same_request_books_once(each_house: House) -> None:
    first = await each_house.do(each_house.booking_of())
    again = await each_house.do(each_house.booking_of())
    assert again.value == first.value
    assert (again.told, again.changes) == ((), ())


async def test_an_approval_event_type_makes_a_request(house: House) -> None:
    await with_approval(house)
    outcome = await house.do(house.booking_of())
    assert outcome.value.status is Status.PENDING
    assert outcome.told[0].news is News.REQUESTED


async def test_ones_own_hold_is_used_up_by_booking(each_house: House) -> None:
    await each_house.do(held(each_house))
    assert (await each_house.booked(owner="bob")).active
    async with each_house.storage.reading() as unit:
        assert await unit.bookings.hold_of("bob", each_house.world.clock.now()) == []


async def test_a_booking_without_the_hold_is_possible_while_the_time_is_free(house: House) -> None:
    await house.do(held(house))
    house.world.clock.tick(minutes=11)
    assert (await house.booked(owner="bob")).active


async def test_a_taken_time_is_refused(each_house: House) -> None:
    await each_house.booked()
    refusal = await each_house.refused(each_house.booking_of(request_id="other"))
    assert refusal.code is Code.BUSY


async def test_buffers_of_both_bookings_are_kept(each_house: House) -> None:
    rules = Rules(buffer_before=15, buffer_after=15)
    await each_house.do(ChangeHost(host_id=each_house.host.id, rules=rules))
    await each_house.booked("10:00")
    assert (await each_house.refused(each_house.booking_of("10:30"))).code is Code.BUFFER
    assert (await each_house.booked("11:00")).buffer_before == 15


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"verified": False}, Code.UNVERIFIED),
        ({"email": None}, Code.INVALID),
        ({"email": "nope"}, Code.INVALID),
        ({"name": "B"}, Code.INVALID),
        ({"name": "x" * 101}, Code.INVALID),
        ({"zone": "Nowhere"}, Code.INVALID),
        ({"message": "x" * 501}, Code.INVALID),
        ({"phone": "x"}, Code.INVALID),
        ({"length": 45}, Code.LENGTH),
        ({"start": at("08:30")}, Code.OUTSIDE_HOURS),
        ({"start": at("07:00")}, Code.PAST),
        ({"start": at("10:10", 24)}, Code.OFF_GRID),
        ({"start": at("10:00", 24).replace(year=2028)}, Code.TOO_FAR),
        ({"event_type_id": ident("none")}, Code.NOT_FOUND),
        ({"host_id": ident("none")}, Code.NOT_FOUND),
    ],
)
async def test_what_cannot_be_booked(house: House, fields: dict[str, Any], code: Code) -> None:
    assert (await house.refused(house.booking_of(**fields))).code is code


async def test_a_known_person_needs_no_email(house: House) -> None:
    bob = await house.person()
    outcome = await house.do(house.booking_of(email=None, person_id=bob.id))
    assert outcome.value.invitee.email is None
    assert outcome.changes[0].actor == f"person:{bob.id}"


async def test_three_bookings_a_day_are_enough_for_one_email(each_house: House) -> None:
    for clock in ("10:00", "11:00", "12:00"):
        await each_house.booked(clock)
    fourth = each_house.booking_of("13:00", email="BOB@example.com")
    assert (await each_house.refused(fourth)).code is Code.TOO_MANY_BOOKINGS
    each_house.world.clock.tick(days=1, seconds=1)
    assert (await each_house.booked("13:00")).active


async def test_three_bookings_a_day_are_enough_for_a_person_without_email(house: House) -> None:
    bob = await house.person()
    for clock in ("10:00", "11:00", "12:00"):
        await house.booked(clock, email=None, person_id=bob.id)
    fourth = house.booking_of("13:00", email=None, person_id=bob.id)
    assert (await house.refused(fourth)).code is Code.TOO_MANY_BOOKINGS


async def test_required_questions_want_an_answer_and_unknown_answers_are_dropped(house: House) -> None:
    asked = (Question(id=ident("q1"), text="Company?", required=True), Question(id=ident("q2"), text="Else?"))
    await house.do(ChangeEventType(host_id=house.host.id, event_type_id=house.intro, questions=asked))
    refusal = await house.refused(house.booking_of(answers={str(ident("q1")): "  "}))
    assert (refusal.code, refusal.facts["question"]) == (Code.MISSING_ANSWER, "Company?")
    booking = await house.booked(answers={str(ident("q1")): " Acme ", "odd": "x"})
    assert booking.answers == {str(ident("q1")): "Acme"}


async def outcomes(house: House, commands: list[Book]) -> list[Code | None]:
    """Book all at once; return how each was refused, None for those that won."""

    async def attempt(command: Book) -> Code | None:
        try:
            await house.do(command)
        except Refused as refused:
            return refused.refusal.code
        return None

    return await asyncio.gather(*map(attempt, commands))


async def test_of_many_at_the_same_instant_exactly_one_gets_the_time(each_house: House) -> None:
    many = [each_house.booking_of(request_id=f"r{n}", email=f"guest{n}@example.com") for n in range(20)]
    found = await outcomes(each_house, many)
    assert found.count(None) == 1
    assert set(found) <= {None, Code.TAKEN, Code.BUSY}


async def test_the_daily_limit_holds_also_when_all_book_at_once(each_house: House) -> None:
    await each_house.do(ChangeHost(host_id=each_house.host.id, rules=Rules(daily_limit=2)))
    many = [each_house.booking_of(f"{9 + n:02d}:00", email=f"guest{n}@example.com") for n in range(7)]
    found = await outcomes(each_house, many)
    assert found.count(None) == 2
    assert set(found) == {None, Code.LIMIT}


# -- moving ----------------------------------------------------------------------------------------


async def test_a_moved_booking_stays_itself_and_frees_its_old_time(each_house: House) -> None:
    booking = await each_house.booked()
    outcome = await each_house.do(moving(booking.id, reason="late train"))
    moved, (told,) = outcome.value, outcome.told
    assert (moved.id, moved.uid, moved.sequence) == (booking.id, booking.uid, 1)
    assert (moved.slot.start, moved.slot.minutes, moved.reason) == (at("15:00", 24), 30, "late train")
    assert (told.news, told.before, told.by) == (News.MOVED, booking, Side.INVITEE)
    assert (await each_house.booked("10:00", email="carl@example.com")).active


async def test_a_booking_may_move_into_its_own_time(each_house: House) -> None:
    booking = await each_house.booked("10:00")
    rules = Rules(step=15)
    await each_house.do(
        ChangeEventType(host_id=each_house.host.id, event_type_id=each_house.intro, rules=rules)
    )
    moved = (await each_house.do(moving(booking.id, "10:15"))).value
    assert moved.slot.start == at("10:15", 24)


async def test_a_booking_moves_to_the_time_its_owner_held(each_house: House) -> None:
    booking = await each_house.booked()
    await each_house.do(replace(held(each_house, "15:00"), moving=booking.id))
    moved = await each_house.do(moving(booking.id, owner="bob"))
    assert moved.value.slot.start == at("15:00", 24)


async def test_an_invitees_move_asks_again_where_approval_is_wanted(house: House) -> None:
    booking = await house.booked()
    await with_approval(house)
    asked = await house.do(moving(booking.id))
    assert (asked.value.status, asked.told[0].news) == (Status.PENDING, News.REQUESTED)
    assert asked.told[0].before == booking
    by_host = await house.do(moving(booking.id, "16:00", by=Side.HOST))
    assert (by_host.value.status, by_host.told[0].news) == (Status.PENDING, News.MOVED)


@pytest.mark.parametrize(
    ("clock", "code"),
    [("10:00", Code.INVALID), ("12:00", Code.BUSY), ("20:00", Code.OUTSIDE_HOURS)],
)
async def test_times_to_which_a_booking_cannot_move(house: House, clock: str, code: Code) -> None:
    booking = await house.booked("10:00")
    await house.booked("12:00", email="carl@example.com")
    assert (await house.refused(moving(booking.id, clock))).code is code


async def test_a_move_to_another_length_needs_one_that_is_offered(house: House) -> None:
    booking = await house.booked("10:00")
    assert (await house.refused(moving(booking.id, "10:00", length=60))).code is Code.LENGTH
    await house.do(ChangeEventType(host_id=house.host.id, event_type_id=house.intro, lengths=(45, 60)))
    longer = await house.do(moving(booking.id, "10:00", length=60))
    assert longer.value.slot.minutes == 60


async def test_a_booking_keeps_a_length_that_is_not_offered_any_more(house: House) -> None:
    booking = await house.booked("10:00")
    await house.do(ChangeEventType(host_id=house.host.id, event_type_id=house.intro, lengths=(60,)))
    assert (await house.do(moving(booking.id, "15:00"))).value.slot.minutes == 30


# -- cancelling and finishing ----------------------------------------------------------------------


async def test_a_cancelled_booking_frees_its_time(each_house: House) -> None:
    booking = await each_house.booked()
    outcome = await each_house.do(CancelBooking(booking_id=booking.id, by=Side.HOST, reason="ill"))
    gone, (told,), (change,) = outcome.value, outcome.told, outcome.changes
    assert (gone.status, gone.sequence, gone.reason) == (Status.CANCELLED, 1, "ill")
    assert (told.news, told.by, told.before) == (News.CANCELLED, Side.HOST, booking)
    assert change.actor == f"host:{each_house.host.id}"
    assert (await each_house.booked(request_id="other")).active


async def test_nothing_more_can_be_done_to_a_cancelled_booking(house: House) -> None:
    booking = await house.booked()
    cancel = CancelBooking(booking_id=booking.id, by=Side.INVITEE)
    await house.do(cancel)
    assert (await house.refused(cancel)).code is Code.WRONG_STATUS
    assert (await house.refused(moving(booking.id))).code is Code.WRONG_STATUS


async def test_nothing_more_can_be_done_to_a_meeting_that_is_over(house: House) -> None:
    booking = await house.booked()
    house.world.clock.set(booking.slot.end)
    assert (await house.refused(CancelBooking(booking_id=booking.id, by=Side.HOST))).code is Code.ALREADY_OVER
    assert (await house.refused(moving(booking.id))).code is Code.ALREADY_OVER


async def test_the_system_can_cancel_and_is_named(house: House) -> None:
    booking = await house.booked()
    outcome = await house.do(CancelBooking(booking_id=booking.id, by=Side.SYSTEM))
    assert outcome.changes[0].actor == "system"


async def test_a_host_says_whether_it_took_place_and_may_correct_it(house: House) -> None:
    booking = await house.booked()
    took_place = FinishBooking(booking_id=booking.id, by=Side.HOST, took_place=True)
    assert (await house.refused(took_place)).code is Code.WRONG_STATUS
    house.world.clock.set(booking.slot.start)
    assert (await house.do(took_place)).value.status is Status.COMPLETED
    assert (await house.do(took_place)).changes == ()
    assert (await house.do(replace(took_place, took_place=False))).value.status is Status.NO_SHOW
    assert (await house.refused(replace(took_place, by=Side.INVITEE))).code is Code.NOT_YOURS


async def test_a_booking_that_somebody_else_changed_meanwhile_is_a_conflict(house: House) -> None:
    booking = await house.booked()
    async with house.storage.writing() as unit:
        await unit.bookings.save(booking)
        with pytest.raises(ConflictError):
            await unit.bookings.save(booking)


async def test_a_booking_that_is_not_there(house: House) -> None:
    refusal = await house.refused(CancelBooking(booking_id=ident("none"), by=Side.HOST))
    assert (refusal.code, refusal.facts["what"]) == (Code.NOT_FOUND, "booking")
