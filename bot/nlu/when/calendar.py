"""From days as said to dates: what "next Friday", "the 24th" and "end of the month" are, seen from today."""

import calendar
from dataclasses import replace
from datetime import date, timedelta

from bot.conventions import Conventions
from bot.nlu.when.almanac import Almanac, NoSuchDateError, next_with_day, on_date, safe
from bot.nlu.when.holidays import holiday_in
from bot.nlu.when.senses import (
    ALL_DAYS,
    DAY,
    EARLY,
    END,
    LATE,
    MID,
    MONTH,
    REST,
    WEEK,
    WEEKEND,
    WEEKENDS,
    YEAR,
)
from bot.nlu.when.value import (
    AnchorDay,
    Both,
    Day,
    DayBound,
    DaySet,
    DaysFromEaster,
    DaySpan,
    Journey,
    MonthOf,
    Moved,
    Nth,
    OnDate,
    Period,
    Relative,
    Weekday,
    WeekdayFrom,
    WeekNumber,
    WeekOf,
    YearOf,
)
from bot.nlu.when.weekdays import Dates, Span, named, one, recurring

_LONGEST = 366 * 20


def dates_of(when: Day, seen: Almanac) -> Dates:
    """Return the dates: one option, or several where usage differs; raise NoSuchDateError or PastDateError."""
    match when:
        case OnDate():
            return on_date(when, seen)
        case Weekday():
            return named(when, seen.today, seen.last, strict=seen.strict)
        case Relative(days):
            return one(_moved_by(seen.today, days))
        case AnchorDay(days):
            return one(_moved_by(seen.anchor or seen.today, days))
        case DaySet(kind):
            return (recurring(_weekdays_in(kind, seen), seen.today, seen.last),)
        case Period() | MonthOf() | YearOf() | WeekNumber() | WeekOf():
            return _stretch(when, seen)
        case _:
            return _composed(when, seen)


def _weekdays_in(kind: int, seen: Almanac) -> tuple[int, ...]:
    """Return the weekdays of a set of days."""
    weekend = range(*seen.conventions.weekend)
    if kind == ALL_DAYS:
        return tuple(range(7))
    return tuple(weekend) if kind == WEEKENDS else tuple(d for d in range(7) if d not in weekend)


def _moved_by(day: date, days: int) -> date:
    if abs(days) > _LONGEST:
        raise NoSuchDateError
    return day + timedelta(days=days)


def _stretch(when: Period | MonthOf | YearOf | WeekNumber | WeekOf, seen: Almanac) -> Dates:
    match when:
        case Period():
            return _period(when, seen)
        case MonthOf():
            return (_month(when, seen.today),)
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
        case DayBound(day, after, included):
            return tuple(_bound(spans, seen, after=after, included=included) for spans in dates_of(day, seen))
        case Both(left, right):
            return _narrowed(left, right, seen)
        case DaysFromEaster() | WeekdayFrom():
            return one(_holiday(when, seen.today))
        case Nth(n, weekday, within):
            return tuple(_nth(n, weekday, spans[0]) for spans in dates_of(within, _loose(seen)))
        case _:
            return ()


def _holiday(when: DaysFromEaster | WeekdayFrom, today: date) -> date:
    found = holiday_in(when, when.year or today.year)
    return holiday_in(when, today.year + 1) if when.year is None and found < today else found


def _loose(seen: Almanac) -> Almanac:
    return replace(seen, strict=False)


def _period(when: Period, seen: Almanac) -> Dates:
    today = seen.today
    if when.count > 1 or when.unit == DAY:
        return (((today, _shift(today, when.count, when.unit) + timedelta(days=1)),),)
    if when.unit == WEEKEND:
        return _weekend(when, seen)
    if when.unit == WEEK:
        monday = _moved_by(today, 7 * when.offset - today.weekday())
        first, after = _edge_of_week(monday, when.edge, seen.conventions)
    elif when.unit == MONTH:
        start = _shift(today.replace(day=1), when.offset, MONTH)
        first, after = _edge_of_month(start, when.edge)
    else:
        first, after = safe(today.year + when.offset, 1, 1), safe(today.year + when.offset + 1, 1, 1)
    if when.offset == 0 and after > today and seen.strict:
        first = max(first, today)
    return (((first, after),),)


def _weekend(when: Period, seen: Almanac) -> Dates:
    (begins, ends), today = seen.conventions.weekend, seen.today
    first = today + timedelta(days=begins - today.weekday())
    days = timedelta(days=ends - begins)
    if when.offset == 0:
        return (((max(first, today), first + days),),)
    later = first + timedelta(days=7 * when.offset)
    if seen.strict and when.offset == 1 and today.weekday() < begins:
        return (((first, first + days),), ((later, later + days),))
    return (((later, later + days),),)


