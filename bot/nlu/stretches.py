"""All stretches of time in a message, whatever else the words around them say."""

from bot.nlu.languages import marks_of
from bot.nlu.when.amounts import amount
from bot.nlu.when.cursor import Cursor
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.tokens import Token

_STARTS = {Cat.NUMBER, Cat.HALF, Cat.ARTICLE, Cat.COUPLE, Cat.HOURS, Cat.QUARTER, Cat.UNIT}
_MOST = 12


def stretches(tokens: list[Token], *, apart: bool = False) -> tuple[int, ...]:
    """Return every stretch of time said, in minutes; `apart` reads "a day and 10 min" as two."""
    c = Cursor(marks_of(tokens))
    found: list[int] = []
    while not c.done and len(found) < _MOST:
        said = _listed(c) or (amount(c, apart=apart) if c.cat() in _STARTS else None)
        if said is None:
            c.at += 1
            continue
        minutes = said if isinstance(said, float) else said.minutes
        if 0 <= minutes < 10**7:
            found.append(round(minutes))
        _step_over_joint(c)
    return tuple(dict.fromkeys(found))


def _step_over_joint(c: Cursor) -> None:
    """Keep "and 10 min" apart from the stretch before it."""
    c.skip(Cat.AND, Cat.COMMA, Cat.OR)


def _listed(c: Cursor) -> float | None:
    """Read the first number of "30 or 60 minutes", "15, 30 and 60 min": the unit comes later."""
    ahead = 0
    while (
        c.cat(ahead) is Cat.NUMBER
        and c.cat(ahead + 1) in (Cat.OR, Cat.AND, Cat.COMMA, Cat.DASH, Cat.TO)
        and ahead < 12
    ):
        ahead += 2
    unit = c.peek(ahead + 1)
    if ahead == 0 or c.cat(ahead) is not Cat.NUMBER or unit.cat is not Cat.UNIT:
        return None
    c.at += 1
    return float(c.peek(-1).n * unit.n)
