"""Stretches of time such as "an hour and a half"."""

from typing import NamedTuple

from bot.nlu.when.cursor import Cursor
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.numerals import number
from bot.nlu.when.senses import DAY, HOUR, MINUTES, MONTH, MONTHS, PER, WEEKEND, YEAR, A

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


_GOES_ON = {Cat.NUMBER, Cat.ARTICLE, Cat.HALF, Cat.QUARTER}
"""What smaller units begin with ("an hour and a quarter of an hour")."""

_LETTERS = {"d": DAY, "w": DAY * 7, "m": 1, "h": HOUR, "y": YEAR, "s": 0, "'": 1, '"': 0}
"""Signs of units close to a number."""


LENGTH_STARTS = frozenset({
    Cat.NUMBER, Cat.HALF, Cat.ARTICLE, Cat.COUPLE, Cat.UNIT, Cat.HOURS, Cat.QUARTER, Cat.AMOUNT, Cat.FULL, Cat.DATE, Cat.WHOLE, Cat.CLOCK,
})  # fmt: skip
"""What words may begin a stretch of time."""


class Amount(NamedTuple):
    """So many units: `minutes` where the unit has a fixed length."""

    number: float
    unit: int
    rest: float = 0
    """Minutes beside whole months or years, which have no fixed length."""
    years: int = 0
    """Whole years beside months."""

    @property
    def minutes(self) -> float:
        """The stretch in minutes; months have 30 days, years 365. Seconds are parts of a minute."""
        return self.number * self.unit + self.years * YEAR + self.rest if self.unit else self.number / 60

    @property
    def whole_unit(self) -> int:
        """The unit that `whole` counts: months, or else days."""
        return MONTH if self.unit in MONTHS else DAY

    @property
    def whole(self) -> int:
        """How many whole months or days it has."""
        if self.unit in MONTHS:
            return round(self.number * MONTHS[self.unit]) + self.years * MONTHS[YEAR]
        return round(self.minutes / DAY)


def amount(c: Cursor, *, apart: bool = False) -> Amount | None:
    """Read a stretch of time; None, not moving, if there is none. `apart` keeps "a day and 10 minutes" two."""
    start = c.at
    total = _single(c)
    if total is None:
        c.at = start
        return None
    return total if apart else added(c, total)


def leads(c: Cursor) -> bool:
    """Step over what lets a stretch of time begin now: "in", or a plus sign at the start or after "now"."""
    if c.cat() is Cat.AND and c.peek().low == "+" and c.cat(-1) in (Cat.BREAK, Cat.NOW):
        c.at += 1
        return True
    return c.skip(Cat.IN)


def added(c: Cursor, total: Amount) -> Amount:
    """Add "and a half" and smaller units ("1 hour 30 minutes", "two weeks and 3 days")."""
    if c.skip(Cat.AND_HALF):
        total = Amount(total.number + 0.5, total.unit)
    elif total.unit == HOUR and (minutes := _joined_minutes(c) or _and_quarter(c)):
        return Amount(total.minutes + minutes, 1)
    smallest = total.unit
    for _ in range(3):
        start = c.at
        if c.skip(Cat.COMMA):
            c.skip(Cat.AND)
        c.skip(Cat.AND)
        more = _single(c) if c.cat() in _GOES_ON else None
        if more is None or more.unit >= smallest:
            c.at = start
            break
        total, smallest = _sum(total, more), more.unit
    return _minutes_over(c, total)


def _sum(total: Amount, more: Amount) -> Amount:
    """Add a smaller stretch; "two months and 3 days" keep their months."""
    if total.unit not in MONTHS and more.unit == DAY:
        return Amount((total.minutes + more.minutes) / DAY, DAY)
    if total.unit not in MONTHS:
        return Amount(total.minutes + more.minutes, 1)
    if total.unit == YEAR and more.unit in MONTHS and total.number == int(total.number):
        return more._replace(years=int(total.number))
    return total._replace(rest=total.rest + more.minutes)


