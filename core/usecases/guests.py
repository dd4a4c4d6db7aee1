"""People whom the invitee or the host brings along, and what they answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.booking import Booking, Guest, GuestRole, Side
from core.commands import AddGuests, AnswerInvitation, Outcome, RemoveGuest
from core.effects import News
from core.errors import Code, Refused
from core.lifecycle import require_standing
from core.ports import Chance, UnitOfWork, World
from core.usecases import checks
from core.usecases.audit import Deed, guest_actor, record
from core.usecases.finding import booking_of, there
from core.usecases.settling import Turned, settle, told


@dataclass(frozen=True, slots=True, kw_only=True)
class Bringing:
    """Who is to come along, and what holds for it."""

    emails: Sequence[str]
    names: Sequence[str] = ()
    """In the order of the e-mails; may be shorter."""
    role: GuestRole = GuestRole.ACTIVE
    invitee_email: str | None = None
    already: tuple[Guest, ...] = ()
    most: int
    """How many guests there may be in all."""


def with_guests(chance: Chance, bringing: Bringing) -> tuple[Guest, ...]:
    """Return who is there already and who is to come along.

    Raise Refused(INVALID) for what is no e-mail, one that is there already or is the invitee's own, and
    Refused(TOO_MANY_GUESTS) with `limit`. Addresses are compared in lower case.
    """
    known = {each.email.lower() for each in bringing.already}
    if bringing.invitee_email is not None:
        known.add(bringing.invitee_email.lower())
    guests = list(bringing.already)
    if len(guests) + len(bringing.emails) > bringing.most:
        raise Refused(Code.TOO_MANY_GUESTS, limit=bringing.most)
    for number, given in enumerate(bringing.emails):
        email = checks.email(given)
        if email.lower() in known:
            raise Refused(Code.INVALID, field="guests", why="already", email=email)
        known.add(email.lower())
        name = bringing.names[number] if number < len(bringing.names) else ""
        name = checks.line(name, "name", checks.TITLE)
        guests.append(Guest(id=chance.uuid(), name=name, email=email, role=bringing.role))
    return tuple(guests)


async def add_guests(uow: UnitOfWork, world: World, command: AddGuests) -> Outcome:
    """Bring people along to a meeting that stands."""
    booking = await _standing(uow, world, command)
    if not command.emails:
        raise Refused(Code.INVALID, field="guests", why="missing")
    event_type = there(await uow.event_types.event_type(booking.event_type_id), "event_type")
    bringing = Bringing(
        emails=command.emails,
        names=command.names,
        role=command.role,
        invitee_email=booking.invitee.email,
        already=booking.guests,
        most=event_type.most_guests,
    )
    after = _with(booking, with_guests(world.chance, bringing), world.clock.now())
    return await settle(uow, world, command, _turned(booking, after, command.by))


async def remove_guest(uow: UnitOfWork, world: World, command: RemoveGuest) -> Outcome:
    """Take a guest off a meeting that stands."""
    booking = await _standing(uow, world, command)
    _guest_of(booking, command)
    left = tuple(each for each in booking.guests if each.id != command.guest_id)
    after = _with(booking, left, world.clock.now())
    return await settle(uow, world, command, _turned(booking, after, command.by))


async def answer_invitation(uow: UnitOfWork, world: World, command: AnswerInvitation) -> Outcome:
    """Note whether a guest comes; host and invitee are told, once for each answer."""
    booking = await _standing(uow, world, command)
    guest = _guest_of(booking, command)
    if guest.answer is command.answer:
        return Outcome(value=booking)
    answered = replace(guest, answer=command.answer)
    guests = tuple(answered if each.id == guest.id else each for each in booking.guests)
    saved = await uow.bookings.save(replace(booking, guests=guests, updated_at=world.clock.now()))
    deed = Deed(command=command, actor=guest_actor(guest.id), before=booking, after=saved)
    change = await record(uow, world, deed)
    turned = Turned(before=booking, after=saved, by=Side.SYSTEM, news=News.ANSWERED)
    return Outcome(value=saved, told=told(turned, saved), changes=(change,))


async def _standing(
    uow: UnitOfWork, world: World, command: AddGuests | RemoveGuest | AnswerInvitation
) -> Booking:
    booking = await booking_of(uow, command.booking_id)
    require_standing(booking, world.clock.now())
    return booking


def _guest_of(booking: Booking, command: RemoveGuest | AnswerInvitation) -> Guest:
    return there(next((each for each in booking.guests if each.id == command.guest_id), None), "guest")


def _with(booking: Booking, guests: tuple[Guest, ...], now: datetime) -> Booking:
    """Return it with other guests; neither time nor status changes, so its sequence stays (RFC 5546, 2.1.4)."""
    return replace(booking, guests=guests, updated_at=now)


def _turned(before: Booking, after: Booking, by: Side) -> Turned:
    return Turned(before=before, after=after, by=by, news=News.GUESTS)
