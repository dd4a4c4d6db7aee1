"""Cancelling a booking."""

from core.commands import CancelBooking, Outcome
from core.effects import News
from core.lifecycle import Step, cancelled, require_standing
from core.ports import UnitOfWork, World
from core.usecases import checks
from core.usecases.finding import booking_of
from core.usecases.settling import Turned, settle


async def cancel_booking(uow: UnitOfWork, world: World, command: CancelBooking) -> Outcome:
    """Cancel a booking that stands and is not over."""
    booking = await booking_of(uow, command.booking_id)
    now = world.clock.now()
    require_standing(booking, now)
    reason = checks.block(command.reason, "reason", checks.MESSAGE)
    after = cancelled(booking, Step(by=command.by, now=now, reason=reason))
    turned = Turned(before=booking, after=after, by=command.by, news=News.CANCELLED)
    return await settle(uow, world, command, turned)
