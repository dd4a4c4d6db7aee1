"""Waiting for a seat in a full class: joining and leaving the line, taking the seat that is offered, or losing it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from core.booking import Invitee, Side, Status, session_id
from core.commands import Book, JoinWaitlist, LapseSeat, LeaveWaitlist, Outcome, TakeSeat
from core.effects import News, Notice, Told
from core.errors import Code, Refused
from core.event_types import EventType
from core.interval import Interval, utc
from core.ports import UnitOfWork, World
from core.queries import Cause, MyWaiting, ShowWaiting, ShowWaitlist, WaitingPage
from core.usecases import checks
from core.usecases.assigning import taking_part
from core.usecases.audit import Deed, booking_actor, record, waiting_actor
from core.usecases.book import answers_of, book_one
from core.usecases.finding import bookable_of, host_of, there
from core.usecases.freed import call_off, class_facts, look, look_again, offer_freed, title_of
from core.usecases.noting import waiting_note
from core.usecases.seats import same_invitee
from core.usecases.situations import Wanted, obstacles, one_start, refusal, standing
from core.waiting import Standing, Waiting

LONGEST_LINE = 200
"""Most who wait for one class."""
MOST = 20
"""Most classes that one person waits for."""

_IN_LINE = frozenset({Standing.WAITING, Standing.OFFERED})


async def join_waitlist(uow: UnitOfWork, world: World, command: JoinWaitlist) -> Outcome:
    """Join the line for a class that is full and could be booked but for that."""
    event_type = await bookable_of(uow, command.host_id, command.event_type_id)
    if not event_type.waitlist or event_type.seats == 1:
        raise Refused(Code.INVALID, field="waiting", why="none")
    waiting = _waiting(world, event_type, command)
    await uow.bookings.lock(taking_part(event_type))  # or a seat could come free unseen while one joins
    await _require_full(uow, world, event_type, waiting)
    line = await uow.waitlist.line(waiting.session)
    await _require_new(uow, waiting, line)
    await uow.waitlist.add(waiting)
    await uow.outbox.add(look(waiting, waiting.slot.start))
    await look_again(uow, waiting, world.clock.now())
    change = await record(uow, world, Deed(command=command, actor=waiting_actor(waiting), after=waiting))
    return Outcome(value=replace(waiting, place=len(line) + 1), changes=(change,))


async def leave_waitlist(uow: UnitOfWork, world: World, command: LeaveWaitlist) -> Outcome:
    """Leave the line, or decline the seat that is offered, which goes to the next."""
    waiting = await locked(uow, command)
    if waiting.standing is Standing.LEFT:
        return Outcome(value=waiting)
    _require_in_line(waiting)
    left = await out_of_line(uow, world, waiting, Standing.LEFT)
    change = await record(
        uow, world, Deed(command=command, actor=waiting_actor(left), before=waiting, after=left)
    )
    return Outcome(value=left, changes=(change,), notes=await offer_freed(uow, world, left.session))


async def take_seat(uow: UnitOfWork, world: World, command: TakeSeat) -> Outcome:
    """Book the seat that is kept for somebody; taking it twice gets the same booking, and no news."""
    invitee = (await waiting_of(uow, command)).invitee
    await uow.bookings.lock_invitee(invitee.email, invitee.person_id)
    waiting = await locked(uow, command)
    known = await uow.bookings.by_request(_request_id(waiting))
    if known:
        return Outcome(value=known)
    now = world.clock.now()
    if waiting.standing is Standing.LAPSED or _ran_out(waiting, now):
        raise Refused(Code.HOLD_EXPIRED)
    if waiting.standing is not Standing.OFFERED:
        raise Refused(Code.WRONG_STATUS, status=waiting.standing.value)
    booking = await book_one(uow, world, _book(waiting), counted=False)
    await uow.waitlist.save(replace(waiting, standing=Standing.BOOKED, offered_until=None, updated_at=now))
    actor = booking_actor(booking, Side.INVITEE)
    change = await record(uow, world, Deed(command=command, actor=actor, after=booking))
    news = News.REQUESTED if booking.status is Status.PENDING else News.BOOKED
    told = Told(news=news, booking=booking, by=Side.INVITEE)
    return Outcome(value=booking, told=(told,), changes=(change,))


async def lapse_seat(uow: UnitOfWork, world: World, command: LapseSeat) -> Outcome:
    """End an offer whose time is over, so that the next is offered the seat; or the waiting, once the class begins.

    For who is not offered a seat yet it looks whether one came free that somebody had only held.
    """
    waiting = await locked(uow, command)
    now = world.clock.now()
    if waiting.standing not in _IN_LINE:
        return Outcome(value=waiting)
    if waiting.slot.start <= now:
        return Outcome(value=waiting, notes=await call_off(uow, world, (waiting,)))
    if waiting.standing is Standing.WAITING:
        return Outcome(value=waiting, notes=await offer_freed(uow, world, waiting.session))
    if not _ran_out(waiting, now):
        return Outcome(value=waiting)
    lapsed = await out_of_line(uow, world, waiting, Standing.LAPSED)
    note = waiting_note(lapsed, Notice.SEAT_LAPSED, class_facts(lapsed, await title_of(uow, lapsed)))
    return Outcome(value=lapsed, notes=(note, *await offer_freed(uow, world, lapsed.session)))


async def show_waiting(uow: UnitOfWork, _world: World, query: ShowWaiting) -> WaitingPage:
    """Return somebody who waits, with their place while they are in line, and what they wait for."""
    waiting = await waiting_of(uow, query)
    line = _placed(await uow.waitlist.line(waiting.session))
    waiting = next((each for each in line if each.id == waiting.id), waiting)
    return WaitingPage(
        waiting=waiting,
        host=await host_of(uow, waiting.host_id),
        event_type=there(await uow.event_types.event_type(waiting.event_type_id), "event_type"),
        ahead=(waiting.place or 1) - 1,
    )


async def show_waitlist(uow: UnitOfWork, world: World, query: ShowWaitlist) -> tuple[Waiting, ...]:
    """Return who waits for a host's classes to come, with their places in line."""
    return _placed(await uow.waitlist.of_host(query.host_id, world.clock.now()))


