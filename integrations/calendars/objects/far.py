"""Which events of an object surely lie far from a stretch of time: by their dates as they are written, before anything is worked out.

A calendar of many years is looked at for some hours just before a booking is confirmed; this is what makes it quick.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from core.interval import Interval
from integrations.calendars.objects.lines import name_of, value_of

AROUND = timedelta(days=3)
"""Zones, and clocks that are set back, move things by less."""
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T|$)")
_UNTIL = re.compile(r"UNTIL=(\d{4})(\d\d)(\d\d)", re.IGNORECASE)
_MANY = frozenset({"RDATE", "RECURRENCE-ID"})


def near(events: Sequence[Sequence[str]], within: Interval) -> list[Sequence[str]]:
    """Return the lines of the events that may touch a stretch of time; those that others share their UID with are kept."""
    uids = Counter(_uid(rows) for rows in events)
    first, last = (within.start - AROUND).date(), (within.end + AROUND).date()
    return [rows for rows in events if uids[_uid(rows)] > 1 or not _far(rows, first, last)]


def _uid(rows: Sequence[str]) -> str:
    return next((row for row in rows if row.startswith("UID:")), "")


def _far(rows: Sequence[str], first: date, last: date) -> bool:
    found = {name_of(row): row for row in rows}
    start, end = _date(found.get("DTSTART", "")), _date(found.get("DTEND", ""))
    if start is None or found.keys() & _MANY or "DURATION" in found:
        return False
    if start > last:
        return True
    if "RRULE" not in found:
        return max(start, end or start) < first
    until = _day(_UNTIL.findall(found["RRULE"]))
    length = (end or start) - start
    return until is not None and max(until, start) + max(length, timedelta()) < first


def _date(row: str) -> date | None:
    return _day(_DATE.findall(value_of(row)))


def _day(found: Iterable[tuple[str, ...]]) -> date | None:
    """Return the one date that was found; None if there is none, or several."""
    every = list(found)
    try:
        return date(*map(int, every[0])) if len(every) == 1 else None
    except ValueError:
        return None
