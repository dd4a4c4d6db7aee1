"""Saying whether a meeting took place."""

from core.booking import Side, Status
from core.commands import FinishBooking, Outcome
from core.errors import Code, Refused
from core.lifecycle import finished
from core.ports import UnitOfWork, World
from core.usecases.finding import booking_of
from core.usecases.settling import Turned, settle


async def finish_booking(uow: UnitOfWork, world: World, command: FinishBooking) -> Outcome:
    """Mark a meeting completed or no-show once it has begun; the host may correct it later. Long after, the system counts it as held."""
    booking = await booking_of(uow, command.booking_id)
    if command.by is Side.INVITEE:
        raise Refused(Code.NOT_YOURS, what="booking")
    status = Status.COMPLETED if command.took_place else Status.NO_SHOW
    if booking.status is status:
        return Outcome(value=booking)
    after = finished(booking, status, world.clock.now())
    turned = Turned(before=booking, after=after, by=command.by, news=None)
    return await settle(uow, world, command, turned)
