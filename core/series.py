"""Several dates at once: which dates a series has, and which of them are free."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from core.booking import Booking
from core.interval import Interval
from core.queries import Obstacle
from core.zones import instants

LONGEST = 60
"""Most dates that a rhythm is followed for, whatever an event type allows."""

_STEPS = 8 * LONGEST
"""How many days, weeks or months are looked at: of twelve months only seven have a 31st."""


class Every(StrEnum):
    """What the dates of a series have in common."""

    DAY = "day"
    WEEKDAY = "weekday"
    """Monday to Friday."""
    WEEK = "week"
    MONTH_DATE = "month_date"
    """The same day of the month: the 15th."""
    MONTH_WEEKDAY = "month_weekday"
    """The same weekday of the month: the second Tuesday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How a series goes on from its first date; ends with the sooner of `count` and `until`."""

    every: Every
    interval: int = 1
    """Every so many days, weeks or months; at least 1."""
    count: int | None = None
    """How many dates, the first included."""
    until: date | None = None
    """Last date that may be one, on the calendar of the zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """The dates that a rhythm makes, and those that it passes over."""

    starts: tuple[datetime, ...]
    """UTC instants, each at the same time by the wall clock."""
    skipped: tuple[date, ...] = ()
    """Days on which clocks jump over that time, and the first days of months that have no such day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesDate:
    """One date of a series."""

    slot: Interval
    obstacles: tuple[Obstacle, ...] = ()
    """Empty if it is free."""
    nearest: tuple[Interval, ...] = ()
    """For a date that is not: up to three free slots nearest to it."""
    booking: Booking | None = None
    """What was booked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All dates of a series, in order."""

    dates: tuple[SeriesDate, ...]
    series_id: UUID | None = None
    """None while nothing is booked."""

    @property
    def free(self) -> tuple[SeriesDate, ...]:
        """The dates that are free, or were when they were booked."""
        return tuple(each for each in self.dates if not each.obstacles)

    @property
    def failed(self) -> tuple[SeriesDate, ...]:
        """The dates that are not."""
        return tuple(each for each in self.dates if each.obstacles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The bookings of a series that were made or changed together."""

    id: UUID
    host_id: UUID
    bookings: tuple[Booking, ...]
    """By start."""


def starts_of(dates: tuple[SeriesDate, ...]) -> tuple[datetime, ...]:
    """Return the starts of dates."""
    return tuple(each.slot.start for each in dates)


def dates(start: datetime, rhythm: Rhythm, zone: str) -> Dates:
    """Return the dates of a series that begins at `start`, naive by the wall clock of an IANA zone; at most `LONGEST`.

    Every date keeps the wall time, also when clocks change between them; of a time that a clock shows twice the first
    is meant. A date that does not exist (30 February, a time that clocks jump over) is skipped and not counted, as
    RFC 5545, section 3.3.10, passes over invalid dates. Raise ValueError for an aware start, an interval or count
    below 1 or over 366, a first date after 2200, or a zone that does not exist.
    """
    _require_sound(start, rhythm)
    most = min(rhythm.count or LONGEST, LONGEST)
    found: list[datetime] = []
    skipped: list[date] = []
    for day, exists in _days(start.date(), rhythm):
        if len(found) == most or (rhythm.until is not None and day > rhythm.until):
            break
        moments = instants(day, start.time(), zone) if exists else ()
        if moments:
            found.append(moments[0])
        else:
            skipped.append(day)
    return Dates(starts=tuple(found), skipped=tuple(skipped))


def _require_sound(start: datetime, rhythm: Rhythm) -> None:
    numbers = (rhythm.interval, rhythm.interval if rhythm.count is None else rhythm.count)
    if start.tzinfo is not None or not all(1 <= each <= 366 for each in numbers) or start.year > 2200:
        raise ValueError("a series begins at a naive time, and goes on by at least one")


def _days(first: date, rhythm: Rhythm) -> Iterator[tuple[date, bool]]:
    """Yield the days of a rhythm; for a month that has no such day its first day, and that there is none."""
    if rhythm.every in (Every.MONTH_DATE, Every.MONTH_WEEKDAY):
        yield from _in_months(first, rhythm)
        return
    step = timedelta(weeks=rhythm.interval) if rhythm.every is Every.WEEK else timedelta(days=rhythm.interval)
    for number in range(_STEPS):
        day = first + number * step
        if rhythm.every is not Every.WEEKDAY or day.weekday() < 5:
            yield day, True


def _in_months(first: date, rhythm: Rhythm) -> Iterator[tuple[date, bool]]:
    for number in range(0, _STEPS * rhythm.interval, rhythm.interval):
        years, month = divmod(first.month - 1 + number, 12)
        if first.year + years > MAXYEAR:
            return
        begin = date(first.year + years, month + 1, 1)
        day = begin + timedelta(days=_offset(first, begin, rhythm.every))
        exists = day.month == begin.month
        yield (day if exists else begin), exists


def _offset(first: date, begin: date, every: Every) -> int:
    """Return by how many days the day of a month that matches the first date comes after the month's first."""
    if every is Every.MONTH_DATE:
        return first.day - 1
    weeks = (first.day - 1) // 7
    return 7 * weeks + (first.weekday() - begin.weekday()) % 7