def _minutes_over(c: Cursor, total: Amount) -> Amount:
    """Add the bare minutes of "1 hour 15", where nothing follows that they could count."""
    over = c.peek()
    spoken = not over.nums and over.n % 5 == 0
    if (
        total.unit != HOUR
        or over.cat is not Cat.NUMBER
        or not (over.low.isdigit() or spoken)
        or not 0 < over.n < 60
    ):
        return total
    if c.cat(1) is not Cat.BREAK:
        return total
    c.at += 1
    return Amount(total.minutes + over.n, 1)


def _joined_minutes(c: Cursor) -> int:
    """Read "y cuarto" and "e quinze" after hours, where the word for "and" adds minutes; 0, not moving, if there are none."""
    if c.cat() is not Cat.AND or c.peek().n != MINUTES:
        return 0
    said = c.peek(1)
    bare = said.cat is Cat.NUMBER and 0 < said.n < HOUR and said.n % 5 == 0 and c.cat(2) not in _COUNTED
    minutes = 15 if said.cat is Cat.QUARTER else said.n if bare else 0
    c.at += 2 if minutes else 0
    return minutes


def _and_quarter(c: Cursor) -> int:
    """Read "and a quarter" after hours; 0, not moving, if it is none, or one of something named."""
    ahead = 1 + (c.cat(1) is Cat.ARTICLE)
    if c.cat() is not Cat.AND or c.cat(ahead) is not Cat.QUARTER:
        return 0
    minutes, start = 15 * (c.peek(ahead).n or 1), c.at
    c.at += ahead + 1
    if c.skip(Cat.OF):
        c.skip(Cat.ARTICLE)
    named = c.cat() is Cat.UNIT and c.peek().n == HOUR
    c.at += named
    if c.cat(-1) is Cat.QUARTER and c.cat() not in _OF_WHAT:
        return minutes
    c.at = c.at if named else start
    return minutes if named else 0


_OF_WHAT = {Cat.OF, Cat.UNIT, Cat.PAST, Cat.TO, Cat.AFTER, Cat.BEFORE, Cat.NUMBER}
_COUNTED = {Cat.UNIT, Cat.COUNTED, Cat.MONTH, Cat.OF, Cat.HALF_OF_DAY, Cat.O_CLOCK}


def _single(c: Cursor) -> Amount | None:
    if c.cat() is Cat.HOURS:
        return _hours(c)
    if c.cat() is Cat.WHOLE or (c.cat() is Cat.ARTICLE and c.cat(1) is Cat.WHOLE):
        c.skip(Cat.ARTICLE)
        c.at += 1
        return Amount(1, c.peek(-1).n)
    if c.cat() is Cat.AMOUNT:
        c.at += 1
        return Amount(c.peek(-1).n / 60, 1)
    if c.cat() is Cat.CLOCK:
        return _digital(c)
    if c.cat() is Cat.NUMBER and c.peek().nums and c.cat(1) in _NO_UNITS:
        return None
    count = _count(c)
    if count is None:
        return None
    if c.skip(Cat.AND_HALF):
        count += 0.5
    while c.skip(Cat.DASH, Cat.OF, Cat.FULL):
        pass
    mark = c.peek()
    if mark.cat is not Cat.UNIT or mark.n == WEEKEND or count > _TIME_UNITS_LIMIT:
        return _letter(c, count)
    c.at += 1
    return Amount(count, mark.n)


