"""Two days next to each other: when they are one day, when two, and which of them says more."""

from bot.nlu.when.lexicon import Cat
from bot.nlu.when.recurrence.bounds import one_of
from bot.nlu.when.senses import ALL_DAYS, DAY, MONTHS, WEEKDAYS, WEEKEND, WEEKENDS
from bot.nlu.when.value import (
    Ahead,
    Both,
    Day,
    DayBound,
    DaySet,
    DaySpan,
    Journey,
    Limit,
    MonthOf,
    Moved,
    NthPeriod,
    OnDate,
    PartOf,
    Period,
    Relative,
    Weekday,
    WeekOf,
    Which,
)

STRETCHES = (Period, MonthOf, NthPeriod, PartOf, WeekOf)
"""What has days of its own that may be named or refused."""


def is_bare(day: Day | None) -> bool:
    """Say whether it is a weekday of which nothing says which one."""
    return isinstance(day, Weekday) and day.which is Which.BARE


def one_day(left: Day | None, right: Day) -> bool:
    """Say whether a comma between two days is not a list: a weekday and a date, a weekday and a week, a month and a day of it."""
    if isinstance(left, Period | MonthOf) and isinstance(right, DaySet):
        return True
    if isinstance(left, STRETCHES) and right == DaySet(ALL_DAYS):
        return True
    if isinstance(left, (*STRETCHES, Ahead)) and is_day_within(right):
        return True
    pair = (left, right) if isinstance(left, Weekday) else (right, left)
    if isinstance(left, OnDate) and isinstance(right, Weekday) and right.which is Which.EVERY:
        return False
    return isinstance(pair[0], Weekday) and (
        isinstance(pair[1], OnDate | Period | WeekOf)
        or (isinstance(pair[1], Relative) and not pair[1].rest)
        or _is_weeks_ahead(pair[1])
    )


def _is_weeks_ahead(day: Day | None) -> bool:
    """Say whether it is so many whole weeks from today, of which a weekday can be meant: "in two weeks, on Tuesday"."""
    ahead = isinstance(day, Moved) and day.base == Relative(0) and day.unit == DAY
    return ahead and isinstance(day, Moved) and day.amount > 0 and day.amount % 7 == 0


def is_day_within(day: Day | None) -> bool:
    """Say whether it is a day of whatever week or month was said: a bare weekday, or a day of the month without one."""
    return is_bare(day) or (isinstance(day, OnDate) and day.month is None)


def are_two(left: Day | None, right: Day) -> bool:
    """Say whether two days next to each other can only be two: "Monday Wednesday", "May 25th June 3rd"."""
    if isinstance(left, OnDate) and isinstance(right, OnDate):
        return _differ(left, right)
    if isinstance(left, Both) and isinstance(right, Both) and left.right == right.right:
        return are_two(left.left, right.left)
    if (_is_week(left) and _is_weekend(right)) or (_is_weekend(left) and _is_week(right)):
        return True
    if isinstance(left, Weekday) and isinstance(right, Weekday):
        return left.which is right.which is Which.BARE and left.weekday != right.weekday
    return False


def _is_week(day: Day | None) -> bool:
    return day == DaySet(WEEKDAYS)


def _is_weekend(day: Day | None) -> bool:
    return day == DaySet(WEEKENDS) or (isinstance(day, Period) and day.unit == WEEKEND)


def _differ(left: OnDate, right: OnDate) -> bool:
    """Say whether two dates cannot be one: other months, or another day of a month that is said once or twice."""
    if None not in (left.month, right.month) and left.month != right.month:
        return True
    return left.day != right.day and not (left.swappable or right.swappable)


def narrowed(left: Day, right: Day) -> Day:
    """Narrow one day by another; a weekday stands before its date."""
    if (both := one_of(left, right)) is not None:
        return both
    if isinstance(left, OnDate) and isinstance(right, Weekday):
        left, right = right, left
    for weeks, day in ((left, right), (right, left)):
        if _is_weeks_ahead(weeks) and is_bare(day):
            return Both(WeekOf(weeks), day)
    if isinstance(left, DayBound) and isinstance(right, DayBound) and left.included and right.included:
        return DaySpan(left.day, right.day) if left.after and not right.after else Both(left, right)
    if (journey := _until(left, right)) is not None:
        return journey
    if isinstance(left, STRETCHES) and isinstance(right, DaySpan) and isinstance(right.first, Weekday):
        return Both(left, right) if is_long(left) else DaySpan(Both(left, right.first), right.last)
    return Both(left, right)


def _until(left: Day, right: Day) -> Journey | None:
    """Return what goes from a clock time of one day on until another: "from Tuesday noon on, and until Friday"."""
    match left, right:
        case Limit(first, begins, after=True), DayBound(last, after=False, included=True):
            return Journey(first=first, begins=begins, last=last)
        case Limit(first, begins, after=True), Limit(last, ends, after=False):
            return Journey(first=first, begins=begins, last=last, ends=ends)
        case _:
            return None


def is_long(stretch: Day | None) -> bool:
    """Say whether a stretch has several weeks, so that its Mondays to Fridays are many."""
    match stretch:
        case MonthOf():
            return True
        case Period(unit=unit) | NthPeriod(unit=unit):
            return unit in MONTHS
        case PartOf(_, period):
            return is_long(period)
        case _:
            return False


def closes_days(left: Day, right: Day, join: Cat | None) -> bool:
    """Say whether a last day closes the days that were said to begin: "not before Monday, and by Friday at the latest"."""
    match left, right:
        case ((DayBound(after=True) | Limit(after=True)), (DayBound(after=False) | Limit(after=False))):
            return join in (Cat.AND, Cat.COMMA, None)
        case _:
            return False


def is_week_inside(left: Day, right: Day, join: Cat | None) -> bool:
    """Say whether weekdays after a comma are those of the stretch before it: "in the second half of May, always from Monday to Friday"."""
    weekly = isinstance(right, DaySpan) and is_bare(right.first) and is_bare(right.last)
    return join is Cat.COMMA and isinstance(left, STRETCHES) and weekly