def _edge_of_week(monday: date, edge: int, table: Conventions) -> Span:
    late = table.late_week
    first, after = {EARLY: table.early_week, MID: table.mid_week, LATE: late, END: late}.get(edge, (0, 7))
    return monday + timedelta(days=first), monday + timedelta(days=after)


def _edge_of_month(start: date, edge: int) -> Span:
    after = _shift(start, 1, MONTH)
    tenth, twentieth = start + timedelta(days=10), start + timedelta(days=20)
    return {
        EARLY: (start, tenth),
        MID: (tenth, twentieth),
        LATE: (twentieth, after),
        END: (twentieth, after),
    }.get(edge, (start, after))


def _month(when: MonthOf, today: date) -> tuple[Span, ...]:
    year = when.year
    if year is None:
        year = today.year + (when.month < today.month or (when.month == today.month and when.which == "next"))
    first, after = _edge_of_month(safe(year, when.month, 1), when.edge)
    return ((max(first, today) if when.edge == REST and after > today else first, after),)


def _numbered(week: int, today: date) -> tuple[Span, ...]:
    year = today.isocalendar().year
    if week < today.isocalendar().week:
        year += 1
    monday = date.fromisocalendar(year, min(week, 52), 1)
    return ((monday, monday + timedelta(days=7)),)


def _shift(day: date, amount: int, unit: int) -> date:
    if unit not in (MONTH, YEAR):
        return _moved_by(day, amount * (7 if unit == WEEK else 1))
    months = day.year * 12 + day.month - 1 + amount * (12 if unit == YEAR else 1)
    year, month = divmod(months, 12)
    if not 1970 <= year <= 2200:
        raise NoSuchDateError
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _shifted(span: Span, amount: int, unit: int) -> Span:
    first = _shift(span[0], amount, unit)
    return first, first + (span[1] - span[0])


def _between(first: Day, last: Day, seen: Almanac) -> Dates:
    if isinstance(first, OnDate) and isinstance(last, OnDate) and first.month is None:
        first = replace(first, month=last.month, year=last.year)
    if isinstance(first, OnDate) and isinstance(last, OnDate) and first.year is None:
        first = replace(first, year=last.year)
    options = []
    for start in filter(None, dates_of(first, seen)):
        begins = start[0][0]
        ends = _end_after(last, begins, seen)
        options.append(((begins, ends),))
    if not options:
        raise NoSuchDateError
    return tuple(options)


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
    if isinstance(left, Weekday) and isinstance(right, OnDate):
        return _weekday_on_date(left, right, seen)
    lefts = dates_of(left, seen)
    inside = [_inside(spans, right, seen) for spans in lefts]
    found = tuple(spans for spans in inside if spans)
    if found:
        return found
    if isinstance(right, Weekday | Relative | OnDate) and not isinstance(
        left, DayBound | Period | MonthOf | DaySpan
    ):
        return (*lefts, *dates_of(right, seen)) if seen.strict else lefts
    swapped = _inside(dates_of(right, seen)[0], left, seen)
    return (swapped,) if swapped else dates_of(right, seen)


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
    others = dates_of(right, seen)[0]
    met = [(max(a, c), min(b, d)) for a, b in spans for c, d in others]
    return tuple((start, end) for start, end in met if start < end)


def _weekday_on_date(left: Weekday, right: OnDate, seen: Almanac) -> Dates:
    """Read "Friday the 27th": the date decides; a weekday that is not its own makes two readings."""
    if right.month is None:
        start = seen.today
        for _ in range(14):
            found = next_with_day(right.day, start)
            if found.weekday() == left.weekday:
                return one(found)
            start = found + timedelta(days=1)
    dates = dates_of(right, seen)
    fitting = tuple(spans for spans in dates if spans[0][0].weekday() == left.weekday)
    if fitting or not seen.strict:
        return fitting or dates
    return (*dates, *named(Weekday(left.weekday), seen.today, seen.last, strict=False))


def _nth(n: int, weekday: int, span: Span) -> tuple[Span, ...]:
    days = (span[1] - span[0]).days
    found = [span[0] + timedelta(days=i) for i in range(days)]
    matching = [d for d in found if weekday in (-1, d.weekday())]
    if not 1 <= abs(n) <= len(matching):
        raise NoSuchDateError
    chosen = matching[n - 1 if n > 0 else n]
    return ((chosen, chosen + timedelta(days=1)),)
