"""Saying whether a meeting took place."""

from core.booking import Status
from core.commands import FinishBooking, Outcome
from core.lifecycle import Step, Verb, finished, require_may
from core.ports import UnitOfWork, World
from core.usecases.finding import booking_of
from core.usecases.settling import Turned, settle


async def finish_booking(uow: UnitOfWork, world: World, command: FinishBooking) -> Outcome:
    """Mark a meeting completed or no-show once it has begun; the host may correct it later. Long after, the system counts it as held."""
    booking = await booking_of(uow, command.booking_id)
    step = Step(by=command.by, now=world.clock.now(), host_id=command.host_id)
    require_may(booking, step, Verb.FINISH)
    status = Status.COMPLETED if command.took_place else Status.NO_SHOW
    if booking.status is status:
        return Outcome(value=booking)
    after = finished(booking, status, step.now)
    turned = Turned(before=booking, after=after, by=step.by, news=None, host_id=step.host_id)
    return await settle(uow, world, command, turned)
