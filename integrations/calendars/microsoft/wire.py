"""Reads what Graph says about calendars and events; what they are about is not looked at."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from core.calendars import RemoteCalendar, RemoteEvent, Showing
from core.errors import Transient
from core.interval import Interval
from core.zones import instant, zone
from integrations.calendars.microsoft.zones import iana

PROPERTY = "String {ec97f016-bb05-4856-9d82-9ba721781132} Name parleyBooking"
"""The extended property of our events: the booking and the host. It can be searched, but does not come with changes."""
SEQUENCE = "String {ec97f016-bb05-4856-9d82-9ba721781132} Name parleySequence"
"""The extended property that says which state of its booking an event shows."""
TRANSACTION = "parley-"
"""What the `transactionId` of our events begins with; the booking follows. It comes with changes, but cannot be searched."""
SELECTED = (
    "id,type,seriesMasterId,start,end,isAllDay,showAs,isCancelled,responseStatus,changeKey,transactionId,"
    "originalStartTimeZone"
)
"""What is asked for of an event, where one can ask for less than all."""
KEPT = frozenset({*SELECTED.split(","), "@odata.etag"})
EXPANDED = f"singleValueExtendedProperties($filter=id eq '{PROPERTY}' or id eq '{SEQUENCE}')"

EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""What lies further away is cut off: no booking is affected by it."""
_BOOKING = re.compile(rf"(?:{TRANSACTION})?([0-9a-f]{{32}})(?:[-:].*)?")
_SHOWINGS = {
    "free": Showing.FREE,
    "workingelsewhere": Showing.FREE,
    "tentative": Showing.TENTATIVE,
    "oof": Showing.AWAY,
}

Json = Mapping[str, Any]


def read_calendar(raw: Json, zone_name: str) -> RemoteCalendar:
    """Return a calendar; raise Transient if it has no id."""
    return RemoteCalendar(
        remote=_id(raw),
        name=_text(raw, "name") or "Calendar",
        zone=zone_name,
        primary=raw.get("isDefaultCalendar") is True,
        writable=raw.get("canEdit") is True,
    )


def read_event(raw: Json, zone_name: str, master: Json | None = None) -> RemoteEvent:
    """Return an event; raise Transient if it has no id or no times.

    Occurrences come with changes as little more than their times; what they do not say themselves is said by `master`.
    """
    whole = {**(master or {}), **raw}
    return RemoteEvent(
        remote=_id(raw),
        series=_text(raw, "seriesMasterId"),
        during=_during(raw, zone_name, all_day=whole.get("isAllDay") is True),
        all_day=whole.get("isAllDay") is True,
        showing=_showing(whole),
        tag=tag_of(raw),
        booking_id=_booking(whole),
    )


def trimmed(raw: Json) -> Json:
    """Return of an event what is looked at: changes bring all of it, with texts of any size."""
    return {name: raw[name] for name in KEPT & raw.keys()}


def counts(event: RemoteEvent) -> bool:
    """Say whether an event is worth keeping: it takes up time, or is ours."""
    return event.showing is not Showing.FREE or event.booking_id is not None


def is_thin(raw: Json) -> bool:
    """Say whether this is an occurrence that says little more than its times."""
    return "showAs" not in raw and bool(raw.get("seriesMasterId"))


def tag_of(raw: Json) -> str:
    """Return the ETag of an event."""
    tag, key = _text(raw, "@odata.etag"), _text(raw, "changeKey")
    return tag or (f'W/"{key}"' if key else "")


def link_of(raw: Json) -> str:
    """Return the address of an event's online meeting, empty if it has none (yet)."""
    meeting = raw.get("onlineMeeting")
    link = meeting.get("joinUrl") if isinstance(meeting, dict) else None
    return link if isinstance(link, str) and link.startswith("https://") else ""


def sequence_of(raw: Json) -> int:
    """Return which state of its booking an event shows, 0 if it does not say."""
    found = _property(raw, SEQUENCE)
    return int(found) if found.isascii() and found.isdigit() and len(found) < 10 else 0


def identity(raw: Json) -> str:
    """Return the id of an event, calendar or subscription; raise Transient if it has none."""
    return _id(raw)


def moment(text: object) -> datetime:
    """Return an instant such as `2026-11-23T08:00:00.0000000Z`; raise Transient if it is none."""
    try:
        found = datetime.fromisoformat(str(text))
        return _cut(found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC))
    except (ValueError, OverflowError):
        raise Transient("Microsoft's answer holds no time") from None


def _id(raw: Json) -> str:
    found = _text(raw, "id")
    if not found:
        raise Transient("Microsoft's answer holds no id")
    return found


def _text(raw: Json, name: str) -> str:
    found = raw.get(name)
    return found if isinstance(found, str) else ""


def _showing(raw: Json) -> Showing:
    """Return how an event shows its time; what was cancelled or declined takes up none."""
    response = raw.get("responseStatus")
    answer = _text(response, "response") if isinstance(response, dict) else ""
    if raw.get("isCancelled") is True or answer == "declined":
        return Showing.FREE
    return _SHOWINGS.get(_text(raw, "showAs").lower(), Showing.BUSY)


def _booking(raw: Json) -> UUID | None:
    """Return the booking for which we wrote an event."""
    transaction = _text(raw, "transactionId")
    if transaction.startswith(TRANSACTION):
        return _booking_in(transaction)
    return _booking_in(_property(raw, PROPERTY))


def _property(raw: Json, name: str) -> str:
    """Return an extended property, empty if the event has none of that name."""
    properties = raw.get("singleValueExtendedProperties")
    for each in properties if isinstance(properties, list) else ():
        if isinstance(each, dict) and _text(each, "id").lower() == name.lower():
            return _text(each, "value")
    return ""


def _booking_in(text: str) -> UUID | None:
    found = _BOOKING.fullmatch(text)
    return UUID(found[1]) if found else None


def _during(raw: Json, zone_name: str, *, all_day: bool) -> Interval:
    """Return when an event is.

    All-day events lie from midnight to midnight in whatever zone one asks for: they are dates of the calendar's own zone.
    """
    try:
        start, end = (_instant(raw[name], zone_name, all_day=all_day) for name in ("start", "end"))
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError):
        raise Transient("Microsoft's answer holds an event without times") from None
    return Interval(start, max(start, end))


def _instant(raw: Json, zone_name: str, *, all_day: bool) -> datetime:
    found = datetime.fromisoformat(raw["dateTime"])
    if all_day and found.time() == time():
        return _cut(instant(_near(found).date(), time(), zone_name))
    if found.tzinfo is None:
        found = _near(found).replace(tzinfo=zone(iana(raw.get("timeZone")) or zone_name))
    return _cut(found.astimezone(UTC))


def _near(wall: datetime) -> datetime:
    """Return a time without a zone, cut so that no zone can push it over the edge of what can be reckoned with."""
    return min(max(wall, EARLIEST.replace(tzinfo=None)), LATEST.replace(tzinfo=None))


def _cut(found: datetime) -> datetime:
    return min(max(found, EARLIEST), LATEST)
