"""Every step of a booking's life: from which status it is possible, and what it leaves."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.booking import NEXT, Booking, Proposal, Side, Status
from core.errors import Code, Refused
from core.interval import Interval
from core.lifecycle import Step, answered, cancelled, finished, moved, proposed, require_standing
from tests.core.examples import MONDAY, at, booking

NOW = MONDAY
HOST, INVITEE = Step(by=Side.HOST, now=NOW, reason="so"), Step(by=Side.INVITEE, now=NOW, reason="so")
LATER = Interval(at("15:00"), at("15:30"))


def one(status: Status = Status.CONFIRMED, proposal: Proposal | None = None) -> Booking:
    return booking(at("10:00"), status=status, proposal=proposal)


def by(side: Side) -> Proposal:
    return Proposal(by=side, slot=LATER)


@pytest.mark.parametrize("status", list(Status))
def test_only_what_stands_can_be_touched(status: Status) -> None:
    if status in {Status.PENDING, Status.PENDING_PAYMENT, Status.CONFIRMED}:
        require_standing(one(status), NOW)
    else:
        with pytest.raises(Refused, match="wrong_status"):
            require_standing(one(status), NOW)


def test_what_is_over_cannot_be_touched() -> None:
    require_standing(one(), at("10:29"))
    with pytest.raises(Refused, match="already_over"):
        require_standing(one(), at("10:30"))


@pytest.mark.parametrize("status", list(Status))
def test_cancelling_is_possible_where_the_table_has_it(status: Status) -> None:
    if Status.CANCELLED in NEXT[status]:
        after = cancelled(one(status, by(Side.HOST)), HOST)
        assert (after.status, after.sequence, after.proposal) == (Status.CANCELLED, 1, None)
        assert (after.reason, after.changed_by, after.updated_at) == ("so", Side.HOST, NOW)
    else:
        with pytest.raises(Refused, match="wrong_status"):
            cancelled(one(status), HOST)


@pytest.mark.parametrize(
    ("status", "step", "approval", "expected"),
    [
        (Status.CONFIRMED, HOST, False, Status.CONFIRMED),
        (Status.CONFIRMED, HOST, True, Status.CONFIRMED),
        (Status.CONFIRMED, INVITEE, False, Status.CONFIRMED),
        (Status.CONFIRMED, INVITEE, True, Status.PENDING),
        (Status.PENDING, HOST, True, Status.PENDING),
        (Status.PENDING, INVITEE, False, Status.PENDING),
    ],
)
def test_moving_keeps_the_identity(status: Status, step: Step, approval: bool, expected: Status) -> None:
    before = one(status, by(step.by.other))
    after = moved(before, step, LATER, approval=approval)
    assert (after.id, after.uid, after.slot) == (before.id, before.uid, LATER)
    assert (after.status, after.sequence, after.proposal) == (expected, 1, None)


def test_moving_to_the_same_time_is_no_move() -> None:
    with pytest.raises(Refused) as refused:
        moved(one(), HOST, one().slot, approval=False)
    assert refused.value.refusal.facts == {"field": "start", "why": "same"}


@pytest.mark.parametrize(
    ("status", "proposal", "step", "accept", "expected"),
    [
        (Status.PENDING, None, HOST, True, (Status.CONFIRMED, "10:00", 1)),
        (Status.PENDING, None, HOST, False, (Status.CANCELLED, "10:00", 1)),
        (Status.PENDING, Side.HOST, INVITEE, True, (Status.CONFIRMED, "15:00", 1)),
        (Status.PENDING, Side.HOST, INVITEE, False, (Status.CANCELLED, "10:00", 1)),
        (Status.PENDING, Side.INVITEE, HOST, True, (Status.CONFIRMED, "15:00", 1)),
        (Status.PENDING, Side.INVITEE, HOST, False, (Status.CANCELLED, "10:00", 1)),
        (Status.CONFIRMED, Side.HOST, INVITEE, True, (Status.CONFIRMED, "15:00", 1)),
        (Status.CONFIRMED, Side.HOST, INVITEE, False, (Status.CONFIRMED, "10:00", 0)),
        (Status.CONFIRMED, Side.INVITEE, HOST, True, (Status.CONFIRMED, "15:00", 1)),
        (Status.CONFIRMED, Side.INVITEE, HOST, False, (Status.CONFIRMED, "10:00", 0)),
    ],
)
def test_an_answer_leaves_the_booking(
    status: Status, proposal: Side | None, step: Step, accept: bool, expected: tuple[Status, str, int]
) -> None:
    before = one(status, by(proposal) if proposal else None)
    after = answered(before, step, accept=accept)
    assert (after.status, f"{after.slot.start:%H:%M}", after.sequence) == expected
    assert after.proposal is None


@pytest.mark.parametrize(
    ("status", "proposal", "step", "code"),
    [
        (Status.PENDING, None, INVITEE, Code.NOT_YOURS),
        (Status.PENDING, Side.INVITEE, INVITEE, Code.NOT_YOURS),
        (Status.PENDING, Side.HOST, HOST, Code.WRONG_STATUS),
        (Status.CONFIRMED, None, HOST, Code.WRONG_STATUS),
        (Status.CANCELLED, None, HOST, Code.WRONG_STATUS),
    ],
)
def test_nobody_answers_what_they_were_not_asked(
    status: Status, proposal: Side | None, step: Step, code: Code
) -> None:
    with pytest.raises(Refused) as refused:
        answered(one(status, by(proposal) if proposal else None), step, accept=True)
    assert refused.value.refusal.code is code


def test_a_proposal_replaces_the_one_before_and_moves_nothing() -> None:
    after = proposed(one(Status.PENDING, by(Side.HOST)), by(Side.INVITEE), NOW)
    assert after.proposal == by(Side.INVITEE)
    assert (after.slot, after.sequence) == (one().slot, 0)


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("outcome", [Status.COMPLETED, Status.NO_SHOW])
def test_finishing_is_possible_where_the_table_has_it(status: Status, outcome: Status) -> None:
    if outcome in NEXT[status]:
        after = finished(one(status), outcome, at("10:00"))
        assert (after.status, after.sequence) == (outcome, 0)
    else:
        with pytest.raises(Refused, match="wrong_status"):
            finished(one(status), outcome, at("10:00"))


def test_a_meeting_is_not_finished_before_it_begins() -> None:
    with pytest.raises(Refused) as refused:
        finished(one(), Status.COMPLETED, at("10:00") - timedelta(seconds=1))
    assert refused.value.refusal.facts["why"] == "not_started"


def test_a_cancelled_booking_is_not_cancelled_again() -> None:
    with pytest.raises(Refused, match="wrong_status"):
        cancelled(replace(one(), status=Status.CANCELLED), INVITEE)
