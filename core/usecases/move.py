"""Moving a booking to another time."""

from core.booking import Booking, Side, Status
from core.commands import MoveBooking, Outcome
from core.effects import News
from core.interval import Interval, utc
from core.lifecycle import Step, moved, require_another_time, require_standing
from core.ports import UnitOfWork, World
from core.usecases import checks
from core.usecases.finding import booking_of
from core.usecases.settling import Turned, settle
from core.usecases.situations import Wanted, require_day_not_full, require_free


async def move_booking(uow: UnitOfWork, world: World, command: MoveBooking) -> Outcome:
    """Move a booking; it keeps its identity, its length unless another is given, and settles any proposal."""
    booking = await booking_of(uow, command.booking_id)
    slot = Interval.of(utc(command.start), command.length or booking.slot.minutes)
    require_standing(booking, world.clock.now())
    require_another_time(booking, slot)
    situation = await require_free(uow, world, Wanted.of_booking(booking, slot, command.owner))
    step = Step(
        by=command.by, now=situation.now, reason=checks.block(command.reason, "reason", checks.MESSAGE)
    )
    after = moved(booking, step, slot, approval=situation.event_type.approval)
    if command.owner is not None:
        await uow.bookings.drop_holds(command.owner)
    turned = Turned(before=booking, after=after, by=command.by, news=_news(after, command.by))
    outcome = await settle(uow, world, command, turned)
    await require_day_not_full(uow, situation, after)
    return outcome


def _news(after: Booking, by: Side) -> News:
    asks = by is Side.INVITEE and after.status is Status.PENDING
    return News.REQUESTED if asks else News.MOVED
