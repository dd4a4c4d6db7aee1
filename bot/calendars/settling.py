"""Requests that wait for a calendar which could not be read: looked at again once it could."""

from datetime import datetime

import structlog

from bot.calendars.house import Household
from core.booking import Booking, Status
from core.calendars import Calendar
from core.commands.calendars import SettleUnread
from core.errors import ConflictError, Fault, Refused
from core.interval import Interval
from core.syncing import AHEAD

_log = structlog.get_logger(__name__)


async def settle_waiting(house: Household, calendar: Calendar) -> None:
    """Have every request settled that waits for a calendar of this one's host, now that this one was read."""
    now = house.world.clock.now()
    for booking in await _waiting(house, calendar, now):
        try:
            await house.perform(SettleUnread(booking_id=booking.id))
        except (Fault, ConflictError, Refused) as error:  # the next reading tries again
            _log.warning("calendar.not_settled", booking=str(booking.id), error=type(error).__name__)


async def _waiting(house: Household, calendar: Calendar, now: datetime) -> list[Booking]:
    within = Interval(now, now + 3 * AHEAD)  # one may book further ahead than a calendar is copied
    async with house.storage.reading() as uow:
        pending = await uow.bookings.of_host(calendar.host_id, within, frozenset({Status.PENDING}))
    return [each for each in pending if any(one.host_id == calendar.host_id for one in each.unread)]
