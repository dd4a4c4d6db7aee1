"""From clauses to a wish: windows, points, refusals and readings, as UTC instants."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.nlu.when.admit import MOST_DAYS, Found, add, limit
from bot.nlu.when.almanac import NoSuchDateError
from bot.nlu.when.calendar import dates_of
from bot.nlu.when.recurrence.bounds import recurs
from bot.nlu.when.sense import has_two_halves
from bot.nlu.when.senses import ALL_DAYS, WEEKEND, WEEKENDS
from bot.nlu.when.value import (
    AnchorDay,
    AnchorShift,
    Both,
    Clause,
    Clock,
    Day,
    DaySet,
    FromNow,
    OnDate,
    Period,
    Relative,
    SameClock,
    Weekday,
    When,
    Which,
)
from bot.nlu.when.view import View
from bot.nlu.when.weekdays import Dates, Span, one
from bot.understood import Problem, Reading, Wish
from core.interval import Interval, intersect, merge, subtract

WEEK = 7
"""Days."""


def resolve(when: When, view: View, text: str) -> Wish | None:
    """Return the wish of a message; None if it says nothing about time, or only "now", when nothing can begin."""
    if any(_is_now(clause) for clause in when.clauses):
        when = replace(when, clauses=[clause for clause in when.clauses if not _is_now(clause)])
    if not when.clauses:
        return None
    said, required = _said(when, text), _required(when.clauses)
    when = when if required is when.clauses else replace(when, clauses=required)
    try:
        rows = _readings(when, view)
    except NoSuchDateError as error:
        return Wish(problem=Problem.NO_SUCH_DATE, said=str(error) or said, has_day=True)
    return _wish(when, rows, view, said)


def _is_now(clause: Clause) -> bool:
    return not clause.days and clause.clocks == [[FromNow(0)]]


def _required(clauses: list[Clause]) -> list[Clause]:
    """Take "I'd prefer Thursday at 3" as a wish for it, where nothing else is wished; the first of two days is wished too."""
    if any(not each.refused and not each.preferred for each in clauses):
        return clauses
    if len(clauses) > 1 and clauses[0].preferred and all(each.days for each in clauses):
        return [replace(clauses[0], preferred=False), *clauses[1:]]
    return [replace(each, preferred=each.preferred and not _is_point(each)) for each in clauses]


def _is_point(clause: Clause) -> bool:
    said = [each for choice in clause.clocks for each in choice]
    if any(isinstance(each, AnchorShift | SameClock) for each in said):
        return True
    return bool(clause.days) and any(isinstance(each, Clock) for each in said)


def _has_clock(clause: Clause) -> bool:
    return any(isinstance(each, Clock | FromNow) for choice in clause.clocks for each in choice)


def _said(when: When, text: str) -> str:
    clauses = when.clauses
    return text[min(c.start for c in clauses) : max(c.end for c in clauses)].strip()


@dataclass(slots=True)
class _Row:
    """One reading of the whole message."""

    wished: Found = field(default_factory=Found)
    refused: Found = field(default_factory=Found)
    preferred: Found = field(default_factory=Found)


def _readings(when: When, view: View) -> list[_Row]:
    clauses = [_on_all_weekends(_on_all_days(clause, when), when) for clause in when.clauses]
    clauses = [_everywhere(c) if c.instead or _is_exception(c, when) else c for c in clauses]
    if any(clause.preferred for clause in clauses):
        wished = [_dates(clause, view) for clause in clauses if not clause.refused and not clause.preferred]
        clauses = [_among(clause, wished) for clause in clauses]
    clauses = _in_order(clauses, view)
    dates = [_dates(clause, view) for clause in clauses]
    chosen = [
        [each[min(k, len(each) - 1)] for each in dates]
        for k in range(min(4, max(len(each) for each in dates)))
    ]
    return [_row(clauses, spans, each) for each in _views(clauses, view) for spans in chosen]


def _in_order(clauses: list[Clause], view: View) -> list[Clause]:
    """Let today's weekday be in a week where it is named after days that are still to come: "Monday, Tuesday or Wednesday"."""
    today = Weekday(view.seen.today.weekday())
    if not any(today in clause.days for clause in clauses):
        return clauses
    ordered, coming = [], False
    for clause in clauses:
        days: list[Day] = []
        for day in clause.days:
            days.append(Relative(WEEK) if day == today and coming and not clause.refused else day)
            coming = coming or (not clause.refused and _is_coming(day, view))
        ordered.append(replace(clause, days=days))
    return ordered


