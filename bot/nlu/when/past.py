"""Times that are over, counted back from now: nobody wishes for them."""

from bot.nlu.when.elements import Element
from bot.nlu.when.value import DaySpan, FromNow, Moved, Relative


def is_over(each: Element) -> bool:
    """Say whether it is "2 hours ago", "3 days ago" or "the last two weeks"."""
    day = each.day.first if isinstance(each.day, DaySpan) else each.day
    while isinstance(day, Moved) and day.amount < 0:
        day = day.base
        if day == Relative(0):
            return True
    return isinstance(each.clock, FromNow) and each.clock.minutes < 0


def without_past(found: list[Element]) -> list[Element]:
    """Return the elements with plain words in the place of times that are over."""
    return [
        Element(start=each.start, end=each.end) if each.is_time and is_over(each) else each for each in found
    ]
