"""What the event of a booking says in somebody's calendar."""

from collections.abc import Iterator
from uuid import UUID

from bot.links import Links
from bot.notices.parties import Parties
from bot.phrases import Voice, say
from bot.scene import where
from core.booking import Booking, Side, Status
from core.calendars import Calendar, Draft
from core.people import Host
from core.ports import Clock
from core.rooms import room_with_event


def draft_of(
    booking: Booking, parties: Parties, reader: tuple[Host, Calendar], links: Links, clock: Clock
) -> Draft:
    """Return the event of a booking as it is to stand in a calendar of a host who takes part, or who booked it."""
    host, calendar = reader
    side = Side.HOST if host.id in booking.host_ids else Side.INVITEE
    voice = Voice(locale=host.locale, zone=host.zone, now=clock.now())
    place = where(booking.place)
    return Draft(
        booking_id=booking.id,
        uid=booking.uid,
        owner=host.id,
        sequence=booking.sequence,
        during=booking.slot,
        zone=booking.zone,
        title=booking.title,
        text="\n".join(_lines(booking, parties, side, links, voice)),
        place=say("entry.place", {"place": place}, voice) if place else "",
        others=tuple(_others(booking, parties, host.id)),
        tentative=booking.status is Status.PENDING,
        meeting=_wants_room(booking, host.id, calendar),
    )


def _wants_room(booking: Booking, host_id: UUID, calendar: Calendar) -> bool:
    """Say whether the event brings the room along: in the calendar of the booking's own host, once it is confirmed."""
    own = host_id == booking.host_id and booking.status is Status.CONFIRMED
    return own and room_with_event(booking, calendar.provider)


def _lines(booking: Booking, parties: Parties, side: Side, links: Links, voice: Voice) -> Iterator[str]:
    """Yield what is to be read: whom it is with, what they said, where it can be changed."""
    invitee = booking.invitee
    if side is Side.HOST:
        contact = [each for each in (invitee.email, invitee.phone) if each]
        yield say("entry.who", {"who": invitee.name, "contact": ", ".join(contact)}, voice)
    else:
        names = ", ".join(each.host.name for each in parties.hosting)
        yield say("entry.who", {"who": names, "contact": ""}, voice)
    if booking.status is Status.PENDING:
        yield say(f"entry.pending_{side.value}", {}, voice)
    if booking.message:
        yield say("entry.message", {"message": booking.message}, voice)
    for question, answer in booking.answers.items():
        if answer:
            yield f"{parties.questions.get(question, '')} {answer}".strip()
    yield say("entry.link", {"link": links.manage(booking, side)}, voice)


def _others(booking: Booking, parties: Parties, reader: UUID) -> Iterator[tuple[str, str]]:
    """Yield who else takes part, with their address as far as it is known and was proved."""
    if reader in booking.host_ids:
        yield booking.invitee.name, booking.invitee.email or ""
    for each in parties.hosting:
        if each.host.id != reader:
            yield each.host.name, each.email or ""
    for guest in booking.guests:
        yield guest.name, guest.email
