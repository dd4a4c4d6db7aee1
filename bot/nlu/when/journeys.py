"""Stretches from a time on one day to a time on another: "Tuesday 3pm until Thursday noon", "between now and Friday noon"."""

from dataclasses import dataclass, replace

from bot.nlu.when.elements import Element
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.recurrence.bounds import recurs
from bot.nlu.when.value import Clock, Day, Journey, Limit, Part, Relative


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, a clock time, or both next to each other, and how many elements they are."""

    day: Day | None
    clock: Clock | Part | None
    used: int
    day_first: bool


def moment_at(found: list[Element], i: int) -> Moment:
    """Return the day and the clock time that begin at an element."""
    first, second = found[i], found[i + 1] if i + 1 < len(found) else None
    if not first.is_time:
        return Moment(None, None, 0, day_first=False)
    clock = first.clock if isinstance(first.clock, Clock | Part) else None
    if first.day is not None:
        apart = second is not None and second.op is Cat.COMMA and not second.is_time and i + 2 < len(found)
        second = found[i + 2] if apart else second
        later = second.clock if second is not None else None
        later = later if isinstance(later, Clock | Part) else None
        used = 1 if later is None else 2 + apart
        return Moment(first.day, later, used, day_first=True)
    day = second.day if second is not None and clock is not None else None
    return Moment(day, clock, (clock is not None) + (day is not None), day_first=False)


_NOW = Relative(0, rest=True)
"""What "now" begins: "between now and Friday noon"."""


def journey(begins: Moment, ends: Moment, *, leads: bool) -> Journey | Limit | None:
    """Return the stretch between two moments; `leads` says that "from" or "between" stands before it."""
    if begins.day == _NOW and begins.clock is None and ends.day is not None and ends.clock is not None:
        return Limit(ends.day, ends.clock, after=False)
    if begins.day == Relative(0) and begins.clock is None and leads and isinstance(ends.clock, Clock):
        begins = replace(begins, clock=Clock(hour=0, sure=True))
    if begins.clock is None or ends.day is None or recurs(begins.day):
        return None
    if begins.day is not None and (begins.day_first or ends.clock is not None):
        return Journey(first=begins.day, begins=begins.clock, last=ends.day, ends=ends.clock)
    if begins.day is not None or ends.clock is None or not ends.day_first or not leads:
        return None
    return Journey(first=Relative(0), begins=begins.clock, last=ends.day, ends=ends.clock)
