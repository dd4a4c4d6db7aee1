"""What Google's answers mean: calendars, events, changes. Pure; what cannot be read raises Transient."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from core.calendars import RemoteCalendar, RemoteEvent, Showing
from core.errors import Transient
from core.interval import Interval
from core.zones import instant, zone

Item = Mapping[str, Any]

FIELDS = (
    "nextPageToken,nextSyncToken,timeZone,items(id,status,start,end,transparency,eventType,recurringEventId,etag,"
    "attendees(self,responseStatus),extendedProperties/private)"
)
"""All that is asked for of events: what they are about never leaves Google."""
BOOKING, EVENT, SEQUENCE = "parleyBooking", "parleyEvent", "parleySequence"
"""Private properties of the events that we write: of which booking, under which id (a copy that a person makes has another), which version."""
WRITABLE = frozenset({"owner", "writer", "writerWithoutPrivateAccess"})
PLACES = frozenset({"workingLocation", "birthday"})
"""Types of events that take up no time."""

FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
"""The ends of all calendars."""


@contextmanager
def understanding() -> Iterator[None]:
    """Raise Transient in place of what goes wrong with an answer that is not as Google documents it."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError, RecursionError):
        raise Transient("Google's answer cannot be read") from None


def calendar_of(item: Item) -> RemoteCalendar:
    """Return a calendar of the list."""
    return RemoteCalendar(
        remote=_text(item["id"]),
        name=_text(item.get("summaryOverride") or item.get("summary") or item["id"]),
        zone=zone_of(item, "UTC"),
        primary=item.get("primary") is True,
        writable=item.get("accessRole") in WRITABLE,
    )


def zone_of(item: Item, otherwise: str) -> str:
    """Return the time zone that an answer names, another one if there is none of that name."""
    try:
        return zone(_text(item["timeZone"])).key
    except (ValueError, LookupError):
        return otherwise


def series_of(recurring: str) -> str:
    """Return what the occurrences of a recurring event have in common.

    Not its plain id: an event that is made a recurring one keeps its id, and stands no more itself then.
    """
    return f"{recurring}/*"


def recurs(item: Item) -> bool:
    """Whether it is an occurrence of a recurring event."""
    return bool(item.get("recurringEventId"))


def ids_of(item: Item) -> frozenset[str]:
    """Return all under which an event, or the whole recurring one of an occurrence, may be in a copy made earlier."""
    own = _text(item["id"])
    master = _text(item["recurringEventId"]) if recurs(item) else own
    return frozenset({own, master, series_of(master)})


def standing(items: Iterable[Item], within: Interval, calendar_zone: str) -> tuple[RemoteEvent, ...]:
    """Return the events that take up time, or are ours, and touch a stretch of time."""
    events = (event_of(item, calendar_zone) for item in items if item.get("status") != "cancelled")
    return tuple(
        event
        for event in events
        if event.during.overlaps(within) and (event.showing is not Showing.FREE or event.booking_id)
    )


def event_of(item: Item, calendar_zone: str) -> RemoteEvent:
    """Return an event that stands, all-day ones by the clock of their calendar; raise LookupError, TypeError or ValueError."""
    during = _during(item, calendar_zone)
    return RemoteEvent(
        remote=_text(item["id"]),
        series=series_of(_text(item["recurringEventId"])) if recurs(item) else "",
        during=during,
        all_day="date" in item["start"],
        showing=Showing.FREE if during.start == during.end else showing_of(item),
        tag=_text(item.get("etag", "")),
        booking_id=booking_of(item),
    )


def showing_of(item: Item) -> Showing:
    """Return how an event shows its time. An invitation that was not answered takes it up: declining is what gives it back."""
    kind, mine = item.get("eventType", "default"), _my_answer(item)
    if item.get("transparency") == "transparent" or kind in PLACES or mine == "declined":
        return Showing.FREE
    if kind == "outOfOffice":
        return Showing.AWAY
    if item.get("status") == "tentative" or mine == "tentative":
        return Showing.TENTATIVE
    return Showing.BUSY


def booking_of(item: Item) -> UUID | None:
    """Return for which booking we wrote an event; a copy of ours is not ours."""
    ours = item.get("extendedProperties", {}).get("private", {})
    if ours.get(EVENT) != item["id"]:
        return None
    return UUID(_text(ours[BOOKING]))


def sequence_of(item: Item) -> int:
    """Return which version of a booking an event of ours shows."""
    return int(item.get("extendedProperties", {}).get("private", {}).get(SEQUENCE, 0))


def link_of(item: Item) -> str:
    """Return the address of an event's video meeting, empty if it has none yet."""
    points: Sequence[Item] = item.get("conferenceData", {}).get("entryPoints", ())
    links = [each["uri"] for each in points if each.get("entryPointType") == "video"]
    found = links[0] if links else item.get("hangoutLink", "")
    return found if isinstance(found, str) and found.startswith("https://") and len(found) <= 1300 else ""


def making_of(item: Item) -> str:
    """Return how the making of an event's meeting room stands: `pending`, `success`, `failure`; empty if none was asked for."""
    status = item.get("conferenceData", {}).get("createRequest", {}).get("status", {})
    return _text(status.get("statusCode", ""))


def _my_answer(item: Item) -> str:
    answers = [each.get("responseStatus", "") for each in item.get("attendees", ()) if each.get("self")]
    return _text(answers[0]) if answers else ""


def _during(item: Item, calendar_zone: str) -> Interval:
    start, end = (_moment(item[edge], calendar_zone) for edge in ("start", "end"))
    if "date" in item["start"] and end <= start:
        end = start + timedelta(days=1)
    return Interval(start, end)


def _moment(edge: Item, calendar_zone: str) -> datetime:
    """Return the instant of an event's edge; what lies beyond all calendars is brought back to their end."""
    try:
        if "date" in edge:
            return instant(date.fromisoformat(edge["date"]), time(), calendar_zone)
        moment = datetime.fromisoformat(edge["dateTime"])
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone(zone_of(edge, calendar_zone)))
        return moment.astimezone(UTC)
    except OverflowError:
        return FIRST if _text(edge.get("date") or edge["dateTime"]) < "5" else LAST


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value
