"""A weekday chosen by how near it is to a date."""

from bot.nlu.when.cursor import Cursor
from bot.nlu.when.dates import dated
from bot.nlu.when.holiday_names import HOLIDAYS, holiday
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.value import Day, Nearest

_JOINTS = {Cat.TO, Cat.FROM, Cat.BEFORE, Cat.AFTER}


def nearest(c: Cursor) -> Day | None:
    """Read "closest Monday to 5 May", and behind an ordinal "second closest"; None if it is none."""
    n = c.peek(-1).n if c.cat(-1) is Cat.ORDINAL else 1
    weekday = c.peek(1)
    if weekday.cat is not Cat.WEEKDAY or c.cat(2) not in _JOINTS:
        return None
    c.at += 3
    c.skip(Cat.ARTICLE)
    base = holiday(c) if c.cat() in HOLIDAYS else dated(c)
    return Nearest(n, weekday.n, base) if base else None
