"""Lists of days inside what recurs: "Monday, Wednesday and Friday", "first and third Friday", "15th and 30th"."""

from dataclasses import dataclass, field

from bot.nlu.when.cursor import Cursor
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.senses import BEGINNING, DAY, EARLY, END

WEEKDAY = (Cat.WEEKDAY, Cat.WEEKDAYS)
"""What names a weekday, once or in the plural."""

_JOINS = (Cat.COMMA, Cat.AND, Cat.OR)
_MOST = 7
"""Weekdays or ordinals of one list."""

_EDGES = {BEGINNING: 1, EARLY: 1, END: -1}
"""The beginning and the end of a month as its first and last day."""


@dataclass(slots=True)
class Named:
    """Days that were named by their number: the second Tuesday, the 15th, the last day."""

    weekdays: list[tuple[int, int]] = field(default_factory=list)
    month_days: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.weekdays or self.month_days)


def weekday_list(c: Cursor) -> list[int]:
    """Read "Monday, Wednesday and Friday", "Tuesday to Saturday"; leaves a joining word that joins no weekday."""
    days: list[int] = []
    while c.cat() in WEEKDAY and len(days) < _MOST:
        first = weekday(c)
        days += _through(c, first)
        start = c.at
        while c.cat() in (*_JOINS, Cat.ON, Cat.ARTICLE) and c.at < start + 3:
            c.at += 1
        if c.at == start or c.cat() not in WEEKDAY:
            c.at = start
            break
    return days


def weekday(c: Cursor) -> int:
    """Step over the name of a weekday and return it, Monday 0."""
    c.at += 1
    return c.peek(-1).n


def _through(c: Cursor, first: int) -> list[int]:
    if c.cat() not in (Cat.TO, Cat.DASH, Cat.UNTIL):
        return [first]
    ahead = 2 if c.cat(1) in (Cat.ARTICLE, Cat.ON) else 1
    if c.cat(ahead) not in WEEKDAY:
        return [first]
    last = c.peek(ahead).n
    c.at += ahead + 1
    return [(first + i) % 7 for i in range((last - first) % 7 + 1)]


def names(c: Cursor) -> Named:
    """Read "first and third Friday and second Tuesday", "15th and 30th", "the last day", "start"."""
    named = Named()
    waiting: list[int] = []
    for _ in range(_MOST):
        before = c.at
        c.skip(Cat.ON)
        c.skip(Cat.ARTICLE)
        said = _edge(c) or _day_number(c) or nth(c)
        if said is None:
            c.at = before
            break
        waiting.append(said)
        if c.cat() in WEEKDAY:
            days = weekday_list(c)
            named.weekdays += [(each, day) for each in waiting for day in days]
            waiting = []
        end = c.at
        while c.cat() in _JOINS and c.at < end + 2:
            c.at += 1
        if c.at == end:
            break
    while c.peek(-1).cat in _JOINS and c.at:
        c.at -= 1
    named.month_days += waiting
    return named


def _edge(c: Cursor) -> int | None:
    """Read the beginning and the end of a month as its first and last day."""
    mark = c.peek()
    if mark.cat is not Cat.EDGE or mark.n not in _EDGES:
        return None
    c.at += 1
    return _EDGES[mark.n]


def _day_number(c: Cursor) -> int | None:
    """Read "15th", "day 15", "15" as a day of the month, "last day" as -1."""
    start = c.at
    leads = c.cat() is Cat.UNIT and c.peek().n == DAY and c.cat(1) is Cat.NUMBER
    c.at += leads
    if c.cat() is Cat.NUMBER and c.peek().low.isdigit() | (not c.peek().nums):
        c.at += 1
        found: int | None = c.peek(-1).n
    else:
        found = nth(c)
        if c.cat() is Cat.UNIT and c.peek().n == DAY:
            c.at += 1
        elif c.peek(-1).cat is Cat.PREVIOUS:
            found = None
    if found is None or not -31 <= found <= 31 or not found:
        c.at = start
        return None
    return found


def nth(c: Cursor) -> int | None:
    """Read "first", "last" (-1), "last but one" (-2); None, not moving, if there is none."""
    mark = c.peek()
    if mark.cat is Cat.PREVIOUS:
        c.at += 1
        return -1
    if mark.cat is Cat.ORDINAL and mark.n:
        c.at += 1
        return mark.n
    if mark.cat is Cat.QUARTER and c.cat(1) in (*WEEKDAY, *_JOINS):
        c.at += 1
        return 4  # "el cuarto lunes"
    if mark.cat is Cat.WEEKDAY and mark.low.isdigit() and c.cat(1) in (*WEEKDAY, *_JOINS):
        c.at += 1
        return int(mark.low)  # "2ª e 3ª segunda-feira"
    return None
