"""What recurs and from when until when: how days that recur and days that bound them go together."""

from collections.abc import Sequence

from bot.nlu.when.lexicon import Cat
from bot.nlu.when.recurrence.reading import DAY_SETS, plain
from bot.nlu.when.senses import ALL_DAYS, WEEKEND
from bot.nlu.when.value import (
    Ahead,
    Both,
    Day,
    DayBound,
    DaySet,
    DaySpan,
    MonthOf,
    OnDate,
    PartOf,
    Period,
    QuarterOf,
    Weekday,
    Which,
    YearOf,
)
from core.repeat import Freq, Repeat


def recurs(day: Day | None) -> bool:
    """Say whether days mean every week, month …: plurals, "weekdays", "every other Friday"."""
    match day:
        case Repeat() | DaySet():
            return True
        case Weekday():
            return day.is_of_all
        case DaySpan(first, _):
            return recurs(first)
        case Both(left, right):
            return recurs(left) or recurs(right)
        case _:
            return False


def is_bound(day: Day) -> bool:
    """Say whether a day can tell from when or until when something recurs."""
    match day:
        case Period() if day.unit == WEEKEND:  # which is days of its own beside "weekdays in the evening"
            return False
        case DayBound() | MonthOf() | Period() | Ahead() | QuarterOf() | PartOf() | YearOf():
            return True
        case DaySpan(first, _):
            return not isinstance(first, Weekday)
        case Both(left, right):
            return is_bound(left) and is_bound(right)
        case _:
            return False


def lie_within(when: Day | None, days: Sequence[Day]) -> bool:
    """Say whether days that recur lie within bounds that were said before: "from Monday on I'm free, every day until 2"."""
    return (
        bool(days) and all(map(is_bound, days)) and when is not None and recurs(when) and not is_bound(when)
    )


def bounded(days: Sequence[Day], when: Day, join: Cat | None) -> list[Day] | None:
    """Return what recurs narrowed by a bound or by another say of how; None if the days do not go together so."""
    if join in (Cat.OR, Cat.AND):
        return None
    old, new = any(map(recurs, days)), recurs(when)
    if old and is_bound(when):
        return [Both(day, when) for day in days]
    if new and all(map(is_bound, days)):
        return [Both(when, day) for day in days]
    listed = join is None or (join is Cat.COMMA and isinstance(when, DaySpan))
    merged = [one_of(day, when) for day in days] if listed else []
    found = [day for day in merged if day is not None]
    return found if found and len(found) == len(days) else None


def one_of(left: Day, right: Day) -> Day | None:
    """Return what two say together of which one names no days itself ("every week", "Tuesday"); None if that is not so."""
    for how, which in ((left, right), (right, left)):
        if isinstance(how, DaySet) and how.kind == ALL_DAYS and recurs(which):
            return which
        if isinstance(how, DaySet) and how.kind == ALL_DAYS and isinstance(which, DaySpan):
            days = weekdays_of(which)
            return plain(Repeat.weekly(days)) if days else None
        if isinstance(how, Repeat):
            weeks = _weeks(how)
            if weeks.is_bare:
                return _on(weeks, which)
    return None


def _weeks(how: Repeat) -> Repeat:
    """Return every 14 days as every two weeks, so that it can have a weekday."""
    if how.freq is Freq.DAILY and how.interval % 7 == 0:
        return Repeat(freq=Freq.WEEKLY, interval=how.interval // 7)
    return how


def _on(how: Repeat, which: Day) -> Day | None:
    days = weekdays_of(which)
    if days and how.freq is Freq.WEEKLY:
        return plain(Repeat.weekly(days, how.interval))
    if isinstance(which, OnDate) and which.month is None and how.freq is Freq.MONTHLY:
        return Repeat(freq=how.freq, interval=how.interval, month_days=(which.day,))
    return which if recurs(which) else None


def weekdays_of(day: Day) -> tuple[int, ...]:
    """Return the weekdays that a day names, of whatever week; none if it is not told by weekdays."""
    match day:
        case Weekday(weekday, Which.BARE | Which.EVERY | Which.ANY):
            return (weekday,)
        case DaySet(kind):
            return DAY_SETS[kind]
        case DaySpan(Weekday(first), Weekday(last)):
            return tuple((first + i) % 7 for i in range((last - first) % 7 + 1))
        case Repeat():
            return day.plain_weekdays or ()
        case _:
            return ()
