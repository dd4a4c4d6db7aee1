"""Until when an invitee may change a meeting by themselves."""

from core.booking import Booking, Side
from core.event_types import EventType, limits
from core.lifecycle import Step, require_in_time
from core.ports import UnitOfWork
from core.usecases.finding import host_of


async def require_still_in_time(uow: UnitOfWork, booking: Booking, event_type: EventType, step: Step) -> None:
    """Raise Refused(TOO_LATE_TO_CHANGE) if an invitee acts later than the event type, or else its host, allows."""
    if step.by is not Side.INVITEE:
        return
    host = await host_of(uow, booking.host_id)
    require_in_time(booking, step, limits(host, event_type, booking.slot.minutes).cancel_notice)
