"""Days said by another one: "that day", "the day after Christmas", "the same week"."""

from bot.nlu.when.cursor import Cursor
from bot.nlu.when.holiday_names import HOLIDAYS, holiday
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.senses import DAY
from bot.nlu.when.value import AnchorDay, Day, Moved, WeekOf


def same_day(c: Cursor) -> Day | None:
    """Read "that day", "the day after", "the day after Christmas"."""
    c.at += 1
    days = c.peek(-1).n
    start = c.at
    c.skip(Cat.OF)
    c.skip(Cat.ARTICLE)
    if days and c.cat() in HOLIDAYS:
        return Moved(holiday(c), days, DAY)
    c.at = start
    return AnchorDay(days)


def same_week(c: Cursor) -> Day:
    """Read "the same week", "the week after", in one word or phrase."""
    c.at += 1
    return WeekOf(AnchorDay(c.peek(-1).n * _DAYS_OF_WEEK))


_DAYS_OF_WEEK = 7
