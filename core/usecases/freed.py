"""Seats that came free in a class: who waits is offered them in turn, each for a while.

The order is strict: nobody is passed over because a party behind them is smaller, save for a party that is larger than
the whole class. A seat that is too few for whoever is first stays open to everybody.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from core.booking import Booking, Hold, Side
from core.effects import Effect, Kind, Note, Notice
from core.errors import Code, Refused
from core.event_types import EventType
from core.ports import UnitOfWork, World
from core.usecases.claims import Cleared, claim
from core.usecases.noting import waiting_note
from core.usecases.situations import Wanted, one_start
from core.waiting import OWNER, Standing, Waiting

OFFERED_FOR = timedelta(minutes=30)
"""How long a seat is kept for who waited."""
BEFORE_START = timedelta(minutes=15)
"""Nobody is kept a seat longer than until so long before the class begins."""
LEAST = timedelta(minutes=5)
"""What cannot be kept for so long is not offered."""


async def seats_freed(uow: UnitOfWork, world: World, before: Booking, after: Booking) -> tuple[Note, ...]:
    """Offer what a changed booking gave up of its class; return the notes to who waited.

    A class out of which the host cancelled the last booking is called off.
    """
    stays = after.active and after.session == before.session and after.seats >= before.seats
    if before.session is None or not before.active or stays:
        return ()
    by_host = not after.active and after.changed_by is Side.HOST
    if by_host and not await uow.bookings.of_session(before.session):
        return await call_off(uow, world, await uow.waitlist.line(before.session))
    return await offer_freed(uow, world, before.session)


async def hold_line(uow: UnitOfWork, booking: Booking) -> None:
    """Before a seat of a class is given up: wait for whoever is joining its line, who would find it full still."""
    if booking.session is not None:
        await uow.bookings.lock(booking.host_ids)


async def offer_freed(uow: UnitOfWork, world: World, session: UUID) -> tuple[Note, ...]:
    """Offer the free seats of a class to those who wait, first come first; return the notes to them."""
    notes: list[Note] = []
    for waiting in await uow.waitlist.line(session):
        if waiting.standing is not Standing.WAITING:
            continue
        event_type = await uow.event_types.event_type(waiting.event_type_id)
        if event_type is None or waiting.seats > event_type.seats:
            continue
        note = await _offered(uow, world, event_type, waiting)
        if note is None:
            await look_again(uow, waiting, world.clock.now())
            break
        notes.append(note)
    return tuple(notes)


async def offer_all(
    uow: UnitOfWork, world: World, host_id: UUID, event_type_id: UUID | None = None
) -> tuple[Note, ...]:
    """Offer the free seats of all classes of a host, or of one of their event types, to who waits for them."""
    waiting = await uow.waitlist.of_host(host_id, world.clock.now())
    sessions = dict.fromkeys(each.session for each in waiting if event_type_id in (None, each.event_type_id))
    return tuple([note for each in sessions for note in await offer_freed(uow, world, each)])


async def look_again(uow: UnitOfWork, waiting: Waiting, now: datetime) -> None:
    """Have the line looked at again when the first of the seats comes free that somebody only holds for now.

    Seats that are offered need no look: what becomes of them is told to the line anyway.
    """
    holds = await uow.bookings.holds(waiting.host_id, waiting.slot, now)
    others = [each for each in holds if not each.owner.startswith(OWNER)]
    ends = [each.expires_at for each in others if each.session == waiting.session]
    if ends:
        await uow.outbox.add(look(waiting, min(ends)))


def look(waiting: Waiting, due: datetime) -> Effect:
    """Make the row that looks at somebody who waits at an instant (`LapseSeat`)."""
    return Effect(
        key=f"due:{waiting.id}:look:{due.isoformat()}",
        kind=Kind.LAPSE_SEAT,
        lane=f"waiting:{waiting.id}",
        due=due,
        payload={"waiting_id": str(waiting.id)},
    )


async def call_off(uow: UnitOfWork, world: World, line: Sequence[Waiting]) -> tuple[Note, ...]:
    """Tell those who wait that the class does not take place or has begun; their seats are let go."""
    return tuple([await _called_off(uow, world, each) for each in line])


def class_facts(waiting: Waiting, title: str) -> dict[str, str]:
    """Return what a note says of the class that somebody waits for."""
    return {
        "title": title,
        "start": waiting.slot.start.isoformat(),
        "end": waiting.slot.end.isoformat(),
        "event_type": str(waiting.event_type_id),
        "waiting": str(waiting.id),
    }


async def title_of(uow: UnitOfWork, waiting: Waiting) -> str:
    """Return the title of the class that somebody waits for."""
    event_type = await uow.event_types.event_type(waiting.event_type_id)
    return event_type.title if event_type else ""


async def _called_off(uow: UnitOfWork, world: World, waiting: Waiting) -> Note:
    await uow.bookings.drop_holds(waiting.owner)
    gone = replace(waiting, standing=Standing.LAPSED, offered_until=None, updated_at=world.clock.now())
    saved = await uow.waitlist.save(gone)
    return waiting_note(saved, Notice.CLASS_GONE, class_facts(saved, await title_of(uow, saved)))


async def _offered(uow: UnitOfWork, world: World, event_type: EventType, waiting: Waiting) -> Note | None:
    """Keep seats for somebody and return the note that says so; None if there are too few, or it is too late."""
    wanted = Wanted(
        event_type=event_type,
        length=waiting.slot.minutes,
        within=one_start(waiting.slot.start),
        owner=waiting.owner,
        seats=waiting.seats,
    )

    async def keep(cleared: Cleared) -> tuple[datetime, str]:
        until = _until(cleared, waiting)
        await uow.bookings.add_hold(_hold(world, cleared, waiting, until), cleared.first.now)
        return until, cleared.first.host.name

    try:
        async with uow.attempt():
            until, host = await claim(uow, world, wanted, keep)
    except Refused:
        return None
    offered = replace(waiting, standing=Standing.OFFERED, offered_until=until, updated_at=world.clock.now())
    saved = await uow.waitlist.save(offered)
    facts = class_facts(saved, event_type.title) | {"until": until.isoformat(), "host": host}
    return waiting_note(saved, Notice.SEAT_OFFERED, facts, not_after=until)


def _until(cleared: Cleared, waiting: Waiting) -> datetime:
    """Return until when a seat is kept: never past the time at which it could still be booked; raise Refused(TOO_SOON)."""
    now = cleared.first.now
    notice = timedelta(minutes=cleared.first.limits.minimum_notice)
    until = min(now + OFFERED_FOR, waiting.slot.start - max(notice, BEFORE_START))
    if until < now + LEAST:
        raise Refused(Code.TOO_SOON, start=waiting.slot.start)
    return until


def _hold(world: World, cleared: Cleared, waiting: Waiting, until: datetime) -> Hold:
    limits = cleared.first.limits
    return Hold(
        id=world.chance.uuid(),
        host_id=cleared.host_id,
        event_type_id=waiting.event_type_id,
        owner=waiting.owner,
        slot=cleared.slot,
        buffer_before=limits.buffer_before,
        buffer_after=limits.buffer_after,
        expires_at=until,
        co_hosts=cleared.co_hosts,
        seats=waiting.seats,
        session=cleared.session,
    )
