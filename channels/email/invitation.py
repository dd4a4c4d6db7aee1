"""The calendar object of a letter: an invitation or its cancellation (RFC 5545, RFC 5546)."""

from dataclasses import replace

from icalendar import Calendar, Event, vCalAddress, vText

from bot.messages import GUEST, Letter
from channels.email.clean import lines, one_line
from channels.email.page import Scene
from channels.email.words import words
from core.booking import Booking, Guest, GuestRole, Rsvp, Side, Status
from core.effects import News

_SILENT = frozenset({News.COUNTERED, News.REMINDER, News.FOLLOW_UP, News.LATE, News.ANSWERED})
"""News that changes nothing in a calendar."""

_GUEST_ONLY = {"guest_added": "REQUEST", "guest_removed": "CANCEL"}

_PARTSTAT = {
    Rsvp.NONE: "NEEDS-ACTION",
    Rsvp.ACCEPTED: "ACCEPTED",
    Rsvp.REJECTED: "DECLINED",
    Rsvp.MAYBE: "TENTATIVE",
}

_STATUS = {Status.PENDING: "TENTATIVE", Status.PENDING_PAYMENT: "TENTATIVE", Status.CANCELLED: "CANCELLED"}


def method(seen: Scene) -> str | None:
    """Return the iTIP method of a letter, REQUEST, CANCEL or PUBLISH; None where calendars are not concerned.

    Several dates are published: an invitation or a cancellation is about one UID only, a publication may bring several
    (RFC 5546, 3.2.1, 3.2.2 and 3.2.5). Each date is then changed under its own UID.

    A request for approval invites nobody. What had been in calendars stays in step: a confirmed meeting that was
    moved and waits for approval again is sent on as tentative, and one that ends is taken out.
    """
    if seen.letter.to_side == GUEST and seen.letter.news in _GUEST_ONLY:
        return _GUEST_ONLY[seen.letter.news]
    news, status = News(seen.letter.news), seen.booking.status
    if seen.others:
        return "PUBLISH"
    if news in _SILENT or (news is News.DECLINED and status is not Status.CANCELLED):
        return None
    if status is Status.CANCELLED:
        return "CANCEL" if _was_invited(seen) else None
    if status is Status.CONFIRMED or (status is Status.PENDING and _tentative(seen, news)):
        return "REQUEST"
    return None


def invitation(seen: Scene, kind: str, sender: str) -> bytes:
    """Return the calendar object with METHOD `kind`, lines ended by CRLF and folded at 75 octets."""
    calendar = Calendar()
    calendar.add("prodid", "-//Parley//Scheduling//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", kind)
    for booking in seen.dates:
        calendar.add_component(_event(replace(seen, booking=booking), kind, sender))
    written: bytes = calendar.to_ical()
    return written


def _was_invited(seen: Scene) -> bool:
    """A cancellation that nobody needed is ignored by calendars, a missing one leaves a ghost: so rather say yes."""
    before = seen.before
    return before is None or before.status is Status.CONFIRMED or before.sequence > 0


def _tentative(seen: Scene, news: News) -> bool:
    """Whether calendars may hold an earlier state of a meeting that now waits for approval."""
    if news is News.MOVED:
        return _was_invited(seen)
    return news is News.REQUESTED and seen.before is not None and seen.before.status is Status.CONFIRMED


def _event(seen: Scene, kind: str, sender: str) -> Event:
    booking, event = seen.booking, Event()
    event.add("uid", booking.uid)
    event.add("sequence", booking.sequence)
    # The instant of the last change, not of the sending: a letter that is sent again is the same to the octet.
    event.add("dtstamp", booking.updated_at)
    event.add("created", booking.created_at)
    event.add("last-modified", booking.updated_at)
    # Single meetings are written in UTC. It is the one form that every calendar reads alike: nothing hangs on
    # whether a reader knows the TZID, trusts our VTIMEZONE or its own, perhaps older, zone data.
    event.add("dtstart", booking.slot.start)
    event.add("dtend", booking.slot.end)
    event.add("summary", one_line(booking.title))
    event.add("status", _status(seen, kind))
    event.add("transp", "OPAQUE")
    if seen.place:
        event.add("location", seen.place)
    event.add("description", _description(seen))
    event.add("organizer", _organizer(seen, sender))
    if kind != "PUBLISH":  # which names nobody (RFC 5546, 3.2.1)
        for each in _attendees(seen):
            event.add("attendee", each)
    return event


