"""A booking as a calendar file to download (RFC 5545)."""

from datetime import datetime

from icalendar import Calendar, Event

from core.booking import Status
from core.queries import Shown
from web import words


def calendar_file(shown: Shown, link: str, now: datetime) -> bytes:
    """Return the booking as an iCalendar file; published, so that importing it answers nobody (RFC 5546, 3.2.1)."""
    booking = shown.booking
    event = Event()
    event.add("uid", booking.uid)
    event.add("sequence", booking.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", booking.slot.start)
    event.add("dtend", booking.slot.end)
    event.add("summary", booking.title)
    event.add("location", words.place(booking.place))
    event.add("description", f"Move or cancel: {link}")
    event.add("url", link)
    event.add("status", "CANCELLED" if booking.status is Status.CANCELLED else _standing(booking.status))
    return _calendar(event)


def _standing(status: Status) -> str:
    return "CONFIRMED" if status is Status.CONFIRMED else "TENTATIVE"


def _calendar(event: Event) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Parley//booking page//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    body: bytes = calendar.to_ical()
    return body
