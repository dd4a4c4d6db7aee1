"""Taking back what was done to a booking: both sides are told, and the database judges whether its time is free."""

from dataclasses import replace
from datetime import datetime

from core.booking import Booking, Side, Status
from core.effects import Change, News
from core.errors import Code, Refused
from core.jsonable import load
from core.lifecycle import Step, cancelled, require_standing
from core.ports import UnitOfWork, World
from core.usecases.settling import Turned, told
from core.usecases.undone import Undone, untouched


async def undo_booking(uow: UnitOfWork, world: World, change: Change) -> Undone:
    """Cancel what was booked, or set a booking back; raise Refused(TAKEN) if its time is not free any more."""
    now = world.clock.now()
    current = untouched(await uow.bookings.booking(change.entity_id), change.after)
    by = Side.HOST if change.actor.startswith("host:") else Side.INVITEE
    if change.before is None:
        require_standing(current, now)
        turned = _turned(current, cancelled(current, Step(by=by, now=now)), News.CANCELLED, by)
    else:
        before = load(Booking, change.before)
        turned = _turned(current, _set_back(current, before, by, now), _news(current, before), by)
    saved = await uow.bookings.save(turned.after)
    return Undone(before=current, after=saved, told=told(turned, saved))


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
    return News.RESTORED


def _finished(booking: Booking) -> bool:
    return booking.status in (Status.COMPLETED, Status.NO_SHOW)
