"""Requests that wait for calendars which could not be read: looked at again once they answer."""

from dataclasses import replace

from core.booking import Booking, Side, Status
from core.commands import Outcome
from core.commands.calendars import SettleUnread
from core.effects import News
from core.event_types import EventType
from core.lifecycle import settled
from core.ports import UnitOfWork, World
from core.situation import Situation
from core.usecases.finding import booked_type, booking_of
from core.usecases.settling import Turned, settle
from core.usecases.situations import Wanted, situations, standing


async def settle_unread(uow: UnitOfWork, world: World, command: SettleUnread) -> Outcome:
    """Confirm a request whose calendars answer and show nothing at its time; leave it to the host if they show something.

    What a calendar shows over it is told to both by whoever read it.
    """
    booking = await booking_of(uow, command.booking_id)
    now = world.clock.now()
    if booking.status is not Status.PENDING or not booking.unread or booking.slot.start <= now:
        return Outcome(value=booking)
    await uow.bookings.lock(booking.host_ids)
    event_type = await booked_type(uow, booking)
    found = situations(await standing(uow, world, Wanted.of_booking(booking, event_type, booking.slot)))
    if any(each.unread or each.unreadable for each in found):
        return Outcome(value=booking)
    return await _settled(uow, world, command, booking, confirms=_confirms(booking, event_type, found))


def _confirms(booking: Booking, event_type: EventType, found: tuple[Situation, ...]) -> bool:
    """Say whether nothing but the calendars stood in the way, and they show nothing; the rules were looked at when it was asked for."""
    busy = any(taken.overlaps(booking.claim) for each in found for taken in each.busy)
    return not (busy or event_type.approval or booking.proposal)


async def _settled(
    uow: UnitOfWork, world: World, command: SettleUnread, booking: Booking, *, confirms: bool
) -> Outcome:
    now = world.clock.now()
    after = settled(booking, now) if confirms else replace(booking, unread=(), updated_at=now)
    news = News.ACCEPTED if confirms else None
    return await settle(uow, world, command, Turned(before=booking, after=after, by=Side.SYSTEM, news=news))
