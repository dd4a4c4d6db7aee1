"""From clauses to a wish: windows, points, refusals and readings, as UTC instants."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from bot.nlu.when.almanac import NoSuchDateError
from bot.nlu.when.calendar import dates_of
from bot.nlu.when.sense import Stretch, exact, stretch_of, to_utc
from bot.nlu.when.value import (
    AnchorDay,
    AnchorShift,
    Clause,
    Clock,
    ClockLike,
    ClockSpan,
    Day,
    FromNow,
    Journey,
    OnDate,
    Relative,
    SameClock,
    Weekday,
    When,
    Which,
)
from bot.nlu.when.view import View
from bot.nlu.when.weekdays import Dates, Span, one
from bot.understood import Asked, Problem, Reading, Wish
from core.interval import Interval, merge, subtract
from core.zones import local

MOST_DAYS = 60
"""Dates listed in a wish."""
_HOLDING = {Asked.CONFIRM, Asked.WHO, Asked.NAME, Asked.EMAIL, Asked.CODE, Asked.QUESTION}
"""What is asked while a time is held."""

_FARTHEST_MINUTES = 60 * 24 * 366 * 5


@dataclass(slots=True)
class Found:
    """What a clause gives: windows and points of one reading."""

    windows: list[Interval] = field(default_factory=list)
    points: list[datetime] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    clocks: list[tuple[int, int]] = field(default_factory=list)
    folds: list[datetime] = field(default_factory=list)
    """Second instants of wall times that exist twice."""
    skipped: bool = False


def resolve(when: When, view: View, text: str) -> Wish | None:
    """Return the wish of a message; None if it says nothing about time."""
    if not when.clauses:
        return None
    said = _said(when, text)
    try:
        rows = _readings(when, view)
    except NoSuchDateError as error:
        return Wish(problem=Problem.NO_SUCH_DATE, said=str(error) or said, has_day=True)
    return _wish(when, rows, view, said)


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
    wished = any(_is_stretch(day) for clause in when.clauses if not clause.refused for day in clause.days)
    dates = [
        _dates(_everywhere(clause) if clause.refused and wished else clause, view) for clause in when.clauses
    ]
    count = max(len(options) for options in dates)
    rows: list[_Row] = []
    for k in range(min(count, 4)):
        row = _Row()
        for clause, options in zip(when.clauses, dates, strict=True):
            part = row.refused if clause.refused else row.preferred if clause.preferred else row.wished
            _add(part, clause, options[min(k, len(options) - 1)], view)
        rows.append(row)
    return rows


def _is_stretch(day: Day) -> bool:
    return not isinstance(day, OnDate | Relative | AnchorDay) and not (
        isinstance(day, Weekday) and day.which is not Which.EVERY
    )


def _everywhere(clause: Clause) -> Clause:
    """Let "next week except Wednesday" refuse the Wednesday of the week that is wished."""
    days = [
        Weekday(d.weekday, Which.EVERY) if isinstance(d, Weekday) and d.which is Which.BARE else d
        for d in clause.days
    ]
    return replace(clause, days=days)


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
    """Return the dates of a day; today's weekday is today or in a week, unless one of them is being talked about."""
    found = dates_of(when, view.seen)
    today = view.seen.today
    if when != Weekday(today.weekday()):
        return found
    both = (today, today + timedelta(days=7))
    known = [day for day in both if day in (*view.hearing.anchor_days, view.seen.anchor)]
    return tuple(option for day in (known if len(known) == 1 else both) for option in one(day))


def _add(found: Found, clause: Clause, spans: tuple[Span, ...], view: View) -> None:
    if isinstance(journey := clause.days[0] if clause.days else None, Journey):
        _add_journey(found, journey, spans, view)
        return
    if not clause.clocks:
        clocks = _kept_clocks(view) if clause.days and not clause.refused else []
        _add_days(found, spans, clocks, view)
        return
    for choice in clause.clocks:
        moment = moment_of(choice, view)
        if moment is not None:
            _point(found, moment, view)
        else:
            _add_choice(found, clause, choice, spans, view)


def _add_journey(found: Found, journey: Journey, spans: Sequence[Span], view: View) -> None:
    first, last = spans[0][0], spans[-1][1] - timedelta(days=1)
    begins = stretch_of([journey.begins], first, view.sense)
    ends = stretch_of([journey.ends], last, view.sense) if journey.ends else Stretch(0, 1440)
    if begins is None or ends is None:
        return
    stop = ends.point if ends.point is not None else ends.end
    start, end = to_utc(first, begins.start, view.hearing.zone), to_utc(last, stop, view.hearing.zone)
    found.days += _each_day(spans)
    if start < end:
        found.windows.append(Interval(start, end))


