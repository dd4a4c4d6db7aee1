"""Exceptions and limits that were seen, but whose object is no time: "except when Bob is away", "Tuesday after my dentist"."""

from collections.abc import Sequence

from bot.nlu.when.elements import Element
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.value import Clock

_ENDS = {Cat.BREAK, Cat.BUT, Cat.NOT, Cat.EXCEPT, Cat.BUSY, Cat.IF, Cat.BAD, Cat.GOOD, Cat.SO, Cat.PROPOSE}
_LIMITS = {Cat.AFTER, Cat.BEFORE, Cat.UNTIL}
_LIMITED = {Cat.NOT, Cat.EXCEPT, Cat.ONLY}
_REACH = 12
"""Elements after an exception among which its time stands."""


def has_unread(found: Sequence[Element]) -> bool:
    """Say whether a message excepts or limits by something that is no time, so that it has to be asked for."""
    return any(_is_unread(found, i) for i, each in enumerate(found) if each.must or each.op in _LIMITS)


def _is_unread(found: Sequence[Element], i: int) -> bool:
    each = found[i]
    if each.is_time or not (each.must or _limits(found, i)):
        return False
    said = 0
    for following in found[i + 1 : i + 1 + _REACH]:
        if following.is_time or following.minutes is not None:
            return False
        if (following.op in _ENDS and (said or following.op is not Cat.IF)) or (
            said and following.op is Cat.COMMA
        ):
            break
        said += following.op in (Cat.WORD, Cat.ARTICLE, Cat.IF)
    return said > 0


def _limits(found: Sequence[Element], i: int) -> bool:
    """Say whether "before" and the like stand directly after a time without a clock time, or after "not"."""
    before = found[i - 1] if i else None
    if before is None:
        return False
    return before.op in _LIMITED if not before.is_time else not isinstance(before.clock, Clock)
