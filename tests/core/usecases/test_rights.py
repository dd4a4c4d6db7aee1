"""Who may do what to a booking: every side, every command, every status; and one state machine for all of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.booking import NEXT, Booking, Proposal, Side, Status, can_become
from core.commands import (
    AnswerRequest,
    CancelBooking,
    ChangeHost,
    Command,
    FinishBooking,
    MoveBooking,
    ProposeTime,
    RunningLate,
    Undo,
)
from core.errors import Code, ConflictError, Refused
from core.event_types import Assignment, Mode
from core.interval import Interval
from core.people import Host, Rules
from tests.core.examples import at
from tests.core.usecases.conftest import House

LATER = Interval(at("15:00", 24), at("15:30", 24))
STANDING = {Status.PENDING, Status.PENDING_PAYMENT, Status.CONFIRMED}


@dataclass
class Meeting:
    """Anna and Carl meet Bob; Sam has nothing to do with it."""

    house: House
    booking: Booking
    carl: Host
    sam: Host

    def actor(self, who: str) -> dict[str, Any]:
        """Return the fields by which a command says who acts."""
        return {
            "host": {"by": Side.HOST},
            "co_host": {"by": Side.HOST, "host_id": self.carl.id},
            "stranger": {"by": Side.HOST, "host_id": self.sam.id},
            "invitee": {"by": Side.INVITEE},
            "system": {"by": Side.SYSTEM},
        }[who]

    async def tries(self, command: Command) -> Booking | Code:
        """Return what a command leaves, or with what it is refused."""
        try:
            booking: Booking = (await self.house.do(command)).value
        except Refused as refused:
            return refused.refusal.code
        return booking

    async def stands(self, **fields: Any) -> None:
        """Set the booking as it is stored."""
        async with self.house.storage.writing() as unit:
            self.booking = await unit.bookings.save(replace(self.booking, **fields))
            await unit.commit()


@pytest.fixture
async def meeting(house: House) -> Meeting:
    carl, sam = await house.colleague("Carl"), await house.colleague("Sam")
    parts = (Assignment(host_id=house.host.id), Assignment(host_id=carl.id))
    await house.offers(mode=Mode.COLLECTIVE, assignments=parts)
    return Meeting(house, await house.booked(), carl, sam)


def propose(meeting: Meeting, by: Side, **other: Any) -> Command:
    proposal = Proposal(by=by, slot=LATER)
    return ProposeTime(booking_id=meeting.booking.id, proposal=proposal, **other)


COMMANDS: dict[str, Callable[..., Command]] = {
    "move": lambda m, **who: MoveBooking(booking_id=m.booking.id, start=LATER.start, **who),
    "cancel": lambda m, **who: CancelBooking(booking_id=m.booking.id, **who),
    "accept": lambda m, **who: AnswerRequest(booking_id=m.booking.id, accept=True, **who),
    "decline": lambda m, **who: AnswerRequest(booking_id=m.booking.id, accept=False, **who),
    "propose": propose,
    "late": lambda m, **who: RunningLate(booking_id=m.booking.id, minutes=5, **who),
    "finish": lambda m, **who: FinishBooking(booking_id=m.booking.id, took_place=True, **who),
}
NOT_FOR = {
    "move": set(),
    "cancel": set(),
    "accept": {"invitee", "system"},
    "decline": {"invitee", "system"},
    "propose": {"system"},
    "late": {"system"},
    "finish": {"invitee"},
}
ABLE = {
    "move": STANDING,
    "cancel": STANDING,
    "accept": {Status.PENDING},
    "decline": {Status.PENDING},
    "propose": STANDING,
    "late": {Status.CONFIRMED},
    "finish": {Status.CONFIRMED, Status.COMPLETED, Status.NO_SHOW},
}
LEAVES = {
    "move": None,
    "cancel": Status.CANCELLED,
    "accept": Status.CONFIRMED,
    "decline": Status.CANCELLED,
    "propose": None,
    "late": None,
    "finish": Status.COMPLETED,
}


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("what", list(COMMANDS))
async def test_each_side_may_do_its_own_and_only_what_the_status_allows(
    meeting: Meeting, what: str, status: Status
) -> None:
    await meeting.stands(status=status)
    if what == "finish":
        meeting.house.world.clock.set(meeting.booking.slot.start)
    for who in ("stranger", "host", "co_host", "invitee", "system"):
        command = COMMANDS[what](meeting, **meeting.actor(who))
        foreign = who == "stranger" or who in NOT_FOR[what]
        after = await meeting.tries(command)
        if foreign:
            assert after in (
                {Code.NOT_YOURS} if status in ABLE[what] else {Code.NOT_YOURS, Code.WRONG_STATUS}
            )
        elif status not in ABLE[what]:
            assert after is Code.WRONG_STATUS, who
        if not isinstance(after, Booking):
            continue
        assert not foreign, who
        assert after.status is (LEAVES[what] or status), who
        meeting.booking = after
        await meeting.stands(status=status, slot=Interval(at("10:00", 24), at("10:30", 24)), proposal=None)


@pytest.mark.parametrize("answers", [True, False])
@pytest.mark.parametrize("proposer", [Side.HOST, Side.INVITEE])
async def test_only_the_other_side_answers_a_proposal(
    meeting: Meeting, proposer: Side, answers: bool
) -> None:
    await meeting.stands(proposal=Proposal(by=proposer, slot=LATER))
    for who in ("host", "co_host", "invitee", "system"):
        actor = meeting.actor(who)
        command = AnswerRequest(booking_id=meeting.booking.id, accept=answers, **actor)
        if actor["by"] is proposer or who == "system":
            refusal = await meeting.house.refused(command)
            assert refusal.code in {Code.NOT_YOURS, Code.WRONG_STATUS}, who
        else:
            after = (await meeting.house.do(command)).value
            assert after.slot == (LATER if answers else meeting.booking.slot)
            assert after.host_ids == meeting.booking.host_ids
            meeting.booking = replace(meeting.booking, version=after.version)
            await meeting.stands(proposal=Proposal(by=proposer, slot=LATER))


async def test_a_co_host_takes_back_what_they_did(meeting: Meeting) -> None:
    cancel = CancelBooking(booking_id=meeting.booking.id, **meeting.actor("co_host"))
    await meeting.house.do(cancel)
    assert (await meeting.house.refused(Undo(actor=f"host:{meeting.sam.id}"))).code is Code.NOTHING_TO_UNDO
    undone = await meeting.house.do(Undo(actor=f"host:{meeting.carl.id}"))
    assert undone.told[0].booking.status is Status.CONFIRMED


# -- until when ------------------------------------------------------------------------------------


def cancel(booking: Booking, by: Side = Side.INVITEE) -> CancelBooking:
    return CancelBooking(booking_id=booking.id, by=by)


async def with_notice(house: House, minutes: int) -> None:
    await house.do(ChangeHost(host_id=house.host.id, rules=Rules(cancel_notice=minutes)))


@pytest.mark.parametrize("what", ["move", "cancel"])
async def test_an_invitee_may_be_too_late_to_change_but_a_host_never_is(house: House, what: str) -> None:
    await with_notice(house, 24 * 60)
    booking = await house.booked("10:00", 25)
    until = booking.slot.start - timedelta(days=1)
    command = (
        cancel(booking)
        if what == "cancel"
        else MoveBooking(booking_id=booking.id, by=Side.INVITEE, start=at("15:00", 25))
    )
    house.world.clock.set(until + timedelta(seconds=1))
    refusal = await house.refused(command)
    assert (refusal.code, refusal.facts["until"]) == (Code.TOO_LATE_TO_CHANGE, until)
    assert (await house.do(replace(command, by=Side.HOST))).changes


async def test_until_the_last_moment_an_invitee_may_change(house: House) -> None:
    await with_notice(house, 24 * 60)
    booking = await house.booked("10:00", 25)
    house.world.clock.set(booking.slot.start - timedelta(days=1))
    assert (await house.do(cancel(booking))).value.status is Status.CANCELLED


async def test_the_event_types_notice_counts_before_the_hosts(house: House) -> None:
    await with_notice(house, 24 * 60)
    await house.offers(rules=Rules(cancel_notice=0))
    booking = await house.booked("10:00", 24)
    house.world.clock.set(booking.slot.start - timedelta(minutes=1))
    assert (await house.do(cancel(booking))).value.status is Status.CANCELLED


async def test_what_was_not_accepted_yet_can_be_withdrawn_at_any_time(house: House) -> None:
    await with_notice(house, 24 * 60)
    await house.offers(approval=True)
    booking = await house.booked("10:00", 24)
    house.world.clock.set(booking.slot.start - timedelta(minutes=1))
    assert (await house.do(cancel(booking))).value.status is Status.CANCELLED


# -- the state machine -----------------------------------------------------------------------------

LISTS = {
    "first": {"confirmed": Status.CONFIRMED, "cancelled": Status.CANCELLED, "rescheduled": None},
    "second": {
        "pending": Status.PENDING,
        "confirmed": Status.CONFIRMED,
        "cancelled": Status.CANCELLED,
        "completed": Status.COMPLETED,
        "no_show": Status.NO_SHOW,
    },
    "third": {
        "pending_payment": Status.PENDING_PAYMENT,
        "confirmed": Status.CONFIRMED,
        "canceled": Status.CANCELLED,
        "completed": Status.COMPLETED,
        "refunded": Status.REFUNDED,
    },
}


def test_one_machine_has_every_status_of_all_three_lists() -> None:
    named = {status for words in LISTS.values() for status in words.values() if status}
    assert named == set(Status) == set(NEXT)


@pytest.mark.parametrize("words", LISTS.values(), ids=LISTS)
def test_every_status_of_a_list_can_be_reached(words: dict[str, Status | None]) -> None:
    reached, new = {Status.PENDING, Status.PENDING_PAYMENT}, {Status.PENDING, Status.PENDING_PAYMENT}
    while new:
        new = {to for at_ in new for to in NEXT[at_]} - reached
        reached |= new
    assert {each for each in words.values() if each} <= reached


def test_a_status_never_leads_to_itself_and_a_refund_to_nothing() -> None:
    assert not any(can_become(each, each) for each in Status)
    assert not any(can_become(Status.REFUNDED, each) for each in Status)


@pytest.mark.parametrize("following", sorted(NEXT[Status.CONFIRMED]))
async def test_of_two_who_change_a_booking_at_once_the_second_is_told(
    each_house: House, following: Status
) -> None:
    booking = await each_house.booked()
    async with each_house.storage.writing() as unit:
        await unit.bookings.save(replace(booking, status=following))
        await unit.commit()
    async with each_house.storage.writing() as unit:
        with pytest.raises(ConflictError):
            await unit.bookings.save(replace(booking, status=Status.CANCELLED))


async def test_moving_is_an_event_that_leaves_the_status_and_counts_up(house: House) -> None:
    booking = await house.booked()
    moves: list[datetime] = [at("15:00", 24), at("16:00", 24)]
    for number, start in enumerate(moves, 1):
        after = (await house.do(MoveBooking(booking_id=booking.id, by=Side.HOST, start=start))).value
        assert (after.status, after.sequence) == (Status.CONFIRMED, number)
