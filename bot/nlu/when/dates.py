"""Dates: "24 Nov", "Nov 24th", "the 24th", "24/11", "2026-11-24", "second Tuesday of December"."""

from typing import NamedTuple

from bot.nlu.when.amounts import is_fraction
from bot.nlu.when.cursor import NOTHING, Cursor
from bot.nlu.when.lexicon import Cat, Mark
from bot.nlu.when.senses import MONTH, WEEK
from bot.nlu.when.value import Day, DaySpan, MonthOf, Nth, OnDate, Period, YearOf


class MonthYear(NamedTuple):
    """A named month, perhaps of a year."""

    month: int
    year: int | None


def dated(c: Cursor) -> Day | None:
    """Read a date; None if there is none. Parsers do not step back: the caller does."""
    match c.cat():
        case Cat.ISO:
            return _iso(c)
        case Cat.DATE:
            return _numeric(c)
        case Cat.DOTTED:
            return _dotted(c)
        case Cat.MONTH:
            return _month_first(c)
        case Cat.ORDINAL | Cat.NUMBER:
            return _day_first(c)
        case _:
            return None


def _iso(c: Cursor) -> Day:
    mark = c.peek()
    c.at += 1
    year, month, number = mark.nums
    return OnDate(day=number, month=month, year=year, said=mark.low, swappable=month > 12)


def _numeric(c: Cursor) -> Day | None:
    mark = c.peek()
    if (Cat.LABEL in (c.cat(-1), c.cat(-2)) and len(mark.nums) > 2) or is_fraction(c):
        return None
    c.at += 1
    year = mark.nums[2] if len(mark.nums) > 2 else None
    if year is not None and year < 100:
        year += 2000
    swappable = "." not in mark.low
    return OnDate(day=mark.nums[0], month=mark.nums[1], year=year, swappable=swappable, said=mark.low)


def _dotted(c: Cursor) -> Day | None:
    """Read "24.11" where it cannot be a clock time or stands after "on"."""
    mark, before = c.peek(), c.peek(-1)
    could_be_clock = mark.nums[0] < 24 and mark.nums[1] < 60
    if (could_be_clock and before.cat not in (Cat.ON, Cat.WEEKDAY)) or not (
        0 < mark.nums[0] <= 31 and 0 < mark.nums[1] <= 12
    ):
        return None
    c.at += 1
    return OnDate(day=mark.nums[0], month=mark.nums[1], said=mark.low)


def month_year(c: Cursor) -> MonthYear:
    """Read a month's name and a year after it."""
    month = c.peek().n
    c.at += 1
    return MonthYear(month, year_after(c))


def year_after(c: Cursor) -> int | None:
    """Read a year that follows a date: "2027", ", 2027", "in 2027", "'27"; None, not moving, if there is none."""
    start = c.at
    if c.cat(1) is Cat.NUMBER and len(c.peek(1).low) == 4:
        c.skip(Cat.COMMA, Cat.OF, Cat.IN, Cat.DASH, Cat.OR if c.peek().low == "/" else Cat.OF)
    mark = c.peek()
    if (
        mark.cat is Cat.NUMBER
        and len(mark.low) == 4
        and 1900 <= mark.n < 2100
        and c.cat(1) is not Cat.HALF_OF_DAY
    ):
        c.at += 1
        return mark.n
    if mark.low == "'" and c.cat(1) is Cat.NUMBER and len(c.peek(1).low) == 2:
        c.at += 2
        return 2000 + c.peek(-1).n
    c.at = start
    return None


def _month_first(c: Cursor) -> Day | None:
    mark, before = c.peek(), c.peek(-1)
    c.at += 1
    c.skip(Cat.DASH, Cat.OR if c.peek().low == "/" else Cat.DASH)
    if c.peek().low == "." and c.peek().glued:
        c.at += 1
    if c.cat() is Cat.COMMA and c.cat(1) is Cat.ORDINAL:
        c.at += 1
    start = c.at
    c.skip(Cat.ARTICLE)
    number = _day_number(c)
    if number is not None:
        last = _through(c, number)
        year = year_after(c)
        return _span(number, last, mark.n, year)
    c.at = start
    year = year_after(c)
    if year is None and _is_other_word(mark, before, c.peek()):
        return None
    return MonthOf(month=mark.n, year=year)


def _is_other_word(mark: Mark, before: Mark, following: Mark) -> bool:
    """Say whether "may" and "march" are verbs here, "mar" and "sep" something else."""
    if mark.low not in ("may", "march", "mar", "dec", "sep", "jun") or (
        before is NOTHING and following is NOTHING
    ):
        return False
    if mark.low == "may" and (before.cat is Cat.OR or following.cat is Cat.OR):
        return True
    return before.cat not in (
        Cat.IN,
        Cat.OF,
        Cat.BY,
        Cat.UNTIL,
        Cat.BEFORE,
        Cat.AFTER,
        Cat.FROM,
        Cat.TO,
        Cat.DASH,
        Cat.OR,
        Cat.SINCE,
        Cat.ON,
    )


def _day_number(c: Cursor) -> int | None:
    """Read the number of a day in a month, not a clock time or a count."""
    mark, following = c.peek(), c.peek(1)
    if mark.cat is Cat.ORDINAL and 0 < mark.n <= 99:
        c.at += 1
        return mark.n
    if mark.cat is not Cat.NUMBER or not 0 < mark.n <= 99 or (len(mark.low) > 2 and bool(mark.nums)):
        return None
    if following.cat in (Cat.HALF_OF_DAY, Cat.O_CLOCK, Cat.COUNTED, Cat.UNIT) or (
        following.glued and following.low in ("a", "p")
    ):
        return None
    c.at += 1
    return mark.n


