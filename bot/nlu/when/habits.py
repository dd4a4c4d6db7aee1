"""Weekdays that recur by their article where they are refused: "pas le vendredi", "il venerdì non posso"."""

from bot.nlu.when.cursor import NOTHING
from bot.nlu.when.lexicon import Cat, Mark
from bot.nlu.when.senses import A

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
    found = list(marks)
    for i in range(1, len(marks)):
        before, after = marks[i - 1], marks[i + 1] if i + 1 < len(marks) else NOTHING
        if marks[i].cat is not Cat.WEEKDAY or before.cat is not Cat.ARTICLE or before.n == A:
            continue
        leads = marks[i - 2] if i > 1 else NOTHING
        opens = leads.cat in (Cat.BREAK, Cat.COMMA, Cat.BUT, Cat.AND) and after.cat in _REFUSING
        if after.cat not in _ONE_DAY and (leads.cat in _REFUSING or opens):
            found[i] = marks[i]._replace(cat=Cat.WEEKDAYS)
    return found