def _letter(c: Cursor, count: float) -> Amount | None:
    """Read "2d", "3w", "90m", "30'", where the sign stands close to the number."""
    mark, following = c.peek(), c.peek(1)
    is_feet = following.glued and following.cat is Cat.NUMBER and not mark.low.isalpha()
    close = mark.glued or (mark.low == "h" and c.cat(-1) is Cat.DATE)
    is_decade = mark.low == "s" and (len(c.peek(-1).low) == 4 or c.cat(-2) is Cat.ARTICLE)
    if mark.capital and mark.low in ("d", "w", "m", "s", "y"):
        return None
    if is_decade or (mark.low == "h" and len(c.peek(-1).low) == 4):
        return None
    if close and mark.low in _LETTERS and c.peek(-1).nums and not is_feet:
        c.at += 1
        return Amount(count, _LETTERS[mark.low])
    return None


def _hours(c: Cursor) -> Amount | None:
    mark = c.peek()
    c.at += 1
    if len(mark.nums) > 1:
        seconds = mark.nums[2] if len(mark.nums) > 2 else 0
        return Amount(mark.nums[0] * HOUR + mark.nums[1] + seconds / 60, 1)
    return Amount(mark.nums[0], HOUR)


def _digital(c: Cursor) -> Amount | None:
    """Read "1:30 hours"."""
    mark = c.peek()
    if c.cat(1) is not Cat.UNIT or c.peek(1).n != HOUR or mark.nums[1] > 59:
        return None
    c.at += 2
    return Amount(mark.nums[0] * HOUR + mark.nums[1], 1)


def _count(c: Cursor) -> float | None:
    mark = c.peek()
    if mark.cat is Cat.NUMBER:
        return _and_fraction(c, number(c))
    if mark.cat is Cat.DATE:
        return _fraction(c)
    if mark.cat is Cat.HALF:
        c.at += 1
        c.skip(Cat.ARTICLE)
        return 0.5 * (mark.n or 1)
    if mark.cat is Cat.QUARTER and c.cat(1) in (Cat.OF, Cat.UNIT):
        c.at += 2 if c.cat(1) is Cat.OF else 1
        c.skip(Cat.ARTICLE)
        return 0.25 * (mark.n or 1)
    if mark.cat is Cat.COUPLE:
        c.at += 1
        return mark.n
    return _implied_one(c)


def _and_fraction(c: Cursor, count: float | None) -> float | None:
    """Read what follows the one of "1 1/2 hours"."""
    if c.cat() is Cat.DATE and count is not None and is_fraction(c):
        return count + (_fraction(c) or 0)
    return count


def is_fraction(c: Cursor) -> bool:
    """Say whether "1/2" or "3/4" stands before a unit of time, and so is no date."""
    top, bottom, unit = *c.peek().nums[:2], c.peek(1)
    counts = unit.cat is Cat.UNIT or (unit.glued and unit.low in _LETTERS) or unit.low == "h"
    return counts and len(c.peek().nums) == 2 and 0 < top < bottom <= 4 and "/" in c.peek().low


def _fraction(c: Cursor) -> float | None:
    if not is_fraction(c):
        return None
    top, bottom = c.peek().nums
    c.at += 1
    return top / bottom


def _implied_one(c: Cursor) -> float | None:
    """Read "an hour", "a week"; also "hour and a half", "a half hour", "a hundred minutes", "for another hour"."""
    if c.cat() is Cat.ARTICLE and c.peek().n == A:
        return _after_a(c)
    alone = c.cat() is Cat.UNIT and (
        c.cat(1) is Cat.AND_HALF
        or (c.cat(-1) is Cat.FOR and c.peek(-1).n != PER and c.cat(1) is not Cat.NUMBER)
    )
    return 1 if alone or (c.cat() is Cat.FULL and c.cat(-1) is Cat.FOR) else None


def _after_a(c: Cursor) -> float | None:
    match c.cat(1):
        case Cat.UNIT | Cat.FULL:
            c.at += 1
            return 1
        case Cat.AND_HALF if c.cat(2) is Cat.UNIT:
            c.at += 2
            return 1.5
        case Cat.HALF | Cat.COUPLE | Cat.QUARTER:
            c.at += 1
            return _count(c)
        case Cat.NUMBER:
            return number(c)
        case _:
            return None
