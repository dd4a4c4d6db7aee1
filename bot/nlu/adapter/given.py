"""What a line tells of the scene as data: a stretch of time, a host's hours."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from core.hours import WeeklyHours
from core.interval import Interval
from core.zones import zone

_DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
_WORKDAYS = (0, 1, 2, 3, 4)
_MOST_HOURS = 24


def moment_given(said: object, tz: str = "UTC") -> datetime | None:
    """Return an ISO 8601 instant in UTC, that of the zone's wall clock where it has no offset; None for none.

    Raises ValueError for words that are no instant.
    """
    if not isinstance(said, str):
        return None
    moment = datetime.fromisoformat(said)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone(tz))).astimezone(UTC)


def interval_given(said: object, tz: str) -> Interval | None:
    """Return a stretch given as [from, to] or {start, end}; a start alone is a stretch of no length. Raises ValueError."""
    match said:
        case [first, last]:
            start, end = moment_given(first, tz), moment_given(last, tz)
        case {"start": first, **rest}:
            start, end = moment_given(first, tz), moment_given(rest.get("end"), tz)
        case _:
            return None
    return Interval(start, end or start) if start else None


def hours_given(said: object) -> WeeklyHours | None:
    """Return weekly hours given as {start, end, days}; without days, Monday to Friday. Raises ValueError."""
    if not isinstance(said, Mapping) or said.get("start") is None or said.get("end") is None:
        return None
    ranges = ((_minutes(said["start"]), _minutes(said["end"])),)
    days = _weekdays(said.get("days"))
    return WeeklyHours(tuple(ranges if day in days else () for day in range(7)))


def _minutes(said: Any) -> int:
    """Return minutes of the day from "09:00", 9 (hours) or 540 (minutes)."""
    if isinstance(said, str) and ":" in said:
        hour, minute, *_ = said.split(":")
        return int(hour) * 60 + int(minute)
    number = float(said)
    return round(number * 60 if number <= _MOST_HOURS else number)


def _weekdays(said: Any) -> Sequence[int]:
    """Return weekdays, Monday 0, from numbers or names in any of the usual short forms."""
    if not isinstance(said, list):
        return _WORKDAYS
    return [_weekday(each) for each in said]


def _weekday(said: Any) -> int:
    if isinstance(said, str) and not said.isdigit():
        return _DAYS.index(said.strip().lower()[:2])
    return int(said)
