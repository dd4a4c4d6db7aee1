"""Weekdays beside a word for how often they are meant: "twice a week, Tuesday and Friday", "Monday and Thursday of every week"."""

from bot.nlu.when.cursor import NOTHING
from bot.nlu.when.lexicon import Cat, Mark, stands
from bot.nlu.when.senses import WEEK

_WEEKLY = {Cat.ARTICLE, Cat.PER, Cat.EVERY, Cat.FOR, Cat.AT, Cat.IN, Cat.TO, Cat.ON}
"""What stands between "twice" and "week"."""
_WEEKDAY = {Cat.WEEKDAY, Cat.WEEKDAYS}
_LISTING = {Cat.COMMA, Cat.AND, Cat.OR, Cat.ARTICLE, Cat.ON, Cat.OF, Cat.IN}
_JOINING = {*_LISTING, Cat.TO, Cat.DASH, Cat.UNTIL, Cat.FROM}


_OFTEN = {Cat.TIMES, Cat.OCCASION, Cat.EVERY}
"""What stands in every way of saying how often a week."""


def weekly(marks: list[Mark]) -> list[Mark]:
    """Let weekdays next to "twice a week", "of every week" be those of every week, and leave those words out; one pass."""
    if not stands(_OFTEN, marks):
        return marks
    kept: list[Mark] = []
    marks, i = list(marks), 0
    while i < len(marks):
        used = _often(marks, i)
        if used and (_names_after(marks, i + used) or _names_before(kept)):
            _every_after(marks, i + used)
            _every_before(kept)
            i += used
            i += i < len(marks) and marks[i].cat is Cat.COMMA
            continue
        kept.append(marks[i])
        i += 1
    return kept


def alternating(marks: list[Mark]) -> list[Mark]:
    """Spell "Thursday yes, Thursday no", "one week yes and another no" as "alternate Thursday", "alternate week"; one pass."""
    if not stands(_YES, marks):
        return marks
    kept: list[Mark] = []
    i = 0
    while i < len(marks):
        used = _yes_and_no(marks, i)
        if used:
            noun = kept.pop()
            kept += [marks[i]._replace(cat=Cat.ALTERNATE, n=0, start=noun.start, end=noun.start), noun]
        else:
            kept.append(marks[i])
        i += used or 1
    return kept


_YES, _NO = {Cat.GOOD}, {Cat.NOT, Cat.BAD}
_BETWEEN = {Cat.COMMA, Cat.AND, Cat.ARTICLE}
_MOST_BETWEEN = 2
"""Marks between "yes" and the noun that is said again."""


def _yes_and_no(marks: list[Mark], i: int) -> int:
    """Return how many marks from "yes" on say that every second of the noun before it is meant; 0 if they do not."""
    noun = _at(marks, i - 1)
    if marks[i].cat is not Cat.GOOD or noun.cat not in (Cat.WEEKDAY, Cat.UNIT):
        return 0
    k = i + 1
    while k <= i + _MOST_BETWEEN and _at(marks, k).cat in _BETWEEN:
        k += 1
    again = _at(marks, k).cat is noun.cat and _at(marks, k).n == noun.n
    return k + 2 - i if again and _at(marks, k + 1).cat in _NO else 0


def _at(marks: list[Mark], i: int) -> Mark:
    return marks[i] if 0 <= i < len(marks) else NOTHING


def _often(marks: list[Mark], i: int) -> int:
    """Return how many marks say "twice a week", "3 times a week" or "of every week" from here on; 0 if none do."""
    first = marks[i].cat
    if first in (Cat.TIMES, Cat.NUMBER):
        counted = 1 if first is Cat.TIMES else 2
        said = first is Cat.TIMES or _at(marks, i + 1).cat is Cat.OCCASION
        return counted + 2 if said and _is_week(marks, i + counted) else 0
    if first is Cat.OF and _is_every_week(marks, i + 1):
        return 3
    return 2 if _is_every_week(marks, i) and _at(marks, i + 2).cat is Cat.COMMA else 0


def _is_week(marks: list[Mark], i: int) -> bool:
    unit = _at(marks, i + 1)
    return _at(marks, i).cat in _WEEKLY and unit.cat is Cat.UNIT and unit.n == WEEK


def _is_every_week(marks: list[Mark], i: int) -> bool:
    return _at(marks, i).cat is Cat.EVERY and _at(marks, i).n <= 1 and _is_week(marks, i)


def _names_after(marks: list[Mark], i: int) -> bool:
    """Say whether weekdays follow, perhaps after a comma and "on the"."""
    for k in range(i, i + 4):
        if _at(marks, k).cat in _WEEKDAY:
            return True
        if _at(marks, k).cat not in (*_LISTING, Cat.FROM):
            break
    return False


def _names_before(kept: list[Mark]) -> bool:
    last = kept[-2] if len(kept) > 1 and kept[-1].cat is Cat.COMMA else _at(kept, len(kept) - 1)
    return last.cat in _WEEKDAY


def _every_after(marks: list[Mark], i: int) -> None:
    while i < len(marks) and marks[i].cat in (*_WEEKDAY, *_JOINING):
        if marks[i].cat is Cat.WEEKDAY:
            marks[i] = marks[i]._replace(cat=Cat.WEEKDAYS)
        i += 1


def _every_before(kept: list[Mark]) -> None:
    for k in range(len(kept) - 1, -1, -1):
        if kept[k].cat not in (*_WEEKDAY, *_JOINING):
            return
        if kept[k].cat is Cat.WEEKDAY:
            kept[k] = kept[k]._replace(cat=Cat.WEEKDAYS)
