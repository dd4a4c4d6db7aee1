"""From marks to elements: days, clock times, durations, and the words that join them."""

from typing import NamedTuple

from bot.nlu.when.amounts import LENGTH_STARTS, amount
from bot.nlu.when.clocks import CLOCK_STARTS, clock
from bot.nlu.when.context import is_new_hour, is_pronoun, is_put, joins_clock, takes_place
from bot.nlu.when.cursor import Cursor
from bot.nlu.when.days import DAY_STARTS, day
from bot.nlu.when.homonyms import points_at
from bot.nlu.when.lexicon import Cat, Mark
from bot.nlu.when.moves import MOVING, moved
from bot.nlu.when.numerals import is_compound
from bot.nlu.when.senses import (
    AFTERNOON,
    BEGINNING,
    DAY,
    EARLY,
    EARLY_MORNING,
    END,
    END_OF_DAY,
    LATE,
    LATE_AFTERNOON,
    LUNCH,
    MID,
    MORNING,
    OF_HOUR,
    OF_TIME,
    WEEK,
    WEEKEND,
    YEAR,
)
from bot.nlu.when.value import (
    Ahead,
    Clock,
    ClockLike,
    Day,
    FromNow,
    Part,
    Period,
    Relative,
    SameClock,
    Stay,
)

MOST = 60
"""Times of a message that are read; nobody means more."""

MOST_IN_VAIN = 100
"""Bare numbers of a message that were no times, after which it is a list of numbers, and no others are tried."""


class Element(NamedTuple):
    """A day, a clock time, a duration, or a joining word, with its place in the text."""

    start: int
    end: int
    op: Cat = Cat.WORD
    day: Day | None = None
    clock: ClockLike | None = None
    minutes: float | None = None
    stay: Stay | None = None
    """A length of whole days, weeks, months or years as it was said."""
    occasions: int | None = None
    """How many times what recurs is meant to happen."""
    low: str = ""
    must: bool = False
    """Whether it refuses nothing but times, so that one has to follow: "except", "avoid"."""

    @property
    def is_time(self) -> bool:
        """Whether it says a day or a clock time."""
        return self.day is not None or self.clock is not None


_OPS = {
    Cat.OR, Cat.AND, Cat.COMMA, Cat.NOT, Cat.EXCEPT, Cat.BUT, Cat.BREAK, Cat.BAD, Cat.GOOD, Cat.PREFER, Cat.BETTER, Cat.BUSY,
    Cat.IF, Cat.PROPOSE, Cat.SO, Cat.OTHERS, Cat.CORRECTION, Cat.FALLBACK, Cat.FROM, Cat.TO, Cat.DASH, Cat.BETWEEN, Cat.AFTER, Cat.BEFORE, Cat.BY, Cat.UNTIL,
    Cat.SINCE, Cat.AT_LATEST, Cat.ONLY, Cat.EVERY, Cat.LATEST, Cat.EARLIEST, Cat.WHOLE_DAY, Cat.AFTERWARDS, Cat.LATER,
    Cat.LEAVE, Cat.ARRIVE, Cat.EQUALS,
}  # fmt: skip
_SMALL = {Cat.AT, Cat.ON, Cat.IN, Cat.OF, Cat.ARTICLE, Cat.AROUND, Cat.FILLER}
"""Words that say nothing more before a time that has been read."""

_BARE = {
    Cat.AT, Cat.AFTER, Cat.BEFORE, Cat.BY, Cat.UNTIL, Cat.FROM, Cat.BETWEEN, Cat.AROUND, Cat.LATEST, Cat.EARLIEST,
}  # fmt: skip
_JOINS = {Cat.OR, Cat.AND, Cat.COMMA, Cat.TO, Cat.DASH, Cat.UNTIL}


def elements(marks: list[Mark], *, alone: bool) -> list[Element]:
    """Read all elements; `alone` lets a bare number at the start be a clock time (the answer to "what time?")."""
    c = Cursor(marks)
    found: list[Element] = []
    times = in_vain = 0
    for at in range(len(marks)):
        if at < c.at:
            continue
        mark = c.peek()
        is_number = mark.cat is Cat.NUMBER
        tried = mark.cat in _STARTS and times < MOST and not (is_number and in_vain >= MOST_IN_VAIN)
        made = _element(c, found, alone=alone) if tried else None
        if made is None:
            in_vain += is_number
            c.at = at + 1
            made = _other(mark)
        elif made.is_time:
            times += 1
            if isinstance(made.clock, Clock) and made.clock.half is None and takes_place(found):
                found[-1] = found[-1]._replace(op=Cat.CORRECTION)
            _drop_small(found)
        found.append(made)
    return found


def _drop_small(found: list[Element]) -> None:
    """Let joining words stand next to the time that they join: "until at least 3", "Tuesday at 3"."""
    while found and found[-1].op in _SMALL and not found[-1].is_time:
        found.pop()