async def my_waiting(uow: UnitOfWork, world: World, query: MyWaiting) -> tuple[Waiting, ...]:
    """Return what a person waits for, with their place in each line."""
    mine = await uow.waitlist.of_person(query.person_id, world.clock.now())
    lines = [_placed(await uow.waitlist.line(each.session)) for each in mine]
    ids = {each.id for each in mine}
    return tuple(each for line in lines for each in line if each.id in ids)


async def waiting_of(uow: UnitOfWork, asked: LeaveWaitlist | TakeSeat | LapseSeat | ShowWaiting) -> Waiting:
    """Return who a command or query is about; raise Refused(NOT_FOUND)."""
    return there(await uow.waitlist.waiting(asked.waiting_id), "waiting")


async def locked(uow: UnitOfWork, asked: LeaveWaitlist | TakeSeat | LapseSeat | ShowWaiting) -> Waiting:
    """Return who a command is about, as they are once nobody else writes claims of the hosts of their class.

    Hosts are locked before places in line are written, everywhere, so that nobody waits for each other.
    """
    waiting = await waiting_of(uow, asked)
    event_type = there(await uow.event_types.event_type(waiting.event_type_id), "event_type")
    await uow.bookings.lock(taking_part(event_type))
    return await waiting_of(uow, asked)


async def out_of_line(uow: UnitOfWork, world: World, waiting: Waiting, now_standing: Standing) -> Waiting:
    """Take somebody out of the line and let go of what is kept for them."""
    await uow.bookings.drop_holds(waiting.owner)
    out = replace(waiting, standing=now_standing, offered_until=None, updated_at=world.clock.now())
    return await uow.waitlist.save(out)


async def class_moved(uow: UnitOfWork, world: World, old: UUID, new: tuple[UUID, Interval]) -> None:
    """Let who waits for a class wait for it at another time; what was kept for them there is let go."""
    session, slot = new
    for each in await uow.waitlist.line(old):
        await uow.bookings.drop_holds(each.owner)
        moved = replace(
            each,
            slot=slot,
            session=session,
            standing=Standing.WAITING,
            offered_until=None,
            updated_at=world.clock.now(),
        )
        await uow.outbox.add(look(await uow.waitlist.save(moved), slot.start))


