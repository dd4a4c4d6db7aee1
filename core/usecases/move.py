"""Moving a booking to another time."""

from core.booking import Booking, Side, Status
from core.commands import MoveBooking, Outcome
from core.effects import News
from core.interval import Interval, utc
from core.lifecycle import (
    Step,
    Verb,
    moved,
    require_another_time,
    require_may,
    require_standing,
    waiting_for,
)
from core.ports import UnitOfWork, World
from core.usecases import checks
from core.usecases.claims import Cleared, claim, placed
from core.usecases.finding import booked_type, booking_of
from core.usecases.in_time import require_still_in_time
from core.usecases.seats import require_first
from core.usecases.settling import Turned, settle
from core.usecases.situations import Wanted


async def move_booking(uow: UnitOfWork, world: World, command: MoveBooking) -> Outcome:
    """Move a booking; it keeps its identity, its hosts and seats, its length unless another is given, and settles any proposal."""
    booking = await booking_of(uow, command.booking_id)
    step = _step(world, command)
    slot = Interval.of(utc(command.start), command.length or booking.slot.minutes)
    require_may(booking, step, Verb.MOVE)
    require_standing(booking, step.now)
    require_another_time(booking, slot)
    event_type = await booked_type(uow, booking)
    await require_still_in_time(uow, booking, event_type, step)

    async def write(cleared: Cleared) -> Outcome:
        after = placed(booking, _moved(booking, step, cleared, approval=event_type.approval), cleared)
        require_first(cleared, after)
        if command.owner is not None:
            await uow.bookings.drop_holds(command.owner)
        turned = Turned(
            before=booking, after=after, by=step.by, news=_news(after, step.by), host_id=step.host_id
        )
        return await settle(uow, world, command, turned)

    return await claim(uow, world, Wanted.of_booking(booking, event_type, slot, command.owner), write)


def _moved(booking: Booking, step: Step, cleared: Cleared, *, approval: bool) -> Booking:
    """Return it at the cleared time; an invitee's move there is asked for also where a calendar could not be read."""
    asks = approval or bool(cleared.unread)
    return waiting_for(moved(booking, step, cleared.slot, approval=asks), cleared.unread, approval=approval)


def _step(world: World, command: MoveBooking) -> Step:
    reason = checks.block(command.reason, "reason", checks.MESSAGE)
    return Step(by=command.by, now=world.clock.now(), reason=reason, host_id=command.host_id)


def _news(after: Booking, by: Side) -> News:
    asks = by is Side.INVITEE and after.status is Status.PENDING
    return News.REQUESTED if asks else News.MOVED
