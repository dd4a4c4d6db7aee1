"""Whole weeks, months, quarters and years, and their parts: where they begin and end."""

import calendar
from datetime import date, timedelta

from bot.nlu.when.almanac import Almanac, NoSuchDateError, safe
from bot.nlu.when.senses import (
    BEGINNING,
    DAY,
    EARLY,
    END,
    FIRST_HALF,
    LATE,
    MID,
    MONTHS,
    QUARTER,
    REST,
    SECOND_HALF,
    WEEK,
    WEEKEND,
    WEEKS,
    WORK_WEEK,
    YEAR,
)
from bot.nlu.when.value import Ahead, MonthOf, Period, QuarterOf
from bot.nlu.when.weekdays import Dates, Span
from core.hours import Range

_LONGEST = 366 * 20
_CALENDAR_WEEK = {BEGINNING: (0, 3), END: (4, 7), SECOND_HALF: (3, 7)}
"""The beginning, the end and the second half of a week as most people's calendars have them, the weekend included; days after Monday, half-open."""

_MONTH_PARTS = {
    EARLY: (0, 10), BEGINNING: (0, 10), MID: (10, 20), LATE: (20, 31), END: (20, 31), FIRST_HALF: (0, 15), SECOND_HALF: (15, 31),
}  # fmt: skip
"""Days of a month, half-open."""

_PARTS_OF_12 = {
    EARLY: (0, 3), BEGINNING: (0, 3), MID: (4, 8), LATE: (9, 12), END: (8, 12), FIRST_HALF: (0, 6), SECOND_HALF: (6, 12),
}  # fmt: skip
"""Twelfths of a longer period: months of a year."""


def moved_by(day: date, days: int) -> date:
    """Return the day so many days later; raise NoSuchDateError if that is too far away."""
    if abs(days) > _LONGEST:
        raise NoSuchDateError
    return day + timedelta(days=days)


def shift(day: date, amount: int, unit: int) -> date:
    """Return the day so many units later, the last of a month where it has no such day."""
    if unit not in MONTHS:
        return moved_by(day, amount * 7 * WEEKS.get(unit, 0) or amount)
    months = day.year * 12 + day.month - 1 + amount * MONTHS[unit]
    year, month = divmod(months, 12)
    if not 1970 <= year <= 2200:
        raise NoSuchDateError
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def begins(unit: int, day: date) -> date:
    """Return the first day of the week, month, quarter, year or decade in which a day lies."""
    if unit in MONTHS:
        months = MONTHS[unit]
        count = (day.year * 12 + day.month - 1) // months * months
        return safe(count // 12, count % 12 + 1, 1)
    return day if unit == DAY else day - timedelta(days=day.weekday())


def whole(when: Period, seen: Almanac) -> Dates:
    """Return a whole period; what is over of the present one is left out where a bot asks."""
    if when.unit == WEEKEND:
        return _weekend(when, seen)
    unit = WEEK if when.unit == WORK_WEEK else when.unit
    first = shift(begins(unit, seen.today), when.offset, unit)
    after = first + timedelta(days=5) if when.unit == WORK_WEEK else shift(first, 1, unit)
    if when.offset == 0 and after > seen.today and seen.strict:
        first = max(first, seen.today)
    return (((first, after),),)


def _weekend(when: Period, seen: Almanac) -> Dates:
    (begin, end), today = seen.conventions.weekend, seen.today
    first = today + timedelta(days=begin - today.weekday())
    days = timedelta(days=end - begin)
    if when.offset == 0:
        return (((max(first, today), first + days),),)
    later = first + timedelta(days=7 * when.offset)
    if seen.strict and when.offset == 1 and today.weekday() < begin:
        return (((first, first + days),), ((later, later + days),))
    return (((later, later + days),),)


def ahead(when: Ahead, today: date, *, strict: bool) -> Dates:
    """Return the coming days or weeks: for a bot from today, else whole ones after the present."""
    if strict:
        return (((today, shift(today, when.count, when.unit) + timedelta(days=1)),),)
    first = today if when.from_today else shift(begins(when.unit, today), 1, when.unit)
    return (((first, shift(first, when.count, when.unit)),),)


def month_of(when: MonthOf, today: date) -> Span:
    """Return a named month: of the present year unless it is over."""
    year = when.year
    if year is None:
        year = today.year + (when.month < today.month or (when.month == today.month and when.which == "next"))
    first = safe(year, when.month, 1)
    return first, shift(first, 1, QUARTER // 3)


def quarter_of(when: QuarterOf, today: date) -> Span:
    """Return a numbered quarter: of the present year unless it is over."""
    first = safe(when.year or today.year, when.quarter * 3 - 2, 1)
    if when.year is None and shift(first, 1, QUARTER) <= today:
        first = shift(first, 1, YEAR)
    return first, shift(first, 1, QUARTER)


def part(span: Span, edge: int, seen: Almanac) -> Span:
    """Return a part of a period, by how long it is."""
    first, after = span
    days = (after - first).days
    if edge == REST:
        return (max(first, seen.today), after) if after > seen.today else span
    if days > 31:
        begin, end = (days * twelfth // 12 for twelfth in _PARTS_OF_12[edge])
        return _to_months(first + timedelta(days=begin), first + timedelta(days=end))
    begin, end = _week_parts(seen)[edge] if days <= 7 else _MONTH_PARTS[edge]
    return min(first + timedelta(days=begin), after - timedelta(days=1)), min(
        first + timedelta(days=end), after
    )


def _week_parts(seen: Almanac) -> dict[int, Range]:
    table = seen.conventions
    early, late = table.early_week, table.late_week
    parts = {
        EARLY: early,
        BEGINNING: early,
        MID: table.mid_week,
        LATE: late,
        END: late,
        FIRST_HALF: (0, 3),
        SECOND_HALF: (3, 5),
    }
    return parts if seen.strict else parts | _CALENDAR_WEEK


def _to_months(first: date, after: date) -> Span:
    """Round to the nearest beginnings of months."""
    return _nearest_month(first), _nearest_month(after)


def _nearest_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) if day.day > 15 else day.replace(day=1)


def nth_period(n: int, unit: int, span: Span) -> Span:
    """Return the n-th whole week or month inside a period, -1 the last; raise NoSuchDateError if it has fewer."""
    first = begins(unit, span[0])
    if first < span[0]:
        first = shift(first, 1, unit)
    if n < 0:
        last = begins(unit, span[1])
        first, n = shift(last, n, unit), 1
    found = shift(first, n - 1, unit), shift(first, n, unit)
    if not span[0] <= found[0] < span[1]:
        raise NoSuchDateError
    return found
