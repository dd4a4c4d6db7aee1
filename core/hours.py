"""When a host works: weekly hours, date overrides and time off, and the UTC windows they make."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from core.interval import Interval
from core.zones import minute_of_day

DAY = 1440
"""Minutes of a day by the wall clock."""

Range = tuple[int, int]
"""From and to in minutes after local midnight, half-open; `to` may pass 1440 for hours over midnight (at most 2880)."""


def checked(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Sort and join ranges; raise ValueError for one that is empty, begins after the day or ends after the next."""
    joined: list[Range] = []
    for start, end in sorted(ranges):
        if not (0 <= start < DAY and start < end <= 2 * DAY):
            raise ValueError(f"not a range of hours: {start}–{end}")
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Seven days of ranges, Monday first; an empty day is a day off."""

    days: tuple[tuple[Range, ...], ...]

    def __post_init__(self) -> None:
        """Normalise each day; raise ValueError if there are not seven, or a range is impossible."""
        if len(self.days) != 7:
            raise ValueError("a week has seven days")
        object.__setattr__(self, "days", tuple(checked(day) for day in self.days))

    def with_day(self, weekday: int, ranges: Iterable[Range]) -> "WeeklyHours":
        """Return a copy in which one day (Monday 0) has other ranges."""
        days = list(self.days)
        days[weekday] = tuple(ranges)
        return WeeklyHours(tuple(days))


OFFICE_HOURS = WeeklyHours((((9 * 60, 17 * 60),),) * 5 + ((), ()))
"""Monday to Friday, 9:00 to 17:00."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Special hours for one date, in the schedule's zone; no ranges means closed. The reason stays private."""

    day: date
    ranges: tuple[Range, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOff:
    """A stretch in which the host is away. The reason stays private."""

    id: UUID
    host_id: UUID
    during: Interval
    reason: str = ""


class RuleKind(StrEnum):
    """Whether a recurring rule opens time or takes it away."""

    AVAILABLE = "available"
    BUSY = "busy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurring:
    """Time that recurs by a rule: open beside the weekly hours, or busy within them (busy wins). The note is private."""

    id: UUID
    kind: RuleKind
    rrule: str
    """RFC 5545, section 3.3.10, without DTSTART and UNTIL: `FREQ=WEEKLY;BYDAY=MO,WE;BYHOUR=16,17`."""
    start: int = 0
    """Minutes after local midnight at which each occurrence begins, unless the rule has BYHOUR of its own."""
    length: int
    """Minutes of each occurrence, by the wall clock."""
    first: date
    """DTSTART's date."""
    last: date
    """Last date on which an occurrence may begin; a year after `first` unless the host says otherwise."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of dates with a zone, and perhaps hours, of its own: a month elsewhere, a summer's hours.

    On its dates all that is meant by the clock is meant in its zone: overrides, weekly hours, recurring rules. Of two
    that cover a date the later in the list holds.
    """

    first: date
    last: date | None = None
    """Inclusive; None is for good."""
    zone: str
    weekly: WeeklyHours | None = None
    """None keeps the schedule's own weekly hours, by the clock of `zone`."""
    note: str = ""

    def covers(self, day: date) -> bool:
        """Say whether a date belongs to it."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Named working hours in one zone.

    On each date an override holds, else a period's hours, else the weekly ones; recurring rules open further time
    (not on a date with an override) and take time away. Hours over midnight belong to the date on which they begin.
    """

    id: UUID
    host_id: UUID
    name: str = "Working hours"
    zone: str
    weekly: WeeklyHours = field(default=OFFICE_HOURS)
    overrides: tuple[Override, ...] = ()
    """Sorted by day; at most one a day."""
    recurring: tuple[Recurring, ...] = ()
    periods: tuple[Period, ...] = ()
    code: str = ""
    """Unique for the host, at most 50 characters of a-z 0-9 and hyphens; empty only for a host's first schedule."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    is_default: bool = True
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None
    version: int = 1

    def override_on(self, day: date) -> Override | None:
        """Return the override of a date, if there is one."""
        return next((each for each in self.overrides if each.day == day), None)

    def period_on(self, day: date) -> Period | None:
        """Return the period that holds on a date, if there is one."""
        return next((each for each in reversed(self.periods) if each.covers(day)), None)

    def zone_on(self, day: date) -> str:
        """Return the zone by whose clock the hours of a date are meant."""
        period = self.period_on(day)
        return period.zone if period else self.zone

    def weekly_on(self, day: date) -> WeeklyHours:
        """Return the weekly hours that hold on a date."""
        period = self.period_on(day)
        return period.weekly if period and period.weekly else self.weekly

    def ranges_on(self, day: date) -> tuple[Range, ...]:
        """Return the ranges that begin on a date by the clock of its zone: of its override, period or weekday."""
        special = self.override_on(day)
        return special.ranges if special else self.weekly_on(day).days[day.weekday()]


def day_windows(schedule: Schedule, day: date) -> tuple[Interval, ...]:
    """Return the UTC windows that begin on a date, overrides and periods applied, recurring rules not."""
    return ranged_windows(schedule.ranges_on(day), day, schedule.zone_on(day))


def ranged_windows(ranges: tuple[Range, ...], day: date, zone: str) -> tuple[Interval, ...]:
    """Return the UTC windows that ranges of a date make in a zone; what clocks jump over is no window."""
    found: list[Interval] = []
    for start, end in ranges:
        begins, ends = (minute_of_day(day, m, zone) for m in (start, end))
        if begins < ends:
            found.append(Interval(begins, ends))
    return tuple(found)
