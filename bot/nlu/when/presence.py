"""From when until when somebody is there: "I have to leave at 3", "I'm back on Thursday", "um 15 Uhr muss ich los"."""

from collections.abc import Sequence

from bot.nlu.when.elements import Element
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.recurrence.bounds import recurs
from bot.nlu.when.value import Clock, ClockLike, ClockSpan, DayBound, Limit, Part

_PRESENCE = {Cat.LEAVE, Cat.ARRIVE}
_SKIPPED = {Cat.WORD, Cat.ARTICLE, Cat.AT, Cat.ON, Cat.IN, Cat.AROUND, Cat.FILLER}
_REACH = 5
"""Elements between "have to leave" and its time."""


def with_presence(found: list[Element]) -> list[Element]:
    """Return the elements with the times of leaving as ends, and those of coming back as beginnings, of all that is wished.

    "I'm back on Thursday" by itself names the Thursday only.
    """
    if not any(each.op in _PRESENCE for each in found):
        return found
    told = list(found)
    for i, each in enumerate(found):
        if each.op in _PRESENCE and not each.is_time:
            _tell(told, i, each.op)
    return told


def _tell(told: list[Element], i: int, op: Cat) -> None:
    """Turn the time beside a word into a limit, or the word into a refusal of what stands before it."""
    ahead = _time_of(told, range(i + 1, min(i + 1 + _REACH, len(told))))
    at = _time_of(told, range(i - 1, max(-1, i - 1 - _REACH), -1)) if ahead is None else ahead
    if at is None:
        return
    if at < i and op is Cat.LEAVE and _is_limit(told[at].clock):
        told[at] = _limited(told[at], leaves=True)
    elif at < i and op is Cat.LEAVE and not isinstance(told[at].clock, Clock):
        told[i] = told[i]._replace(op=Cat.BAD)
    elif (at > i and op is Cat.LEAVE) or _is_beside_another(told, at):
        _limit(told, at, op)


def _is_limit(clock: ClockLike | None) -> bool:
    """Say whether a clock time is an end already: "at 4 at the latest I have to leave"."""
    return isinstance(clock, ClockSpan) and clock.start is None


def _limit(told: list[Element], at: int, op: Cat) -> None:
    """Turn a day, a clock time or both into a limit."""
    day, clock = told[at].day, told[at + 1].clock if at + 1 < len(told) else None
    if day is None or not isinstance(clock, Clock if op is Cat.LEAVE else Clock | Part):
        told[at] = _limited(told[at], leaves=op is Cat.LEAVE)
    elif op is Cat.LEAVE:
        told[at + 1] = _limited(told[at + 1], leaves=True)
    elif isinstance(clock, Clock | Part):
        told[at] = told[at]._replace(day=Limit(day, clock, after=True), op=Cat.ONLY)
        told[at + 1] = Element(start=told[at + 1].start, end=told[at + 1].end)


def _is_beside_another(told: Sequence[Element], at: int) -> bool:
    """Say whether another time was said before, apart from the one that stands here."""
    while at >= 0 and told[at].is_time:
        at -= 1
    return any(each.is_time for each in told[: max(at, 0)])


def _time_of(told: Sequence[Element], places: range) -> int | None:
    """Return where the next time stands in some places; None if something else comes before it."""
    for k in places:
        if told[k].is_time:
            return k
        if told[k].op not in _SKIPPED or told[k].minutes is not None:
            return None
    return None


def _limited(each: Element, *, leaves: bool) -> Element:
    match each.clock:
        case Clock() as clock:
            span = (
                ClockSpan(end=clock, zone=clock.zone) if leaves else ClockSpan(start=clock, zone=clock.zone)
            )
            return each._replace(clock=span, op=Cat.ONLY)
        case ClockSpan(start=start, end=end) if (end if leaves else start) is not None:
            return each._replace(op=Cat.ONLY)
    if each.day is None or leaves or recurs(each.day) or isinstance(each.day, DayBound):
        return each
    return each._replace(day=DayBound(each.day, after=True, included=True), op=Cat.ONLY)
