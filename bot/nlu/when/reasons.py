"""What a sentence tells is the reason for what it ends with: "I finish at 5, so after 6", "we met on Tuesday, so Thursday"."""

from collections.abc import Sequence
from itertools import takewhile

from bot.nlu.when.elements import Element
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.shared import LOOK, day_follows, names_clock
from bot.nlu.when.value import AnchorDay, Clause, Clock, ClockSpan, Day, DayBound, Limit


def is_said_again(found: Sequence[Element], at: int) -> bool:
    """Say whether a clock time is the one before it by another clock: "9am Pacific, which is 6pm for us"."""
    clock = found[at].clock
    if at < 2 or found[at - 1].op is not Cat.EQUALS or not isinstance(clock, Clock | ClockSpan):
        return False
    said = [each.clock for each in found[max(0, at - LOOK) : at] if isinstance(each.clock, Clock | ClockSpan)]
    return bool(said) and said[-1].zone != clock.zone


def is_reason(clause: Clause) -> bool:
    """Say whether a clause tells a clock time, which is the reason for what "so" begins: "I finish at 5, so after 6"."""
    until = bool(clause.days) and all(
        isinstance(day, DayBound | Limit) and not day.after for day in clause.days
    )
    said = (bool(clause.clocks) and (not clause.days or names_clock(clause))) or until
    return said and not clause.refused


def is_told(clause: Clause, found: Sequence[Element], at: int) -> bool:
    """Say whether days that something is told of are the reason for other days: "we met on Tuesday, so let's do Thursday at 3"."""
    ahead = next((each for each in found[at + 1 : at + 1 + LOOK] if each.is_time), None)
    if clause.refused or not clause.days or ahead is None or ahead.day is None:
        return False
    return has_words(found, at)


def has_words(found: Sequence[Element], at: int) -> bool:
    """Say whether a sentence has words that say nothing about time before a place in it."""
    said = takewhile(lambda each: each.op is not Cat.BREAK, reversed(found[max(0, at - 2 * LOOK) : at]))
    return any(each.op is Cat.WORD and not each.is_time and each.minutes is None for each in said)


def resumes_day(found: Sequence[Element], at: int) -> bool:
    """Say whether the rest of a day is wished: "12 to 2 on Thursday is bad, otherwise that day is good"."""
    ahead = next((each for each in found[at + 1 : at + 1 + LOOK] if each.is_time), None)
    return ahead is not None and ahead.day == AnchorDay() and ahead.clock is None


def day_of_reason(clause: Clause, busy: Day | None, found: Sequence[Element], at: int) -> list[Day]:
    """Return the day of "Wednesday I have the dentist at 2, so after 3" for what follows; none if that has its own."""
    ahead = next((k for k in range(at + 1, min(at + 1 + LOOK, len(found))) if found[k].is_time), at)
    if found[ahead].day is not None or (day_follows(found, ahead) and not _is_pointing(found, ahead)):
        return []
    if clause.clocks and (clause.refused or names_clock(clause) or has_words(found, at)):
        return list(clause.days) or ([busy] if busy is not None and clause.refused else [])
    return []


def _is_pointing(found: Sequence[Element], at: int) -> bool:
    """Say whether "that day" is the next time."""
    return next((each.day == AnchorDay() for each in found[at + 1 : at + 3] if each.is_time), False)
