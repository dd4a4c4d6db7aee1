"""What days and months in a list share: "24th or 25th of November", "first Monday of May or December"."""

from dataclasses import replace

from bot.nlu.when.elements import Element
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.value import MonthOf, Nth, OnDate, Weekday

LIST = {Cat.COMMA, Cat.OR, Cat.AND}
"""What stands between the times of a list."""


_LEAST = 2
"""Days that can share something."""


def shared_months(found: list[Element]) -> list[Element]:
    """Give "24th" of "24th or 25th of November" its month, and "December" of "first Monday of May or December" its Monday."""
    days = [each.day for each in found if each.day is not None]
    if len(days) < _LEAST or not any(isinstance(day, OnDate | Nth) for day in days):
        return found
    found = _shared_nth(found)
    month: OnDate | None = None
    shared: list[Element] = []
    for each in reversed(found):
        if isinstance(each.day, OnDate) and each.day.month is None and month is not None:
            shared.append(each._replace(day=replace(each.day, month=month.month, year=month.year)))
            continue
        if isinstance(each.day, OnDate) and each.day.month is not None:
            month = each.day
        elif each.op not in (Cat.OR, Cat.AND, Cat.COMMA, Cat.TO, Cat.DASH, Cat.UNTIL) or each.is_time:
            month = month if isinstance(each.day, Weekday) else None
        shared.append(each)
    return _month_before(shared[::-1])


def _month_before(found: list[Element]) -> list[Element]:
    """Give "5th" of "July 4th or 5th" its month."""
    shared = list(found)
    for i in range(2, len(found)):
        first, joint, day = shared[i - 2].day, shared[i - 1], shared[i].day
        if (
            not (isinstance(first, OnDate) and isinstance(day, OnDate))
            or joint.is_time
            or joint.op not in LIST
        ):
            continue
        if first.month is not None and day.month is None and day.day > first.day:
            shared[i] = shared[i]._replace(day=replace(day, month=first.month, year=first.year))
    return shared


def _shared_nth(found: list[Element]) -> list[Element]:
    shared = list(found)
    for i in range(2, len(found)):
        first, joint, month = shared[i - 2], shared[i - 1], shared[i].day
        if isinstance(first.day, Nth) and joint.op in (Cat.OR, Cat.AND) and isinstance(month, MonthOf):
            shared[i] = shared[i]._replace(day=replace(first.day, within=month))
    return shared