def _through(c: Cursor, first: int) -> int | None:
    """Read the second number of "Nov 24-27", if it is a later day."""
    start = c.at
    if not c.skip(Cat.DASH, Cat.TO, Cat.UNTIL):
        return None
    c.skip(Cat.ARTICLE)
    number = _day_number(c) if c.cat(1) is not Cat.MONTH else None
    if number is None or not first < number <= 31 or c.cat() in (Cat.DASH, Cat.TO):
        c.at = start
        return None
    return number


def _span(first: int, last: int | None, month: int, year: int | None) -> Day:
    one = OnDate(day=first, month=month, year=year)
    return one if last is None else DaySpan(one, OnDate(day=last, month=month, year=year))


def _day_first(c: Cursor) -> Day | None:
    """Read "24 Nov", "24-27 Nov", "24th", "the 24th of next month"; "second Tuesday of December"."""
    found = nth(c)
    if found is not None:
        return found
    mark, before = c.peek(), c.peek(-1)
    number = _day_number(c)
    if number is None:
        return None
    if c.peek().low == "." and c.cat(1) is Cat.MONTH:
        c.at += 1
    last = _last_before_month(c, number)
    if c.cat(1) is Cat.MONTH or (c.cat(1) is Cat.ARTICLE and c.cat(2) is Cat.MONTH):
        c.skip(Cat.DASH, Cat.OF, Cat.OR if c.peek().low == "/" else Cat.OF)
    if c.cat() is Cat.ARTICLE and c.cat(1) is Cat.MONTH:
        c.at += 1
    if c.cat() is Cat.MONTH and not (
        mark.nums and c.cat(1) is Cat.WORD and c.peek().low == "may" and mark.cat is Cat.NUMBER
    ):
        month, year = month_year(c)
        return _span(number, last, month, year)
    return _bare_day(c, mark, before, number)


def _last_before_month(c: Cursor, first: int) -> int | None:
    """Read "-27" of "24-27 Nov" if a month follows."""
    start = c.at
    joints = (
        (Cat.DASH, Cat.TO, Cat.UNTIL, Cat.AND) if c.cat(-2) is Cat.BETWEEN else (Cat.DASH, Cat.TO, Cat.UNTIL)
    )
    if c.skip(*joints):
        c.skip(Cat.ARTICLE)
        number = _day_number(c)
        if (
            number is not None
            and number > first
            and (c.cat() is Cat.MONTH or (c.cat() is Cat.OF and c.cat(1) is Cat.MONTH))
        ):
            return number
    c.at = start
    return None


def _bare_day(c: Cursor, mark: Mark, before: Mark, number: int) -> Day | None:
    """Read a day of the month without the month: "the 24th", "on the 3rd", "the 12th of next month"."""
    period = _of_period(c) if number <= 31 else None
    if period is not None:
        return Nth(number, -1, period)
    if mark.cat is not Cat.ORDINAL or number > 31 or (not mark.nums and before.cat is not Cat.ARTICLE):
        return None
    if not mark.nums and (
        c.cat(-3) not in (Cat.ON, Cat.BY, Cat.UNTIL, Cat.FROM, Cat.WEEKDAY) or c.cat() is Cat.HALF
    ):
        return None
    follows = c.peek()
    names_thing = follows.cat in (
        Cat.LABEL,
        Cat.COUNTED,
        Cat.NUMBER,
        Cat.WORD,
        Cat.UNIT,
        Cat.HALF,
        Cat.QUARTER,
    ) and before.cat not in (
        Cat.ON,
        Cat.BY,
        Cat.UNTIL,
    )
    if (
        names_thing
        and (number <= 5 or follows.cat is not Cat.WORD)
        and follows.low not in ("if", "is", "would", "will")
    ):
        return None
    return OnDate(day=number)


def _of_period(c: Cursor) -> Period | None:
    start = c.at
    if c.skip(Cat.OF, Cat.IN):
        c.skip(Cat.ARTICLE)
        offset = {Cat.THIS: 0, Cat.NEXT: 1, Cat.COMING: 1}.get(c.cat())
        c.at += offset is not None
        if c.cat() is Cat.UNIT and c.peek().n in (MONTH, WEEK):
            c.at += 1
            return Period(unit=c.peek(-1).n, offset=offset or 0)
    c.at = start
    return None


def nth(c: Cursor) -> Day | None:
    """Read "second Tuesday of December", "last Friday of the month"; None, not moving, if it is none."""
    start = c.at
    mark = c.peek()
    if mark.cat not in (Cat.ORDINAL, Cat.PREVIOUS) or c.cat(1) not in (Cat.WEEKDAY, Cat.UNIT):
        return None
    weekday = c.peek(1)
    c.at += 2
    within = _within(c)
    if within is None or (weekday.cat is Cat.UNIT and weekday.n != 1440):
        c.at = start
        return None
    return Nth(
        -1 if mark.cat is Cat.PREVIOUS else mark.n, weekday.n if weekday.cat is Cat.WEEKDAY else -1, within
    )


def _within(c: Cursor) -> Day | None:
    period = _of_period(c)
    if period is not None:
        return period
    if not c.skip(Cat.OF, Cat.IN):
        return None
    if c.cat() is Cat.MONTH:
        found = month_year(c)
        return MonthOf(month=found.month, year=found.year)
    mark = c.peek()
    if mark.cat is Cat.NUMBER and len(mark.low) == 4 and 1900 <= mark.n < 2100:
        c.at += 1
        return YearOf(mark.n)
    return None
