"""Names of holidays as they are said, perhaps with a year."""

from bot.nlu.when.cursor import Cursor
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.numeric import year_after
from bot.nlu.when.value import Day, DaysFromEaster, OnDate, WeekdayFrom

HOLIDAYS = (Cat.HOLIDAY, Cat.EASTER, Cat.WEEKDAY_HOLIDAY)
"""Names of holidays."""


def holiday(c: Cursor) -> Day:
    """Read a holiday and a year after it."""
    mark = c.peek()
    c.at += 1
    year = year_after(c)
    if mark.cat is Cat.EASTER:
        return DaysFromEaster(mark.n, year)
    if mark.cat is Cat.WEEKDAY_HOLIDAY:
        month_day, weekday = divmod(mark.n, 10)
        return WeekdayFrom(month=month_day // 100, day=month_day % 100, weekday=weekday, year=year)
    return OnDate(day=mark.n % 100, month=mark.n // 100, year=year, said=mark.low)