def _is_coming(day: Day, view: View) -> bool:
    """Say whether a day is one of the next six."""
    options = dates_of(day, view.seen) if isinstance(day, Weekday | OnDate | Both) and not recurs(day) else ()
    if len(options) != 1 or len(options[0]) != 1:
        return False
    first, after = options[0][0]
    return 0 < (first - view.seen.today).days < WEEK and (after - first).days == 1


def _views(clauses: Sequence[Clause], view: View) -> list[View]:
    """Return the view, and the one by which clock times are after noon where nothing tells and the host works at both."""
    said = [choice for clause in clauses if not clause.refused for choice in clause.clocks]
    if not any(has_two_halves(choice, view.sense) for choice in said):
        return [view]
    return [view, replace(view, sense=replace(view.sense, later_half=True))]


def _row(clauses: Sequence[Clause], dates: Sequence[tuple[Span, ...]], view: View) -> _Row:
    row = _Row()
    for clause, spans in zip(clauses, dates, strict=True):
        part = row.refused if clause.refused else row.preferred if clause.preferred else row.wished
        if clause.instead:
            limit(part, clause, spans, view)
        else:
            add(part, clause, spans, view)
    return row


def _is_exception(clause: Clause, when: When) -> bool:
    """Say whether a refused weekday is every such day: of what is wished, or of all."""
    wishes = [each for each in when.clauses if not each.refused]
    wished = any(_is_stretch(day) for each in wishes for day in each.days)
    wished = wished or any(not each.days and not _is_point(each) and not _has_clock(each) for each in wishes)
    return clause.refused and (wished or clause.excepted)


def _is_stretch(day: Day) -> bool:
    return not isinstance(day, OnDate | Relative | AnchorDay) and not (
        isinstance(day, Weekday) and not day.is_of_all
    )


def _on_all_days(clause: Clause, when: When) -> Clause:
    """Refuse "the mornings" on all days, not on those talked about before, where the message names days itself."""
    named = any(each.days for each in when.clauses)
    is_bare = clause.refused and not clause.days and bool(clause.clocks)
    return replace(clause, days=[DaySet(ALL_DAYS)]) if is_bare and named else clause


def _everywhere(clause: Clause) -> Clause:
    """Let "next week except Wednesday" refuse the Wednesday of the week that is wished."""
    days = [
        Weekday(d.weekday, Which.EVERY) if isinstance(d, Weekday) and d.which is Which.BARE else d
        for d in clause.days
    ]
    return replace(clause, days=days)


def _on_all_weekends(clause: Clause, when: When) -> Clause:
    """Refuse all weekends where "the weekend" is taken out of all days: "any day but the weekend"."""
    if not (clause.refused and (clause.excepted or when.others)):
        return clause
    return replace(clause, days=[DaySet(WEEKENDS) if day == _WEEKEND else day for day in clause.days])


_WEEKEND = Period(unit=WEEKEND)


def _among(clause: Clause, wished: Sequence[Sequence[tuple[Span, ...]]]) -> Clause:
    """Let "late next week, Thursday if possible" prefer the Thursday of what is wished."""
    spans = [span for options in wished for option in options for span in option]
    if not clause.preferred or not any(_falls_in(day, span) for day in clause.days for span in spans):
        return clause
    return _everywhere(clause)


def _falls_in(day: Day, span: Span) -> bool:
    """Say whether some day of a span is such a weekday."""
    first, after = span
    return isinstance(day, Weekday) and (day.weekday - first.weekday()) % 7 < (after - first).days


def _dates(clause: Clause, view: View) -> list[tuple[Span, ...]]:
    """Return the options of a clause's days, crossed over its choices."""
    options: list[tuple[Span, ...]] = [()]
    for when in clause.days:
        found: Dates = dates_of(when, view.seen) if clause.refused else _or_in_a_week(when, view)
        options = [
            (*options[min(k, len(options) - 1)], *found[min(k, len(found) - 1)])
            for k in range(max(len(options), len(found)))
        ]
    return options


