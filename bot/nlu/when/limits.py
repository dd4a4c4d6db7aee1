"""A clock time of a day as a limit: "by Friday noon", "from Thursday 2pm on", "after Monday morning"."""

from bot.nlu.when.elements import Element
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.senses import END_OF_DAY
from bot.nlu.when.value import Clock, Day, DaySet, Limit, Part, Weekday

_BOUNDS = {Cat.AFTER, Cat.BEFORE, Cat.BY, Cat.UNTIL, Cat.FROM}
_LATE = {Cat.AFTER, Cat.FROM}


def limit_at(found: list[Element], i: int) -> tuple[Element, int] | None:
    """Return the limit that begins with a preposition, and how many elements it uses; None if there is none.

    The clock time may stand first only after "by": "before noon on Friday" is on Friday, "by noon on Friday" any time until then, and
    so is "until the end of the day on Friday".
    """
    op = found[i].op
    if found[i].is_time or op not in _BOUNDS or i + 2 >= len(found):
        return None
    first, second = found[i + 1], found[i + 2]
    day, clock = (first.day, second.clock) if first.day is not None else (second.day, first.clock)
    if day is None or not isinstance(clock, Clock | Part) or not _is_one(day):
        return None
    if first.day is None and op is not Cat.BY and not (op is Cat.UNTIL and clock == Part(END_OF_DAY)):
        return None
    limit = Limit(day, clock, op in _LATE)
    return first._replace(day=limit, clock=None, start=found[i].start, end=second.end), 3


def _is_one(day: Day) -> bool:
    return not isinstance(day, DaySet) and not (isinstance(day, Weekday) and day.is_of_all)
