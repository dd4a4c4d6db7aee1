"""Minutes said after the hour: "trois heures et quart", "tre e venti", "cinq heures moins dix", "15 heures 30"."""

from bot.nlu.when.cursor import Cursor
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.senses import MINUTE, MINUTES


def added_minutes(c: Cursor, *, between: bool) -> int | None:
    """Return what is to be added to the hour before; None, not moving, if nothing is.

    `between` is true after "entre" and "tra", where "e" joins two times instead.
    """
    start = c.at
    found = _half_or_quarters(c)
    if found is None:
        c.at = start
        found = _counted(c, between=between)
    if found is None:
        c.at = start
    return found


def minutes_follow(c: Cursor) -> bool:
    """Say whether what follows a number can only be minutes: "ocho y media", "una y treinta", "ocho menos cuarto"."""
    joint, said, after = c.peek(1), c.peek(2), c.cat(3)
    if joint.cat is Cat.AND_HALF:
        return said.cat is not Cat.UNIT
    if joint.cat is Cat.MINUS:
        return said.cat in (Cat.QUARTER, Cat.NUMBER) and after is not Cat.UNIT
    if joint.cat is not Cat.AND or joint.n != MINUTES or after in _COUNTING or after is Cat.OF:
        return False
    return said.cat is Cat.QUARTER or (
        said.cat is Cat.NUMBER and _NOT_HOURS <= said.n < 60 and said.n % 5 == 0
    )


_NOT_HOURS = 15
"""From here on a number after "and" is rather minutes than a second hour."""


def _half_or_quarters(c: Cursor) -> int | None:
    if c.skip(Cat.AND_HALF):
        return 30
    sign = -1 if c.skip(Cat.MINUS) else 1
    joined = c.skip(Cat.AND) or sign < 0
    if c.cat() is Cat.NUMBER and c.peek().n == 3 and c.cat(1) is Cat.QUARTER and joined:
        c.at += 2
        return 45 * sign
    c.skip(Cat.ARTICLE)
    return 15 * sign if joined and c.skip(Cat.QUARTER) and c.cat() is not Cat.UNIT else None


def _counted(c: Cursor, *, between: bool) -> int | None:
    """Read "moins dix", "e venti" and, after "heures", "30", "et dix minutes"."""
    if c.skip(Cat.MINUS):
        return _minus(c)
    after_hours = c.cat(-1) is Cat.O_CLOCK
    joins = c.cat() is Cat.AND and c.peek().n == MINUTES and not between
    if not after_hours and not joins:
        return None
    c.at += joins
    mark = c.peek()
    if mark.cat is not Cat.NUMBER or not 0 < mark.n < 60 or len(mark.nums) > 1:
        return None
    c.at += 1
    if c.cat() is Cat.UNIT and c.peek().n == MINUTE:
        c.at += 1
        return mark.n
    whole = mark.n % 5 == 0 or (after_hours and len(mark.low) == 2 and bool(mark.nums))
    counts = c.cat() in _COUNTING and not (c.cat() is Cat.HALF_OF_DAY and not mark.nums)
    return mark.n if whole and not counts else None


def _minus(c: Cursor) -> int | None:
    mark = c.peek()
    if mark.cat is not Cat.NUMBER or not 0 < mark.n < 60:
        return None
    c.at += 1
    if c.cat() is Cat.UNIT and c.peek().n == MINUTE:
        c.at += 1
    return -mark.n


_COUNTING = {Cat.UNIT, Cat.COUNTED, Cat.O_CLOCK, Cat.MONTH, Cat.HALF_OF_DAY, Cat.ORDINAL, Cat.QUARTER}
"""What follows a number that is not one of minutes."""