def _or_in_a_week(when: Day, view: View) -> Dates:
    """Return the dates of a day: a weekday in the later week that is being talked about; today's weekday is today or in a week, unless one of them is being talked about."""
    found = dates_of(when, view.seen)
    today = view.seen.today
    if isinstance(when, Weekday) and when.which is Which.BARE and (day := _in_their_week(when, view)):
        return one(day)
    if when != Weekday(today.weekday()):
        return found
    both = (today, today + timedelta(days=7))
    known = [day for day in both if day in (*view.hearing.anchor_days, view.seen.anchor)]
    known = known or [day for day in both if _is_in_week_of(day, view.seen.anchor)]
    return tuple(option for day in (known if len(known) == 1 else both) for option in one(day))


def _is_in_week_of(day: date, other: date | None) -> bool:
    return other is not None and day.isocalendar()[:2] == other.isocalendar()[:2]


def _in_their_week(when: Weekday, view: View) -> date | None:
    """Return the date of a weekday in the week of which times are being offered or several days were wished, if it is still to come."""
    hearing, today = view.hearing, view.seen.today
    weeks = {day - timedelta(days=day.weekday()) for day in hearing.anchor_days}
    if len(weeks) != 1 or not (hearing.offers or len(hearing.anchor_days) > 1):
        return None
    week = weeks.pop()
    return week + timedelta(days=when.weekday) if week > today else None


def _wishes(clause: Clause, among: Sequence[Clause]) -> bool:
    """Say whether a clause wishes something: "any day" of "any day but Friday" does not."""
    is_all = clause.days == [DaySet(ALL_DAYS)] and not clause.clocks
    return not (clause.refused or clause.preferred or (is_all and any(each.excepted for each in among)))


def _wish(when: When, rows: list[_Row], view: View, said: str) -> Wish:
    refusal = not any(_wishes(each, when.clauses) for each in when.clauses)
    rows = _with_folds(rows)
    made = [_reading(each, when, view, refusal=refusal) for each in rows]
    row = next((row for row, reading in zip(rows, made, strict=True) if reading.windows), rows[0])
    readings = _distinct(made)
    wished = [r for r in readings if r.windows]
    unclear = Problem.UNCLEAR if when.unread and not refusal else None
    problem = _problem(rows, wished, refusal=refusal) or unclear
    windows = _together([r.windows for r in wished])
    points = tuple(sorted({p for r in wished for p in r.points}))
    stretches = _together([r.stretches for r in wished])
    used = row.wished if not refusal else row.refused
    clauses = [c for c in when.clauses if not c.refused] or when.clauses
    return Wish(
        windows=windows if problem is None else (),
        points=points if problem is None else (),
        stretches=stretches if problem is None else (),
        excluded=merge(_refused(row)),
        prefer=_better(row, windows),
        has_day=any(c.days or _is_moment(c) for c in clauses),
        has_clock=any(bool(c.clocks) for c in clauses),
        refusal=refusal and not row.preferred.windows and not when.others,
        readings=tuple(wished) if len(wished) > 1 else (),
        problem=problem,
        said=said,
        clock=_clock(used, clauses),
        days=tuple(dict.fromkeys(used.days))[:MOST_DAYS],
    )


def _together(readings: Sequence[tuple[Interval, ...]]) -> tuple[Interval, ...]:
    """Return what any reading admits; each is sorted and merged."""
    return readings[0] if len(readings) == 1 else merge([w for windows in readings for w in windows])