def _other(mark: Mark) -> Element:
    known = mark.cat in _OPS or mark.cat in _SMALL
    must = mark.cat is Cat.EXCEPT or (mark.cat is Cat.NOT and mark.n == OF_TIME)
    op = mark.cat if known else Cat.WORD
    return Element(op=op, low=mark.low, must=must, start=mark.start, end=mark.end)


def _element(c: Cursor, found: list[Element], *, alone: bool) -> Element | None:
    start = c.peek().start
    cat, after = c.cat(), c.cat(1)
    if (after in _NO_TIME and cat in _LEADS) or (cat is Cat.NUMBER and _is_listed(c)):
        return None
    lasts = c.cat(-1) is Cat.FOR
    in_row = cat is Cat.NUMBER and after is Cat.NUMBER and bool(c.peek().nums)
    shift = moved(c) if cat in MOVING and not in_row else None
    made = Element(0, 0, day=shift.day, clock=shift.clock) if shift else _special(c)
    made = made or _length_or_time(c, found, alone=alone)
    if made is None:
        return None
    op = Cat.FOR if lasts and made.minutes is not None else made.op
    return made._replace(op=op, start=start, end=c.peek(-1).end)


_NO_TIME = {Cat.WORD, Cat.BREAK}
_LEADS = {Cat.ARTICLE, Cat.AND}
"""What says no time before a word that says none."""


def _is_listed(c: Cursor) -> bool:
    """Say whether a number stands among others without a word between: no time, so that long lists are little work."""
    before, mark, after = c.peek(-1), c.peek(), c.peek(1)
    numbers = before.cat is mark.cat is after.cat is Cat.NUMBER
    return numbers and bool(before.nums and mark.nums and after.nums)


def _length_or_time(c: Cursor, found: list[Element], *, alone: bool) -> Element | None:
    cat, after = c.cat(), _context(c, found, alone=alone)
    if cat is Cat.HOURS and after is not Cat.FOR:
        said = clock(c, after)
        if said is not None:
            return _clocked(said)
    when = day(c) if cat in DAY_STARTS else None
    if when is not None:
        lasts = after is Cat.FOR and isinstance(when, Period | Ahead)
        return Element(day=when, op=Cat.FOR if lasts else Cat.WORD, start=0, end=0)
    if c.cat(1) is Cat.OCCASION or cat is Cat.TIMES:
        return _occasions(c)
    if cat is Cat.ARTICLE:
        said = _clock_after_article(c, after)
    else:
        said = clock(c, after) if cat in CLOCK_STARTS else None
    if said is not None:
        return _clocked(said)
    return _early_or_late(c, after) or (_length(c) if cat in LENGTH_STARTS or cat is Cat.WHOLE_DAY else None)


def _early_or_late(c: Cursor, after: Cat | None) -> Element | None:
    """Read "early Tuesday", "tomorrow late": a part of that day."""
    part = _PARTS_OF_DAYS.get(c.peek().n) if c.cat() is Cat.EDGE else None
    is_adverb = c.peek().n in (EARLY, LATE)
    alone = is_adverb and (after is Cat.DAY or (c.at == 0 and c.cat(1) is Cat.BREAK))
    days = _DAYS if is_adverb else _DAYS - {Cat.MONTH}
    if part is None or not (alone or c.cat(1) in days or c.cat(2) in days):
        return None
    c.at += 1
    return _clocked(Part(part))


_PARTS_OF_DAYS = {
    EARLY: EARLY_MORNING, BEGINNING: MORNING, MID: LUNCH, LATE: LATE_AFTERNOON, END: END_OF_DAY,
}  # fmt: skip
"""Parts of a day by the word that says which part of a period is meant."""
_DAYS = {Cat.WEEKDAY, Cat.DAY, Cat.DATE, Cat.ISO, Cat.ORDINAL, Cat.MONTH}


def _clock_after_article(c: Cursor, after: Cat | None) -> Clock | None:
    """Read "a quarter to four" and, where articles tell hours from days, "le 16"."""
    if c.cat(1) is Cat.QUARTER:
        return clock(c, after)
    if points_at(c.peek()) != OF_HOUR and c.cat(1) not in (Cat.FIXED, Cat.HOURS, Cat.CLOCK):
        return None
    c.at += 1
    said = clock(c, after if after is Cat.BETWEEN else Cat.AT)
    c.at -= said is None
    return said


def _occasions(c: Cursor) -> Element | None:
    """Read "twice", "6 times", "10 sessions"."""
    mark = c.peek()
    if mark.cat not in (Cat.TIMES, Cat.NUMBER):
        return None
    c.at += 1 if mark.cat is Cat.TIMES else 2
    if c.cat() in (Cat.ARTICLE, Cat.PER, Cat.EVERY) and c.cat(1) is Cat.UNIT:
        c.at += 2
        return Element(start=0, end=0)
    return Element(occasions=mark.n, start=0, end=0)


