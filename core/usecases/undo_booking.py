"""Taking back what was done to a booking: both sides are told, and the database judges whether its time is free."""

from dataclasses import replace
from datetime import datetime

from core.booking import Booking, Side, Status
from core.counting import exceeded
from core.effects import Change, News
from core.errors import Code, Refused
from core.jsonable import load
from core.lifecycle import Step, cancelled, require_standing
from core.ports import UnitOfWork, World
from core.usecases.finding import booked_type
from core.usecases.freed import hold_line, seats_freed
from core.usecases.seats import require_seats
from core.usecases.settling import Turned, told
from core.usecases.situations import Standing, Wanted, obstacles, refusal, situations, standing
from core.usecases.undone import Undone, untouched


async def undo_booking(uow: UnitOfWork, world: World, change: Change) -> Undone:
    """Cancel what was booked, or set a booking back; raise Refused if its time is not free any more: TAKEN, or what stands in a calendar."""
    now = world.clock.now()
    current = untouched(await uow.bookings.booking(change.entity_id), change.after)
    by = Side.HOST if change.actor.startswith("host:") else Side.INVITEE
    if change.before is None:
        require_standing(current, now)
        turned = _turned(current, cancelled(current, Step(by=by, now=now)), News.CANCELLED, by)
        await _reopen(uow, current, now)
    else:
        before = load(Booking, change.before)
        turned = _turned(current, _set_back(current, before, by, now), _news(current, before), by)
        turned = await _with_room(uow, world, turned)
    await hold_line(uow, current)
    saved = await uow.bookings.save(turned.after)
    notes = await seats_freed(uow, world, current, saved)
    return Undone(before=current, after=saved, told=told(turned, saved), notes=notes)


async def _reopen(uow: UnitOfWork, booking: Booking, now: datetime) -> None:
    """A one-time link that the booking had used up can be used again."""
    event_type = await booked_type(uow, booking)
    if event_type.single_use and not event_type.active:
        await uow.event_types.save(replace(event_type, active=True, updated_at=now))


def takes_again(before: Booking, after: Booking, now: datetime) -> bool:
    """Say whether setting a booking back takes time up again that is still to come."""
    again = after.active and after.slot.start > now
    return again and not (before.active and before.slot == after.slot)


async def _with_room(uow: UnitOfWork, world: World, turned: Turned) -> Turned:
    """Refuse to take a time up again that limits or seats have no room for now, or over what stands in a calendar.

    Whether other bookings leave it free the database judges. Hours and notice do not count: the time was agreed before.
    An invitee's is asked for where a calendar could not be read, as it is when they book.
    """
    after = turned.after
    if not takes_again(turned.before, after, after.updated_at):
        return turned
    await uow.bookings.lock(after.host_ids)
    wanted = Wanted.of_booking(after, await booked_type(uow, after), after.slot)
    around = await standing(uow, world, wanted)
    _require_seats_and_limits(around, after)
    in_calendars = [each for each in obstacles(around, after.slot.start) if "calendar" in each.facts]
    if in_calendars:
        raise refusal(in_calendars, after.slot.start)
    unread = tuple(each for found in situations(around) for each in found.unread)
    if not unread or turned.by is not Side.INVITEE or after.status is not Status.CONFIRMED:
        return turned
    return replace(turned, after=replace(after, status=Status.PENDING, unread=unread), news=News.REQUESTED)


def _require_seats_and_limits(around: Standing, after: Booking) -> None:
    for each in situations(around):
        require_seats(each, after.slot)
        for usage in exceeded(each, after.slot.start):
            code = Code.DURATION_LIMIT if usage.cap.minutes else Code.LIMIT
            raise Refused(code, start=after.slot.start, limit=usage.cap.most)


def _turned(before: Booking, after: Booking, news: News | None, by: Side) -> Turned:
    return Turned(before=before, after=after, by=by, news=news)


def _set_back(current: Booking, before: Booking, by: Side, now: datetime) -> Booking:
    """Return the booking as it was, save that its sequence never goes back (RFC 5546)."""
    if not _finished(current) and before.slot.end <= now:
        raise Refused(Code.ALREADY_OVER, start=before.slot.start)
    told_anew = (current.slot, current.status) != (before.slot, before.status) and not _finished(current)
    return replace(
        before,
        sequence=current.sequence + told_anew,
        place=current.place,  # the room that was made meanwhile stays
        room=current.room,
        changed_by=by,
        updated_at=now,
        version=current.version,
    )


def _news(current: Booking, before: Booking) -> News | None:
    if _finished(current):
        return None
    if before.status is Status.PENDING:
        return News.REQUESTED  # it waits for an answer again, however it came to this
    if current.active and current.slot != before.slot:
        return News.MOVED
    if current.guests != before.guests:
        return News.GUESTS
    return News.RESTORED


def _finished(booking: Booking) -> bool:
    return booking.status in (Status.COMPLETED, Status.NO_SHOW)