def _placed(waiting: Sequence[Waiting]) -> tuple[Waiting, ...]:
    """Count the places in each class; they come in order."""
    counts: dict[object, int] = {}
    placed = []
    for each in waiting:
        counts[each.session] = counts.get(each.session, 0) + 1
        placed.append(replace(each, place=counts[each.session]))
    return tuple(placed)


def _waiting(world: World, event_type: EventType, command: JoinWaitlist) -> Waiting:
    now = world.clock.now()
    slot = Interval.of(utc(command.start), command.length)
    return Waiting(
        id=world.chance.uuid(),
        host_id=event_type.host_id,
        event_type_id=event_type.id,
        slot=slot,
        session=session_id(event_type.id, slot),
        invitee=_invitee(command),
        seats=checks.within(command.seats, "seats", 1, event_type.seats),
        answers=answers_of(event_type, command.answers),
        created_at=now,
        updated_at=now,
    )


def _invitee(command: JoinWaitlist) -> Invitee:
    given = command.invitee
    if given.email is None and given.person_id is None:
        raise Refused(Code.INVALID, field="email", why="missing")
    if not command.verified:
        raise Refused(Code.UNVERIFIED, email=given.email)
    return replace(
        given,
        name=checks.person_name(given.name),
        email=None if given.email is None else checks.email(given.email),
        phone=None if given.phone is None else checks.phone(given.phone),
        zone=checks.zone_name(given.zone),
    )


async def _require_full(uow: UnitOfWork, world: World, event_type: EventType, waiting: Waiting) -> None:
    """Refuse to wait for what is free, or for what cannot be booked for another reason."""
    wanted = Wanted(
        event_type=event_type,
        length=waiting.slot.minutes,
        within=one_start(waiting.slot.start),
        seats=waiting.seats,
    )
    start = waiting.slot.start
    in_the_way = obstacles(await standing(uow, world, wanted), start)
    if not in_the_way:
        raise Refused(Code.INVALID, field="waiting", why="free", start=start)
    others = [each for each in in_the_way if each.cause is not Cause.SEATS_FULL]
    if others:
        raise refusal(others, start)


async def _require_new(uow: UnitOfWork, waiting: Waiting, line: Sequence[Waiting]) -> None:
    """Refuse somebody who waits or has a seat already, and a line or a person with too many."""
    if any(same_invitee(each.invitee, waiting.invitee) for each in line):
        raise Refused(Code.INVALID, field="waiting", why="already", start=waiting.slot.start)
    for booking in await uow.bookings.of_session(waiting.session):
        if same_invitee(booking.invitee, waiting.invitee):
            raise Refused(Code.ALREADY_BOOKED, start=waiting.slot.start, booking=booking.id)
    checks.within(len(line) + 1, "waiting", 1, LONGEST_LINE, why="count")
    person_id = waiting.invitee.person_id
    if person_id is not None:
        others = await uow.waitlist.of_person(person_id, waiting.created_at)
        checks.within(len(others) + 1, "waiting", 1, MOST, why="count")


def _require_in_line(waiting: Waiting) -> None:
    if waiting.standing not in _IN_LINE:
        raise Refused(Code.WRONG_STATUS, status=waiting.standing.value)


def _ran_out(waiting: Waiting, now: datetime) -> bool:
    until = waiting.offered_until
    return waiting.standing is Standing.OFFERED and until is not None and until <= now


def _request_id(waiting: Waiting) -> str:
    return f"waiting:{waiting.id}"


def _book(waiting: Waiting) -> Book:
    invitee = waiting.invitee
    return Book(
        request_id=_request_id(waiting),
        host_id=waiting.host_id,
        event_type_id=waiting.event_type_id,
        start=waiting.slot.start,
        length=waiting.slot.minutes,
        owner=waiting.owner,
        person_id=invitee.person_id,
        name=invitee.name,
        email=invitee.email,
        phone=invitee.phone,
        zone=invitee.zone,
        locale=invitee.locale,
        verified=True,
        answers=waiting.answers,
        seats=waiting.seats,
    )