def _status(seen: Scene, kind: str) -> str:
    off = kind == "CANCEL" and seen.letter.news != "guest_removed"  # the others still meet
    return "CANCELLED" if off else _STATUS.get(seen.booking.status, "CONFIRMED")


def _description(seen: Scene) -> str:
    booking, letter = seen.booking, seen.letter
    parts = [lines(booking.message)]
    parts += [f"{one_line(text)}\n{lines(booking.answers[key])}" for key, text in _asked(booking, letter)]
    if letter.link and booking.active:
        parts.append(words(letter.locale)["labels"]["manage"].format(link=letter.link))
    return "\n\n".join(part for part in parts if part) or one_line(booking.title)


def _asked(booking: Booking, letter: Letter) -> list[tuple[str, str]]:
    return [(key, text) for key, text in letter.questions.items() if booking.answers.get(key)]


def _organizer(seen: Scene, sender: str) -> vCalAddress:
    """The host; we send on the host's behalf, which RFC 6047 wants said (SENT-BY) where From is not the organizer."""
    mail = seen.letter.host_email
    found = _address(mail or sender, seen.letter.host_name)
    if mail:
        found.params["SENT-BY"] = vText(f"mailto:{sender}")
    return found


def _attendees(seen: Scene) -> list[vCalAddress]:
    """Both sides: a calendar takes a request in only for somebody whom it lists, also where that is the organizer."""
    invitee, found = seen.booking.invitee, []
    if invitee.email:
        found.append(_attendee(invitee.email, invitee.name, accepted=_invitee_agreed(seen)))
    if seen.letter.host_email:
        host = _attendee(seen.letter.host_email, seen.letter.host_name, accepted=True)
        host.params["ROLE"] = vText("CHAIR")
        found.append(host)
    return found + [_guest(each) for each in _listed(seen)]


def _listed(seen: Scene) -> tuple[Guest, ...]:
    """The guests; a cancellation for one who was taken off names them alone (RFC 5546, 3.2.5)."""
    if seen.letter.news != "guest_removed":
        return seen.booking.guests
    before = seen.before.guests if seen.before else ()
    return tuple(each for each in before if each.email == seen.letter.to_email)


def _guest(guest: Guest) -> vCalAddress:
    found = _attendee(guest.email, guest.name, accepted=False)
    found.params["PARTSTAT"] = vText(_PARTSTAT[guest.answer])
    found.params["RSVP"] = vText("TRUE" if guest.answer is Rsvp.NONE else "FALSE")
    if guest.role is GuestRole.PASSIVE:
        found.params["ROLE"] = vText("OPT-PARTICIPANT")
    return found


def _invitee_agreed(seen: Scene) -> bool:
    """A meeting that the host moved is still to be answered (RFC 5546, 3.2.2.1); else the invitee asked for it."""
    return not (seen.letter.news == News.MOVED.value and seen.letter.by != Side.INVITEE.value)


def _attendee(mail: str, name: str, *, accepted: bool) -> vCalAddress:
    found = _address(mail, name)
    found.params["CUTYPE"] = vText("INDIVIDUAL")
    found.params["ROLE"] = vText("REQ-PARTICIPANT")
    found.params["PARTSTAT"] = vText("ACCEPTED" if accepted else "NEEDS-ACTION")
    found.params["RSVP"] = vText("FALSE" if accepted else "TRUE")
    return found


def _address(mail: str, name: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{one_line(mail, 320)}")
    # A parameter value cannot hold a double quote, not even escaped (RFC 5545, 3.2).
    found.params["CN"] = vText(one_line(name, 100).replace('"', "'") or one_line(mail, 320))
    return found
