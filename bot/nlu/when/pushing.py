"""Days to which something is put off: "push it to Thursday" is the Thursday after it."""

from bot.nlu.when.cursor import NOTHING
from bot.nlu.when.lexicon import Cat, Mark, stands
from bot.nlu.when.senses import FOLLOWING

_PUSH = {Cat.PUSH}
_TO = {Cat.AT, Cat.TO, Cat.ON, Cat.FOR}
_WHICH = {
    Cat.NEXT,
    Cat.COMING,
    Cat.THIS,
    Cat.NUMBER,
    Cat.ORDINAL,
    Cat.MONTH,
    Cat.OF,
    Cat.DATE,
    Cat.AFTER,
    Cat.LATER,
}
"""What says which weekday it is."""
_REACH = 6


def pushed(marks: list[Mark]) -> list[Mark]:
    """Return the marks with "following" before a bare weekday that something is put off to; one pass."""
    if not stands(_PUSH, marks):
        return marks
    found: list[Mark] = []
    since = _REACH
    for i, mark in enumerate(marks):
        since = 0 if mark.cat is Cat.PUSH else _REACH if mark.cat is Cat.BREAK else since + 1
        if mark.cat is Cat.WEEKDAY and since < _REACH and _is_aim(marks, i):
            found.append(mark._replace(cat=Cat.COMING, n=FOLLOWING, end=mark.start))
        found.append(mark)
    return found


def _is_aim(marks: list[Mark], i: int) -> bool:
    """Say whether "to", "to the" leads to a weekday of which nothing says which one it is."""
    article = marks[i - 1].cat is Cat.ARTICLE
    lead = marks[i - 1 - article] if i > article else NOTHING
    after = marks[i + 1] if i + 1 < len(marks) else NOTHING
    return lead.cat in _TO and after.cat not in _WHICH
