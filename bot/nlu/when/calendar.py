"""From days as said to dates: what "next Friday", "the 24th" and "end of the month" are, seen from today."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.nlu.when.almanac import Almanac, NoSuchDateError, next_with_day, on_date, ordered, safe
from bot.nlu.when.holidays import holiday_in
from bot.nlu.when.periods import ahead, month_of, moved_by, nth_period, part, quarter_of, shift, whole
from bot.nlu.when.recurrence.bounds import weekdays_of
from bot.nlu.when.senses import ALL_DAYS, BEGINNING, END, MONTH, WEEK, WEEKDAYS, WEEKENDS, YEAR
from bot.nlu.when.value import (
    WORKING,
    Ahead,
    AnchorDay,
    Both,
    Day,
    DayBound,
    DaySet,
    DaysFromEaster,
    DaySpan,
    Journey,
    Limit,
    MonthOf,
    Moved,
    Nearest,
    Nth,
    NthPeriod,
    OnDate,
    PartOf,
    Period,
    QuarterOf,
    Relative,
    Weekday,
    WeekdayFrom,
    WeekNumber,
    WeekOf,
    WorkingDay,
    YearOf,
)
from bot.nlu.when.weekdays import Dates, Span, named, one, recurring
from core.repeat import Repeat

_SOON = timedelta(days=180)
"""How far away "Friday the 27th" is looked for; one farther away is rather a mistake."""


def dates_of(when: Day, seen: Almanac) -> Dates:
    """Return the dates: one option, or several where usage differs; raise NoSuchDateError or PastDateError."""
    match when:
        case OnDate():
            return on_date(when, seen)
        case Weekday():
            return named(when, seen.today, seen.last, strict=seen.strict)
        case Relative(days):
            return one(moved_by(seen.today, days))
        case AnchorDay(days):
            return one(moved_by(seen.anchor or seen.today, days))
        case WorkingDay(count):
            return one(_working_day(count, seen))
        case DaySet(kind):
            return (recurring(_weekdays_in(kind, seen), seen.today, seen.last),)
        case Period():
            return whole(when, seen)
        case Repeat():
            return (_repeated(when, seen.today, seen),)
        case Ahead() | MonthOf() | QuarterOf() | YearOf() | WeekNumber() | WeekOf() | PartOf() | NthPeriod():
            return _stretch(when, seen)
        case _:
            return _composed(when, seen)


def _weekdays_in(kind: int, seen: Almanac) -> tuple[int, ...]:
    """Return the weekdays of a set of days."""
    weekend = range(*seen.conventions.weekend)
    if kind == ALL_DAYS:
        return tuple(range(7))
    return tuple(weekend) if kind == WEEKENDS else tuple(d for d in range(7) if d not in weekend)


def _working_day(count: int, seen: Almanac) -> date:
    """Return the day that is so many working days after today."""
    day, worked = seen.today, _weekdays_in(WEEKDAYS, seen)
    while count:
        day += timedelta(days=1)
        count -= day.weekday() in worked
    return day


def _repeated(when: Repeat, first: date, seen: Almanac) -> tuple[Span, ...]:
    """Return the dates of what repeats from a date on; if no days are named ("weekly"), any may be one."""
    if when.is_bare:
        return ((first, max(first, seen.last) + timedelta(days=1)),)
    since = when.first_on(first) or first
    days = when.dates(since, max(since, seen.last), since=since)
    return tuple((day, day + timedelta(days=1)) for day in days)


_THIS_MONTH = Period(unit=MONTH)
_Stretch = Ahead | MonthOf | QuarterOf | YearOf | WeekNumber | WeekOf | PartOf | NthPeriod


def _stretch(when: _Stretch, seen: Almanac) -> Dates:
    match when:
        case Ahead():
            return ahead(when, seen.today, strict=seen.strict)
        case MonthOf():
            return ((month_of(when, seen.today),),)
        case QuarterOf():
            return ((quarter_of(when, seen.today),),)
        case PartOf(edge, period):
            return tuple(
                tuple(part(span, edge, seen) for span in spans) for spans in dates_of(period, _loose(seen))
            )
        case NthPeriod(n, unit, within):
            return tuple(
                (nth_period(n, unit, spans[0]),) for spans in dates_of(within or _THIS_MONTH, _loose(seen))
            )
        case YearOf(year):
            return (((safe(year, 1, 1), safe(year + 1, 1, 1)),),)
        case WeekNumber(week):
            return (_numbered(week, seen.today),)
        case WeekOf(day):
            first = dates_of(day, seen)[0][0][0]
            monday = first - timedelta(days=first.weekday())
            return (((monday, monday + timedelta(days=7)),),)


def _composed(when: Day, seen: Almanac) -> Dates:
    match when:
        case Moved(base, amount, unit):
            return tuple(
                tuple(_shifted(span, amount, unit) for span in spans) for spans in dates_of(base, seen)
            )
        case DaySpan(first, last) | Journey(first=first, last=last):
            return _between(first, last, seen)
        case DayBound(PartOf(edge, _) as part_of, after, included) if edge in (BEGINNING if after else END,):
            return tuple(_bound(spans, seen, after=after, included=True) for spans in dates_of(part_of, seen))
        case Limit(day, _, after):
            return tuple(_bound(spans, seen, after=after, included=True) for spans in dates_of(day, seen))
        case DayBound(day, after, included):
            return tuple(_bound(spans, seen, after=after, included=included) for spans in dates_of(day, seen))
        case Both(left, right):
            return _narrowed(left, right, seen)
        case Nearest(n, weekday, day):
            return tuple(one(_nearest(n, weekday, spans[0][0]))[0] for spans in dates_of(day, seen))
        case DaysFromEaster() | WeekdayFrom():
            return one(_holiday(when, seen.today))
        case Nth(n, weekday, within):
            wanted = (
                _weekdays_in(WEEKDAYS if weekday == WORKING else ALL_DAYS, seen)
                if weekday < 0
                else (weekday,)
            )
            return tuple(_nth(n, wanted, spans[0]) for spans in dates_of(within, _loose(seen)))
        case _:
            return ()


def _nearest(n: int, weekday: int, base: date) -> date:
    """Return the n-th nearest such weekday; the base itself is the nearest of its own, and the earlier of two as near comes first."""
    first = base - timedelta(days=(base.weekday() - weekday) % 7 + 7 * n)
    days = sorted((first + timedelta(days=7 * i) for i in range(2 * n + 1)), key=lambda day: abs(day - base))
    return days[n - 1]


def _holiday(when: DaysFromEaster | WeekdayFrom, today: date) -> date:
    found = holiday_in(when, when.year or today.year)
    return holiday_in(when, today.year + 1) if when.year is None and found < today else found


def _loose(seen: Almanac) -> Almanac:
    return replace(seen, strict=False)


def _numbered(week: int, today: date) -> tuple[Span, ...]:
    year = today.isocalendar().year
    if week < today.isocalendar().week:
        year += 1
    monday = date.fromisocalendar(year, min(week, 52), 1)
    return ((monday, monday + timedelta(days=7)),)


def _shifted(span: Span, amount: int, unit: int) -> Span:
    first = shift(span[0], amount, unit)
    return first, first + (span[1] - span[0])


def _between(first: Day, last: Day, seen: Almanac) -> Dates:
    if isinstance(first, Weekday) and isinstance(last, Weekday) and first.is_of_all:
        weekdays = ((first.weekday + i) % 7 for i in range((last.weekday - first.weekday) % 7 + 1))
        return (recurring(weekdays, seen.today, seen.last),)
    if isinstance(first, OnDate) and isinstance(last, Nth) and first.month is None and last.weekday < 0:
        first = replace(last, n=first.day)
    if isinstance(first, OnDate) and isinstance(last, OnDate) and first.month is None:
        first = replace(first, month=last.month, year=last.year)
    if isinstance(first, OnDate) and isinstance(last, OnDate) and first.year is None:
        first = replace(first, year=last.year)
    if (
        isinstance(first, MonthOf)
        and isinstance(last, MonthOf)
        and first.year is None
        and last.year is not None
    ):
        first = replace(first, year=last.year - (first.month > last.month))
    if (ongoing := _ongoing(first, last, seen)) is not None:
        return ongoing
    options = []
    for start in filter(None, dates_of(first, seen)):
        begins = start[0][0]
        ends = _end_after(last, begins, seen)
        options.append(((begins, ends),))
    if not options:
        raise NoSuchDateError
    return tuple(options)


def _ongoing(first: Day, last: Day, seen: Almanac) -> Dates | None:
    """Return "1 October to 7 November" as the one that today lies in; None if today is in none."""
    if not (isinstance(first, OnDate) and isinstance(last, OnDate)) or first.year or last.year:
        return None
    first, last = ordered(first, seen), ordered(last, seen)
    if None in (first.month, last.month) or first.swappable or (first.month, first.day) > (12, 31):
        return None
    month, year = first.month or 1, seen.today.year
    crosses = (month, first.day) > (last.month or 1, last.day)
    try:
        for begins in (year - crosses, year) if crosses else (year,):
            start = safe(begins, month, first.day)
            end = safe(begins + crosses, last.month or 1, last.day)
            if start <= seen.today < end:
                return (((start, end + timedelta(days=1)),),)
    except NoSuchDateError:
        return None
    return None


def _end_after(last: Day, begins: date, seen: Almanac) -> date:
    """Return the day after the last day of a range: for "Thursday to Monday" the Monday that follows."""
    ends = _last_of(last, _loose(seen))
    if ends <= begins and isinstance(last, Weekday | OnDate | MonthOf):
        ends = _last_of(last, replace(seen, today=begins, strict=False))
    if ends <= begins:
        raise NoSuchDateError
    return ends


def _last_of(day: Day, seen: Almanac) -> date:
    """Return the day after the last of some days; raise NoSuchDateError if there is none."""
    spans = dates_of(day, seen)[0]
    if not spans:
        raise NoSuchDateError
    return spans[-1][1]


def _bound(spans: tuple[Span, ...], seen: Almanac, *, after: bool, included: bool) -> tuple[Span, ...]:
    if not spans:
        return ()
    first, end = spans[0][0], spans[-1][1]
    if after:
        start = first if included else end
        return ((start, max(seen.last, start) + timedelta(days=1)),)
    stop = end if included else first
    return ((min(seen.today, stop), stop),)


def _narrowed(left: Day, right: Day, seen: Almanac) -> Dates:
    if isinstance(right, Repeat):
        left, right = right, left
    if _is_year(right) and isinstance(left, OnDate | DaysFromEaster | WeekdayFrom) and left.year is None:
        return dates_of(replace(left, year=dates_of(right, _loose(seen))[0][0][0].year), seen)
    if isinstance(left, Repeat):
        return _repeated_within(left, right, seen)
    if isinstance(left, Weekday) and isinstance(right, OnDate):
        return _weekday_on_date(left, right, seen)
    if left == AnchorDay() and _is_week(right) and seen.anchor is not None:
        return _same_day_of(right, seen.anchor, seen)
    lefts = dates_of(left, seen)
    if isinstance(right, DayBound) and _is_every(left):
        return tuple(_met(lefts[0], spans) for spans in dates_of(right, seen))
    inside = [_inside(spans, right, seen) for spans in lefts]
    found = tuple(spans for spans in inside if spans)
    if found:
        return found
    if isinstance(right, Weekday | Relative | OnDate) and not isinstance(
        left, DayBound | Period | MonthOf | DaySpan
    ):
        return (*lefts, *dates_of(right, seen)) if seen.strict else lefts
    if isinstance(left, OnDate) and left.month is not None and isinstance(right, Period):
        return (*lefts, *dates_of(right, seen)) if seen.strict else lefts
    swapped = _inside(dates_of(right, seen)[0], left, seen)
    return (swapped,) if swapped else dates_of(right, seen)


def _is_week(day: Day) -> bool:
    return isinstance(day, WeekOf) or (isinstance(day, Period) and day.unit == WEEK)


def _same_day_of(week: Day, anchor: date, seen: Almanac) -> Dates:
    """Return the weekday of the time being talked about in another week: not that very day, which would move nothing."""
    options: list[tuple[Span, ...]] = []
    for spans in dates_of(week, _loose(seen)):
        day = spans[0][0] + timedelta(days=(anchor.weekday() - spans[0][0].weekday()) % 7)
        day += timedelta(days=7 * (day == anchor and week != WeekOf(AnchorDay())))
        options += one(day)
    return tuple(options)


def _is_year(day: Day) -> bool:
    """Say whether a day is a whole year: "Thanksgiving of next year"."""
    return isinstance(day, YearOf) or (isinstance(day, Period) and day.unit == YEAR)


def _repeated_within(left: Repeat, right: Day, seen: Almanac) -> Dates:
    """Return the dates of what repeats inside bounds, from the first of which its intervals are counted."""
    options: list[tuple[Span, ...]] = []
    for spans in dates_of(right, seen):
        first = max(spans[0][0], seen.today) if spans else seen.today
        days = _repeated(left, first, seen)
        met = [(max(a, c), min(b, d)) for a, b in days for c, d in spans]
        options.append(tuple((start, end) for start, end in met if start < end))
    return tuple(options)


def _inside(spans: tuple[Span, ...], right: Day, seen: Almanac) -> tuple[Span, ...]:
    """Return the part of the spans that the second day names: "next week" and "Tuesday"."""
    if isinstance(right, Weekday):
        return tuple(
            s for span in spans for s in recurring((right.weekday,), span[0], span[1] - timedelta(days=1))
        )
    if isinstance(right, DaySet):
        return tuple(
            s
            for span in spans
            for s in recurring(_weekdays_in(right.kind, seen), span[0], span[1] - timedelta(days=1))
        )
    if isinstance(right, DayBound) and isinstance(right.day, Weekday):
        return tuple(part for span in spans for part in _from_or_to(span, right))
    if isinstance(right, DaySpan) and (wanted := weekdays_of(right)):
        return tuple(s for span in spans for s in recurring(wanted, span[0], span[1] - timedelta(days=1)))
    return _met(spans, dates_of(right, seen)[0])


def _is_every(day: Day) -> bool:
    """Say whether a day is such days of every week."""
    return isinstance(day, DaySet) or (isinstance(day, Weekday) and day.is_of_all)


def _met(left: Sequence[Span], right: Sequence[Span]) -> tuple[Span, ...]:
    met = [(max(a, c), min(b, d)) for a, b in left for c, d in right]
    return tuple((start, end) for start, end in met if start < end)


def _from_or_to(span: Span, bound: DayBound) -> tuple[Span, ...]:
    """Return what a weekday leaves of a span in which it lies: "next week from Wednesday"."""
    if not isinstance(bound.day, Weekday):
        return ()
    days = recurring((bound.day.weekday,), span[0], span[1] - timedelta(days=1))
    if not days:
        return ()
    first, after = days[0]
    if bound.after:
        start = first if bound.included else after
        return ((start, span[1]),) if start < span[1] else ()
    stop = after if bound.included else first
    return ((span[0], stop),) if span[0] < stop else ()


def _weekday_on_date(left: Weekday, right: OnDate, seen: Almanac) -> Dates:
    """Read "Friday the 27th": the date decides; a weekday that is not its own makes two readings."""
    if right.month is None:
        start = seen.today
        while start <= seen.today + _SOON:
            found = next_with_day(right.day, start)
            if found.weekday() == left.weekday:
                return one(found)
            start = found + timedelta(days=1)
    dates = dates_of(right, seen)
    fitting = tuple(spans for spans in dates if spans[0][0].weekday() == left.weekday)
    if fitting or not seen.strict:
        return fitting or dates
    return (*dates, *named(Weekday(left.weekday), seen.today, seen.last, strict=False))


def _nth(n: int, wanted: tuple[int, ...], span: Span) -> tuple[Span, ...]:
    days = (span[1] - span[0]).days
    found = [span[0] + timedelta(days=i) for i in range(days)]
    matching = [d for d in found if d.weekday() in wanted]
    if not 1 <= abs(n) <= len(matching):
        raise NoSuchDateError
    chosen = matching[n - 1 if n > 0 else n]
    return ((chosen, chosen + timedelta(days=1)),)
