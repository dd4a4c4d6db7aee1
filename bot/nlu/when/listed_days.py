"""Bare numbers in lists that are days of the month: "5, 6 and 7 May", "May 5, 6 and 7", "los días 5, 6 y 7"."""

from collections.abc import Sequence

from bot.nlu.when.cursor import NOTHING
from bot.nlu.when.homonyms import points_at
from bot.nlu.when.lexicon import Cat, Mark
from bot.nlu.when.senses import OF_DAY, OF_HOUR

_JOINTS = {Cat.COMMA, Cat.AND, Cat.OR}
_BETWEEN = {Cat.WEEKDAY, Cat.ARTICLE, Cat.ON, *_JOINTS}
"""What may stand between two days of a list: "Tuesday 3 or Wednesday 4 May"."""
_NO_DAYS = {
    Cat.HALF_OF_DAY, Cat.O_CLOCK, Cat.UNIT, Cat.COUNTED, Cat.CLOCK, Cat.AND_HALF, Cat.ISH, Cat.DASH, Cat.TO, Cat.HOUR_WORD,
}  # fmt: skip
"""What follows a number that is no day."""
_MOST_DAYS = 31


_LIST = 2
"""Numbers that make a list."""


def listed_days(marks: list[Mark]) -> list[Mark]:
    """Make ordinals of the bare numbers that share a month, or a word for "day", with one that is a day; two passes."""
    cats = [mark.cat for mark in marks]
    numbers = cats.count(Cat.NUMBER)
    if not numbers or numbers + cats.count(Cat.ORDINAL) < _LIST:
        return marks
    return _after_day(_before_month(marks))


def _before_month(marks: list[Mark]) -> list[Mark]:
    """Give the numbers listed before "7 May" its sense."""
    found = list(marks)
    last: int | None = None
    for i in range(len(marks) - 1, -1, -1):
        mark = marks[i]
        if _is_number(mark) and _has_month(marks, i):
            last = mark.n
        elif last is not None and _is_number(mark) and _at(marks, i + 1).cat in _JOINTS:
            last = mark.n if mark.n < last and not _is_taken(_at(marks, i - 1)) else None
            if last is not None:
                found[i] = mark._replace(cat=Cat.ORDINAL)
        elif mark.cat not in _BETWEEN:
            last = None
    return found


def _after_day(marks: list[Mark]) -> list[Mark]:
    """Give the numbers listed after "May 5" or "los días 5" its sense."""
    found = list(marks)
    last: int | None = None
    for i, mark in enumerate(marks):
        is_day = mark.cat is Cat.ORDINAL or _is_number(mark)
        if is_day and _opens(found, i):
            last = mark.n
        elif last is not None and _is_number(mark) and _at(found, i - 1).cat in _JOINTS:
            last = mark.n if last < mark.n and _ends_in_days(marks, i) else None
            if last is not None:
                found[i] = mark._replace(cat=Cat.ORDINAL)
        elif mark.cat not in _JOINTS and not (mark.cat is Cat.ORDINAL and last is not None):
            last = None
    return found


def _at(marks: Sequence[Mark], i: int) -> Mark:
    return marks[i] if 0 <= i < len(marks) else NOTHING


def _is_number(mark: Mark) -> bool:
    in_digits = mark.cat in (Cat.NUMBER, Cat.ORDINAL) and len(mark.nums) == 1
    return in_digits and 1 <= mark.n <= _MOST_DAYS


def _has_month(marks: Sequence[Mark], i: int) -> bool:
    ahead = i + 1 + (_at(marks, i + 1).cat is Cat.OF)
    return _at(marks, ahead).cat is Cat.MONTH


def _is_taken(before: Mark) -> bool:
    """Say whether what stands before a number makes it an hour or a name."""
    return before.cat in (Cat.AT, Cat.LABEL) or points_at(before) == OF_HOUR


def _opens(marks: Sequence[Mark], i: int) -> bool:
    """Say whether a list of days begins with a number: after a month or a word that a day follows."""
    before = _at(marks, i - 1)
    if before.cat is Cat.MONTH:
        return _at(marks, i - 2).cat not in (Cat.NUMBER, Cat.ORDINAL, Cat.OF)
    return marks[i].cat is Cat.ORDINAL and points_at(before) == OF_DAY


def _ends_in_days(marks: Sequence[Mark], i: int) -> bool:
    """Say whether the list that a number stands in ends with a day, not with an hour or a count: "the 5, 6 or 7pm"."""
    while _at(marks, i + 1).cat in _JOINTS:
        step = i + 2 + (_at(marks, i + 2).cat in _JOINTS)
        if not _is_number(_at(marks, step)) or _at(marks, step).n <= marks[i].n:
            return True
        i = step
    return _at(marks, i + 1).cat not in _NO_DAYS and not _has_month(marks, i)
