"""Days that recur where they are refused: "pas le vendredi", "il venerdì non posso", "except the weekend"."""

from bot.nlu.when.cursor import NOTHING
from bot.nlu.when.lexicon import Cat, Mark, stands
from bot.nlu.when.senses import OF_DAY, WEEKDAYS, WEEKEND, WEEKENDS, A

HABITUAL_ARTICLE = "habitual article"
"""Manner: "the Friday" that is refused is every Friday."""

_REFUSING = {Cat.NOT, Cat.EXCEPT, Cat.BAD, Cat.BUSY}
_ONE_DAY = {
    Cat.NUMBER, Cat.ORDINAL, Cat.MONTH, Cat.DATE, Cat.POINTED, Cat.DOTTED, Cat.NEXT, Cat.COMING, Cat.PREVIOUS, Cat.AFTER_NEXT, Cat.OF,
    Cat.THIS, Cat.LATER, Cat.AFTER, Cat.HOLIDAY, Cat.IN,
}  # fmt: skip
"""What says after a weekday which one it is."""


def habitual(marks: list[Mark], manners: frozenset[str]) -> list[Mark]:
    """Return the marks with such weekdays in the plural; one pass."""
    if HABITUAL_ARTICLE not in manners:
        return marks
    found = _working_weeks(list(marks))
    for i in range(1, len(found)):
        before, after = found[i - 1], found[i + 1] if i + 1 < len(found) else NOTHING
        if found[i].cat is not Cat.WEEKDAY or before.cat is not Cat.ARTICLE or before.n == A:
            continue
        leads = found[i - 2] if i > 1 else NOTHING
        opens = leads.cat in (Cat.BREAK, Cat.COMMA, Cat.BUT, Cat.AND) and after.cat in _REFUSING
        if after.cat not in _ONE_DAY and (leads.cat in _REFUSING or opens):
            found[i] = found[i]._replace(cat=Cat.WEEKDAYS)
    return found


_FRIDAY = 4
_OPENS_HOURS = {Cat.FROM, Cat.BETWEEN, Cat.OF, Cat.NUMBER, Cat.CLOCK, Cat.HOURS}
_OTHER_DAYS = {
    Cat.UNIT,
    Cat.MONTH,
    Cat.NEXT,
    Cat.COMING,
    Cat.AFTER_NEXT,
    Cat.DATE,
    Cat.ORDINAL,
    Cat.ISO,
    Cat.DOTTED,
    Cat.WHOLE,
    Cat.DAY,
}
"""What says of which week a Monday to Friday is."""


def _working_weeks(marks: list[Mark]) -> list[Mark]:
    """Make weekdays of the Monday to Friday whose hours follow, where both have their article: "du lundi au vendredi de 9h à 17h"."""
    for i in range(len(marks) - 4):
        lead, first, joint, last, hours = marks[i : i + 5]
        spans = first.cat is last.cat is Cat.WEEKDAY and first.n == 0 and last.n == _FRIDAY
        led = lead.n == joint.n == OF_DAY and lead.cat in (Cat.FROM, Cat.OF) and joint.cat is Cat.TO
        if spans and led and hours.cat in _OPENS_HOURS and not stands(_OTHER_DAYS, marks):
            week = first._replace(cat=Cat.DAY_SET, n=WEEKDAYS, start=lead.start, end=last.end)
            return [*marks[:i], week, *marks[i + 4 :]]
    return marks


_LEFT_OUT = {Cat.NOT, Cat.EXCEPT}
_BESIDE = {Cat.ARTICLE, Cat.ON, Cat.AT, Cat.IN, Cat.TO}
"""What may stand between "except" and "weekend"."""
_UNIT = {Cat.UNIT}


def weekends(marks: list[Mark]) -> list[Mark]:
    """Return the marks with weekends in the plural: left out of a stretch ("next week except the weekend"), or beside weekdays in general."""
    if not stands(_UNIT, marks) or not stands(_LEFT_OUT | {Cat.BAD, Cat.DAY_SET}, marks):
        return marks
    found = list(marks)
    beside = any(mark.cat is Cat.DAY_SET and mark.n == WEEKDAYS for mark in marks)
    for i, mark in enumerate(marks):
        if (
            mark.cat is Cat.UNIT
            and mark.n == WEEKEND
            and (_is_left_out(marks, i) or (beside and _is_any(marks, i)))
        ):
            found[i] = mark._replace(cat=Cat.DAY_SET, n=WEEKENDS)
    return found


def _is_any(marks: list[Mark], i: int) -> bool:
    """Say whether nothing tells which weekend it is: "after 6 on weekdays, any time at the weekend"."""
    around = marks[max(0, i - 2) : i] + marks[i + 1 : i + 3]
    return all(mark.cat not in _ONE_DAY - {Cat.IN, Cat.AFTER} for mark in around)


def _is_left_out(marks: list[Mark], i: int) -> bool:
    """Say whether "except" leads to what stands here, or "excluded" follows it as it stands after a comma and a stretch."""
    after = marks[i + 1] if i + 1 < len(marks) else NOTHING
    if after.cat in _ONE_DAY:
        return False
    at = i - 1
    while at >= 0 and marks[at].cat in _BESIDE:
        at -= 1
    before = marks[at] if at >= 0 else NOTHING
    if before.cat in _LEFT_OUT or _lists_on(marks, at):
        return True
    if after.cat is not Cat.BAD:
        return False
    return before is NOTHING or (before.cat is Cat.COMMA and any(m.cat in _STRETCHES for m in marks[:at]))


def _lists_on(marks: list[Mark], at: int) -> bool:
    """Say whether "and" goes on with what is left out: "except Tuesday afternoon and the weekend"."""
    if at < 0 or marks[at].cat not in (Cat.AND, Cat.OR):
        return False
    for mark in reversed(marks[max(0, at - _LONGEST_LIST) : at]):
        if mark.cat in _LEFT_OUT:
            return True
        if mark.cat in _LIST_ENDS:
            return False
    return False


_LONGEST_LIST = 8
_LIST_ENDS = {Cat.BREAK, Cat.BUT, Cat.GOOD, Cat.BAD, Cat.PROPOSE}
_STRETCHES = {Cat.UNIT, Cat.MONTH, Cat.EDGE, Cat.WHOLE}
