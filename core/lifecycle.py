"""The steps of a booking's life: who may take them, and what each leaves. Pure; what cannot be done is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from core.booking import Booking, Proposal, Side, Status, can_become
from core.calendars import Unread
from core.errors import Code, Refused
from core.interval import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Who acts on a booking, when and why."""

    by: Side
    now: datetime
    reason: str = ""
    host_id: UUID | None = None
    """Which of its hosts acts, if a host does; None is the booking's own."""


class Verb(StrEnum):
    """What somebody does to a booking."""

    MOVE = "move"
    CANCEL = "cancel"
    ANSWER = "answer"
    PROPOSE = "propose"
    FINISH = "finish"
    RUN_LATE = "run_late"


BOTH = frozenset({Side.HOST, Side.INVITEE})

MAY: Mapping[Verb, frozenset[Side]] = {
    Verb.MOVE: BOTH | {Side.SYSTEM},
    Verb.CANCEL: BOTH | {Side.SYSTEM},
    Verb.ANSWER: BOTH,
    Verb.PROPOSE: BOTH,
    Verb.FINISH: frozenset({Side.HOST, Side.SYSTEM}),
    Verb.RUN_LATE: BOTH,
}
"""Who may do what; every host who takes part acts as host."""


def require_may(booking: Booking, step: Step, deed: Verb) -> None:
    """Raise Refused(NOT_YOURS) unless this is for that side to do, and a host who acts takes part."""
    foreign = step.host_id is not None and step.host_id not in booking.host_ids
    if step.by not in MAY[deed] or (step.by is Side.HOST and foreign):
        raise Refused(Code.NOT_YOURS, what="booking")


def require_standing(booking: Booking, now: datetime) -> None:
    """Raise Refused(WRONG_STATUS) unless the booking is active, Refused(ALREADY_OVER) if its time has passed."""
    if not booking.active:
        raise Refused(Code.WRONG_STATUS, status=booking.status.value)
    if booking.slot.end <= now:
        raise Refused(Code.ALREADY_OVER, start=booking.slot.start)


def require_in_time(booking: Booking, step: Step, notice: int) -> None:
    """Raise Refused(TOO_LATE_TO_CHANGE) if an invitee acts less than `notice` minutes before a meeting that is agreed.

    What the host has not accepted yet can be withdrawn at any time.
    """
    until = booking.slot.start - timedelta(minutes=notice)
    bound = step.by is Side.INVITEE and booking.status is Status.CONFIRMED and notice > 0
    if bound and step.now > until:
        raise Refused(Code.TOO_LATE_TO_CHANGE, until=until)


def moved(booking: Booking, step: Step, slot: Interval, *, approval: bool) -> Booking:
    """Return it at another time, any proposal settled; an invitee's move needs approval again where there is any."""
    require_another_time(booking, slot)
    status = Status.PENDING if approval and step.by is Side.INVITEE else booking.status
    return _told_anew(replace(booking, slot=slot, status=status), step)


def require_another_time(booking: Booking, slot: Interval) -> None:
    """Raise Refused(INVALID) if the slot is the booking's own."""
    if slot == booking.slot:
        raise Refused(Code.INVALID, field="start", why="same")


def waiting_for(booking: Booking, unread: tuple[Unread, ...], *, approval: bool) -> Booking:
    """Return a booking that was moved as the calendars that could not be read leave it.

    What waits for an answer goes on to wait, for them too; what waited only for calendars that can be read at the new
    time is confirmed.
    """
    if booking.status is not Status.PENDING:
        return replace(booking, unread=())
    settled = bool(booking.unread) and not unread and not approval
    return replace(booking, unread=unread, status=Status.CONFIRMED if settled else Status.PENDING)


def settled(booking: Booking, now: datetime) -> Booking:
    """Return a request as it is confirmed without an answer: what kept it waiting is over."""
    return _told_anew(_become(booking, Status.CONFIRMED), Step(by=Side.SYSTEM, now=now))


def cancelled(booking: Booking, step: Step) -> Booking:
    """Return it cancelled; raise Refused(WRONG_STATUS) if it cannot be."""
    return _told_anew(_become(booking, Status.CANCELLED), step)


def answered(booking: Booking, step: Step, *, accept: bool) -> Booking:
    """Return it as one side's yes or no to a request, or to the other side's proposal, leaves it.

    Raise Refused(NOT_YOURS) if the invitee answers their own request, Refused(WRONG_STATUS) if nothing was asked.
    """
    if answers_proposal(booking, step.by):
        return _agreed(booking, step) if accept else _turned_down(booking, step)
    if step.by is not Side.HOST:
        raise Refused(Code.NOT_YOURS, what="request")
    if booking.proposal or booking.status is not Status.PENDING:
        raise Refused(Code.WRONG_STATUS, status="proposed" if booking.proposal else booking.status.value)
    return _told_anew(_become(booking, Status.CONFIRMED if accept else Status.CANCELLED), step)


def answers_proposal(booking: Booking, by: Side) -> bool:
    """Say whether the other side has proposed a time that this one has not answered yet."""
    return booking.proposal is not None and booking.proposal.by is by.other


def proposed(booking: Booking, proposal: Proposal, now: datetime) -> Booking:
    """Return it with another time proposed, instead of any earlier proposal; it stays where it is."""
    return replace(booking, proposal=proposal, updated_at=now)


def finished(booking: Booking, status: Status, now: datetime) -> Booking:
    """Return it completed or no-show; raise Refused(WRONG_STATUS) before its start or if it did not stand."""
    if booking.slot.start > now:
        start = booking.slot.start
        raise Refused(Code.WRONG_STATUS, status=booking.status.value, why="not_started", start=start)
    return replace(_become(booking, status), proposal=None, updated_at=now)


def _agreed(booking: Booking, step: Step) -> Booking:
    slot = booking.proposal.slot if booking.proposal else booking.slot
    return _told_anew(replace(booking, slot=slot, status=Status.CONFIRMED, unread=()), step)


def _turned_down(booking: Booking, step: Step) -> Booking:
    if booking.status is Status.PENDING:
        return cancelled(booking, step)
    return replace(booking, proposal=None, updated_at=step.now)


def _told_anew(booking: Booking, step: Step) -> Booking:
    """Count the change for the invitation (RFC 5546, SEQUENCE) and remember who made it and why."""
    return replace(
        booking,
        sequence=booking.sequence + 1,
        proposal=None,
        reason=step.reason,
        changed_by=step.by,
        updated_at=step.now,
    )


def _become(booking: Booking, following: Status) -> Booking:
    if not can_become(booking.status, following):
        raise Refused(Code.WRONG_STATUS, status=booking.status.value)
    return replace(booking, status=following, unread=())
