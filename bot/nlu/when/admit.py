"""What a clause admits on its dates: windows and points, as UTC instants."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from bot.nlu.when.almanac import NoSuchDateError
from bot.nlu.when.sense import Stretch, exact, limit_minute, stretch_of, to_utc
from bot.nlu.when.value import (
    AnchorShift,
    Beside,
    Both,
    Clause,
    Clock,
    ClockLike,
    ClockSpan,
    Day,
    FromNow,
    Journey,
    Limit,
    NextMinutes,
    SameClock,
)
from bot.nlu.when.view import View
from bot.nlu.when.weekdays import Span
from bot.understood import Asked
from core.interval import Interval, intersect, merge, subtract
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
    stretches: list[Interval] = field(default_factory=list)
    """Windows that were said as such, not made by a point alone."""
    points: list[datetime] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    clocks: list[tuple[int, int]] = field(default_factory=list)
    folds: list[datetime] = field(default_factory=list)
    """Second instants of wall times that exist twice."""
    skipped: bool = False


def add(found: Found, clause: Clause, spans: tuple[Span, ...], view: View) -> None:
    """Add what a clause admits on these dates."""
    match clause.days:
        case [Journey() as journey, *_]:
            _add_journey(found, journey, spans, view)
        case [day, *_] if limits := _limits_of(day):
            _add_limited(found, clause, limits, spans, view)
        case _:
            _add_plain(found, clause, spans, view)


def _limits_of(day: Day) -> tuple[Limit, ...]:
    """Return the limits that a day lies between: "from Monday 2pm on, and by Wednesday noon" has two."""
    match day:
        case Limit():
            return (day,)
        case Both(left, right):
            return (*_limits_of(left), *_limits_of(right))
        case _:
            return ()


def limit(found: Found, clause: Clause, spans: tuple[Span, ...], view: View) -> None:
    """Leave on the days of a clause only what it admits of them."""
    whole, kept = Found(), Found()
    _add_days(whole, spans, (), view)
    _add_plain(kept, clause, spans, view)
    for windows, admitted in ((found.windows, kept.windows), (found.stretches, kept.stretches)):
        windows[:] = [*subtract(windows, whole.windows), *intersect(merge(windows), merge(admitted))]
    found.points = [each for each in found.points if not _within(each, whole) or _within(each, kept)]


def _within(moment: datetime, found: Found) -> bool:
    return any(each.start <= moment < each.end for each in found.windows)


def _add_limited(
    found: Found, clause: Clause, limits: Sequence[Limit], spans: tuple[Span, ...], view: View
) -> None:
    """Add what a clause admits on this side of clock times of a day."""
    made = Found()
    _add_plain(made, clause, spans, view)
    for each in limits:
        _keep_side(made, each, spans, view)
    found.windows += made.windows
    found.stretches += made.stretches
    found.points += made.points
    found.days += made.days
    found.clocks += made.clocks


def _keep_side(made: Found, limit: Limit, spans: tuple[Span, ...], view: View) -> None:
    """Leave of what was found what lies on the limit's side."""
    if not spans:
        return
    day = spans[0][0] if limit.after else spans[-1][1] - timedelta(days=1)
    zone = _zone_of([limit.clock]) or view.hearing.zone
    moment = to_utc(day, limit_minute(limit.clock, day, view.sense, after=limit.after), zone)
    whole = [Interval(min(moment, w.start), max(moment, w.end)) for w in made.windows]
    side = [Interval(moment, w.end) if limit.after else Interval(w.start, moment) for w in whole]
    made.windows, made.stretches = (
        list(intersect(merge(each), merge(side))) for each in (made.windows, made.stretches)
    )
    made.points = [p for p in made.points if (p >= moment) == limit.after]


def _add_plain(found: Found, clause: Clause, spans: tuple[Span, ...], view: View) -> None:
    if not clause.clocks:
        clocks = _kept_clocks(view) if clause.days and not clause.refused else []
        _add_days(found, spans, clocks, view)
        return
    for choice in clause.clocks:
        soon = next((each for each in choice if isinstance(each, NextMinutes)), None)
        if soon is not None:
            _stretch(found, view.hearing.now, _later(view, soon.minutes))
            continue
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
        _stretch(found, start, end)


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
            _stretch(found, to_utc(first, 0, zone), to_utc(after, 0, zone))
            continue
        for day in _each_day(((first, after),)):
            for stretch in kept:
                _place(found, day, stretch, view.hearing.zone)


