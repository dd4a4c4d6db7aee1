"""Booking a time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from core.booking import Booking, Guest, Invitee, Side, Status
from core.commands import Book, Outcome
from core.effects import News, Told
from core.errors import Code, Refused
from core.event_types import EventType
from core.ports import UnitOfWork, World
from core.usecases import checks
from core.usecases.audit import Deed, booking_actor, record
from core.usecases.claims import Cleared, claim
from core.usecases.finding import bookable_of
from core.usecases.guests import Bringing, with_guests
from core.usecases.offering_checks import metadata
from core.usecases.seats import require_first
from core.usecases.situations import Wanted, one_start

MOST_A_DAY = 3
"""Most bookings with one e-mail address, and by one person, in a rolling day; a series counts once."""

LONGEST_TITLE = 300


async def book(uow: UnitOfWork, world: World, command: Book) -> Outcome:
    """Book a time; the same request again, also at the same moment, gets the same booking, and no news."""
    await uow.bookings.lock_invitee(command.email, command.person_id)
    known = await uow.bookings.by_request(command.request_id)
    if known:
        return Outcome(value=known)
    booking = await book_one(uow, world, command)
    deed = Deed(command=command, actor=booking_actor(booking, Side.INVITEE), after=booking)
    change = await record(uow, world, deed)
    news = News.REQUESTED if booking.status is Status.PENDING else News.BOOKED
    return Outcome(
        value=booking, told=(Told(news=news, booking=booking, by=Side.INVITEE),), changes=(change,)
    )


async def book_one(
    uow: UnitOfWork, world: World, command: Book, *, counted: bool = True, series_id: UUID | None = None
) -> Booking:
    """Book one time, without record and news; the caller has locked the invitee and seen that the request is new.

    `counted` is False for what is no further booking of the invitee's day: the second and later dates of a series, or
    a seat for which they waited.
    """
    invitee = _invitee(command)
    if counted:
        await _require_few(uow, world, invitee)
    event_type = await bookable_of(uow, command.host_id, command.event_type_id)

    async def write(cleared: Cleared) -> Booking:
        booking = replace(_booking(world, cleared, command, invitee), series_id=series_id)
        require_first(cleared, booking)
        if command.owner is not None:
            await uow.bookings.drop_holds(command.owner)
        await uow.bookings.add(booking)
        return booking

    booking = await claim(uow, world, _wanted(event_type, command), write)
    if event_type.single_use:
        await uow.event_types.save(replace(event_type, active=False, updated_at=booking.created_at))
    await _remember_name(uow, command)
    return booking


def _wanted(event_type: EventType, command: Book) -> Wanted:
    return Wanted(
        event_type=event_type,
        length=command.length,
        within=one_start(command.start),
        owner=command.owner,
        seats=checks.within(command.seats, "seats", 1, event_type.seats),
    )


async def _remember_name(uow: UnitOfWork, command: Book) -> None:
    """Keep the name of a person who has none yet, so that it is not asked again; it is no change that one takes back."""
    if not command.introduces or command.person_id is None:
        return
    person = await uow.people.person(command.person_id)
    if person and person.name is None:
        await uow.people.save_person(replace(person, name=checks.person_name(command.name)))


def _invitee(command: Book) -> Invitee:
    if command.email is None and command.person_id is None:
        raise Refused(Code.INVALID, field="email", why="missing")
    invitee = Invitee(
        person_id=command.person_id,
        name=checks.person_name(command.name),
        email=None if command.email is None else checks.email(command.email),
        phone=None if command.phone is None else checks.phone(command.phone),
        zone=checks.zone_name(command.zone),
        locale=command.locale,
    )
    if not command.verified:
        raise Refused(Code.UNVERIFIED, email=invitee.email)
    return invitee


async def _require_few(uow: UnitOfWork, world: World, invitee: Invitee) -> None:
    """Refuse a fourth booking in a day."""
    now = world.clock.now()
    since = now - timedelta(days=1)
    counts = [0]
    if invitee.email is not None:
        counts.append(await uow.bookings.of_email(invitee.email, since))
    if invitee.person_id is not None:
        standing = await uow.bookings.of_person(invitee.person_id, now)
        counts.append(len({each.series_id or each.id for each in standing if each.created_at >= since}))
    if max(counts) >= MOST_A_DAY:
        raise Refused(Code.TOO_MANY_BOOKINGS, limit=MOST_A_DAY)


def _booking(world: World, cleared: Cleared, command: Book, invitee: Invitee) -> Booking:
    event_type, limits, now = cleared.first.event_type, cleared.first.limits, cleared.first.now
    names = ", ".join(each.host.name for each in cleared.situations)
    usual = f"{event_type.title}: {names} and {invitee.name}"
    return Booking(
        id=world.chance.uuid(),
        host_id=cleared.host_id,
        event_type_id=event_type.id,
        invitee=invitee,
        slot=cleared.slot,
        zone=cleared.zone,
        status=Status.PENDING if event_type.approval or cleared.unread else Status.CONFIRMED,
        unread=cleared.unread,
        title=checks.line(command.title, "title", LONGEST_TITLE) or usual,
        place=event_type.place,
        message=checks.block(command.message, "message", checks.MESSAGE),
        answers=answers_of(event_type, command.answers),
        buffer_before=limits.buffer_before,
        buffer_after=limits.buffer_after,
        request_id=command.request_id,
        co_hosts=cleared.co_hosts,
        guests=_guests(world, event_type, command, invitee),
        seats=command.seats,
        session=cleared.session,
        meant=cleared.meant,
        chosen=cleared.chosen,
        price=cleared.price(command.seats),
        metadata=metadata(command.metadata),
        created_at=now,
        updated_at=now,
    )


def _guests(world: World, event_type: EventType, command: Book, invitee: Invitee) -> tuple[Guest, ...]:
    bringing = Bringing(emails=command.guests, invitee_email=invitee.email, most=event_type.most_guests)
    return with_guests(world.chance, bringing)


def answers_of(event_type: EventType, given: Mapping[str, str]) -> dict[str, str]:
    """Return the answers to the event type's questions; raise Refused(MISSING_ANSWER) for a required one."""
    answers: dict[str, str] = {}
    for question in event_type.questions:
        key = str(question.id)
        answer = checks.block(given.get(key, ""), "answer", checks.MESSAGE)
        if answer:
            answers[key] = answer
        elif question.required:
            raise Refused(Code.MISSING_ANSWER, question=question.text, question_id=key)
    return answers
