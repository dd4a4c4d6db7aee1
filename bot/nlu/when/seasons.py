"""Seasons of the northern half of the earth, from equinox to solstice: "this summer", "in autumn 2027"."""

from bot.nlu.when.cursor import Cursor
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.numeric import year_after
from bot.nlu.when.value import Day, DaySpan, OnDate

_SEASONS = {
    1: ((20, 3), (20, 6)),
    2: ((21, 6), (23, 9)),
    3: ((23, 9), (21, 12)),
    4: ((21, 12), (20, 3)),
}
"""First and last day with their months."""

_LEADS = {
    Cat.THIS, Cat.IN, Cat.AT, Cat.BY, Cat.UNTIL, Cat.BEFORE, Cat.AFTER, Cat.FROM, Cat.OF, Cat.ON,
    Cat.NEXT, Cat.COMING,
}  # fmt: skip
"""What stands before a season; without any "spring" and "fall" are other words."""


def season(c: Cursor) -> Day | None:
    """Read a season, perhaps with its year; None where it is another word."""
    before = c.cat(-2 if c.cat(-1) is Cat.ARTICLE else -1)
    if before not in _LEADS:
        return None
    (day, month), (last_day, last_month) = _SEASONS[c.peek().n]
    c.at += 1
    year = year_after(c)
    ends = year + (last_month < month) if year else None
    return DaySpan(OnDate(day=day, month=month, year=year), OnDate(day=last_day, month=last_month, year=ends))