def _kept_clocks(view: View) -> list[Stretch]:
    kept = view.hearing.anchor_clock
    if kept is None:
        return []
    start, end = kept
    return [Stretch(start, start + view.sense.point_minutes, start) if start == end else Stretch(start, end)]


def _add_days(found: Found, spans: Iterable[Span], kept: Sequence[Stretch], view: View) -> None:
    for first, after in spans:
        found.days += [first + timedelta(days=i) for i in range(min((after - first).days, MOST_DAYS))]
        if not kept:
            zone = view.hearing.zone
            found.windows.append(Interval(to_utc(first, 0, zone), to_utc(after, 0, zone)))
            continue
        for day in _each_day(((first, after),)):
            for stretch in kept:
                _place(found, day, stretch, view.hearing.zone)


def moment_of(choice: Sequence[ClockLike], view: View) -> datetime | None:
    """Return the instant of "in 2 hours" or "an hour later"."""
    for each in choice:
        if isinstance(each, FromNow):
            if each.minutes > _FARTHEST_MINUTES:
                raise NoSuchDateError
            return view.hearing.now + timedelta(minutes=each.minutes)
        if isinstance(each, AnchorShift):
            base = view.hearing.anchor.start if view.hearing.anchor else view.hearing.now
            if abs(each.minutes) > _FARTHEST_MINUTES:
                raise NoSuchDateError
            return base + timedelta(minutes=each.minutes)
    return None


def _point(found: Found, moment: datetime, view: View) -> None:
    moment = moment.astimezone(UTC).replace(second=0, microsecond=0)
    here = local(moment, view.hearing.zone)
    found.points.append(moment)
    found.days.append(here.date())
    found.clocks.append((here.hour * 60 + here.minute,) * 2)
    found.windows.append(Interval.of(moment, view.sense.point_minutes))


def _add_choice(
    found: Found, clause: Clause, choice: list[ClockLike], spans: tuple[Span, ...], view: View
) -> None:
    same = any(isinstance(each, SameClock) for each in choice)
    choice = [_same_clock(view) if isinstance(each, SameClock) else each for each in choice]
    zone = _zone_of(choice) or view.hearing.zone
    if not spans:
        _add_dayless(found, clause, choice, zone, view)
        return
    for day in _each_day(spans):
        if not (same and _is_another_weekday(day, spans, view)):
            _on_day(found, day, choice, zone, view)


def _is_another_weekday(day: date, spans: Sequence[Span], view: View) -> bool:
    """Say whether "same time next week" does not mean this day of the week."""
    is_long = any((after - first).days > 1 for first, after in spans)
    return is_long and view.seen.anchor is not None and day.weekday() != view.seen.anchor.weekday()


