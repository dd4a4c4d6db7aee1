"""What somebody has until a clock time keeps them busy until then: "I have the dentist until 3", "jeudi j'ai piscine jusqu'à 15h"."""

from collections.abc import Callable

from bot.nlu.when.lexicon import Cat, Mark

_REACH = 8
_CLOCKS = {
    Cat.NUMBER, Cat.CLOCK, Cat.HOURS, Cat.FIXED, Cat.HALF_TO, Cat.HALF_PAST, Cat.HALF, Cat.QUARTER, Cat.DOTTED, Cat.POINTED,
}  # fmt: skip
_LEADS = {Cat.ARTICLE, Cat.AT, Cat.AROUND, Cat.AT_OR_TO, Cat.FILLER}
_THINGS = {Cat.WORD, Cat.COUNTED, Cat.OCCASION}
_BETWEEN = {
    Cat.ARTICLE,
    Cat.SUBJECT,
    Cat.OF,
    Cat.FOR,
    Cat.IN,
    Cat.AT,
    Cat.FILLER,
    Cat.AT_OR_TO,
    Cat.ON,
    Cat.TO_BETWEEN,
    Cat.TO,
}


def having(mark: Mark, ahead: Callable[[int], Mark]) -> Mark:
    """Take "I have" as that somebody is busy if a thing and "until 3" follow, in whatever order; `ahead` returns a mark so many ahead."""
    things, until = 0, 0
    for steps in range(1, _REACH):
        cat = ahead(steps).cat
        if cat in _THINGS:
            things += 1
            if until:
                break
        elif cat is Cat.UNTIL and not until:
            until = _clock_after(steps, ahead)
            if not until or things:
                break
        elif cat not in _BETWEEN and not (until and steps <= until + 1):
            break
    return mark._replace(cat=Cat.BUSY if things and until else Cat.SUBJECT)


def _clock_after(steps: int, ahead: Callable[[int], Mark]) -> int:
    """Return how many steps ahead a clock time stands behind "until"; 0 if none does."""
    at = steps + 1
    while ahead(at).cat in _LEADS:
        at += 1
    return at if ahead(at).cat in _CLOCKS else 0
