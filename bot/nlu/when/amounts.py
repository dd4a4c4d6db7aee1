"""Numbers in words and digits, and stretches of time such as "an hour and a half"."""

from typing import NamedTuple

from bot.nlu.when.cursor import Cursor
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.senses import DAY, HOUR, WEEKEND, YEAR, A

_TIME_UNITS_LIMIT = 10**7
_NO_UNITS = {
    Cat.NUMBER,
    Cat.COMMA,
    Cat.BREAK,
    Cat.OR,
    Cat.TO,
    Cat.HALF_OF_DAY,
    Cat.DAY,
    Cat.WEEKDAY,
    Cat.MONTH,
    Cat.COUNTED,
}
"""What follows a number in digits that counts no units of time."""


class Amount(NamedTuple):
    """So many units: `minutes` where the unit has a fixed length."""

    number: float
    unit: int

    @property
    def minutes(self) -> float:
        """The stretch in minutes; months have 30 days, years 365. Seconds are parts of a minute."""
        return self.number * self.unit if self.unit else self.number / 60


def number(c: Cursor) -> float | None:
    """Read a number in digits ("1.5") or words ("twenty one"); None if there is none."""
    mark = c.peek()
    if mark.cat is not Cat.NUMBER:
        return None
    c.at += 1
    if mark.nums:
        return _digits(mark.low)
    following = c.peek(1) if c.cat() is Cat.DASH else c.peek()
    if (
        mark.n >= 20
        and mark.n % 10 == 0
        and following.cat is Cat.NUMBER
        and not following.nums
        and 0 < following.n < 10
    ):
        c.at += 2 if c.cat() is Cat.DASH else 1
        return mark.n + following.n
    return mark.n


def _digits(low: str) -> float:
    return float(low.replace(",", "."))


def amount(c: Cursor, *, apart: bool = False) -> Amount | None:
    """Read a stretch of time; None, not moving, if there is none. `apart` keeps "a day and 10 minutes" two."""
    start = c.at
    total = _single(c)
    if total is None:
        c.at = start
        return None
    return total if apart else _added(c, total)


def _added(c: Cursor, total: Amount) -> Amount:
    """Add "and a half" and smaller units ("1 hour 30 minutes", "two weeks and 3 days")."""
    if c.skip(Cat.AND_HALF):
        total = Amount(total.number + 0.5, total.unit)
    smallest = total.unit
    for _ in range(3):
        start = c.at
        if c.skip(Cat.COMMA):
            c.skip(Cat.AND)
        c.skip(Cat.AND)
        more = _single(c) if c.cat() in (Cat.NUMBER, Cat.ARTICLE, Cat.HALF) else None
        if more is None or more.unit >= smallest:
            c.at = start
            break
        total, smallest = Amount(total.minutes + more.minutes, 1), more.unit
    return total


def _single(c: Cursor) -> Amount | None:
    if c.cat() is Cat.HOURS:
        return _hours(c)
    if c.cat() is Cat.WHOLE or (c.cat() is Cat.ARTICLE and c.cat(1) is Cat.WHOLE):
        c.skip(Cat.ARTICLE)
        c.at += 1
        return Amount(1, c.peek(-1).n)
    if c.cat() is Cat.NUMBER and c.cat(1) in _NO_UNITS and c.peek().nums:
        return None
    count = _count(c)
    if count is None:
        return None
    if c.skip(Cat.AND_HALF):
        count += 0.5
    while c.cat() is Cat.DASH or c.peek().low in (
        "more",
        "full",
        "whole",
        "business",
        "working",
        "short",
        "of",
    ):
        c.at += 1
    mark = c.peek()
    if mark.cat is not Cat.UNIT or mark.n == WEEKEND or count > _TIME_UNITS_LIMIT:
        return _letter(c, count)
    c.at += 1
    return Amount(count, mark.n)


def _letter(c: Cursor, count: float) -> Amount | None:
    """Read "2d", "3w", "90m", where the letter stands close to the number."""
    units = {"d": DAY, "w": DAY * 7, "m": 1, "h": HOUR, "y": YEAR, "s": 0}
    mark = c.peek()
    if mark.glued and mark.low in units and c.peek(-1).nums:
        c.at += 1
        return Amount(count, units[mark.low])
    return None


def _hours(c: Cursor) -> Amount | None:
    mark = c.peek()
    c.at += 1
    minutes = mark.nums[1] if len(mark.nums) > 1 else 0
    return Amount(mark.nums[0] * HOUR + minutes, 1)


def _count(c: Cursor) -> float | None:
    mark = c.peek()
    if mark.cat is Cat.NUMBER:
        return number(c)
    if mark.cat is Cat.HALF:
        c.at += 1
        c.skip(Cat.ARTICLE)
        return 0.5
    if mark.cat is Cat.QUARTER and c.cat(1) in (Cat.OF, Cat.UNIT):
        c.at += 2 if c.cat(1) is Cat.OF else 1
        c.skip(Cat.ARTICLE)
        return 0.25
    if mark.cat is Cat.COUPLE:
        c.at += 1
        return mark.n
    return _implied_one(c)


def _implied_one(c: Cursor) -> float | None:
    """Read "an hour", "a week"; also "hour and a half", "a half hour"."""
    if c.cat() is Cat.ARTICLE and c.peek().n == A and c.cat(1) in (Cat.UNIT, Cat.HALF, Cat.COUPLE):
        c.at += 1
        return _count(c) if c.cat() in (Cat.HALF, Cat.COUPLE) else 1
    return 1 if c.cat() is Cat.UNIT and c.cat(1) is Cat.AND_HALF else None
