"""Guests: brought along within bounds, taken off, and what they answer is told to host and invitee."""

from typing import Any

import pytest

from core.booking import Booking, Guest, GuestRole, Rsvp, Side
from core.commands import AddGuests, AnswerInvitation, CancelBooking, ChangeEventType, RemoveGuest, Undo
from core.effects import News
from core.errors import Code
from core.queries import ShowBooking
from tests.core.examples import ident
from tests.core.usecases.conftest import House

CARL, DORA = "carl@example.com", "dora@example.com"


async def add(house: House, booking: Booking, *emails: str, **other: Any) -> Booking:
    command = AddGuests(booking_id=booking.id, by=Side.INVITEE, emails=emails, **other)
    after: Booking = (await house.do(command)).value
    return after


async def guests(house: House, booking: Booking) -> tuple[Guest, ...]:
    found: tuple[Guest, ...] = (await house.ask(ShowBooking(booking_id=booking.id))).booking.guests
    return found


@pytest.mark.parametrize("by", [Side.HOST, Side.INVITEE])
async def test_guests_are_brought_along_by_either_side_and_both_are_told(each_house: House, by: Side) -> None:
    booking = await each_house.booked()
    outcome = await each_house.do(
        AddGuests(
            booking_id=booking.id,
            by=by,
            emails=(f" {CARL} ", DORA),
            names=("Carl  Coe",),
            role=GuestRole.CO_HOST,
        )
    )
    found = await guests(each_house, booking)
    assert [(each.email, each.name, each.role, each.answer) for each in found] == [
        (CARL, "Carl Coe", GuestRole.CO_HOST, Rsvp.NONE),
        (DORA, "", GuestRole.CO_HOST, Rsvp.NONE),
    ]
    (told,) = outcome.told
    assert (told.news, told.by, told.before, told.booking.guests) == (News.GUESTS, by, booking, found)


async def test_further_guests_come_after_those_who_are_there(house: House) -> None:
    booking = await house.booked()
    await add(house, booking, CARL)
    await add(house, booking, DORA)
    assert [each.email for each in await guests(house, booking)] == [CARL, DORA]


@pytest.mark.parametrize(
    ("emails", "why"),
    [
        ((), "missing"),
        (("carl",), "email"),
        ((CARL, CARL.upper()), "already"),
        (("Dora@Example.com",), "already"),
        (("BOB@example.com",), "already"),
    ],
    ids=["nobody", "no e-mail", "twice", "there already", "the invitee"],
)
async def test_who_cannot_be_a_guest_is_refused(house: House, emails: tuple[str, ...], why: str) -> None:
    booking = await house.booked()
    await add(house, booking, DORA)
    refusal = await house.refused(AddGuests(booking_id=booking.id, by=Side.INVITEE, emails=emails))
    assert (refusal.code, refusal.facts["field"] in ("guests", "email")) == (Code.INVALID, True)
    assert refusal.facts["why"] == why


async def test_more_guests_than_the_event_type_allows_are_refused(house: House) -> None:
    await house.do(ChangeEventType(host_id=house.host.id, event_type_id=house.intro, most_guests=1))
    booking = await house.booked()
    refusal = await house.refused(AddGuests(booking_id=booking.id, by=Side.HOST, emails=(CARL, DORA)))
    assert (refusal.code, refusal.facts["limit"]) == (Code.TOO_MANY_GUESTS, 1)
    assert len((await add(house, booking, CARL)).guests) == 1


async def test_a_guest_is_taken_off(each_house: House) -> None:
    booking = await add(each_house, await each_house.booked(), CARL, DORA)
    command = RemoveGuest(booking_id=booking.id, by=Side.HOST, guest_id=booking.guests[0].id)
    outcome = await each_house.do(command)
    assert [each.email for each in await guests(each_house, booking)] == [DORA]
    assert [(each.news, each.before) for each in outcome.told] == [(News.GUESTS, booking)]
    again = await each_house.refused(command)
    assert (again.code, again.facts["what"]) == (Code.NOT_FOUND, "guest")


async def test_a_guests_answer_is_kept_and_told_once(each_house: House) -> None:
    booking = await add(each_house, await each_house.booked(), CARL, DORA)
    command = AnswerInvitation(booking_id=booking.id, guest_id=booking.guests[1].id, answer=Rsvp.ACCEPTED)
    outcome = await each_house.do(command)
    assert [each.answer for each in await guests(each_house, booking)] == [Rsvp.NONE, Rsvp.ACCEPTED]
    assert [(each.news, each.by) for each in outcome.told] == [(News.ANSWERED, Side.SYSTEM)]
    assert [each.actor for each in outcome.changes] == [f"guest:{booking.guests[1].id}"]
    again = await each_house.do(command)
    assert (again.told, again.changes) == ((), ())


async def test_what_was_done_about_guests_is_taken_back_and_told_as_such(each_house: House) -> None:
    booking = await each_house.booked()
    added = await add(each_house, booking, CARL, DORA)
    guest = added.guests[0].id
    await each_house.do(RemoveGuest(booking_id=booking.id, by=Side.INVITEE, guest_id=guest))
    for expected in (added.guests, ()):
        undone = await each_house.do(Undo(actor=f"invitee:{booking.id}"))
        assert [each.news for each in undone.told] == [News.GUESTS]
        assert await guests(each_house, booking) == expected


async def test_a_guest_may_change_their_mind(house: House) -> None:
    booking = await add(house, await house.booked(), CARL)
    for answer in (Rsvp.MAYBE, Rsvp.REJECTED, Rsvp.ACCEPTED):
        await house.do(AnswerInvitation(booking_id=booking.id, guest_id=booking.guests[0].id, answer=answer))
        assert [each.answer for each in await guests(house, booking)] == [answer]


async def test_nothing_is_changed_about_guests_of_a_meeting_that_is_cancelled_or_over(house: House) -> None:
    over = await add(house, await house.booked(), CARL)
    cancelled = await add(house, await house.booked("11:00"), CARL)
    await house.do(CancelBooking(booking_id=cancelled.id, by=Side.HOST))
    house.world.clock.tick(days=2)
    for booking, code in ((over, Code.ALREADY_OVER), (cancelled, Code.WRONG_STATUS)):
        guest = booking.guests[0].id
        for command in (
            AddGuests(booking_id=booking.id, by=Side.HOST, emails=(DORA,)),
            RemoveGuest(booking_id=booking.id, by=Side.HOST, guest_id=guest),
            AnswerInvitation(booking_id=booking.id, guest_id=guest, answer=Rsvp.ACCEPTED),
        ):
            assert (await house.refused(command)).code is code


async def test_the_sequence_stays_so_that_reminders_still_hold(house: House) -> None:
    booking = await house.booked()
    assert (await add(house, booking, CARL)).sequence == booking.sequence


async def test_a_stranger_cannot_answer(house: House) -> None:
    booking = await house.booked()
    command = AnswerInvitation(booking_id=booking.id, guest_id=ident("x"), answer=Rsvp.ACCEPTED)
    assert (await house.refused(command)).code is Code.NOT_FOUND
