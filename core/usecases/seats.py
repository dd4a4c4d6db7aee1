"""Seats of classes: who has one already, and whether enough are left."""

from core.booking import Booking, Invitee
from core.errors import Code, Refused
from core.interval import Interval
from core.situation import Situation
from core.slots import seats_left
from core.usecases.claims import Cleared


def require_first(cleared: Cleared, booking: Booking) -> None:
    """Raise Refused(ALREADY_BOOKED) for a further booking of a class by the same invitee: seats are booked together."""
    if booking.session is None:
        return
    for each in cleared.first.bookings:
        if (
            each.id != booking.id
            and each.session == booking.session
            and same_invitee(each.invitee, booking.invitee)
        ):
            raise Refused(Code.ALREADY_BOOKED, start=booking.slot.start, booking=each.id)


def require_seats(situation: Situation, slot: Interval) -> None:
    """Raise Refused(SEATS_FULL) if a class has fewer seats left than are wished for."""
    left = seats_left(situation, slot)
    if left < situation.seats:
        raise Refused(Code.SEATS_FULL, left=left, seats=situation.event_type.seats, start=slot.start)


def same_invitee(one: Invitee, other: Invitee) -> bool:
    """Say whether two invitees are one: by their e-mails, or else by the person."""
    if one.email and other.email:
        return one.email.lower() == other.email.lower()
    return one.person_id is not None and one.person_id == other.person_id
