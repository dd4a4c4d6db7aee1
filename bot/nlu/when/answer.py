"""The times of a message as plain intervals, each as it was said: what a scorer or a person wants to see."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.nlu.when.admit import moment_of
from bot.nlu.when.almanac import NoSuchDateError
from bot.nlu.when.calendar import dates_of
from bot.nlu.when.sense import Stretch, limit_minute, stretch_of, to_utc
from bot.nlu.when.senses import EVENINGS, MONTH, QUARTER, WEEK, YEAR
from bot.nlu.when.value import (
    Ahead,
    Clause,
    Clock,
    ClockLike,
    ClockSpan,
    Day,
    DayBound,
    Journey,
    Limit,
    MonthOf,
    NextMinutes,
    Part,
    Period,
    QuarterOf,
    Relative,
    Weekday,
    WeekNumber,
    WeekOf,
    When,
    Which,
    YearOf,
)
from bot.nlu.when.view import View
from bot.nlu.when.weekdays import Span
from core.hours import DAY as MINUTES_A_DAY
from core.zones import local, local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One time: an instant (no end) or an interval with an open or closed start and end, UTC."""

    start: datetime | None
    end: datetime | None
    grain: str
    is_interval: bool


def items_of(when: When, view: View) -> list[Item] | None:
    """Return the wished times in order, then the refused; None where the words have several readings or name no date."""
    try:
        wished, refused = (
            [item for clause in when.clauses if clause.refused is so for item in _of_clause(clause, view)]
            for so in (False, True)
        )
    except (NoSuchDateError, _SeveralReadingsError):
        return None
    if len(wished) == 1 and when.lasting:
        wished = [_lasting(wished[0], when.lasting)]
    return wished + refused


def _lasting(item: Item, minutes: float) -> Item:
    """Give "from 2pm" of "from 2pm for an hour" its end; "30 minutes on Tuesday" are some of it."""
    if item.start is None or item.end is not None or (item.grain == "day" and minutes < MINUTES_A_DAY):
        return item
    return replace(item, end=item.start + timedelta(minutes=minutes), is_interval=True)


class _SeveralReadingsError(Exception):
    """Usage differs, so there is no one answer."""


def _of_clause(clause: Clause, view: View) -> Iterator[Item]:
    if not clause.clocks:
        for day in clause.days:
            yield from _of_day(day, view)
        return
    days: list[Day | None] = [*clause.days] or [None]
    for day_or_none in days:
        for choice in clause.clocks:
            yield from _of_choice(day_or_none, choice, view)


def _spans(day: Day, view: View) -> tuple[Span, ...]:
    if isinstance(day, Ahead) and day.vague:
        raise _SeveralReadingsError
    likely = dates_of(day, replace(view.seen, strict=False))[0]
    try:
        options = dates_of(day, view.seen)
    except NoSuchDateError:
        return likely
    if len(options) > 1:
        raise _SeveralReadingsError
    return likely


def _of_day(day: Day, view: View) -> Iterator[Item]:
    if isinstance(day, Journey):
        yield from _of_journey(day, view)
        return
    if isinstance(day, Limit):
        yield _of_limit(day, view)
        return
    if isinstance(day, Relative) and day.rest:
        yield _rest_of_today(view)
        return
    for first, after in _spans(day, view):
        start, end = (to_utc(each, 0, view.hearing.zone) for each in (first, after))
        if isinstance(day, DayBound):
            yield Item(
                start=start if day.after else None,
                end=None if day.after else end,
                grain="day",
                is_interval=True,
            )
        elif (after - first).days == 1:
            yield Item(start=start, end=None, grain="day", is_interval=False)
        else:
            yield Item(start=start, end=end, grain=_grain(day), is_interval=True)


def _rest_of_today(view: View) -> Item:
    midnight = to_utc(
        local_date(view.hearing.now, view.hearing.zone) + timedelta(days=1), 0, view.hearing.zone
    )
    return Item(start=view.hearing.now, end=midnight, grain="minute", is_interval=True)


def _of_limit(limit: Limit, view: View) -> Item:
    spans, zone = _spans(limit.day, view), view.hearing.zone
    day = spans[0][0] if limit.after else spans[-1][1] - timedelta(days=1)
    moment = to_utc(day, limit_minute(limit.clock, day, view.sense, after=limit.after), zone)
    start, end = (moment, None) if limit.after else (None, moment)
    return Item(start=start, end=end, grain="minute", is_interval=True)


