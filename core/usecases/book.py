"""Booking a time."""

from dataclasses import replace
from datetime import timedelta

from core.booking import Booking, Invitee, Side, Status
from core.commands import Book, Outcome
from core.effects import News, Told
from core.errors import Code, Refused
from core.event_types import EventType
from core.interval import Interval, utc
from core.ports import UnitOfWork, World
from core.situation import Situation
from core.usecases import checks
from core.usecases.audit import Deed, booking_actor, record
from core.usecases.situations import Wanted, one_start, require_day_not_full, require_free

MOST_A_DAY = 3
"""Most bookings with one e-mail address (or by one person without any) in a rolling day."""

LONGEST_TITLE = 300


async def book(uow: UnitOfWork, world: World, command: Book) -> Outcome:
    """Book a time; the same request again gets the same booking, and no news."""
    known = await uow.bookings.by_request(command.request_id)
    if known:
        return Outcome(value=known)
    invitee = _invitee(command)
    await _require_few(uow, world, invitee)
    wanted = Wanted(
        host_id=command.host_id,
        event_type_id=command.event_type_id,
        length=command.length,
        within=one_start(command.start),
        owner=command.owner,
    )
    situation = await require_free(uow, world, wanted)
    booking = _booking(world, situation, command, invitee)
    if command.owner is not None:
        await uow.bookings.drop_holds(command.owner)
    await uow.bookings.add(booking)
    await require_day_not_full(uow, situation, booking)
    await _remember_name(uow, command)
    deed = Deed(command=command, actor=booking_actor(booking, Side.INVITEE), after=booking)
    change = await record(uow, world, deed)
    news = News.REQUESTED if booking.status is Status.PENDING else News.BOOKED
    return Outcome(
        value=booking, told=(Told(news=news, booking=booking, by=Side.INVITEE),), changes=(change,)
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
    now = world.clock.now()
    since = now - timedelta(days=1)
    if invitee.email is not None:
        count = await uow.bookings.of_email(invitee.email, since)
    elif invitee.person_id is not None:
        standing = await uow.bookings.of_person(invitee.person_id, now)
        count = sum(each.created_at >= since for each in standing)
    else:
        count = 0
    if count >= MOST_A_DAY:
        raise Refused(Code.TOO_MANY_BOOKINGS, limit=MOST_A_DAY)


def _booking(world: World, situation: Situation, command: Book, invitee: Invitee) -> Booking:
    host, event_type, limits = situation.host, situation.event_type, situation.limits
    usual = f"{event_type.title}: {host.name} and {invitee.name}"
    return Booking(
        id=world.chance.uuid(),
        host_id=host.id,
        event_type_id=event_type.id,
        invitee=invitee,
        slot=Interval.of(utc(command.start), command.length),
        zone=situation.schedule.zone,
        status=Status.PENDING if event_type.approval else Status.CONFIRMED,
        title=checks.line(command.title, "title", LONGEST_TITLE) or usual,
        place=event_type.place,
        message=checks.block(command.message, "message", checks.MESSAGE),
        answers=_answers(event_type, command),
        buffer_before=limits.buffer_before,
        buffer_after=limits.buffer_after,
        request_id=command.request_id,
        created_at=situation.now,
        updated_at=situation.now,
    )


def _answers(event_type: EventType, command: Book) -> dict[str, str]:
    """Return the answers to the event type's questions; raise Refused(MISSING_ANSWER) for a required one."""
    answers: dict[str, str] = {}
    for question in event_type.questions:
        key = str(question.id)
        answer = checks.block(command.answers.get(key, ""), "answer", checks.MESSAGE)
        if answer:
            answers[key] = answer
        elif question.required:
            raise Refused(Code.MISSING_ANSWER, question=question.text, question_id=key)
    return answers
