"""Dates in digits: "24/11", "24.11.", "2026-11-24", "26-12-05", "2026-dec-5", "12-24"."""

from bot.nlu.when.amounts import is_fraction
from bot.nlu.when.cursor import Cursor
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.senses import YEAR
from bot.nlu.when.value import Day, MonthOf, OnDate

_NO_OPENING = 5
"""No business opens at this hour or before: "5-15" is a date, "8-16" are hours."""


_NO_DAYS = {
    Cat.HALF_OF_DAY,
    Cat.O_CLOCK,
    Cat.COUNTED,
    Cat.UNIT,
    Cat.MONTH,
    Cat.DASH,
    Cat.CLOCK,
    Cat.NUMBER,
    Cat.OF,
}
"""What a day of the month does not stand before."""


def iso(c: Cursor) -> Day:
    """Read "2026-11-24"."""
    mark = c.peek()
    c.at += 1
    year, month, number = mark.nums
    return OnDate(day=number, month=month, year=year, said=mark.low, swappable=month > 12)


def numeric(c: Cursor) -> Day | None:
    """Read "24/11", "24.11.2026"; None if it is a version, a fraction or a ratio."""
    mark = c.peek()
    labelled = Cat.LABEL in (c.cat(-1), c.cat(-2)) and len(mark.nums) > 2
    if (
        labelled
        or (mark.low == _ALWAYS and c.cat(-1) not in _BEFORE_DATES)
        or is_fraction(c)
        or min(mark.nums[:2]) > 12
        or (c.cat(1) is Cat.OF and c.cat(2) not in _AFTER_DATES)
    ):
        return None
    c.at += 1
    year = mark.nums[2] if len(mark.nums) > 2 else None
    if year is not None and year < 100:
        year += 2000
    year = year_after(c) if year is None else year
    return OnDate(
        day=mark.nums[0],
        month=mark.nums[1],
        year=year,
        swappable="." not in mark.low,
        year_first="-" in mark.low and year is not None and year == 2000 + mark.nums[2],
        said=mark.low,
    )


_AFTER_DATES = {Cat.MONTH, Cat.NUMBER, Cat.CLOCK, Cat.HOURS, Cat.FIXED}
"""What follows "of" behind a date, but not behind a ratio: "le 24/11 de 15 à 17h"."""

_ALWAYS = "24/7"
"""All day and every day, if nothing makes a date of it."""
_BEFORE_DATES = {Cat.ON, Cat.WEEKDAY, Cat.BY, Cat.UNTIL, Cat.FROM, Cat.COMMA}


def dotted(c: Cursor) -> Day | None:
    """Read "24.11" where it cannot be a clock time or stands after "on"."""
    mark, before = c.peek(), c.peek(-1)
    if mark.cat is Cat.POINTED:
        return _pointed(c)
    if before.cat is Cat.ON and 0 < mark.nums[0] <= 12 < mark.nums[1] <= 31:
        c.at += 1
        return OnDate(day=mark.nums[1], month=mark.nums[0], said=mark.low)
    could_be_clock = mark.nums[0] < 24 and mark.nums[1] < 60
    if (could_be_clock and before.cat not in (Cat.ON, Cat.WEEKDAY)) or not (
        0 < mark.nums[0] <= 31 and 0 < mark.nums[1] <= 12
    ):
        return None
    c.at += 1
    return OnDate(day=mark.nums[0], month=mark.nums[1], said=mark.low, swappable=before.cat is Cat.ON)


_CLOCK_LEADS = {Cat.AT, Cat.AROUND, Cat.BEFORE, Cat.AFTER, Cat.LATEST, Cat.EARLIEST}


def _pointed(c: Cursor) -> Day | None:
    """Read "24.11" where dates are written so, unless "Uhr" follows or "um" stands before it."""
    mark = c.peek()
    if (
        c.cat(1) is Cat.O_CLOCK
        or c.cat(-1) in _CLOCK_LEADS
        or c.cat(-1) is Cat.LABEL
        or (c.cat(-1) in _DATE_ENDS and mark.nums[0] <= 24)
    ):
        return None
    c.at += 1
    return OnDate(day=mark.nums[0], month=mark.nums[1], year=year_after(c), said=mark.low)


def year_after(c: Cursor) -> int | None:
    """Read a year that follows a date: "2027", ", 2027", "in 2027", "'27"; None, not moving, if there is none."""
    start = c.at
    _skip_year_word(c)
    if c.cat(1) is Cat.NUMBER and len(c.peek(1).low) == 4:
        c.skip(Cat.COMMA, Cat.OF, Cat.IN, Cat.DASH, Cat.OR if c.peek().low == "/" else Cat.OF)
    mark = c.peek()
    if (
        mark.cat is Cat.NUMBER
        and len(mark.low) == 4
        and 1900 <= mark.n < 2100
        and c.cat(1) is not Cat.HALF_OF_DAY
        and not _opens_hours(c)
    ):
        c.at += 1
        return mark.n
    if _is_short_year(c):
        c.at += 1
        return 2000 + mark.n
    if mark.low == "'" and c.cat(1) is Cat.NUMBER and len(c.peek(1).low) == 2:
        c.at += 2
        return 2000 + c.peek(-1).n
    c.at = start
    return None


def _opens_hours(c: Cursor) -> bool:
    """Say whether four digits begin a range of clock times: "24 Aug 1915-2015"."""
    first, joint, last = c.peek(), c.peek(1), c.peek(2)
    close = joint.cat is Cat.DASH and last.cat is Cat.NUMBER and len(last.low) == _DIGITS_OF_YEAR
    even = first.n % 5 == last.n % 5 == 0 and max(first.n % 100, last.n % 100) < 60
    return close and even and first.n < last.n <= 2400 and c.cat(3) is not Cat.DASH