def _stretch(found: Found, start: datetime, end: datetime) -> None:
    made = Interval(start, end)
    found.windows.append(made)
    found.stretches.append(made)


def moment_of(choice: Sequence[ClockLike], view: View) -> datetime | None:
    """Return the instant of "in 2 hours" or "an hour later"."""
    for each in choice:
        if isinstance(each, FromNow):
            return _later(view, each.minutes)
        if isinstance(each, AnchorShift):
            base = view.hearing.anchor.start if view.hearing.anchor else view.hearing.now
            if abs(each.minutes) > _FARTHEST_MINUTES:
                raise NoSuchDateError
            return base + timedelta(minutes=each.minutes)
    return None


def _later(view: View, minutes: float) -> datetime:
    if abs(minutes) > _FARTHEST_MINUTES:
        raise NoSuchDateError
    return view.hearing.now + timedelta(minutes=minutes)


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
    choice = [_by_anchor(each, view) for each in choice]
    zone = _zone_of(choice) or view.hearing.zone
    if not spans and not clause.days:
        _add_dayless(found, clause, choice, zone, view)
        return
    days = (day for day in _each_day(spans) if not (same and _is_another_weekday(day, spans, view)))
    _on_days(found, days, choice, zone, view)


def _is_another_weekday(day: date, spans: Sequence[Span], view: View) -> bool:
    """Say whether "same time next week" does not mean this day of the week."""
    is_long = any((after - first).days > 1 for first, after in spans)
    return is_long and view.seen.anchor is not None and day.weekday() != view.seen.anchor.weekday()


def _by_anchor(each: ClockLike, view: View) -> ClockLike:
    """Return a clock time that the time being talked about tells."""
    match each:
        case SameClock():
            return _same_clock(view)
        case Beside(after):
            return _beside(view, after=after)
        case _:
            return each


def _beside(view: View, *, after: bool) -> ClockSpan:
    anchor = view.hearing.anchor
    if anchor is None:
        return ClockSpan()
    here = local(anchor.end if after else anchor.start, view.hearing.zone)
    clock = Clock(hour=here.hour, minute=here.minute, sure=True)
    return ClockSpan(start=clock) if after else ClockSpan(end=clock)


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


def _on_days(found: Found, days: Iterable[date], choice: Sequence[ClockLike], zone: str, view: View) -> None:
    """Add a choice of clock times on some days; what it admits of one is worked out once for all days that are alike."""
    alike: dict[int, Stretch | None] = {}
    listed = set(found.days)
    for day in days:
        kind = day.weekday() if view.sense.is_weekly else day.toordinal()
        if kind not in alike:
            alike[kind] = stretch_of(choice, day, view.sense)
        stretch = alike[kind]
        if stretch is not None:
            if len(found.days) < MOST_DAYS and day not in listed:
                found.days.append(day)
                listed.add(day)
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
    if start < end and (stretch.point is None or stretch.sized):
        _stretch(found, start, end)
    elif start < end:
        found.windows.append(Interval(start, end))


def _add_dayless(found: Found, clause: Clause, choice: list[ClockLike], zone: str, view: View) -> None:
    """Give a clock time without a day its days: those being talked about, else today or tomorrow, else all."""
    if days := _talked_about(view):
        _on_days(found, days, choice, zone, view)
        return
    today = local(view.hearing.now, zone).date()
    if any(isinstance(each, Clock) for each in choice) and not clause.refused | clause.preferred:
        trial = Found()
        _on_days(trial, (today,), choice, zone, view)
        is_over = not trial.points or max(trial.points) <= view.hearing.now
        _on_days(found, (today + timedelta(days=1) if is_over else today,), choice, zone, view)
        return
    _on_days(found, _each_day(((today, view.seen.last + timedelta(days=1)),)), choice, zone, view)


def _talked_about(view: View) -> tuple[date, ...]:
    """Return the days to which a bare clock time belongs: that of a time held, else those wished, else that of a booking."""
    hearing = view.hearing
    anchor = () if hearing.anchor is None else (local(hearing.anchor.start, hearing.zone).date(),)
    held = hearing.asked in _HOLDING and bool(anchor)
    return anchor if held else hearing.anchor_days[:MOST_DAYS] or anchor
