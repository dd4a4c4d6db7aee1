"""Days that belong to days said before them: "Monday or Friday next week", "next week, Monday or Friday", "the day after"."""

from collections.abc import Sequence
from dataclasses import replace

from bot.nlu.when.counting import following
from bot.nlu.when.elements import Element
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.pairs import STRETCHES, are_two, is_day_within, narrowed, one_day
from bot.nlu.when.senses import MONTH, REST, WEEK
from bot.nlu.when.value import (
    AnchorDay,
    Both,
    Clause,
    Day,
    DaySpan,
    MonthOf,
    Moved,
    Nth,
    NthPeriod,
    PartOf,
    Period,
    Relative,
    Weekday,
    WeekOf,
    Which,
)

_DAYS_OF_MINUTES = 1440


def like(left: Day, right: Day) -> Day:
    """Give the second of "next Tuesday or Thursday" the same "next"."""
    if isinstance(left, Weekday) and isinstance(right, Weekday) and right.which is Which.BARE:
        return Weekday(right.weekday, left.which)
    if isinstance(left, Both) and isinstance(left.left, Period | WeekOf) and isinstance(right, Weekday):
        return Both(left.left, right)
    stretch = isinstance(left, Both) and isinstance(left.left, NthPeriod | PartOf | MonthOf | Period)
    if isinstance(left, Both) and stretch and is_day_within(left.right) and is_day_within(right):
        return Both(left.left, right)
    return right


def in_week_of(said: Day, when: Day) -> Day:
    """Give a bare weekday the coming week of the day wished before it; where the week was said last, only if it comes later in it."""
    match said, when:
        case Both(Period(unit=unit, offset=offset) as week, Weekday()), Weekday(_, Which.BARE):
            return Both(week, when) if unit == WEEK and offset > 0 else when
        case Both(WeekOf() as week, Weekday()), Weekday(_, Which.BARE):
            return Both(week, when)
        case Both(Weekday(before), Period(unit=unit, offset=offset) as week), Weekday(after, Which.BARE):
            return Both(when, week) if unit == WEEK and offset > 0 and after > before else when
        case _:
            return when


def narrows_day(clause: Clause, when: Day) -> bool:
    """Say whether a day that follows says more of the day that a clause ends with, and is no other day."""
    if are_two(clause.days[-1], when):
        return False
    if not clause.clocks or clause.clock_first or isinstance(when, Period | MonthOf | WeekOf):
        return True
    return len(clause.days) == 1 and one_day(clause.days[0], when)


def is_stretch_alone(clause: Clause) -> bool:
    """Say whether nothing but a week or month was said, in which days that follow lie: "the week after I'm free on Monday"."""
    return len(clause.days) == 1 and not clause.clocks and isinstance(clause.days[0], STRETCHES)


def narrowed_all(days: Sequence[Day], by: Day) -> list[Day]:
    """Narrow the last of some days, and weekdays before it as well: "Tuesday or Thursday next week"."""
    *others, last = days
    shares = isinstance(by, Period | MonthOf | WeekOf)
    before = [
        narrowed(d, by) if shares and isinstance(d, Weekday) and d.which is Which.BARE else d for d in others
    ]
    return [*before, narrowed(last, by)]


def shared_period(days: Sequence[Day], last: Day) -> list[Day]:
    """Give the weekdays before "Thursday next week" its week: "Tuesday or Thursday next week"."""
    match last:
        case Both(Weekday(which=Which.BARE), by) | Both(by, Weekday(which=Which.BARE)):
            return narrowed_all([*days, last], by)[:-1]
        case _:
            return [*days]


def counted_from(left: Day, right: Day) -> Day:
    """Count "the day after" in "tomorrow or the day after" from the day that was named."""
    match right:
        case AnchorDay(days) if days:
            return Moved(left, days, _DAYS_OF_MINUTES)
        case WeekOf(AnchorDay(days)):
            return WeekOf(Moved(left, days, _DAYS_OF_MINUTES))
        case Nth(1, weekday, DaySpan(Moved(AnchorDay()), Moved(AnchorDay()))):
            return following(left, weekday)
        case DaySpan(first, last):
            return DaySpan(counted_from(left, first), last)
        case Both(WeekOf() as week, day):
            return Both(counted_from(left, week), day)
        case _:
            return right


def named_before(clauses: Sequence[Clause], when: Day) -> Day:
    """Let "that day", "the rest of the day" be of the day that was named last in the message, and "the day after" the next."""
    named = [day for each in clauses for day in each.days]
    if not named:
        return when
    if when == Relative(0, rest=True):
        return PartOf(REST, named[-1])
    return named[-1] if when == AnchorDay() else counted_from(named[-1], when)


def week_of_named(clauses: Sequence[Clause], week: NthPeriod) -> Day | None:
    """Return "the second week" of the month that was named last in the message: "next month, ideally in the second week"."""
    named = [day for each in clauses for day in each.days]
    month = named[-1] if named else None
    if isinstance(month, MonthOf) or (isinstance(month, Period) and month.unit == MONTH):
        return replace(week, within=month)
    return None


def names_part(found: Sequence[Element], at: int, clause: Clause, when: Day) -> bool:
    """Say whether a new sentence tells which days of the week or month before it are meant: "Next week is good. Monday or Friday.\""""
    if not (is_stretch_alone(clause) and (is_day_within(when) or isinstance(when, Relative))):
        return False
    stopped = False
    for each in reversed(found[max(0, at - _REACH) : at]):
        if each.is_time:
            return stopped
        if each.op in (Cat.OR, Cat.AND):
            return False
        stopped = stopped or each.op is Cat.BREAK
    return False


_REACH = 8
"""Elements between a week and the days of it."""
