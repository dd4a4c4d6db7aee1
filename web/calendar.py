"""A month of days as a page shows it."""

from calendar import Calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.interval import Interval
from core.zones import local_date, minute_of_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of the month view."""

    day: date
    free: int
    """How many slots start on it."""
    inside: bool
    """Whether it belongs to the month."""


def weeks(month: date, free: Mapping[date, int]) -> list[list[Day]]:
    """Return the weeks, Monday first, that touch the month of a date."""
    rows = Calendar(firstweekday=0).monthdatescalendar(month.year, month.month)
    return [
        [Day(day=day, free=free.get(day, 0), inside=day.month == month.month) for day in row] for row in rows
    ]


def by_day(slots: Iterable[Interval], zone: str) -> dict[date, list[Interval]]:
    """Return the slots by the date on which they start in the zone."""
    days: dict[date, list[Interval]] = {}
    for slot in slots:
        days.setdefault(local_date(slot.start, zone), []).append(slot)
    return days


def days_between(first: date, end: date, zone: str) -> Interval:
    """Return the stretch from midnight of `first` to midnight of `end` (not included) in the zone, in UTC."""
    return Interval(minute_of_day(first, 0, zone), minute_of_day(end, 0, zone))


def first_of_month(day: date) -> date:
    """Return the first day of a date's month."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """Return the first day of the month after."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def month_before(day: date) -> date:
    """Return the first day of the month before."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)