def _same_clock(view: View) -> ClockLike:
    anchor, kept = view.hearing.anchor, view.hearing.anchor_clock
    if anchor is not None:
        here = local(anchor.start, view.hearing.zone)
        return Clock(hour=here.hour, minute=here.minute, sure=True)
    if kept is not None:
        return Clock(hour=kept[0] // 60, minute=kept[0] % 60, sure=True)
    return ClockSpan()


def _zone_of(choice: Sequence[ClockLike]) -> str | None:
    return next((each.zone for each in choice if isinstance(each, Clock | ClockSpan) and each.zone), None)


def _each_day(spans: Iterable[Span]) -> Iterator[date]:
    count = 0
    for first, after in spans:
        day = first
        while day < after and count < 400:
            yield day
            day += timedelta(days=1)
            count += 1


def _on_day(found: Found, day: date, choice: Sequence[ClockLike], zone: str, view: View) -> None:
    stretch = stretch_of(choice, day, view.sense)
    if stretch is None:
        return
    if len(found.days) < MOST_DAYS and day not in found.days:
        found.days.append(day)
    _place(found, day, stretch, zone)


def _place(found: Found, day: date, stretch: Stretch, zone: str) -> None:
    clock = (stretch.point, stretch.point) if stretch.point is not None else (stretch.start, stretch.end)
    if clock not in found.clocks:
        found.clocks.append(clock)
    start, end = to_utc(day, stretch.start, zone), to_utc(day, stretch.end, zone)
    if stretch.point is not None:
        moments = exact(day, stretch.point, zone)
        found.skipped = found.skipped or not moments
        found.points += moments[:1]
        found.folds += moments[1:]
        end = max(end, start + timedelta(minutes=1))
    if start < end:
        found.windows.append(Interval(start, end))


def _add_dayless(found: Found, clause: Clause, choice: list[ClockLike], zone: str, view: View) -> None:
    """Give a clock time without a day its days: those being talked about, else today or tomorrow, else all."""
    if days := _talked_about(view):
        for day in days:
            _on_day(found, day, choice, zone, view)
        return
    today = local(view.hearing.now, zone).date()
    if any(isinstance(each, Clock) for each in choice) and not clause.refused:
        trial = Found()
        _on_day(trial, today, choice, zone, view)
        is_over = not trial.points or max(trial.points) <= view.hearing.now
        _on_day(found, today + timedelta(days=1) if is_over else today, choice, zone, view)
        return
    if not _same_each_week(view, zone):
        for day in _each_day(((today, view.seen.last + timedelta(days=1)),)):
            _on_day(found, day, choice, zone, view)
        return
    week = [stretch_of(choice, today + timedelta(days=i), view.sense) for i in range(7)]
    for i, day in enumerate(_each_day(((today, view.seen.last + timedelta(days=1)),))):
        stretch = week[i % 7]
        if stretch is not None:
            found.days.append(day)
            _place(found, day, stretch, zone)


def _talked_about(view: View) -> tuple[date, ...]:
    """Return the days to which a bare clock time belongs: that of a time held, else those wished, else that of a booking."""
    hearing = view.hearing
    anchor = () if hearing.anchor is None else (local(hearing.anchor.start, hearing.zone).date(),)
    held = hearing.asked in _HOLDING and bool(anchor)
    return anchor if held else hearing.anchor_days[:MOST_DAYS] or anchor


def _same_each_week(view: View, zone: str) -> bool:
    """Say whether a clock time means the same minutes every week, whatever clocks are set to."""
    return view.sense.hours is None or view.sense.hours_zone in (None, zone)


def _wish(when: When, rows: list[_Row], view: View, said: str) -> Wish:
    row = rows[0]
    refusal = not any(not c.refused and not c.preferred for c in when.clauses)
    readings = _distinct([_reading(each, when, view, refusal=refusal) for each in _with_folds(rows)])
    wished = [r for r in readings if r.windows]
    problem = _problem(rows, wished, refusal=refusal)
    windows = merge(w for r in wished for w in r.windows)
    points = tuple(sorted({p for r in wished for p in r.points}))
    used = row.wished if not refusal else row.refused
    clauses = [c for c in when.clauses if not c.refused] or when.clauses
    return Wish(
        windows=windows if problem is None else (),
        points=points if problem is None else (),
        excluded=merge(row.refused.windows),
        prefer=merge(row.preferred.windows),
        has_day=any(c.days or _is_moment(c) for c in clauses),
        has_clock=any(bool(c.clocks) for c in clauses),
        refusal=refusal and not row.preferred.windows,
        readings=tuple(wished) if len(wished) > 1 else (),
        problem=problem,
        said=said,
        clock=_clock(used, clauses),
        days=tuple(dict.fromkeys(used.days))[:MOST_DAYS],
    )


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
    windows = subtract(wished, row.refused.windows)
    if not view.include_past:
        windows = tuple(
            Interval(max(w.start, view.hearing.now), w.end) for w in windows if w.end > view.hearing.now
        )
    windows = _clipped(windows, view)
    points = tuple(sorted({p for p in row.wished.points if any(w.start <= p < w.end for w in windows)}))
    if row.wished.points and not refusal:
        windows = tuple(w for w in windows if _is_live(w, row.wished.points, points))
    return Reading(windows=windows, points=points, has_day=any(c.days for c in when.clauses))


def _is_live(window: Interval, said: Sequence[datetime], left: Sequence[datetime]) -> bool:
    """Say whether a window is more than the rest of a point that is over."""
    over = [p for p in said if p not in left]
    return not any(p < window.end <= p + timedelta(minutes=60) and window.start > p for p in over)


def _clipped(windows: tuple[Interval, ...], view: View) -> tuple[Interval, ...]:
    """Clip to the horizon; a time that lies wholly beyond it is kept, so that it can be refused by name."""
    last = view.horizon.end
    inside = tuple(Interval(w.start, min(w.end, last)) for w in windows if w.start < last)
    return inside or windows


def _distinct(readings: Iterable[Reading]) -> list[Reading]:
    return list(dict.fromkeys(readings))


def _problem(rows: list[_Row], wished: list[Reading], *, refusal: bool) -> Problem | None:
    if all(row.wished.skipped for row in rows) and not any(row.wished.points for row in rows):
        return Problem.SKIPPED
    if not wished and not refusal and any(row.wished.windows for row in rows):
        return Problem.PAST
    return None
