"""Recurring times as RRULE (RFC 5545), for what "every Tuesday at 3 until Christmas" says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.nlu.when.almanac import NoSuchDateError
from bot.nlu.when.calendar import dates_of
from bot.nlu.when.periods import shift
from bot.nlu.when.recurrence.bounds import is_bound, recurs, weekdays_of
from bot.nlu.when.sense import Sense, minute_of
from bot.nlu.when.senses import END
from bot.nlu.when.value import (
    Both,
    Clause,
    Clock,
    Day,
    DayBound,
    DaySpan,
    MonthOf,
    Part,
    PartOf,
    Period,
    Weekday,
    When,
    Which,
)
from bot.nlu.when.view import View
from core.repeat import Freq, Repeat


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """What recurs, by the clock on the wall: days, exact starts, from when, until when, how often in all."""

    repeat: Repeat
    starts: tuple[int, ...] = ()
    """Minutes of the day."""
    part: int | None = None
    """Part of the day where no clock time was said (`bot.nlu.when.senses`)."""
    first: date | None = None
    """First date that may be one."""
    last: date | None = None
    """Last date that may be one."""
    count: int | None = None

    @property
    def rrule(self) -> str:
        """The RRULE; several starts have to share their minute, else only the first is told."""
        found = self.repeat.rrule
        if self.starts:
            minute = self.starts[0] % 60
            hours = [str(start // 60) for start in self.starts if start % 60 == minute]
            found += f";BYHOUR={','.join(hours)};BYMINUTE={minute}"
        found += f";COUNT={self.count}" if self.count else ""
        return found + (f";UNTIL={self.last:%Y%m%d}" if self.last else "")


def rule_of(when: When, view: View) -> Recurrence | None:
    """Return what a message says recurs; None if nothing does, or not by one rule."""
    clauses = [clause for clause in when.clauses if not clause.refused]
    days = [day for clause in clauses for day in clause.days if recurs(day)]
    repeat = _united([_how(day) for day in days])
    if repeat is None or any(map(_is_choice, days)):
        return None
    try:
        first, last = _bounds(days, view)
        if last is None and when.going_on:
            last = shift(view.seen.today, when.going_on.number, when.going_on.unit)
    except NoSuchDateError:
        return None
    starts = tuple(sorted(set(_starts(clauses, view.sense))))
    return Recurrence(
        repeat=repeat,
        starts=starts,
        part=None if starts else _part(clauses),
        first=first,
        last=last,
        count=when.count,
    )


def _how(day: Day) -> Repeat | None:
    match day:
        case Repeat():
            return day
        case Both(left, right):
            found = [_how(each) for each in (left, right) if recurs(each)]
            return found[0] if len(found) == 1 else _shared(found)
        case _:
            days = weekdays_of(day)
            return Repeat.weekly(days) if days else None


def _shared(found: Sequence[Repeat | None]) -> Repeat | None:
    """Return the weekdays that both of two say."""
    sets = [set(each.plain_weekdays or ()) if each else set() for each in found]
    common = set.intersection(*sets) if sets else set()
    return Repeat.weekly(sorted(common)) if common else None


def _united(found: Sequence[Repeat | None]) -> Repeat | None:
    known = [each for each in found if each is not None]
    if not known or len(known) < len(found):
        return None
    if len(set(known)) == 1:
        return known[0]
    kinds = {(each.freq, each.interval) for each in known if each.freq is not Freq.DAILY or each.interval > 1}
    if all(each.plain_weekdays for each in known):
        return Repeat.weekly({day for each in known for day in each.plain_weekdays or ()})
    if len(kinds) != 1 or not all(each.weekdays and not each.month_days for each in known):
        return None
    return Repeat(
        freq=known[0].freq,
        interval=known[0].interval,
        weekdays=tuple(day for each in known for day in each.weekdays),
        months=known[0].months,
    )


def _is_choice(day: Day) -> bool:
    """Say whether only some days are meant: "any day next week", "any Friday"."""
    match day:
        case Both(left, right):
            return _is_choice(left) or _is_choice(right)
        case Period():
            return True
        case Weekday(which=Which.ANY):
            return True
        case _:
            return False


def _bounds(days: Sequence[Day], view: View) -> tuple[date | None, date | None]:
    bounds = {bound for day in days for bound in _bounds_in(day)}
    firsts, lasts = [], []
    for bound in bounds:
        first, last = _ends(bound, view)
        firsts += [first] if first else []
        lasts += [last] if last else []
    return max(firsts, default=None), min(lasts, default=None)


def _bounds_in(day: Day) -> Iterator[Day]:
    if isinstance(day, Both):
        yield from _bounds_in(day.left)
        yield from _bounds_in(day.right)
    elif not recurs(day) and is_bound(day):
        yield day


def _ends(bound: Day, view: View) -> tuple[date | None, date | None]:
    """Return the first and last date that a bound allows; "until November" ends with its first day."""
    match bound:
        case DayBound(PartOf(edge, _) as ending, False, _) if edge == END:
            return None, _span(ending, view)[1]
        case DayBound(day, after, included):
            first, last = _span(day, view)
            if after:
                return (first if included else last + timedelta(days=1)), None
            return None, first if included else first - timedelta(days=1)
        case DaySpan(_, MonthOf() as month):
            first, last = _span(bound, view)
            return first, last.replace(day=1) if month.year is None else last
        case _:
            return _span(bound, view)


def _span(day: Day, view: View) -> tuple[date, date]:
    spans = dates_of(day, view.seen)[0]
    if not spans:
        raise NoSuchDateError
    return spans[0][0], spans[-1][1] - timedelta(days=1)


def _starts(clauses: Sequence[Clause], sense: Sense) -> Iterator[int]:
    for clause in clauses:
        for choice in clause.clocks:
            parts = [each.part for each in choice if isinstance(each, Part)]
            for each in choice:
                if isinstance(each, Clock):
                    yield minute_of(each, None, sense, parts) % 1440


def _part(clauses: Sequence[Clause]) -> int | None:
    parts = (
        each.part
        for clause in clauses
        for choice in clause.clocks
        for each in choice
        if isinstance(each, Part)
    )
    return next(parts, None)