def _clocked(said: ClockLike) -> Element:
    return Element(clock=said, start=0, end=0)


def _context(c: Cursor, found: list[Element], *, alone: bool) -> Cat | None:
    """Return what stood before: a preposition, or `CLOCK`, `DAY`, `PART` for what a joining word continues."""
    before = c.cat(-1)
    if before in _BARE:
        return before
    if is_put(c) or (before in _ANEW and any(isinstance(each.clock, Clock) for each in found)):
        return Cat.AT
    if before is Cat.FOR:
        return Cat.FOR
    if before is Cat.TO and is_new_hour(c, found):
        return Cat.AT
    if not found:
        return Cat.AT if alone else None
    last = found[-1]
    if last.op in _JOINS and len(found) > 1 and before in _JOINS:
        return Cat.CLOCK if joins_clock(found) else None
    kind = _kind_of(last)
    return None if kind is Cat.DAY and is_pronoun(c) else kind


_ANEW = {Cat.CORRECTION, Cat.NOT, Cat.EXCEPT}
"""After these a bare number is an hour where one was said: "at 2 or 3, not 3"."""


def _kind_of(last: Element) -> Cat | None:
    if last.day is not None:
        return Cat.DAY
    if isinstance(last.clock, Part):
        return Cat.PART
    return None


def _special(c: Cursor) -> Element | None:
    """Read parts of day, "same time", "whole day", and "now" at the end of a sentence."""
    mark = c.peek()
    match mark.cat:
        case Cat.PART:
            c.at += 1
            return _clocked(Part(mark.n))
        case Cat.HALF_OF_DAY if _is_day(c.peek(-3 if c.cat(-1) is Cat.ARTICLE else -1)):
            c.at += 1
            return _clocked(Part(AFTERNOON if mark.n else MORNING))
        case Cat.SAME_TIME:
            c.at += 1
            return _clocked(SameClock())
        case Cat.NOW if c.cat(-1) in (Cat.FROM, Cat.BETWEEN):
            c.at += 1
            return Element(day=Relative(0, rest=True), start=0, end=0)
        case Cat.NOW if c.cat(1) is Cat.BREAK:
            c.at += 1
            return _clocked(FromNow(0))
        case Cat.WHOLE_DAY if c.cat(-1) is not Cat.FOR:
            c.at += 1
            return Element(op=Cat.WHOLE_DAY, low=mark.low, start=0, end=0)
        case _:
            return None


def _is_day(mark: Mark) -> bool:
    """Say whether "am" after it means a morning, not the half of a clock time."""
    return mark.cat in (Cat.WEEKDAY, Cat.DAY, Cat.MONTH, Cat.DATE, Cat.ORDINAL)


_STARTS = {
    *MOVING, *DAY_STARTS, *CLOCK_STARTS, *LENGTH_STARTS,
    Cat.PART, Cat.HALF_OF_DAY, Cat.SAME_TIME, Cat.NOW, Cat.WHOLE_DAY, Cat.TIMES, Cat.EDGE,
}  # fmt: skip
"""What words may begin an element; the others need not be tried."""


_MOST_YEARS = 10
"""Years up to which something may go on; more are somebody's age, or history."""


def _length(c: Cursor) -> Element | None:
    """Read a duration; "30 or 60 minutes" and "30-60 minutes" give one element each."""
    start, before = c.at, c.cat(-1)
    if c.cat() is Cat.WHOLE_DAY and c.cat(-1) is Cat.FOR:
        c.at += 1
        return Element(minutes=DAY, start=0, end=0)
    if (
        c.cat() is Cat.NUMBER
        and c.cat(1) in (Cat.OR, Cat.DASH, Cat.TO, Cat.COMMA, Cat.AND)
        and c.cat(2) is Cat.NUMBER
        and not is_compound(c)
    ):
        unit = c.peek(3) if c.cat(3) is Cat.UNIT else c.peek(4)
        if unit.cat is Cat.UNIT and 0 < unit.n <= WEEK and unit.n != WEEKEND:
            c.at += 1
            return Element(minutes=float(c.peek(-1).n * unit.n), start=0, end=0)
    said = amount(c)
    is_age = said is not None and said.unit == YEAR and said.number > _MOST_YEARS and before is not Cat.FOR
    if said is None or is_age or c.cat() is Cat.AGO:
        c.at = start
        return None
    if before is Cat.ISH:  # "4, give or take half an hour"
        return Element(start=0, end=0)
    counts = said.number > 1 or before is Cat.FOR
    whole = counts and said.unit >= DAY and said.number == int(said.number)
    stay = Stay(int(said.number), said.unit) if whole else None
    return Element(minutes=said.minutes, stay=stay, start=0, end=0)
