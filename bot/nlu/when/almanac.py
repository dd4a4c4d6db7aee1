"""What dates are seen from, and the date that a day and a month without a year are."""

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.conventions import USUAL, Conventions
from bot.nlu.when.value import OnDate
from bot.nlu.when.weekdays import Dates, one

_NEAR = timedelta(days=60)
_JUST_PAST = timedelta(days=14)


class NoSuchDateError(Exception):
    """The calendar has no such day; carries the words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Almanac:
    """What dates are seen from: today, how far one looks, who writes the month first, the day being talked about."""

    today: date
    last: date
    month_first: bool | None = None
    """None where the person's country is not known."""
    anchor: date | None = None
    conventions: Conventions = USUAL
    strict: bool = True
    """Ask and complain as a bot must; else choose what is usual, as corpora do."""


def safe(year: int, month: int, day: int) -> date:
    """Return a date; raise NoSuchDateError if the calendar has none, or none near our times."""
    if not (1970 <= year <= 2200 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        raise NoSuchDateError
    return date(year, month, day)


def on_date(when: OnDate, seen: Almanac) -> Dates:
    """Return the dates that a day, a month and a year can mean; raise NoSuchDateError if there is none."""
    if when.month is None:
        return one(next_with_day(when.day, seen.today))
    if when.year_first and (found_first := _year_first(when, seen)):
        return one(found_first)
    orders = _orders(when, seen)
    found: list[date] = []
    for day, month in orders:
        try:
            found.append(_in_year(day, month, when.year, seen))
        except NoSuchDateError:
            continue
    if not found:
        raise NoSuchDateError(when.said)
    return _choose(found, seen) if len(found) > 1 and seen.month_first is None else one(found[0])


def _year_first(when: OnDate, seen: Almanac) -> date | None:
    """Return "26-12-05" read from the year on, if that is within a year and the other order is not."""
    ahead = seen.today + timedelta(days=366)
    found = _safe_or_none(2000 + when.day, when.month or 0, (when.year or 0) % 100)
    plain = _safe_or_none(when.year or 0, when.month or 0, when.day)
    is_near = found is not None and seen.today <= found <= ahead
    return found if is_near and not (plain and seen.today <= plain <= ahead) else None


def _orders(when: OnDate, seen: Almanac) -> list[tuple[int, int]]:
    """Return day and month in the orders they can have, the likelier first."""
    month = when.month or 0
    if not when.swappable:
        return [(when.day, month)]
    plain, swapped = (when.day, month), (month, when.day)
    return (
        [swapped, plain]
        if seen.month_first or (seen.month_first is None and not seen.strict)
        else [plain, swapped]
    )


def ordered(when: OnDate, seen: Almanac) -> OnDate:
    """Return a date with day and month in the order of the person's country; itself where that is not known."""
    if not when.swappable or when.month is None or seen.month_first is None:
        return when
    day, month = _orders(when, seen)[0]
    return replace(when, day=day, month=month, swappable=False) if month <= _MONTHS else when


_MONTHS = 12


def _choose(found: list[date], seen: Almanac) -> Dates:
    """Choose between day/month and month/day: the one that is near, else both."""
    if not seen.strict or found[0] == found[1]:
        return one(found[0])
    near = [each for each in found if each - seen.today <= _NEAR]
    if len(near) == 1:
        return one(near[0])
    return tuple(one(each)[0] for each in found)


def _in_year(day: int, month: int, year: int | None, seen: Almanac) -> date:
    if year is not None:
        return safe(year, month, day)
    this_year, last_year = (_safe_or_none(seen.today.year - back, month, day) for back in (0, 1))
    for passed in (this_year, last_year) if seen.strict else ():
        if passed is not None and passed < seen.today <= passed + _JUST_PAST:
            return passed
    if this_year is not None and this_year >= seen.today:
        return this_year
    following = seen.today.year + 1
    if (month, day) == (2, 29) and not seen.strict:
        following += -following % 4
    return safe(following, month, day)


def _safe_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return safe(year, month, day)
    except NoSuchDateError:
        return None


def next_with_day(day: int, today: date) -> date:
    """Return the next day of a month with this number, today included; raise NoSuchDateError if there is none."""
    if not 1 <= day <= 31:
        raise NoSuchDateError
    year, month = today.year, today.month
    while True:
        found = _safe_or_none(year, month, day)
        if found is not None and found >= today:
            return found
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
