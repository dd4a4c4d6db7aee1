"""The calendar object of a booking, as it stands on a CalDAV server (RFC 5545, RFC 4791).

Nobody is named as an attendee: a server that schedules (RFC 6638) would invite them once more.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from core.calendars import Draft
from integrations.calendars.objects.lines import MARK, name_of, unfolded, value_of

_OURS = frozenset(
    {
        MARK,
        "DESCRIPTION", "DTEND", "DTSTAMP", "DTSTART", "DURATION", "LAST-MODIFIED", "LOCATION", "SEQUENCE", "STATUS",
        "SUMMARY", "UID", "URL",
    }
)  # fmt: skip
"""Properties that a booking decides; all others of an event are whoever's added them: alarms, colours, notes."""
_WIDTH = 75
"""Octets of a line at most (RFC 5545, 3.1)."""
MOST_LETTERS = 20_000


def uid_of(draft: Draft) -> str:
    """Return the UID of an event: each host has their own, also where several share a calendar."""
    name, sign, place = draft.uid.partition("@")
    return f"{name}.{draft.owner.hex}{sign}{place}"


def written(draft: Draft, now: datetime) -> bytes:
    """Return a new calendar object for a booking."""
    calendar = Calendar()
    calendar.add("prodid", "-//Parley//Scheduling//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    event = _event(draft, now)
    event.add("transp", "OPAQUE")
    calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text


def rewritten(before: bytes, draft: Draft, now: datetime) -> bytes:
    """Return an object that is there already, brought up to date; what others have added to it stays."""
    rows = list(unfolded(before))
    span = _span(rows, uid_of(draft))
    if span is None:
        return written(draft, now)
    first, last = span
    kept = [*rows[: first + 1], *_rows(draft, now), *_not_ours(rows[first + 1 : last]), *rows[last:]]
    return b"".join(_folded(row) for row in kept)


def _event(draft: Draft, now: datetime) -> Event:
    event = Event()
    uid = uid_of(draft)
    event.add("uid", uid)
    event.add(MARK, f"{draft.booking_id} {uid}")
    event.add("sequence", draft.sequence)
    event.add("dtstamp", now)
    event.add("last-modified", now)
    # In UTC, the one form that every calendar reads alike.
    event.add("dtstart", draft.during.start)
    event.add("dtend", draft.during.end)
    event.add("summary", _clean(draft.title).replace("\n", " ")[:500])
    event.add("status", "TENTATIVE" if draft.tentative else "CONFIRMED")
    if draft.place:
        event.add("location", _clean(draft.place).replace("\n", " ")[:1000])
        if (
            urlsplit(draft.place).scheme in {"http", "https"}
            and draft.place.isascii()
            and " " not in draft.place
        ):
            event.add("url", draft.place)
    description = _clean(_description(draft))
    if description:
        event.add("description", description[:MOST_LETTERS])
    return event


def _description(draft: Draft) -> str:
    others = [each for each in draft.others if (each[1] or each[0]) not in draft.text]
    people = "\n".join(f"{name} <{mail}>" if name and mail else name or mail for name, mail in others)
    return "\n\n".join(part for part in (people, draft.text.strip()) if part)


def _clean(text: str) -> str:
    """Return a text without signs that no calendar object can hold."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in plain if sign in "\n\t" or (sign >= " " and sign != "\x7f")).strip()


def _rows(draft: Draft, now: datetime) -> list[str]:
    return list(unfolded(_event(draft, now).to_ical()))[1:-1]


def _span(rows: Sequence[str], uid: str) -> tuple[int, int] | None:
    """Return where the event of a UID begins and ends that is no moved occurrence; None if there is none, or the object is not whole."""
    begin: int | None = None
    for index, row in enumerate(rows):
        if row.upper() == "BEGIN:VEVENT":
            begin = index
        elif row.upper() == "END:VEVENT" and begin is not None:
            inner = {name_of(each): value_of(each) for each in _outer(rows[begin + 1 : index])}
            if inner.get("UID") == uid and "RECURRENCE-ID" not in inner:
                return (begin, index) if rows[-1].upper() == "END:VCALENDAR" else None
    return None


def _outer(rows: Sequence[str]) -> Iterator[str]:
    """Yield the lines of an event that are not of a component inside it."""
    depth = 0
    for row in rows:
        name = name_of(row)
        depth += name == "BEGIN"
        if depth == 0:
            yield row
        depth -= name == "END"


def _not_ours(rows: Sequence[str]) -> Iterator[str]:
    depth = 0
    for row in rows:
        name = name_of(row)
        depth += name == "BEGIN"
        if depth or name not in _OURS:
            yield row
        depth -= name == "END"


def _folded(row: str) -> bytes:
    """Return a line as it is sent: no longer than allowed, no character cut in two."""
    pieces: list[bytes] = []
    piece = b""
    for sign in row:
        octets = sign.encode("utf-8", "replace")
        if len(piece) + len(octets) > _WIDTH - bool(pieces):
            pieces.append(piece)
            piece = b""
        piece += octets
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"
