"""Events that stand for bookings in calendars: what has them written."""

from datetime import datetime

from core.booking import Booking
from core.calendars import Calendar
from core.commands import Outcome
from core.commands.entries import RestoreEntry
from core.effects import Effect, Kind
from core.errors import Code, Refused
from core.lifecycle import require_standing
from core.ports import UnitOfWork, World
from core.usecases.finding import booking_of, host_of


async def restore_entry(uow: UnitOfWork, world: World, command: RestoreEntry) -> Outcome:
    """Have a booking written into a host's calendar again as it is."""
    booking = await booking_of(uow, command.booking_id)
    host = await host_of(uow, command.host_id)
    require_standing(booking, world.clock.now())
    known = await uow.calendars.entry(booking.id, host.id)
    written = await uow.calendars.calendar(known.calendar_id) if known and not known.gone else None
    targets = (written,) if written else await uow.calendars.targets((host.id,))
    if not targets:
        raise Refused(Code.NOT_FOUND, what="calendar")
    await uow.outbox.add(entry_back(booking, targets[0], world.clock.now()))
    return Outcome(value=booking)


def entry_of(booking: Booking, calendar: Calendar, now: datetime) -> Effect:
    """Return what has a calendar show a booking as it is now."""
    return _effect(booking, calendar, str(booking.version), now)


def entry_again(booking: Booking, calendar: Calendar, since: int, now: datetime) -> Effect:
    """Return what has a booking written that a calendar does not show; once for each version of its account."""
    return _effect(booking, calendar, f"{booking.version}:{calendar.id}:{since}", now)


def entry_back(booking: Booking, calendar: Calendar, now: datetime) -> Effect:
    """Return what has a booking written again as it is, also if its host took it out."""
    return _effect(booking, calendar, f"{booking.version}:back:{now.isoformat()}", now, again=True)


def _effect(booking: Booking, calendar: Calendar, key: str, now: datetime, *, again: bool = False) -> Effect:
    where = f"{booking.id}:{calendar.host_id}"
    return Effect(
        key=f"entry:{where}:{key}",
        kind=Kind.ENTRY,
        lane=f"entry:{where}",
        due=now,
        payload={
            "booking_id": str(booking.id),
            "host_id": str(calendar.host_id),
            "provider": calendar.provider.value,
            "again": again,
        },
    )
