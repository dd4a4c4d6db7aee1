"""Taking back: every change that can be, as it was, and never over somebody else's change."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from core.booking import Booking, Proposal, Side, Status
from core.commands import (
    AddTimeOff,
    AnswerRequest,
    CancelBooking,
    ChangeEventType,
    ChangeHost,
    ChangePerson,
    Command,
    CreateEventType,
    DeleteEventType,
    FinishBooking,
    MoveBooking,
    Outcome,
    ProposeTime,
    RegisterHost,
    RemoveTimeOff,
    SetOverrides,
    SetWeekly,
    Undo,
)
from core.effects import News
from core.errors import Code
from core.hours import OFFICE_HOURS, Override
from core.interval import Interval
from core.people import Rules
from core.queries import Desk, HostDesk
from tests.core.examples import at
from tests.core.usecases.conftest import House


def host_undo(house: House) -> Undo:
    return Undo(actor=f"host:{house.host.id}")


def plain(desk: Desk) -> Desk:
    """Return a desk without what every save changes."""

    def bare(thing: Any) -> Any:
        return replace(thing, version=0, updated_at=at("00:00"))

    return Desk(
        host=bare(desk.host),
        schedules=tuple(map(bare, desk.schedules)),
        event_types=tuple(map(bare, desk.event_types)),
        time_off=desk.time_off,
    )


SETTINGS: dict[str, Callable[[House], Command]] = {
    "profile": lambda house: ChangeHost(host_id=house.host.id, name="Annie", rules=Rules(buffer_after=30)),
    "zone": lambda house: ChangeHost(host_id=house.host.id, zone="Asia/Tokyo"),
    "pause": lambda house: ChangeHost(host_id=house.host.id, paused=True),
    "hours": lambda house: SetWeekly(host_id=house.host.id, weekly=OFFICE_HOURS.with_day(0, [])),
    "override": lambda house: SetOverrides(
        host_id=house.host.id, overrides=(Override(day=date(2026, 11, 24), reason="dentist"),)
    ),
    "time off": lambda house: AddTimeOff(
        host_id=house.host.id, during=Interval(at("00:00", 24), at("00:00", 25)), reason="ski"
    ),
    "new event type": lambda house: CreateEventType(host_id=house.host.id, title="Other"),
    "changed event type": lambda house: ChangeEventType(
        host_id=house.host.id, event_type_id=house.intro, title="Other", lengths=(60,), approval=True
    ),
    "deleted event type": lambda house: DeleteEventType(host_id=house.host.id, event_type_id=house.intro),
}


@pytest.mark.parametrize("name", SETTINGS)
async def test_a_setting_is_set_back(each_house: House, name: str) -> None:
    before = plain(await each_house.ask(HostDesk(host_id=each_house.host.id)))
    done = await each_house.do(SETTINGS[name](each_house))
    assert plain(await each_house.ask(HostDesk(host_id=each_house.host.id))) != before
    undone = await each_house.do(host_undo(each_house))
    assert undone.value == done.changes[0]
    assert [each.verb for each in undone.changes] == ["undo"]
    assert plain(await each_house.ask(HostDesk(host_id=each_house.host.id))) == before


async def test_ended_time_off_is_there_again(each_house: House) -> None:
    command = SETTINGS["time off"](each_house)
    time_off = (await each_house.do(command)).value.time_off
    await each_house.do(RemoveTimeOff(host_id=each_house.host.id, time_off_id=time_off.id))
    await each_house.do(host_undo(each_house))
    assert (await each_house.ask(HostDesk(host_id=each_house.host.id))).time_off == (time_off,)


async def test_time_off_that_was_shortened_is_whole_again(each_house: House) -> None:
    """A part taken out of time off leaves what lies before and after; taking that back makes it one again."""
    command = AddTimeOff(
        host_id=each_house.host.id, during=Interval(at("09:00", 24), at("09:00", 27)), reason="ski"
    )
    time_off = (await each_house.do(command)).value.time_off
    hole = Interval(at("09:00", 25), at("09:00", 26))
    await each_house.do(RemoveTimeOff(host_id=each_house.host.id, time_off_id=time_off.id, during=hole))
    left = (await each_house.ask(HostDesk(host_id=each_house.host.id))).time_off
    assert [each.during for each in left] == [
        Interval(at("09:00", 24), at("09:00", 25)),
        Interval(at("09:00", 26), at("09:00", 27)),
    ]
    assert {each.reason for each in left} == {"ski"}
    await each_house.do(host_undo(each_house))
    assert (await each_house.ask(HostDesk(host_id=each_house.host.id))).time_off == (time_off,)


async def test_changes_are_taken_back_one_after_the_other_the_last_first(house: House) -> None:
    before = plain(house.desk)
    await house.do(SETTINGS["profile"](house))
    await house.do(SETTINGS["hours"](house))
    await house.do(SETTINGS["hours"](house))  # changes nothing, so it leaves nothing to undo
    verbs = [(await house.do(host_undo(house))).value.verb for _ in range(2)]
    assert verbs == ["set_weekly", "change_host"]
    assert plain(await house.ask(HostDesk(host_id=house.host.id))) == before
    assert (await house.refused(host_undo(house))).code is Code.NOTHING_TO_UNDO


async def test_a_person_is_set_back(house: House) -> None:
    bob = await house.person("Bob")
    await house.do(ChangePerson(person_id=bob.id, name="Rob", zone="Asia/Tokyo"))
    await house.do(Undo(actor=f"person:{bob.id}"))
    async with house.storage.reading() as unit:
        found = await unit.people.person(bob.id)
    assert found is not None
    assert (found.name, found.zone, found.zone_confirmed) == ("Bob", None, False)


async def test_registering_is_not_taken_back(house: House) -> None:
    zoe = await house.person("Zoe")
    await house.do(RegisterHost(person_id=zoe.id, name="Zoe", zone="UTC"))
    assert (await house.refused(Undo(actor=f"person:{zoe.id}"))).code is Code.NOTHING_TO_UNDO


async def test_after_half_an_hour_it_is_too_late(house: House) -> None:
    await house.do(SETTINGS["profile"](house))
    house.world.clock.tick(minutes=30, seconds=1)
    refusal = await house.refused(host_undo(house))
    assert (refusal.code, refusal.facts["verb"]) == (Code.TOO_LATE_TO_UNDO, "change_host")


async def test_what_somebody_changed_since_is_left_alone(house: House) -> None:
    bob = await house.person()
    booking = await house.booked(person_id=bob.id)
    await house.do(MoveBooking(booking_id=booking.id, by=Side.HOST, start=at("15:00", 24)))
    refusal = await house.refused(Undo(actor=f"person:{bob.id}"))
    assert refusal.code is Code.CHANGED_SINCE


async def test_nobody_takes_back_what_somebody_else_did(house: House) -> None:
    await house.booked()
    assert (await house.refused(host_undo(house))).code is Code.NOTHING_TO_UNDO


# -- bookings --------------------------------------------------------------------------------------


async def stored(house: House, booking: Booking) -> Booking:
    async with house.storage.reading() as unit:
        found = await unit.bookings.booking(booking.id)
    assert found is not None
    return found


def news(outcome: Outcome) -> list[News]:
    return [each.news for each in outcome.told]


async def test_an_undone_booking_is_cancelled(each_house: House) -> None:
    bob = await each_house.person()
    booking = await each_house.booked(person_id=bob.id)
    outcome = await each_house.do(Undo(actor=f"person:{bob.id}"))
    assert (news(outcome), outcome.told[0].by) == ([News.CANCELLED], Side.INVITEE)
    gone = await stored(each_house, booking)
    assert (gone.status, gone.sequence) == (Status.CANCELLED, 1)


async def test_a_cancelled_booking_is_restored_with_a_higher_sequence(each_house: House) -> None:
    booking = await each_house.booked()
    await each_house.do(CancelBooking(booking_id=booking.id, by=Side.HOST, reason="ill"))
    outcome = await each_house.do(host_undo(each_house))
    assert news(outcome) == [News.RESTORED]
    back = await stored(each_house, booking)
    assert (back.status, back.slot, back.sequence, back.reason) == (Status.CONFIRMED, booking.slot, 2, "")
    assert (await each_house.refused(each_house.booking_of(request_id="other"))).code is Code.BUSY


async def test_a_cancelled_booking_whose_time_was_given_away_is_not_restored(each_house: House) -> None:
    booking = await each_house.booked()
    await each_house.do(CancelBooking(booking_id=booking.id, by=Side.HOST))
    await each_house.booked(email="carl@example.com")
    assert (await each_house.refused(host_undo(each_house))).code is Code.TAKEN
    assert (await stored(each_house, booking)).status is Status.CANCELLED


async def test_a_meeting_that_would_be_over_is_not_restored(house: House) -> None:
    booking = await house.booked("09:30", day=23)
    house.world.clock.set(booking.slot.start + timedelta(minutes=20))
    await house.do(CancelBooking(booking_id=booking.id, by=Side.HOST))
    house.world.clock.set(booking.slot.end)
    assert (await house.refused(host_undo(house))).code is Code.ALREADY_OVER


async def test_a_moved_booking_moves_back(each_house: House) -> None:
    booking = await each_house.booked()
    await each_house.do(MoveBooking(booking_id=booking.id, by=Side.HOST, start=at("15:00", 24)))
    outcome = await each_house.do(host_undo(each_house))
    assert news(outcome) == [News.MOVED]
    assert outcome.told[0].before is not None
    assert outcome.told[0].before.slot.start == at("15:00", 24)
    back = await stored(each_house, booking)
    assert (back.slot, back.sequence) == (booking.slot, 2)


async def test_a_moved_booking_does_not_move_back_to_a_time_that_is_taken(each_house: House) -> None:
    booking = await each_house.booked()
    await each_house.do(MoveBooking(booking_id=booking.id, by=Side.HOST, start=at("15:00", 24)))
    await each_house.booked(email="carl@example.com")
    assert (await each_house.refused(host_undo(each_house))).code is Code.TAKEN


@pytest.mark.parametrize(("accept", "expected"), [(True, News.REQUESTED), (False, News.RESTORED)])
async def test_an_answer_taken_back_leaves_the_request_open(
    house: House, accept: bool, expected: News
) -> None:
    await house.do(SETTINGS["changed event type"](house))
    booking = await house.booked(length=60)
    await house.do(AnswerRequest(booking_id=booking.id, by=Side.HOST, accept=accept))
    assert news(await house.do(host_undo(house))) == [News.REQUESTED]
    back = await stored(house, booking)
    assert (back.status, back.sequence) == (Status.PENDING, 2)


async def test_a_proposal_can_be_withdrawn(house: House) -> None:
    booking = await house.booked()
    proposal = Proposal(by=Side.HOST, slot=Interval.of(at("15:00", 24), 30))
    await house.do(ProposeTime(booking_id=booking.id, proposal=proposal))
    assert news(await house.do(host_undo(house))) == [News.RESTORED]
    back = await stored(house, booking)
    assert (back.proposal, back.sequence) == (None, 0)


async def test_a_mistaken_no_show_is_taken_back_without_news(house: House) -> None:
    booking = await house.booked()
    house.world.clock.set(booking.slot.end)
    await house.do(FinishBooking(booking_id=booking.id, by=Side.HOST, took_place=False))
    assert news(await house.do(host_undo(house))) == []
    assert (await stored(house, booking)).status is Status.CONFIRMED


async def test_several_changes_of_one_thing_are_taken_back_one_after_the_other(each_house: House) -> None:
    booking = await each_house.booked()
    for clock in ("15:00", "16:00"):
        await each_house.do(MoveBooking(booking_id=booking.id, by=Side.HOST, start=at(clock, 24)))
    for expected in ("15:00", "10:00"):
        await each_house.do(host_undo(each_house))
        assert (await stored(each_house, booking)).slot.start == at(expected, 24)
    assert (await stored(each_house, booking)).sequence == 4
