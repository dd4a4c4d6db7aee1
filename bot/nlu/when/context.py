"""What stands before a number in a message: what makes it an hour, or no time at all."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.nlu.when.cursor import Cursor
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.value import Clock, OnDate

if TYPE_CHECKING:
    from bot.nlu.when.elements import Element


def is_pronoun(c: Cursor) -> bool:
    """Say whether "one" stands for a thing: "the Thursday one"."""
    return c.peek().low in ("one", "ones") and c.cat(1) not in _AFTER_ONE


_AFTER_ONE = {Cat.UNIT, Cat.HALF_OF_DAY, Cat.O_CLOCK, Cat.NUMBER, Cat.DASH, Cat.TO}
"""What makes the "one" before it a number."""


def is_put(c: Cursor) -> bool:
    """Say whether "make it", "change that to" stand before a number that can be an hour."""
    back = 2 if c.cat(-1) is Cat.TO else 1
    takes_back = c.cat(-1) is Cat.COMMA and c.peek(-2).low in ("no", "nope", "sorry", "actually")
    if takes_back and c.cat(1) is Cat.BREAK:
        return c.cat() is Cat.NUMBER and 0 < c.peek().n <= 12
    puts = c.peek(-back).low in ("it", "that") and c.peek(-back - 1).low in ("make", "change", "move", "put")
    return puts and c.cat() is Cat.NUMBER and 0 < c.peek().n <= 12


def is_new_hour(c: Cursor, found: Sequence["Element"]) -> bool:
    """Say whether a number ends "change the 10 am review to nine": words stand between it and the clock time before."""
    return c.cat() is Cat.NUMBER and 0 < c.peek().n <= 24 and c.cat(1) is Cat.BREAK and takes_place(found)


def joins_clock(found: Sequence["Element"]) -> bool:
    """Say whether a clock time stands before the joining words at the end: "4:30", or "4:30 tomorrow"."""
    at = len(found) - 1
    while at > 0 and found[at].op in _JOINS and not found[at].is_time:
        at -= 1
    if (
        at > 0
        and found[at].day is not None
        and not isinstance(found[at].day, OnDate)
        and found[at].clock is None
    ):
        at -= 1
    return isinstance(found[at].clock, Clock)


_JOINS = {Cat.OR, Cat.AND, Cat.COMMA, Cat.TO, Cat.DASH, Cat.UNTIL}


def takes_place(found: Sequence["Element"]) -> bool:
    """Say whether a clock time that comes now stands in the place of one before: "the 10 am review to"."""
    if len(found) < 2 or found[-1].op is not Cat.TO or found[-2].is_time:
        return False
    return any(isinstance(each.clock, Clock) for each in found[-_REACH_OF_CHANGE:])


_REACH_OF_CHANGE = 6
"""Elements looked at for the clock time that a new one takes the place of."""
