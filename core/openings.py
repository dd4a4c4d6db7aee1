"""When a schedule is open, in whole minutes: hours, periods, overrides and recurring rules.

What was worked out once is remembered with the hours that it was worked out for, so hosts with the same hours share it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import pairwise

from core.hours import DAY, Override, Period, Range, Recurring, RuleKind, Schedule, WeeklyHours
from core.interval import Interval
from core.recurrence import occurrences
from core.spans import EPOCH, Span, joined, minute, minute_after, moment_of
from core.zones import first_of_month, minute_of_day, steady_offsets

_EPOCH_DAY = EPOCH.toordinal()
_BEFORE = 4
"""Days before a minute on which a window that lasts into it may begin: hours over midnight, and zones."""
_MOST_REMEMBERED = 48
"""How many stretches of months a calendar keeps."""


@dataclass(frozen=True, slots=True)
class Openings:
    """What is open in some whole months."""

    windows: tuple[Span, ...]
    """To their beginnings the grid of starts is anchored; by start, not joined."""
    opened: tuple[Span, ...]
    """The windows joined."""
    busy: tuple[Span, ...]
    """What recurring rules take away, joined."""
    startable: dict[int, tuple[Span, ...]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def starts(self, length: int) -> tuple[Span, ...]:
        """Return the stretches in which a meeting of that many minutes may start to end while it is open."""
        found = self.startable.get(length)
        if found is None:
            reach = length - 1
            found = tuple((start, end - reach) for start, end in self.opened if end - start > reach)
            self.startable[length] = found
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """The openings of a schedule. Schedules with the same hours have one and the same calendar, see `calendar_of`."""

    zone: str
    weekly: WeeklyHours
    special: dict[int, tuple[Range, ...]]
    """Ranges of overrides by the date's ordinal."""
    recurring: tuple[Recurring, ...]
    periods: tuple[Period, ...]
    months: dict[int, tuple[list[Span], list[Span]]] = field(default_factory=dict, init=False, repr=False)
    """Windows, and what rules take away, of each month that was asked for."""
    stretches: dict[tuple[int, int], Openings] = field(default_factory=dict, init=False, repr=False)
    """The openings of months from first to last."""

    def between(self, low: int, high: int) -> Openings:
        """Return what is open in the months around a stretch of minutes; every window that touches it is there."""
        months = _month_of(low // DAY - _BEFORE), _month_of(high // DAY + 1)
        found = self.stretches.get(months)
        if found is None:
            if len(self.stretches) >= _MOST_REMEMBERED:
                self.stretches.clear()
                self.months.clear()
            found = self.stretches[months] = self._openings(*months)
        return found

    def _openings(self, first: int, last: int) -> Openings:
        windows: list[Span] = []
        busy: list[Span] = []
        for month in range(first, last + 1):
            opened, taken = self._month(month)
            windows += opened
            busy += taken
        if any(one[1] > other[0] for one, other in pairwise(windows)):
            windows = sorted(set(windows))
        return Openings(tuple(windows), tuple(joined(windows)), tuple(joined(busy)))

    def _month(self, month: int) -> tuple[list[Span], list[Span]]:
        """Return the windows that begin on the dates of a month, and what rules take away then."""
        found = self.months.get(month)
        if found is None:
            hours = self._moved_hours(month) if self.periods else self._hours(month)
            more, busy = (self._recurring(month, kind) for kind in (RuleKind.AVAILABLE, RuleKind.BUSY))
            found = self.months[month] = ([*hours, *more], [*busy])
        return found

    def _hours(self, month: int) -> list[Span]:
        """Return the windows of weekly hours and overrides that begin on the dates of a month."""
        days, special = self.weekly.days, self.special
        found: list[Span] = []
        for ordinal, ahead in enumerate(steady_offsets(month, self.zone), first_of_month(month)):
            ranges = special[ordinal] if ordinal in special else days[(ordinal - 1) % 7]
            if ranges:
                found += _spans(ranges, ordinal, ahead, self.zone)
        return found

    def _moved_hours(self, month: int) -> Iterator[Span]:
        """Yield the windows that begin on the dates of a month where periods have a say."""
        first, last = _bounds(month)
        for ordinal in range(first, last + 1):
            period = self._period_on(date.fromordinal(ordinal))
            weekly = (period and period.weekly) or self.weekly
            zone = period.zone if period else self.zone
            ranges = self.special.get(ordinal, weekly.days[(ordinal - 1) % 7])
            yield from _spans(ranges, ordinal, steady_offsets(month, zone)[ordinal - first], zone)

    def _recurring(self, month: int, kind: RuleKind) -> Iterator[Span]:
        """Yield the stretches of recurring rules of a kind that begin on the dates of a month."""
        first, last = (date.fromordinal(each) for each in _bounds(month))
        for rule in self.recurring:
            if rule.kind is kind:
                yield from self.rule_spans(rule, first, last)

    def rule_spans(self, rule: Recurring, first: date, last: date) -> Iterator[Span]:
        """Yield the stretches of one rule that begin on dates from first to last; an override closes a date to new time."""
        for start in occurrences(rule, first, last):
            ordinal = start.toordinal()
            if rule.kind is RuleKind.AVAILABLE and ordinal in self.special:
                continue
            period = self._period_on(start.date())
            zone = period.zone if period else self.zone
            month = start.year * 12 + start.month - 1
            begins = start.hour * 60 + start.minute
            ahead = steady_offsets(month, zone)[start.day - 1]
            yield from _spans(((begins, begins + rule.length),), ordinal, ahead, zone)

    def _period_on(self, day: date) -> Period | None:
        return next((each for each in reversed(self.periods) if each.covers(day)), None)


def calendar_of(schedule: Schedule) -> Calendar:
    """Return the calendar of a schedule's hours."""
    return _calendar(schedule.zone, schedule.weekly, schedule.overrides, schedule.recurring, schedule.periods)


@lru_cache(maxsize=1024)
def _calendar(
    zone: str,
    weekly: WeeklyHours,
    overrides: tuple[Override, ...],
    recurring: tuple[Recurring, ...],
    periods: tuple[Period, ...],
) -> Calendar:
    special = {each.day.toordinal(): each.ranges for each in reversed(overrides)}
    return Calendar(zone, weekly, special, recurring, periods)


def windows(schedule: Schedule, within: Interval) -> tuple[Interval, ...]:
    """Return the windows of a schedule that touch a stretch of time, by start, not joined, not clipped, in UTC.

    What recurring rules take away is still in them, see `rule_times`.
    """
    low, high = minute(within.start), minute_after(within.end)
    found = calendar_of(schedule).between(low, high).windows
    return tuple(_interval(start, end) for start, end in found if start < high and end > low)


def rule_times(schedule: Schedule, within: Interval) -> tuple[tuple[Recurring, Interval], ...]:
    """Return the occurrences of all recurring rules that touch a stretch of time, with their rules, by start."""
    low, high = minute(within.start), minute_after(within.end)
    first, last = (date.fromordinal(_EPOCH_DAY + each) for each in (low // DAY - _BEFORE, high // DAY + 1))
    calendar = calendar_of(schedule)
    found = [
        (start, end, rule)
        for rule in schedule.recurring
        for start, end in calendar.rule_spans(rule, first, last)
        if start < high and end > low
    ]
    ordered = sorted(found, key=lambda each: each[:2])
    return tuple((rule, _interval(start, end)) for start, end, rule in ordered)


def _spans(ranges: tuple[Range, ...], ordinal: int, ahead: int | None, zone: str) -> list[Span]:
    """Return the spans of a date's ranges in a zone that is steadily so far ahead of UTC, or near a turn of its clocks."""
    if ahead is not None:
        base = (ordinal - _EPOCH_DAY) * DAY - ahead
        return [(base + start, base + end) for start, end in ranges]
    day = date.fromordinal(ordinal)
    found = [tuple(minute(minute_of_day(day, each, zone)) for each in both) for both in ranges]
    return [(start, end) for start, end in found if start < end]


def _interval(start: int, end: int) -> Interval:
    return Interval(moment_of(start), moment_of(end))


def _month_of(day: int) -> int:
    """Return the month (year * 12 + month - 1) of a day since 1970."""
    found = date.fromordinal(day + _EPOCH_DAY)
    return found.year * 12 + found.month - 1


def _bounds(month: int) -> tuple[int, int]:
    return first_of_month(month), first_of_month(month + 1) - 1
