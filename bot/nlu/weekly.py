"""Weekly hours as a host says them, applied to the present ones: "Mon-Thu 9 to 5, Fridays till 3"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.conventions import USUAL
from bot.nlu.when.sense import NOON, named_part
from bot.nlu.when.senses import ALL_DAYS, END_OF_DAY, FIRST_THING, WEEKDAYS, WORKING
from bot.nlu.when.value import Clause, Clock, ClockLike, ClockSpan, Day, DaySet, DaySpan, Part, Weekday, Which
from core.hours import DAY, OFFICE_HOURS, Range, WeeklyHours, checked

_OFFICE: tuple[Range, ...] = ((9 * 60, 17 * 60),)
_LONGEST_NIGHT = 12 * 60
_FIRST_MORNING_HOUR = 5
_DAWN = 6 * 60
"""Nobody opens before it who says "mornings"."""


class EndsBeforeBeginError(Exception):
    """Hours that end before they begin, and not over night."""


@dataclass(frozen=True, slots=True)
class Saying:
    """One clause of a sentence about hours: weekdays, and what holds on them."""

    weekdays: tuple[int, ...]
    clause: Clause


def weekdays_of(days: Sequence[Day]) -> tuple[int, ...] | None:
    """Return the weekdays that days name; None if they are not weekdays but dates."""
    found: list[int] = []
    for day in days:
        match day:
            case Weekday(weekday, Which.BARE | Which.EVERY | Which.ANY):
                found.append(weekday)
            case DaySpan(Weekday(first), Weekday(last)):
                found += [(first + i) % 7 for i in range((last - first) % 7 + 1)]
            case DaySet(kind):
                found += {WEEKDAYS: range(5), ALL_DAYS: range(7)}.get(kind, range(5, 7))
            case _:
                return None
    return tuple(dict.fromkeys(found))


def recurs(days: Sequence[Day]) -> bool:
    """Say whether days mean every week by themselves: plurals, "weekdays", a span of weekdays."""
    return any(
        isinstance(d, DaySet | DaySpan) or (isinstance(d, Weekday) and d.is_of_all) for d in days
    ) and bool(weekdays_of(days))


def applied(weekly: WeeklyHours | None, clauses: Iterable[Clause], *, only: bool) -> WeeklyHours:
    """Return the hours after a sentence; days that it does not name stay, unless it said "only".

    Raises EndsBeforeBeginError.
    """
    before = weekly or OFFICE_HOURS
    days = list(before.days)
    said: set[int] = set()
    for saying in _sayings(clauses, before):
        for weekday in saying.weekdays:
            first = weekday not in said and not saying.clause.refused
            days[weekday] = _day_after(days[weekday], saying.clause, before, first=first)
            if not saying.clause.refused:
                said.add(weekday)
    if only:
        days = [ranges if weekday in said else () for weekday, ranges in enumerate(days)]
    return WeeklyHours(tuple(days))


def _sayings(clauses: Iterable[Clause], before: WeeklyHours) -> list[Saying]:
    found: list[Saying] = []
    for clause in clauses:
        weekdays = weekdays_of(clause.days) or ()
        if not clause.days:
            weekdays = tuple(n for n, ranges in enumerate(before.days) if ranges) or (0, 1, 2, 3, 4)
        found.append(Saying(weekdays, clause))
    return found


def _day_after(
    ranges: tuple[Range, ...], clause: Clause, before: WeeklyHours, *, first: bool
) -> tuple[Range, ...]:
    if clause.refused:
        gone = [r for choice in clause.clocks for r in ranges_of(choice, ranges)]
        return without(ranges, gone) if clause.clocks else ()
    if not clause.clocks:
        return ranges or _typical(before)
    wished = [r for choice in clause.clocks for r in ranges_of(choice, ranges)]
    return checked(wished if first else [*ranges, *wished])


def _typical(weekly: WeeklyHours) -> tuple[Range, ...]:
    return next((ranges for ranges in weekly.days if ranges), _OFFICE)


def without(ranges: Iterable[Range], gone: Iterable[Range]) -> tuple[Range, ...]:
    """Return ranges less others, in minutes of the day."""
    left = list(ranges)
    for start, end in gone:
        left = [
            piece for a, b in left for piece in ((a, min(b, start)), (max(a, end), b)) if piece[0] < piece[1]
        ]
    return tuple(left)


def ranges_of(choice: Sequence[ClockLike], present: Sequence[Range]) -> tuple[Range, ...]:
    """Return the ranges that clock times say for a day with these present hours; raise EndsBeforeBeginError."""
    found: tuple[Range, ...] | None = None
    for each in choice:
        made = _ranges(each, present)
        found = made if found is None else tuple(_overlaps(found, made))
    return found or ()


def _overlaps(left: Iterable[Range], right: Sequence[Range]) -> list[Range]:
    return [(max(a, c), min(b, d)) for a, b in left for c, d in right if max(a, c) < min(b, d)]


def _ranges(each: ClockLike, present: Sequence[Range]) -> tuple[Range, ...]:
    match each:
        case Part(part):
            return (_part(part),)
        case ClockSpan(start=start, end=end) if start is not None and end is not None:
            return (_both_ends(start, end),)
        case ClockSpan(start=start, end=end):
            return _one_end(start, end, present)
        case Clock():
            minute = _begin(each)
            return ((minute, minute + 60),)
        case _:
            return ()


def _part(part: int) -> Range:
    if part in (FIRST_THING, END_OF_DAY, WORKING):
        return (9 * 60, 17 * 60)
    begins, ends = named_part(part, USUAL)
    return max(begins, _DAWN), ends


def _begin(clock: Clock | Part) -> int:
    """Return when work begins: 5 to 11 is the morning, 12 noon, 1 to 4 the afternoon."""
    if isinstance(clock, Part):
        return _part(clock.part)[0]
    minute = clock.hour * 60 + clock.minute
    if clock.sure or clock.hour > 12:
        return minute
    morning = clock.hour % 12 * 60 + clock.minute
    if clock.half is not None:
        return morning + NOON * clock.half
    return morning if clock.hour % 12 >= _FIRST_MORNING_HOUR else morning + NOON


def _both_ends(start: Clock | Part, end: Clock | Part) -> Range:
    begins = _begin(start)
    if isinstance(end, Part):
        return begins, _part(end.part)[1]
    ends = _minutes(end)
    later = next((m for m in ends if m > begins), None)
    if later is not None:
        return begins, later
    overnight = ends[0] + DAY
    if begins >= 17 * 60 and overnight - begins <= _LONGEST_NIGHT:
        return begins, overnight
    raise EndsBeforeBeginError


def _minutes(clock: Clock) -> tuple[int, ...]:
    """Return the minutes of the day that an end can mean, earlier first."""
    minute = clock.hour * 60 + clock.minute
    if clock.sure or clock.hour > 12:
        return (minute,)
    morning = clock.hour % 12 * 60 + clock.minute
    return (morning, morning + NOON) if clock.half is None else (morning + NOON * clock.half,)


def _one_end(
    start: Clock | Part | None, end: Clock | Part | None, present: Sequence[Range]
) -> tuple[Range, ...]:
    """Read "till 3" and "from 10", which keep the other end of the day."""
    usual = tuple(present) or _OFFICE
    if start is not None:
        begins = _begin(start)
        kept = [(max(a, begins), b) for a, b in usual if b > begins]
        return ((begins, kept[0][1]), *kept[1:]) if kept else ((begins, max(begins + 60, 17 * 60)),)
    if end is None:
        return usual
    ends = _begin(end) if isinstance(end, Part) else next((m for m in _minutes(end) if m > usual[0][0]), 0)
    kept = [(a, min(b, ends)) for a, b in usual if a < ends]
    if not kept:
        raise EndsBeforeBeginError
    return (*kept[:-1], (kept[-1][0], ends))
