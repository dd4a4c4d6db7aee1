"""Days that are worked on, counted: "the next working day", "in 3 working days", "within 2 business days"."""

from bot.nlu.when.cursor import Cursor
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.numerals import number
from bot.nlu.when.senses import WEEKDAYS
from bot.nlu.when.value import Day, DaySpan, Relative, WorkingDay

_LEADS = {Cat.NEXT, Cat.COMING, Cat.IN, Cat.WITHIN}
_STARTS = _LEADS | {Cat.NUMBER, Cat.DAY_SET}
_MOST = 99


def working(c: Cursor) -> Day | None:
    """Read working days counted from today; None, not moving, if there are none."""
    start, lead = c.at, c.cat()
    if lead not in _STARTS:
        return None
    c.at += lead in _LEADS
    count = number(c) if c.cat() is Cat.NUMBER else None
    if c.cat() is not Cat.DAY_SET or c.peek().n != WEEKDAYS or not 0 < (count or 1) <= _MOST:
        c.at = start
        return None
    c.at += 1
    found = _counted(c, lead, None if count is None else int(count))
    c.at = c.at if found else start
    return found


def _counted(c: Cursor, lead: Cat, count: int | None) -> Day | None:
    if lead in (Cat.NEXT, Cat.COMING):
        return WorkingDay(1) if count is None else DaySpan(WorkingDay(1), WorkingDay(count))
    if count is None:
        return None
    if lead is Cat.WITHIN:
        return DaySpan(Relative(0), WorkingDay(count))
    return WorkingDay(count) if lead is Cat.IN or c.skip(Cat.HENCE) else None
