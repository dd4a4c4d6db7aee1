"""Telling the other side that one is running late."""

from core.booking import Status
from core.commands import Outcome, RunningLate
from core.effects import News, Told
from core.errors import Code, Refused
from core.lifecycle import Step, Verb, require_may, require_standing
from core.ports import UnitOfWork, World
from core.usecases.finding import booking_of

MOST_LATE = 240
"""Minutes; who is later than that had better move the meeting."""


async def running_late(uow: UnitOfWork, world: World, command: RunningLate) -> Outcome:
    """Pass on that one side is late; the booking itself does not change."""
    booking = await booking_of(uow, command.booking_id)
    step = Step(by=command.by, now=world.clock.now(), host_id=command.host_id)
    require_may(booking, step, Verb.RUN_LATE)
    require_standing(booking, step.now)
    if booking.status is not Status.CONFIRMED:
        raise Refused(Code.WRONG_STATUS, status=booking.status.value)
    if command.minutes is not None and not 0 < command.minutes <= MOST_LATE:
        raise Refused(Code.INVALID, field="minutes", why=f"1 to {MOST_LATE} minutes")
    told = Told(news=News.LATE, booking=booking, by=command.by, lead=command.minutes)
    return Outcome(value=booking, told=(told,))
