"""Names of months that are other words as well: "may", "march", "mar", "sep"."""

from bot.nlu.when.cursor import NOTHING, Cursor
from bot.nlu.when.lexicon import Cat, Mark

_BEFORE_MONTH = {
    Cat.IN, Cat.OF, Cat.BY, Cat.UNTIL, Cat.BEFORE, Cat.AFTER, Cat.FROM, Cat.DASH, Cat.OR, Cat.SINCE, Cat.ON,
    Cat.THIS, Cat.NEXT, Cat.COMING, Cat.PREVIOUS, Cat.EVERY, Cat.EDGE, Cat.WEEKDAY,
}  # fmt: skip
"""What makes "may" and "march" after it months."""


def is_other_word(c: Cursor, mark: Mark, before: Mark) -> bool:
    """Say whether "may" and "march" before the cursor are verbs, "mar" and "sep" something else."""
    following = c.peek()
    named = before.cat is Cat.ARTICLE and len(mark.low) <= _SHORT_FORM and not mark.capital
    if not (named or mark.low in ("may", "march", "mar", "dec", "sep", "jun")) or (
        before is NOTHING and following is NOTHING
    ):
        return False
    if following.cat in (Cat.THIS, Cat.NEXT, Cat.COMING) and c.cat(1) is Cat.UNIT:
        return False
    if mark.low == "may" and (before.cat is Cat.OR or following.cat is Cat.OR):
        return True
    if before.cat is Cat.TO:
        return c.cat(-3) not in (Cat.MONTH, Cat.NUMBER, Cat.ORDINAL)
    joins = following.cat in (Cat.DASH, Cat.TO, Cat.UNTIL, Cat.AND) and c.cat(1) is Cat.MONTH
    return before.cat not in _BEFORE_MONTH and not joins


_SHORT_FORM = 3
"""Letters of a month's short form, which after an article is another word: "the apr"."""
