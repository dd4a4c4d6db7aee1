"""Availability rules as people say them: days that repeat, hours of the day, from when until when, and what is left out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from core.hours import DAY, Range, Recurring, RuleKind, WeeklyHours, checked
from core.repeat import Freq, Repeat, repeat_of

_EVENING = 17 * 60
_LONGEST_NIGHT = 12 * 60
_PLAIN = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYHOUR"}
"""Parts of an RRULE that say days and hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exempt:
    """What a rule leaves out: a weekday (Monday 0) or a date, the whole of it or some hours."""

    weekday: int | None = None
    day: date | None = None
    ranges: tuple[Range, ...] = ()
    """Empty for the whole day."""

    def __post_init__(self) -> None:
        """Normalise the ranges; raise ValueError unless it is either a weekday or a date."""
        if (self.weekday is None) == (self.day is None):
            raise ValueError("either a weekday or a date is left out")
        object.__setattr__(self, "ranges", sayable(self.ranges))


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailabilityRule:
    """Open or busy time that repeats; dates and hours by the clock of the schedule's zone."""

    kind: RuleKind = RuleKind.AVAILABLE
    repeat: Repeat
    ranges: tuple[Range, ...] = ()
    """Empty for whole days."""
    exempt: tuple[Exempt, ...] = ()
    first: date | None = None
    """First date that may be one."""
    last: date | None = None
    """Last date that may be one."""

    def __post_init__(self) -> None:
        """Normalise; raise ValueError for days or hours that have no words, or a last date before the first."""
        if not _has_words(self.repeat):
            raise ValueError("these days cannot be said")
        if self.first and self.last and self.last < self.first:
            raise ValueError("ends before it begins")
        object.__setattr__(self, "ranges", sayable(self.ranges))
        object.__setattr__(self, "exempt", _joined(self.exempt))


def _joined(exempt: Iterable[Exempt]) -> tuple[Exempt, ...]:
    """Return what is left out with one entry for each weekday and date."""
    found: dict[tuple[int | None, date | None], Exempt] = {}
    for each in exempt:
        other = found.get((each.weekday, each.day))
        whole = not each.ranges or (other is not None and not other.ranges)
        ranges = () if whole else (*each.ranges, *(other.ranges if other else ()))
        found[each.weekday, each.day] = replace(each, ranges=ranges)
    return tuple(sorted(found.values(), key=_place))


def _place(each: Exempt) -> tuple[int, date]:
    return (7 if each.weekday is None else each.weekday), each.day or date.min


def sayable(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Return ranges sorted and joined; raise ValueError for one that goes on over midnight but is no night."""
    found = checked(ranges)
    if any(end > DAY and (start < _EVENING or end - start > _LONGEST_NIGHT) for start, end in found):
        raise ValueError("not hours of a day or a night")
    return found


def _has_words(repeat: Repeat) -> bool:
    if repeat.year_days or repeat.week_numbers or repeat.is_bare:
        return False
    nths = {nth for nth, _ in repeat.weekdays}
    match repeat.freq:
        case Freq.DAILY:
            return not (repeat.weekdays or repeat.months or repeat.month_days)
        case Freq.WEEKLY:
            return nths == {0} and not repeat.months and not repeat.month_days
        case Freq.MONTHLY:
            return not repeat.months and _monthly(repeat, nths)
        case Freq.YEARLY:
            one = len(repeat.months) == 1 and len(repeat.month_days) == 1 and not repeat.weekdays
            return one and repeat.interval == 1 and 1 <= repeat.month_days[0] <= 31
        case _:
            return False


def _monthly(repeat: Repeat, nths: set[int]) -> bool:
    if repeat.month_days:
        return not repeat.weekdays and len(repeat.month_days) == 1 and -1 <= repeat.month_days[0] <= 31
    days = {day for _, day in repeat.weekdays}
    return nths <= {1, 2, 3, 4, 5, -1} and len(repeat.weekdays) == len(nths) * len(days)


def rules_of(weekly: WeeklyHours) -> tuple[AvailabilityRule, ...]:
    """Return weekly hours as rules, one for all days with the same hours; raise ValueError for hours that cannot be said."""
    groups: dict[tuple[Range, ...], list[int]] = {}
    for weekday, ranges in enumerate(weekly.days):
        if ranges:
            groups.setdefault(ranges, []).append(weekday)
    return tuple(
        AvailabilityRule(repeat=Repeat.weekly(days), ranges=ranges) for ranges, days in groups.items()
    )


def weekly_of(rules: Iterable[AvailabilityRule]) -> WeeklyHours | None:
    """Return the weekly hours that rules make together; None if one of them is not of every week, or has bounds."""
    days: list[tuple[Range, ...]] = [()] * 7
    for rule in rules:
        weekdays = rule.repeat.plain_weekdays
        if weekdays is None or rule.first or rule.last or rule.exempt or rule.kind is RuleKind.BUSY:
            return None
        for weekday in weekdays:
            days[weekday] = (*days[weekday], *(rule.ranges or ((0, DAY),)))
    return WeeklyHours(tuple(days))


def days_of(rrule: str) -> Repeat | None:
    """Return the days of an RRULE that have words; None if it says more than days and hours, or has none."""
    if not _PLAIN.issuperset(each.partition("=")[0] for each in rrule.upper().split(";") if each):
        return None
    try:
        found = repeat_of(rrule)
    except ValueError:
        return None
    return found if found and _has_words(found) else None


def rule_of(recurring: Recurring) -> AvailabilityRule | None:
    """Return a recurring rule of a schedule as it is said; None if it has no words."""
    try:
        repeat = days_of(recurring.rrule)
        starts = _starts(recurring)
        if repeat is None:
            return None
        whole = recurring.length == DAY and starts == (0,)
        ranges = () if whole else tuple((start, start + recurring.length) for start in starts)
        made = AvailabilityRule(
            kind=recurring.kind, repeat=repeat, ranges=ranges, first=recurring.first, last=recurring.last
        )
    except ValueError:
        return None
    return made if len(made.ranges) == len(ranges) else None


def _starts(recurring: Recurring) -> tuple[int, ...]:
    parts = dict(each.split("=", 1) for each in recurring.rrule.split(";") if "=" in each)
    if "BYHOUR" not in parts:
        return (recurring.start,)
    return tuple(int(hour) * 60 + recurring.start % 60 for hour in parts["BYHOUR"].split(","))


def recurring_of(rule: AvailabilityRule, plain: Recurring) -> Recurring | None:
    """Return a rule as a recurring rule of a schedule, with id, note and missing dates of `plain`; None if it takes several.

    Several ranges need one length and begin at the same minute of their hours.
    """
    ranges = rule.ranges or ((0, DAY),)
    lengths = {end - start for start, end in ranges}
    if rule.exempt or len(lengths) > 1 or len({start % 60 for start, _ in ranges}) > 1:
        return None
    hours = ",".join(str(start // 60) for start, _ in ranges)
    return replace(
        plain,
        kind=rule.kind,
        rrule=rule.repeat.rrule + (f";BYHOUR={hours}" if len(ranges) > 1 else ""),
        start=ranges[0][0],
        length=lengths.pop(),
        first=rule.first or plain.first,
        last=rule.last or plain.last,
    )
