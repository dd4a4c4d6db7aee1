"""Meeting rooms that are made for bookings: which booking wants one, and what it is to look like."""

from collections.abc import Mapping

from core.booking import Booking, Status
from core.calendars import Draft, Provider
from core.event_types import PlaceKind

WITH_EVENT: Mapping[PlaceKind, Provider] = {
    PlaceKind.MEET: Provider.GOOGLE,
    PlaceKind.TEAMS: Provider.MICROSOFT,
}
"""Rooms that come with the event in the calendar of the host whose booking it is."""
MADE = frozenset({*WITH_EVENT, PlaceKind.ZOOM})


def wants_room(booking: Booking) -> bool:
    """Say whether a room is made for a booking: its place is such a one, and nobody gave a link of their own."""
    place = booking.place
    return place.kind in MADE and (not place.detail or bool(booking.room))


def awaits_room(booking: Booking) -> bool:
    """Say whether a confirmed booking has no room yet."""
    return wants_room(booking) and booking.status is Status.CONFIRMED and not booking.place.detail


def room_with_event(booking: Booking, provider: Provider) -> bool:
    """Say whether an event of a provider is to bring the booking's room along."""
    own = not booking.place.detail or booking.room == event_room(booking)
    return own and wants_room(booking) and WITH_EVENT.get(booking.place.kind) is provider


def event_room(booking: Booking) -> str:
    """Return what a room is called that came with a booking's event: all dates of a series meet in that of one."""
    return f"event:{booking.id}"


def room_draft(booking: Booking) -> Draft:
    """Return what a room that is no part of an event needs to know of a booking; nobody's address among it."""
    return Draft(
        booking_id=booking.id,
        uid=booking.uid,
        owner=booking.host_id,
        sequence=booking.sequence,
        during=booking.slot,
        zone=booking.zone,
        title=booking.title,
        series=booking.series_id is not None,
    )
