"""Numbers in digits and words: "1.5", "twenty one", "a hundred and twenty"."""

from bot.nlu.when.cursor import Cursor
from bot.nlu.when.lexicon import Cat, Mark

_HUNDRED, _THOUSAND = 100, 1000


def number(c: Cursor) -> float | None:
    """Read a number; None, not moving, if there is none."""
    mark = c.peek()
    if mark.cat is Cat.ARTICLE and _is_word(c.peek(1)) and c.peek(1).n >= _HUNDRED:
        c.at += 1
        return _in_words(c)
    if mark.cat is not Cat.NUMBER:
        return None
    if not mark.nums:
        return _in_words(c)
    c.at += 1
    return float(mark.low.replace(",", "."))


def is_compound(c: Cursor) -> bool:
    """Say whether a number in words goes on after a hyphen or without one: "thirty-five"."""
    mark = c.peek()
    following = c.peek(1 + (c.cat(1) is Cat.DASH))
    return not mark.nums and _is_word(mark) and _is_word(following) and _adds(mark.n, following.n)


def _in_words(c: Cursor) -> int:
    """Read number words as long as each fits the one before: tens and ones, hundreds and less, thousands and less."""
    total, last = c.peek().n, c.peek().n
    c.at += 1
    while (following := _continues(c, last)) is not None:
        multiplies = following.n in (_HUNDRED, _THOUSAND)
        total = total * following.n if multiplies else total + following.n
        last = following.n
    return total


def _continues(c: Cursor, last: int) -> Mark | None:
    """Step to a number word that goes on with the last one, over a hyphen, or "and" after hundreds."""
    joined = c.cat() is Cat.DASH or (c.cat() is Cat.AND and last >= _HUNDRED)
    following = c.peek(int(joined))
    if not _is_word(following) or not _adds(last, following.n):
        return None
    c.at += 1 + joined
    return following


def _is_word(mark: Mark) -> bool:
    return mark.cat is Cat.NUMBER and not mark.nums


def _adds(last: int, following: int) -> bool:
    if following == _HUNDRED:
        return 0 < last < _HUNDRED
    if following == _THOUSAND:
        return 0 < last < _THOUSAND
    if last >= _HUNDRED:
        return 0 < following < last
    return last >= 20 and last % 10 == 0 and 0 < following < 10
