"""Cancelling a booking."""

from core.booking import Side
from core.commands import CancelBooking, Outcome
from core.effects import News
from core.lifecycle import Step, Verb, cancelled, require_may, require_standing
from core.ports import UnitOfWork, World
from core.usecases import checks
from core.usecases.finding import booked_type, booking_of
from core.usecases.in_time import require_still_in_time
from core.usecases.settling import Turned, settle


async def cancel_booking(uow: UnitOfWork, world: World, command: CancelBooking) -> Outcome:
    """Cancel a booking that stands and is not over; an invitee may be too late for it."""
    booking = await booking_of(uow, command.booking_id)
    step = _step(world, command)
    require_may(booking, step, Verb.CANCEL)
    require_standing(booking, step.now)
    if step.by is Side.INVITEE:
        await require_still_in_time(uow, booking, await booked_type(uow, booking), step)
    turned = Turned(
        before=booking,
        after=cancelled(booking, step),
        by=step.by,
        news=News.CANCELLED,
        host_id=step.host_id,
    )
    return await settle(uow, world, command, turned)


def _step(world: World, command: CancelBooking) -> Step:
    reason = checks.block(command.reason, "reason", checks.MESSAGE)
    return Step(by=command.by, now=world.clock.now(), reason=reason, host_id=command.host_id)