def _better(row: _Row, windows: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """Return what is preferred of the windows; all that is preferred where they have nothing of it."""
    if not row.preferred.windows:
        return ()
    preferred = subtract(row.preferred.windows, row.refused.windows)
    return intersect(preferred, windows) or preferred


def _is_moment(clause: Clause) -> bool:
    return any(isinstance(each, FromNow | AnchorShift) for choice in clause.clocks for each in choice)


def _clock(found: Found, clauses: list[Clause]) -> tuple[int, int] | None:
    if not found.clocks or not any(c.clocks for c in clauses):
        return None
    return found.clocks[0] if len(found.clocks) == 1 else None


def _with_folds(rows: list[_Row]) -> list[_Row]:
    """Add a reading for a wall time that exists twice."""
    twice = [row for row in rows if row.wished.folds]
    extra: list[_Row] = []
    for row in twice:
        later = Found(days=row.wished.days, clocks=row.wished.clocks)
        for moment in row.wished.folds:
            later.points.append(moment)
            later.windows.append(Interval.of(moment, 60))
        row.wished.windows = [Interval.of(p, 60) for p in row.wished.points]
        extra.append(_Row(later, row.refused, row.preferred))
    return rows + extra


def _reading(row: _Row, when: When, view: View, *, refusal: bool) -> Reading:
    wished = [view.horizon] if refusal else row.wished.windows
    stretches, said = row.wished.stretches, [*row.wished.points]
    if not refusal and not (row.preferred.windows and intersect(wished, row.preferred.windows)):
        wished, stretches = [*wished, *row.preferred.windows], [*stretches, *row.preferred.stretches]
        said += row.preferred.points
    windows = admitted = _admitted(wished, row, view)
    points = _inside(said, windows)
    if said and not refusal:
        windows = _live(windows, sorted(set(said) - set(points)))
    if not refusal and stretches != wished:
        admitted = _admitted(stretches, row, view)
    return Reading(
        windows=windows,
        points=points,
        stretches=admitted,
        has_day=any(c.days for c in when.clauses),
    )


def _admitted(wished: Iterable[Interval], row: _Row, view: View) -> tuple[Interval, ...]:
    """Return what is left of some windows without what was refused, what is over and what lies too far ahead."""
    windows = subtract(wished, _refused(row))
    if not view.include_past:
        now = view.hearing.now
        windows = tuple(w if w.start >= now else Interval(now, w.end) for w in windows if w.end > now)
    return _clipped(windows, view)


def _refused(row: _Row) -> list[Interval]:
    """Return what is refused; beside "14:30", "not 14:00" is that start only, not the hour after it."""
    starts = {
        point
        for point in row.refused.points
        if any(abs(wished - point) < _BESIDE for wished in row.wished.points)
    }
    whole = [w for w in row.refused.windows if w.start not in starts or w in row.refused.stretches]
    return [*whole, *(Interval.of(point, 1) for point in starts)]


_BESIDE = timedelta(minutes=60)
"""How far away a wished start may be from a refused one to be beside it."""


def _inside(points: Iterable[datetime], windows: Sequence[Interval]) -> tuple[datetime, ...]:
    """Return the points that lie in windows, which are sorted and apart."""
    starts = [window.start for window in windows]
    at = ((point, bisect_right(starts, point) - 1) for point in set(points))
    return tuple(sorted(point for point, i in at if i >= 0 and point < windows[i].end))


def _live(windows: tuple[Interval, ...], over: Sequence[datetime]) -> tuple[Interval, ...]:
    """Return the windows that are more than the rest of a point that is over; those are sorted."""
    if not over:
        return windows
    before = (bisect_left(over, window.end - timedelta(minutes=60)) for window in windows)
    return tuple(w for w, i in zip(windows, before, strict=True) if i == len(over) or over[i] >= w.start)


def _clipped(windows: tuple[Interval, ...], view: View) -> tuple[Interval, ...]:
    """Clip to the horizon; a time that lies wholly beyond it is kept, so that it can be refused by name."""
    last = view.horizon.end
    inside = tuple(w if w.end <= last else Interval(w.start, last) for w in windows if w.start < last)
    return inside or windows


def _distinct(readings: list[Reading]) -> list[Reading]:
    return list(dict.fromkeys(readings)) if len(readings) > 1 else readings


def _problem(rows: list[_Row], wished: list[Reading], *, refusal: bool) -> Problem | None:
    if all(row.wished.skipped for row in rows) and not any(row.wished.points for row in rows):
        return Problem.SKIPPED
    if not wished and not refusal and any(row.wished.windows for row in rows):
        return Problem.PAST
    return None
