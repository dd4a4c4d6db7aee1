"""Which of one's bookings is meant: by the other's name, by its time, or because it was just talked about."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot.messages import Called
from bot.scene import Scene, meeting
from bot.understood import Act, Wish
from bot.wishes import load_wish, on_day
from core.booking import Booking, Side
from core.interval import Interval
from core.queries import Agenda, MyBookings
from core.zones import local

AHEAD = timedelta(days=400)
"""How far ahead a host's bookings are looked at."""
LISTED = 8
"""Most bookings in one list."""


def to_come(scene: Scene) -> Agenda | MyBookings:
    """Return the query for the speaker's bookings that are still to come."""
    if scene.side is Side.HOST and scene.desk:
        return Agenda(host_id=scene.desk.host.id, within=Interval(scene.now, scene.now + AHEAD))
    return MyBookings(person_id=scene.person.id)


def of_this_talk(scene: Scene, bookings: Sequence[Booking]) -> Sequence[Booking]:
    """Keep those with the host of an invitee's talk, or of an event type of theirs that others take part in."""
    if scene.page is None:
        return bookings
    shared = {each.id for each in scene.page.event_types}
    return [b for b in bookings if scene.page.host.id in b.host_ids or b.event_type_id in shared]


def hosts(scene: Scene, booking: Booking) -> str:
    """Name the hosts who take part in an invitee's booking, as far as they are known here."""
    page = scene.page
    known = {each.id: each.name for each in (page.host, *page.hosts)} if page else {}
    names = [known[each] for each in booking.host_ids if each in known]
    return ", ".join(names) or (scene.host.name if scene.host else "")


def named(scene: Scene, bookings: Sequence[Booking]) -> Sequence[Booking]:
    """Return those with the person whom the message names, none if it names nobody here."""
    who = scene.understood.person_words.lower()
    return [b for b in bookings if who and who in b.invitee.name.lower()]


def meant(scene: Scene, bookings: Sequence[Booking]) -> Sequence[Booking]:
    """Return those that the words can mean: by person, by time (only when cancelling), or the one talked about."""
    heard = scene.understood
    if heard.person_words:
        return named(scene, bookings) or bookings
    which = heard.company.which or Wish(windows=load_wish(scene.slots.get("which")).windows)
    if which.windows:
        return _at(scene, which, bookings) or bookings
    if heard.has(Act.CANCEL) and heard.wish and heard.wish.windows:
        return _at(scene, heard.wish, bookings) or bookings
    talked_about = [b for b in bookings if str(b.id) == scene.slots.get("booking")]
    return talked_about or bookings


def _at(scene: Scene, wish: Wish, bookings: Sequence[Booking]) -> Sequence[Booking]:
    """Those in the time that was said; "my 3pm" is a clock on any day."""
    if wish.clock and not wish.has_day:
        return [b for b in bookings if _minute(b, scene.zone) == wish.clock[0]]
    exact = [b for b in bookings if any(w.overlaps(b.slot) for w in wish.windows)]
    return exact or [b for b in bookings if on_day(wish, local(b.slot.start, scene.zone).date())]


def _minute(booking: Booking, zone: str) -> int:
    wall = local(booking.slot.start, zone)
    return wall.hour * 60 + wall.minute


def title(scene: Scene, booking: Booking) -> Called | str:
    """Return how the speaker calls a meeting."""
    return meeting(booking, scene.host.name if scene.host else "", scene.side)


def label(scene: Scene, booking: Booking) -> dict[str, Any]:
    """Return the facts of a booking's label; a host sees with whom."""
    who = booking.invitee.name if scene.side is Side.HOST else ""
    return {"slot": booking.slot, "title": title(scene, booking), "who": who}


def facts(scene: Scene, booking: Booking, host_zone: str) -> dict[str, Any]:
    """Return what is said of a booking: how it is called, when, the other side's zone, and with whom."""
    other = booking.invitee.zone if scene.side is Side.HOST else host_zone
    return {
        "title": title(scene, booking),
        "slot": booking.slot,
        "their_zone": other,
        "who": booking.invitee.name if scene.side is Side.HOST else hosts(scene, booking),
    }
