"""Two days that share a month said once: "4 to 23 next month", "14-15.11.2027", "November between 19 and 21", "the 15-16"."""

from dataclasses import dataclass

from bot.nlu.when.cursor import Cursor
from bot.nlu.when.dates import month_year
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.senses import MONTH, THE
from bot.nlu.when.terms import which_period
from bot.nlu.when.value import Day, DaySpan, MonthOf, Nth, OnDate, Period

_JOINTS = {Cat.DASH, Cat.TO, Cat.UNTIL}
_NO_DAYS = {
    Cat.HALF_OF_DAY, Cat.O_CLOCK, Cat.UNIT, Cat.COUNTED, Cat.CLOCK, Cat.NUMBER, Cat.DASH, Cat.AND_HALF, Cat.ISH, Cat.PART, Cat.OPAQUE,
}  # fmt: skip
"""What follows two numbers that are no days."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two days of a month, the second perhaps with its month in digits."""

    first: int
    second: int
    month: int | None = None
    year: int | None = None


def shared_month(c: Cursor) -> Day | None:
    """Read two days whose month comes after them; None if there are none. Parsers do not step back: the caller does."""
    has_article = c.cat(-1) is Cat.ARTICLE and c.peek(-1).n == THE
    between = Cat.BETWEEN in (c.cat(-1), c.cat(-2))
    pair = _pair(c, between=between)
    if pair is None:
        return None
    if pair.month is not None:
        return _span(pair, pair.month, pair.year)
    month = _month_after(c)
    if isinstance(month, MonthOf):
        return _span(pair, month.month, month.year)
    if month is not None:
        return DaySpan(Nth(pair.first, -1, month), Nth(pair.second, -1, month))
    bare = has_article and c.cat() not in _NO_DAYS and c.cat() is not Cat.MONTH
    return DaySpan(OnDate(day=pair.first), OnDate(day=pair.second)) if bare else None


def _span(pair: _Pair, month: int, year: int | None) -> Day:
    first, last = (OnDate(day=day, month=month, year=year) for day in (pair.first, pair.second))
    return DaySpan(first, last)


def _pair(c: Cursor, *, between: bool) -> _Pair | None:
    first = _day(c)
    if first is None:
        return None
    if c.peek().low == "." and c.peek().glued:
        c.at += 1
    if not (c.peek().low == "/" or c.cat() in _JOINTS or (between and c.cat() is Cat.AND)):
        return None
    c.at += 1
    c.skip(Cat.ARTICLE)
    if c.cat() is Cat.DATE and "." in c.peek().low:
        return _with_digits(c, first)
    second = _day(c)
    return _Pair(first, second) if second is not None and second > first else None


def _day(c: Cursor) -> int | None:
    mark = c.peek()
    in_digits = mark.cat is Cat.NUMBER and len(mark.nums) == 1 and len(mark.low) <= 2
    if not (in_digits or mark.cat is Cat.ORDINAL) or not 1 <= mark.n <= 31:
        return None
    c.at += 1
    return mark.n


def _with_digits(c: Cursor, first: int) -> _Pair | None:
    nums = c.peek().nums
    c.at += 1
    year = nums[2] if len(nums) > 2 else None
    if year is not None and year < 100:
        year += 2000
    return _Pair(first, nums[0], nums[1], year) if nums[0] > first else None


def _month_after(c: Cursor) -> MonthOf | Period | None:
    """Read "next month", "of this month", "of May"."""
    start = c.at
    c.skip(Cat.OF, Cat.IN)
    c.skip(Cat.ARTICLE)
    if c.cat() is Cat.MONTH:
        found = month_year(c)
        return MonthOf(month=found.month, year=found.year)
    if c.cat() in (Cat.THIS, Cat.NEXT, Cat.COMING, Cat.PREVIOUS):
        period = which_period(c)
        if isinstance(period, Period) and period.unit == MONTH:
            return period
    c.at = start
    return None


def month_between(c: Cursor) -> Day | None:
    """Read "November between 19 and 21", "March from the 2nd to the 5th"; None if it is not that."""
    month = c.peek().n
    c.at += 1
    lead = c.cat()
    if lead not in (Cat.BETWEEN, Cat.FROM):
        return None
    c.at += 1
    c.skip(Cat.ARTICLE)
    pair = _pair(c, between=lead is Cat.BETWEEN)
    if pair is None or pair.month is not None or c.cat() in _NO_DAYS:
        return None
    return _span(pair, month, None)


def dotted_dates(c: Cursor) -> Day | None:
    """Read "15.10 - 16.10", which are days of the same month rather than minutes of two hours."""
    first, last = c.peek(), c.peek(2)
    if c.cat(1) not in _JOINTS or last.cat is not Cat.DOTTED or c.cat(3) is Cat.HALF_OF_DAY:
        return None
    month = first.nums[1]
    if not (month == last.nums[1] and 1 <= month <= 12 and 1 <= first.nums[0] < last.nums[0] <= 31):
        return None
    c.at += 3
    return _span(_Pair(first.nums[0], last.nums[0]), month, None)
