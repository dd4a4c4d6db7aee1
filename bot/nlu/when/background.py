"""Stretches of time that are told about, not wished: "Tuesday at 10 London time (I'm there until June)"."""

from collections.abc import Sequence

from bot.nlu.when.elements import Element
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.pairs import STRETCHES
from bot.nlu.when.value import Both, Clause, Clock, ClockSpan, Day, DayBound, OnDate, Relative, Weekday, Which

_WISHES = {
    Cat.OR, Cat.AND, Cat.PROPOSE, Cat.GOOD, Cat.PREFER, Cat.BETTER, Cat.FALLBACK, Cat.OTHERS, Cat.CORRECTION, Cat.ONLY, Cat.SO, Cat.WHOLE_DAY,
    Cat.AFTERWARDS, Cat.IF, Cat.BUT, Cat.EVERY, Cat.FROM, Cat.FOR,
}  # fmt: skip
"""Words that make a wish of the stretch that follows them."""
_BEGINS = {Cat.BREAK, Cat.COMMA}
_LEAST, _REACH = 2, 8
"""Words that tell of something, and how far back they are looked for."""


def is_background(found: Sequence[Element], at: int, clause: Clause) -> bool:
    """Say whether a sentence that tells something names a stretch of time after the hour of a day was wished."""
    each = found[at]
    if each.clock is not None or not _is_stretch(each.day) or not _is_hour_of_day(clause):
        return False
    words = 0
    for k in range(at - 1, max(-1, at - 1 - _REACH), -1):
        before = found[k]
        if before.op in _BEGINS:
            return _tells(found, at, words) and not _is_called(found, at)
        if before.is_time or before.op in _WISHES:
            return False
        words += before.op is Cat.WORD
    return False


def _tells(found: Sequence[Element], at: int, words: int) -> bool:
    """Say whether enough words around a stretch of time tell of something, one of them before it: "am all week at the customer's"."""
    ends = next((k for k in range(at + 1, len(found)) if found[k].op in _BEGINS), len(found))
    behind = sum(each.op in (Cat.WORD, Cat.NOT) for each in found[at + 1 : min(ends, at + 1 + _REACH)])
    return words >= 1 and words + behind >= _LEAST


def _is_stretch(day: Day | None) -> bool:
    return isinstance(day, STRETCHES) or (isinstance(day, DayBound) and not day.after)


def _is_hour_of_day(clause: Clause) -> bool:
    """Say whether a clause wishes clock times of single days."""
    hours = [each for choice in clause.clocks for each in choice]
    single = all(_is_single(day) for day in clause.days)
    said = any(isinstance(each, Clock | ClockSpan) for each in hours)
    return bool(clause.days) and single and said and not clause.refused and not clause.preferred


def _is_single(day: Day) -> bool:
    match day:
        case Weekday(which=which):
            return which not in (Which.EVERY, Which.ANY)
        case OnDate() | Relative():
            return True
        case Both(left, right):
            return _is_single(left) or _is_single(right)
        case _:
            return False


def _is_called(found: Sequence[Element], at: int) -> bool:
    """Say whether the stretch is called good or bad after all."""
    for each in found[at + 1 : at + 1 + _REACH]:
        if each.op in _BEGINS:
            return False
        if each.op in (Cat.GOOD, Cat.BAD, Cat.BETTER):
            return True
    return False
