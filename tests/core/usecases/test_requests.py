"""To and fro about a time: requests, answers, proposals and counter-proposals."""

from dataclasses import replace

import pytest

from core.booking import Booking, Proposal, Side, Status
from core.commands import AnswerRequest, CancelBooking, ChangeEventType, MoveBooking, ProposeTime
from core.effects import News
from core.errors import Code
from core.interval import Interval
from tests.core.examples import at
from tests.core.usecases.conftest import House


async def request(house: House) -> Booking:
    """Make a request that wants Anna's approval."""
    await house.do(ChangeEventType(host_id=house.host.id, event_type_id=house.intro, approval=True))
    return await house.booked()


def propose(booking: Booking, by: Side, clock: str = "15:00", day: int = 24) -> ProposeTime:
    slot = Interval.of(at(clock, day), 30)
    return ProposeTime(booking_id=booking.id, proposal=Proposal(by=by, slot=slot, reason="rather"))


def reply(booking: Booking, by: Side, accept: bool = True) -> AnswerRequest:
    return AnswerRequest(booking_id=booking.id, by=by, accept=accept, reason="")


@pytest.mark.parametrize(
    ("accept", "status", "news"),
    [(True, Status.CONFIRMED, News.ACCEPTED), (False, Status.CANCELLED, News.DECLINED)],
)
async def test_a_host_answers_a_request(house: House, accept: bool, status: Status, news: News) -> None:
    booking = await request(house)
    outcome = await house.do(reply(booking, Side.HOST, accept))
    assert (outcome.value.status, outcome.value.sequence) == (status, 1)
    assert (outcome.told[0].news, outcome.told[0].by) == (news, Side.HOST)


async def test_an_invitee_cannot_accept_their_own_request(house: House) -> None:
    booking = await request(house)
    assert (await house.refused(reply(booking, Side.INVITEE))).code is Code.NOT_YOURS


async def test_a_request_is_answered_once(house: House) -> None:
    booking = await request(house)
    await house.do(reply(booking, Side.HOST))
    assert (await house.refused(reply(booking, Side.HOST))).code is Code.WRONG_STATUS


async def test_a_proposal_moves_nothing_and_keeps_no_time(each_house: House) -> None:
    booking = await request(each_house)
    outcome = await each_house.do(propose(booking, Side.HOST))
    countered, (told,) = outcome.value, outcome.told
    assert (countered.slot, countered.sequence, countered.status) == (booking.slot, 0, Status.PENDING)
    assert countered.proposal is not None
    assert countered.proposal.reason == "rather"
    assert (told.news, told.by, told.before) == (News.COUNTERED, Side.HOST, booking)
    assert (await each_house.booked("15:00", email="carl@example.com")).active


async def test_an_accepted_proposal_moves_and_confirms(each_house: House) -> None:
    booking = await request(each_house)
    before = (await each_house.do(propose(booking, Side.HOST))).value
    outcome = await each_house.do(reply(booking, Side.INVITEE))
    agreed, (told,) = outcome.value, outcome.told
    assert (agreed.status, agreed.slot.start, agreed.proposal) == (Status.CONFIRMED, at("15:00", 24), None)
    assert (told.news, told.by, told.before) == (News.ACCEPTED, Side.INVITEE, before)


async def test_both_sides_may_go_back_and_forth(house: House) -> None:
    booking = await request(house)
    await house.do(propose(booking, Side.HOST, "15:00"))
    await house.do(propose(booking, Side.INVITEE, "16:00"))
    assert (await house.refused(reply(booking, Side.INVITEE))).code is Code.NOT_YOURS
    await house.do(propose(booking, Side.HOST, "11:00", 25))
    assert (await house.refused(reply(booking, Side.HOST))).code is Code.WRONG_STATUS
    agreed = (await house.do(reply(booking, Side.INVITEE))).value
    assert (agreed.status, agreed.slot.start) == (Status.CONFIRMED, at("11:00", 25))


async def test_declining_a_proposal_ends_a_request_but_not_a_standing_booking(house: House) -> None:
    booking = await house.booked()
    await house.do(propose(booking, Side.HOST))
    outcome = await house.do(reply(booking, Side.INVITEE, accept=False))
    kept = outcome.value
    assert (kept.status, kept.slot, kept.proposal) == (Status.CONFIRMED, booking.slot, None)
    assert (kept.sequence, outcome.told[0].news) == (0, News.DECLINED)
    asked = await request_more(house)
    await house.do(propose(asked, Side.HOST, "16:00"))
    assert (await house.do(reply(asked, Side.INVITEE, accept=False))).value.status is Status.CANCELLED


async def request_more(house: House) -> Booking:
    await house.do(ChangeEventType(host_id=house.host.id, event_type_id=house.intro, approval=True))
    return await house.booked("12:00")


async def test_a_proposed_time_must_be_free_when_proposed_and_when_accepted(each_house: House) -> None:
    booking = await request(each_house)
    assert (await each_house.refused(propose(booking, Side.HOST, "20:00"))).code is Code.OUTSIDE_HOURS
    await each_house.do(propose(booking, Side.HOST))
    await each_house.booked("15:00", email="carl@example.com")
    assert (await each_house.refused(reply(booking, Side.INVITEE))).code is Code.BUSY


async def test_a_proposal_of_the_same_time_is_none(house: House) -> None:
    booking = await request(house)
    refusal = await house.refused(propose(booking, Side.HOST, "10:00"))
    assert (refusal.code, refusal.facts["why"]) == (Code.INVALID, "same")


async def test_a_move_settles_an_open_proposal(house: House) -> None:
    booking = await house.booked()
    await house.do(propose(booking, Side.HOST))
    moved = await house.do(MoveBooking(booking_id=booking.id, by=Side.INVITEE, start=at("16:00", 24)))
    assert moved.value.proposal is None


async def test_a_cancelled_request_can_be_neither_answered_nor_countered(house: House) -> None:
    booking = await request(house)
    await house.do(CancelBooking(booking_id=booking.id, by=Side.INVITEE))
    assert (await house.refused(reply(booking, Side.HOST))).code is Code.WRONG_STATUS
    assert (await house.refused(propose(booking, Side.HOST))).code is Code.WRONG_STATUS


async def test_a_request_that_nobody_answered_in_time_is_over(house: House) -> None:
    booking = await request(house)
    house.world.clock.set(booking.slot.end)
    assert (await house.refused(reply(booking, Side.HOST))).code is Code.ALREADY_OVER


async def test_reasons_that_are_too_long_are_refused(house: House) -> None:
    booking = await request(house)
    long = replace(reply(booking, Side.HOST), reason="x" * 501)
    assert (await house.refused(long)).code is Code.INVALID
