"""Calendar objects for tests, as lines apart by line feeds."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from core.interval import Interval

SPRING = Interval(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC))
"""In it clocks are set forward: in New York on March 8, in Berlin on March 29."""


def calendar(*events: str, head: str = "") -> str:
    """Return an object with these events, each given by its lines."""
    inner = "".join(f"BEGIN:VEVENT\n{each.strip()}\nEND:VEVENT\n" for each in events)
    head = f"{head.strip()}\n" if head else ""
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Tests//EN\n{head}{inner}END:VCALENDAR\n"


def when(during: Interval) -> str:
    """Return the lines that say when an event is."""
    start, end = (f"{each.astimezone(UTC):%Y%m%dT%H%M%SZ}" for each in (during.start, during.end))
    return f"DTSTART:{start}\nDTEND:{end}\n"


def days(first: date, after: date) -> str:
    """Return the lines of an event of whole days, up to but not including `after`."""
    return f"DTSTART;VALUE=DATE:{first:%Y%m%d}\nDTEND;VALUE=DATE:{after:%Y%m%d}\n"


def weekly(during: Interval, zone: str, count: int) -> str:
    """Return the lines of an event that comes every week at the same time by the clock of a zone."""
    start = f"{during.start.astimezone(ZoneInfo(zone)):%Y%m%dT%H%M%S}"
    return f"DTSTART;TZID={zone}:{start}\nDURATION:PT{during.minutes}M\nRRULE:FREQ=WEEKLY;COUNT={count}\n"
