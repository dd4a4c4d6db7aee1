"""Bookings whose instant zone data have moved away from the local time that was meant, and putting them right."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from core.booking import Booking, Side, Status, session_id
from core.commands import HealBookings, Healed, Outcome
from core.effects import Change, News, Note, Told
from core.errors import Code, Refused
from core.interval import Interval
from core.ports import UnitOfWork, World
from core.usecases import checks
from core.usecases.audit import Deed, booking_actor, record
from core.usecases.freed import hold_line, offer_freed
from core.usecases.waitlist import class_moved
from core.zones import instant, instants

MOST = 1000
"""Most bookings that are looked at in one transaction."""

Together = tuple[Booking, ...]
"""Bookings that move together: those of one class, else one."""


async def heal_bookings(uow: UnitOfWork, world: World, command: HealBookings) -> Outcome:
    """Put bookings to come at the instant that their local time is now; what is right already is left alone.

    What moves later is put right from the last on, what moves earlier from the first on, so that neighbours make room
    for each other. What still finds its new time taken stays where it is and is named in `Healed.stuck`.
    """
    limit = checks.within(command.limit, "limit", 1, MOST)
    page = await uow.bookings.active_after(world.clock.now(), command.after, limit)
    told: list[Told] = []
    notes: list[Note] = []
    stuck: list[UUID] = []
    for together in await _groups(uow, page):
        try:
            async with uow.attempt():
                told += await _moved(uow, world, together)
                notes += await _line_moved(uow, world, together)
        except Refused:
            stuck += [each.id for each in together]
    changes = [await _recorded(uow, world, command, each) for each in told]
    healed = Healed(
        moved=tuple(each.booking.id for each in told),
        stuck=tuple(stuck),
        last=page[-1].id if len(page) == limit else None,
    )
    return Outcome(value=healed, told=tuple(told), notes=tuple(notes), changes=tuple(changes))


def misplaced(booking: Booking) -> bool:
    """Say whether a clock in the booking's zone shows another time at its start than was meant.

    A time that the clock shows twice is right at both instants, one that it jumps over at the jump. What cannot be
    known, for its zone is gone or nothing was noted, is not misplaced.
    """
    if booking.meant is None:
        return False
    day, clock = booking.meant.date(), booking.meant.time()
    try:
        right = instants(day, clock, booking.zone) or (instant(day, clock, booking.zone),)
    except ValueError:
        return False
    return booking.slot.start not in right


def meant_slot(booking: Booking) -> Interval:
    """Return the time that was meant, as long as it was; a booking that is not misplaced keeps its slot."""
    if booking.meant is None or not misplaced(booking):
        return booking.slot
    start = instant(booking.meant.date(), booking.meant.time(), booking.zone)
    return Interval(start, start + booking.slot.length)


async def _groups(uow: UnitOfWork, page: Sequence[Booking]) -> list[Together]:
    """Return what is misplaced: each class whole and once, in the order in which neighbours make room for each other."""
    found: dict[UUID, Together] = {}
    for each in page:
        if misplaced(each) and each.subject not in found:
            found[each.subject] = (
                tuple(await uow.bookings.of_session(each.session)) if each.session else (each,)
            )
    return sorted(found.values(), key=_turn)


def _turn(together: Together) -> tuple[bool, float]:
    start = together[0].slot.start
    later = meant_slot(together[0]).start > start
    return later, -start.timestamp() if later else start.timestamp()


async def _moved(uow: UnitOfWork, world: World, together: Together) -> list[Told]:
    """Move bookings that share their time; raise Refused(TAKEN) if it is taken, Refused(PAST) if it is over by now.

    A class lets go of its old time first, or else its first booking would meet the rest.
    """
    now = world.clock.now()
    if meant_slot(together[0]).start <= now:
        raise Refused(Code.PAST, start=meant_slot(together[0]).start)
    await hold_line(uow, together[0])
    given_up = [await _given_up(uow, each) for each in together] if len(together) > 1 else together
    told = []
    for before, current in zip(together, given_up, strict=True):
        after = replace(_right(before, now), version=current.version)
        saved = await uow.bookings.save(after)
        told.append(Told(news=News.HEALED, booking=saved, by=Side.SYSTEM, before=before))
    return told


async def _given_up(uow: UnitOfWork, booking: Booking) -> Booking:
    return await uow.bookings.save(replace(booking, status=Status.CANCELLED))


def _right(booking: Booking, now: datetime) -> Booking:
    slot = meant_slot(booking)
    return replace(
        booking,
        slot=slot,
        session=session_id(booking.event_type_id, slot) if booking.session else None,
        sequence=booking.sequence + 1,
        changed_by=Side.SYSTEM,
        updated_at=now,
    )


async def _line_moved(uow: UnitOfWork, world: World, together: Together) -> Sequence[Note]:
    """Let those who wait for a class wait for it at its new time."""
    old = together[0].session
    if old is None:
        return ()
    slot = meant_slot(together[0])
    new = session_id(together[0].event_type_id, slot)
    await class_moved(uow, world, old, (new, slot))
    return await offer_freed(uow, world, new)


async def _recorded(uow: UnitOfWork, world: World, command: HealBookings, told: Told) -> Change:
    actor = booking_actor(told.booking, Side.SYSTEM)
    deed = Deed(command=command, actor=actor, before=told.before, after=told.booking)
    return await record(uow, world, deed)
