"""Modifiers that follow their noun ("semaine prochaine"), put before it as English has them."""

from bot.nlu.when.here import Here
from bot.nlu.when.lexicon import Cat, Mark
from bot.nlu.when.senses import ALWAYS_AFTER

LEADING_NEXT = "leading next"
"""Manner: "next" after a number belongs to what follows ("we are 3 next week")."""

AFTER_NOUN = {Cat.NEXT, Cat.COMING, Cat.PREVIOUS}
"""What may follow its noun."""

_NOUNS = {Cat.WEEKDAY, Cat.UNIT, Cat.MONTH, Cat.HOUR_WORD, Cat.SEASON}


def put_before(here: Here, manners: frozenset[str]) -> None:
    """Put "prochaine" of "semaine prochaine" and "les trois prochaines semaines" where English has it."""
    found, noun, after = here.found, here.back(2), here.ahead()
    leads = here.mark.cat is Cat.NEXT and LEADING_NEXT in manners
    if noun.cat is Cat.NUMBER and after.cat in (Cat.UNIT, Cat.HOUR_WORD, Cat.QUARTER) and not leads:
        _swap(found, 1)
    elif noun.cat in _NOUNS and (here.back().n == ALWAYS_AFTER or after.cat not in _MODIFIED):
        _swap(found, 2 if here.back(3).cat is Cat.NUMBER and noun.cat is Cat.UNIT else 1)


_MODIFIED = {*_NOUNS, Cat.QUARTER, Cat.NUMBER, Cat.COUPLE, *AFTER_NOUN, Cat.DAY_SET}
"""What follows a modifier that stands before its noun."""


def _swap(found: list[Mark], steps: int) -> None:
    """Move the last mark so many places to the front; places in the text stay in order."""
    moved = found.pop()
    at = len(found) - steps
    places = [(m.start, m.end) for m in (*found[at:], moved)]
    put = [moved, *found[at:]]
    found[at:] = [m._replace(start=a, end=b) for m, (a, b) in zip(put, places, strict=True)]
