"""Other things that somebody has to do: "Tuesday I have the dentist", "j'ai piscine le mardi". The time of them is not free."""

from bot.nlu.when.cursor import NOTHING
from bot.nlu.when.lexicon import Cat, Mark, stands
from bot.nlu.when.senses import THING

_SAID = {Cat.HAVE, Cat.ENGAGEMENT, Cat.BECAUSE}
_TOLD = {*_SAID, Cat.BUSY}
_TIMES = {
    Cat.WEEKDAY, Cat.WEEKDAYS, Cat.DAY, Cat.MORROW, Cat.DATE, Cat.ISO, Cat.DOTTED, Cat.ORDINAL, Cat.MONTH, Cat.HOLIDAY, Cat.PART,
    Cat.TONIGHT, Cat.TODAY_PART, Cat.TOMORROW_PART, Cat.PART_OR_WORD, Cat.WEEKDAY_NTH, Cat.HOURS, Cat.CLOCK, Cat.FIXED, Cat.SAME_DAY,
    Cat.O_CLOCK, Cat.HOUR_WORD, Cat.NUMBER,
}  # fmt: skip
_STEPS = {Cat.ARTICLE, Cat.ONE, Cat.FILLER, Cat.ALSO, Cat.OF}
"""What may stand between "I have" and what is had."""
_OPEN = {
    Cat.NUMBER, Cat.COUPLE, Cat.UNIT, Cat.HALF, Cat.QUARTER, Cat.PART, Cat.WHOLE, Cat.AMOUNT, Cat.FULL, Cat.HOURS, Cat.HOUR_WORD, Cat.GOOD,
    Cat.NOT, Cat.BREAK, Cat.COMMA, Cat.OR, Cat.AND, Cat.BUT, Cat.UNTIL, Cat.FROM, Cat.BETWEEN, Cat.AFTER, Cat.BEFORE, Cat.BY, Cat.WHOLE_DAY,
    Cat.ANY, Cat.ONLY, Cat.REFUSE, Cat.BUSY, Cat.DAY_SET, Cat.CLOCK, Cat.DAY_NOUN,
}  # fmt: skip
"""What somebody has who has time: an hour, the morning, until four."""
_ENDS = {Cat.BREAK, Cat.COMMA, Cat.BUT}
_REACH = 4
_BEHIND = 2
"""Marks before "I have" among which "because" makes it a reason."""


def engaged(marks: list[Mark]) -> list[Mark]:
    """Return the marks with "I have" as that somebody is busy, where what they have takes time; one pass, a few words looked at for each."""
    if not stands(_SAID, marks):
        return marks
    return [_told(marks, i) if mark.cat in _TOLD else mark for i, mark in enumerate(marks)]


def _told(marks: list[Mark], i: int) -> Mark:
    if marks[i].cat is Cat.BUSY:
        told = _is_reason(marks, i) and not any(mark.cat in _TIMES for mark in marks[i + 1 :])
        return marks[i]._replace(cat=Cat.WORD, n=0) if told else marks[i]
    if marks[i].cat is not Cat.HAVE:
        return marks[i]._replace(cat=Cat.WORD)
    return marks[i]._replace(cat=Cat.BUSY, n=0) if _is_taken(marks, i) else marks[i]


def _is_reason(marks: list[Mark], i: int) -> bool:
    return any(mark.cat is Cat.BECAUSE for mark in marks[max(0, i - _BEHIND) : i])


def _is_taken(marks: list[Mark], i: int) -> bool:
    """Say whether what is had is no time; without a time before it, only if it is known as something that takes time."""
    ahead = marks[i + 1 : i + 1 + _REACH]
    had = next((mark for mark in ahead if mark.cat not in _STEPS), NOTHING)
    before = marks[i - 1] if i else NOTHING
    if _is_reason(marks, i):
        return False
    if marks[i].n == THING and before.cat in _TIMES and had.cat not in _OPEN:
        return not any(mark.cat is Cat.GOOD for mark in ahead)
    for mark in ahead:
        if mark.cat in _ENDS:
            break
        if mark.cat is Cat.ENGAGEMENT:
            return True
    return False