def _of_journey(day: Journey, view: View) -> Iterator[Item]:
    (first, after), zone = _spans(day, view)[0], view.hearing.zone
    begins = stretch_of([day.begins], first, view.sense)
    last = after - timedelta(days=1)
    ends = stretch_of([day.ends], last, view.sense) if day.ends else Stretch(0, 1440)
    if begins is not None and ends is not None:
        stop = ends.end if ends.point is None else ends.point
        start, end = to_utc(first, begins.start, zone), to_utc(last, stop, zone)
        yield Item(start=start, end=end, grain="minute", is_interval=True)


def _grain(day: Day) -> str:
    match day:
        case Period(unit=unit):
            return {WEEK: "week", MONTH: "month", QUARTER: "quarter", YEAR: "year"}.get(unit, "day")
        case MonthOf():
            return "month"
        case QuarterOf():
            return "quarter"
        case YearOf():
            return "year"
        case WeekNumber() | WeekOf():
            return "week"
        case _:
            return "day"


def _of_choice(day: Day | None, choice: list[ClockLike], view: View) -> Iterator[Item]:
    soon = next((each for each in choice if isinstance(each, NextMinutes)), None)
    if (soon is not None and soon.vague) or _is_torn(choice):
        raise _SeveralReadingsError
    if soon is not None:
        start = view.hearing.now
        yield Item(start=start, end=start + timedelta(minutes=soon.minutes), grain="minute", is_interval=True)
        return
    moment = moment_of(choice, view)
    if moment is not None:
        yield Item(start=moment, end=None, grain="minute", is_interval=False)
        return
    if day is not None and _is_long(day, view):
        yield from (*_of_day(day, view), *_of_choice(None, choice, view))
        return
    zone = next(
        (each.zone for each in choice if isinstance(each, Clock | ClockSpan) and each.zone), view.hearing.zone
    )
    for when in _days(day, choice, zone, view):
        stretch = stretch_of(choice, when, view.sense)
        if stretch is not None:
            item = _timed(when, stretch, choice, zone)
            is_over = isinstance(day, Weekday) and day.which is Which.BARE and _is_over(item, view)
            yield _timed(when + timedelta(days=7), stretch, choice, zone) if is_over else item


def _is_torn(choice: list[ClockLike]) -> bool:
    """Say whether a clock time is in no evening: "this evening at 2" is after midnight for some, a slip for others."""
    in_evening = any(isinstance(each, Part) and each.part in EVENINGS for each in choice)
    clocks = [each for each in choice if isinstance(each, Clock) and each.half is None and not each.sure]
    return in_evening and any(0 < each.hour < _SMALL_HOURS for each in clocks)


_SMALL_HOURS = 5


def _is_over(item: Item, view: View) -> bool:
    last = item.end if item.is_interval else item.start
    return last is not None and last < view.hearing.now


def _is_long(day: Day, view: View) -> bool:
    """Say whether a day is rather a stretch: its clock times are told apart from it."""
    return any((after - first).days > 1 for first, after in _spans(day, view))


def _days(day: Day | None, choice: list[ClockLike], zone: str, view: View) -> list[date]:
    if day is not None:
        return [
            first + timedelta(days=i)
            for first, after in _spans(day, view)
            for i in range((after - first).days)
        ]
    today = local_date(view.hearing.now, zone)
    here = local(view.hearing.now, zone)
    stretch = stretch_of(choice, today, view.sense)
    if stretch is None:
        return [today]
    is_range = any(isinstance(each, ClockSpan) and each.start and each.end for each in choice)
    middle = (stretch.start + stretch.end) // 2
    if stretch.point == MINUTES_A_DAY and not (here.hour or here.minute):
        return [today - timedelta(days=1)]
    last = stretch.point if stretch.point is not None else middle if is_range else stretch.end - 1
    if any(isinstance(each, ClockSpan) and each.start and each.end is None for each in choice):
        last = stretch.start
    return [today + timedelta(days=1) if last < here.hour * 60 + here.minute else today]


def _timed(day: date, stretch: Stretch, choice: list[ClockLike], zone: str) -> Item:
    start, end = to_utc(day, stretch.start, zone), to_utc(day, stretch.end, zone)
    last = choice[-1]
    if isinstance(last, ClockSpan):
        spans = [each for each in choice if isinstance(each, ClockSpan)]
        opens = all(each.start is None for each in spans)
        open_end = all(each.end is None for each in spans)
        return Item(
            start=None if opens else start, end=None if open_end else end, grain="minute", is_interval=True
        )
    if stretch.point is not None:
        return Item(start=to_utc(day, stretch.point, zone), end=None, grain="minute", is_interval=False)
    return Item(start=start, end=end, grain="hour", is_interval=True)
