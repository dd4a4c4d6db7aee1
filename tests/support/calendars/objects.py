"""Calendar objects for tests, as lines apart by line feeds."""

from datetime import UTC, datetime

from core.interval import Interval

SPRING = Interval(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC))
"""In it clocks are set forward: in New York on March 8, in Berlin on March 29."""


def calendar(*events: str, head: str = "") -> str:
    """Return an object with these events, each given by its lines."""
    inner = "".join(f"BEGIN:VEVENT\n{each.strip()}\nEND:VEVENT\n" for each in events)
    head = f"{head.strip()}\n" if head else ""
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Tests//EN\n{head}{inner}END:VCALENDAR\n"