def _skip_year_word(c: Cursor) -> None:
    """Step over "in the year", "im Jahr", "del año" where a year follows; do not move where none does."""
    ahead = int(c.cat() in (Cat.OF, Cat.IN, Cat.COMMA))
    ahead += c.cat(ahead) is Cat.ARTICLE
    word, number = c.peek(ahead), c.peek(ahead + 1)
    if (
        word.cat is Cat.UNIT
        and word.n == YEAR
        and number.cat is Cat.NUMBER
        and len(number.low) == _DIGITS_OF_YEAR
    ):
        c.at += ahead + 1


def _is_short_year(c: Cursor) -> bool:
    """Say whether two digits that end a date are its year ("3rd June 28"): after noon no clock time stands there alone."""
    mark, day = c.peek(), c.peek(-2)
    behind = c.cat(-1) is Cat.MONTH and day.cat is Cat.ORDINAL and c.cat(1) is Cat.BREAK
    return behind and mark.cat is Cat.NUMBER and len(mark.low) == 2 and mark.n > _MONTHS and not mark.glued


_MONTHS = 12


def is_bare_year(c: Cursor) -> bool:
    """Say whether "2027" of "after 2027" is a year: no full quarter of an hour, after a word that bounds."""
    mark = c.peek()
    said = c.cat() is Cat.NUMBER and len(mark.low) == _DIGITS_OF_YEAR and bool(mark.nums)
    bounded = c.cat(-1) in (Cat.AFTER, Cat.BEFORE, Cat.UNTIL, Cat.BY, Cat.FROM)
    is_clock = mark.n % 100 % 15 == 0 or c.cat(1) in (
        Cat.O_CLOCK,
        Cat.HALF_OF_DAY,
        Cat.UNIT,
        Cat.DASH,
        Cat.TO,
    )
    return said and bounded and 2000 < mark.n < 2100 and not is_clock


_DIGITS_OF_YEAR = 4


def year_first(c: Cursor) -> Day | None:
    """Read "2026-dec-5", "2026/Dec/05" and "2026-12"; None, not moving, if it is none."""
    mark, joint, second = c.peek(), c.peek(1), c.peek(2)
    if len(mark.low) != 4 or not (
        1900 <= mark.n < 2100 and joint.low in ("-", "/") and joint.glued and second.glued
    ):
        return None
    day = c.peek(4)
    if (
        second.cat is Cat.NUMBER
        and c.peek(3).low == joint.low
        and day.cat is Cat.MONTH
        and 0 < second.n <= 31
    ):
        c.at += 5
        return OnDate(day=second.n, month=day.n, year=mark.n)
    if second.cat is Cat.MONTH and c.peek(3).low == joint.low and day.cat is Cat.NUMBER and 0 < day.n <= 31:
        c.at += 5
        return OnDate(day=day.n, month=second.n, year=mark.n)
    if second.cat is Cat.NUMBER and len(second.low) == 2 and 0 < second.n <= 12 and not c.peek(3).glued:
        c.at += 3
        return MonthOf(month=second.n, year=mark.n)
    return None


def year_between(c: Cursor) -> Day | None:
    """Read "23-2026-November" and "November-2026-23"; None, not moving, if it is neither."""
    first, joint, year, last = c.peek(), c.peek(1), c.peek(2), c.peek(4)
    joined = joint.low in ("-", "/") and c.peek(3).low == joint.low and joint.glued and last.glued
    if not joined or len(year.low) != _DIGITS_OF_YEAR or not 1900 <= year.n < 2100:
        return None
    day, month = (last, first) if first.cat is Cat.MONTH else (first, last)
    if month.cat is not Cat.MONTH or day.cat is not Cat.NUMBER or not 0 < day.n <= 31:
        return None
    c.at += 5
    return OnDate(day=day.n, month=month.n, year=year.n)


def month_dash_day(c: Cursor) -> Day | None:
    """Read "12-24", whose second number can be no hour that a range would end with; None, not moving, if it is none."""
    month, joint, day, following = c.peek(), c.peek(1), c.peek(2), c.peek(3)
    if _is_spaced_slash(c):
        c.at += 3
        return OnDate(day=month.n, month=day.n, swappable=True)
    apart = not day.glued and not (c.cat(-1) is Cat.BREAK and following.cat is Cat.BREAK)
    if joint.cat is not Cat.DASH or day.cat is not Cat.NUMBER or not (month.nums and day.nums) or apart:
        return None
    likely = day.n > 24 or c.cat(-1) is Cat.ON or month.n <= _NO_OPENING
    if not (likely and 0 < month.n <= 12 < day.n <= 31) or following.cat in _NO_DAYS:
        return None
    c.at += 3
    return OnDate(day=day.n, month=month.n)


def _is_spaced_slash(c: Cursor) -> bool:
    """Say whether "2 / 15" is a date: it stands by itself, and only one of its numbers can be a month."""
    first, joint, last = c.peek(), c.peek(1), c.peek(2)
    if joint.low != "/" or joint.glued or last.cat is not Cat.NUMBER or not (first.nums and last.nums):
        return False
    low, high = sorted((first.n, last.n))
    return 0 < low <= 12 < high <= 31 and c.cat(-1) in _BEFORE_SLASHED and c.cat(3) in _AFTER_SLASHED


_BEFORE_SLASHED = {Cat.BREAK, Cat.ON, Cat.WEEKDAY, Cat.COMMA}
_AFTER_SLASHED = {Cat.BREAK, Cat.AT, Cat.COMMA}

_DATE_ENDS = {Cat.MONTH, Cat.DATE, Cat.ISO, Cat.POINTED}
