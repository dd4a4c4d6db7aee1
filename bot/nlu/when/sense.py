"""What a clock time on a date means: am or pm by business sense, parts of a day, windows in minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from bot.conventions import USUAL, Conventions
from bot.nlu.when.senses import (
    AFTER_LUNCH,
    AFTERNOON,
    EARLY_AFTERNOON,
    EARLY_EVENING,
    EARLY_MORNING,
    EARLY_NIGHT,
    END_OF_DAY,
    EVENING,
    EVENINGS,
    FIRST_THING,
    LATE_AFTERNOON,
    LATE_EVENING,
    LATE_MORNING,
    LATE_NIGHT,
    LUNCH,
    MID_AFTERNOON,
    MID_MORNING,
    MORNING,
    MORNINGS,
    NIGHT,
    NIGHTS,
)
from bot.nlu.when.value import Clock, ClockLike, ClockSpan, Part
from core.hours import DAY, Range, WeeklyHours
from core.zones import instants, local, minute_of_day, steady_offsets

NOON = 720
_NOON_HOUR = 12

_WAKING = (7 * 60, 22 * 60)
"""Between which clock times people meet."""

_PARTS = {
    MORNING: "morning", EARLY_MORNING: "early_morning", MID_MORNING: "mid_morning", LATE_MORNING: "late_morning", LUNCH: "lunch",
    AFTERNOON: "afternoon", AFTER_LUNCH: "after_lunch", EARLY_AFTERNOON: "early_afternoon", MID_AFTERNOON: "mid_afternoon",
    LATE_AFTERNOON: "late_afternoon", EVENING: "evening", EARLY_EVENING: "early_evening", LATE_EVENING: "late_evening",
    NIGHT: "night", EARLY_NIGHT: "early_night", LATE_NIGHT: "late_night",
}  # fmt: skip
"""Parts of a day by their names in the conventions; the others follow the host's hours."""

MEETINGS = (15, 20, 25, 30, 40, 45, 50, 60, 75, 90)
"""Lengths at which "from 2 to 3" is a meeting, not a window."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Minutes of a date, half-open; a point is where a start was said exactly."""

    start: int
    end: int
    point: int | None = None
    sized: bool = False
    """Whether the end was said as well, or the point is a rough one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """By what a clock time is judged: the speaker's zone, the host's hours and zone, now."""

    zone: str
    now: datetime
    hours: WeeklyHours | None = None
    hours_zone: str | None = None
    point_minutes: int = 60
    """How long the window of a point is."""
    conventions: Conventions = USUAL
    by_24: bool = False
    """Whether the speaker's clocks count 24 hours, so that "6:45" is in the morning where the host's hours do not tell."""
    later_half: bool = False
    """Choose pm where the host works at both halves of the day, for the other reading."""

    @property
    def is_weekly(self) -> bool:
        """Whether a clock time fits the host's hours in the same way every week, whatever clocks are set to."""
        return self.hours is None or self.hours_zone in (None, self.zone)

    def fits(self, day: date | None, minute: int) -> bool:
        """Say whether the host works at a minute of the speaker's day; without a day, on any."""
        if self.hours is None:
            return False
        if day is None:
            return any(start <= minute < end for ranges in self.hours.days for start, end in ranges)
        where = self.hours_zone or self.zone
        if where != self.zone:
            moment = local(to_utc(day, minute, self.zone), where)
            day, minute = moment.date(), moment.hour * 60 + moment.minute
        return _open_at(self.hours, day, minute)

    def day_of_host(self, day: date | None) -> tuple[int, int]:
        """Return when the host's day begins and ends, in minutes; the usual office day where unknown."""
        ranges = self.hours.days[day.weekday()] if self.hours and day else ()
        return (ranges[0][0], ranges[-1][1]) if ranges else self.conventions.office


def _open_at(hours: WeeklyHours, day: date, minute: int) -> bool:
    before = (day - timedelta(days=1)).weekday()
    return any(a <= minute < b for a, b in hours.days[day.weekday()]) or any(
        a <= minute + DAY < b for a, b in hours.days[before]
    )


def to_utc(day: date, minute: int, name: str) -> datetime:
    """Return the UTC instant of a minute of a local day, fast where clocks do not change."""
    midnight = _midnight(day, name)
    if midnight is not None and 0 <= minute <= DAY:
        return midnight + timedelta(minutes=minute)
    return minute_of_day(day, minute, name)


@lru_cache(maxsize=4096)
def _midnight(day: date, name: str) -> datetime | None:
    """Return the instant at which a local day begins, None where clocks change around it."""
    ahead = steady_offsets(day.year * 12 + day.month - 1, name)[day.day - 1]
    if ahead is None:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(minutes=ahead)


def exact(day: date, minute: int, name: str) -> tuple[datetime, ...]:
    """Return the instants of a wall time: none where clocks jump over it, two where they are set back."""
    midnight = _midnight(day, name)
    if midnight is not None and 0 <= minute < DAY:
        return (midnight + timedelta(minutes=minute),)
    days, rest = divmod(minute, DAY)
    wall = datetime(2000, 1, 1, rest // 60, rest % 60).time()  # noqa: DTZ001 - only its clock is used
    return instants(day + timedelta(days=days), wall, name)


def named_part(part: int, table: Conventions) -> Range:
    """Return from and to of a part of a day that does not follow the host's hours; raise KeyError for one that does."""
    found: Range = getattr(table, _PARTS[part])
    return found


def part_minutes(part: int, day: date | None, sense: Sense) -> tuple[int, int]:
    """Return from and to of a part of a day."""
    table = sense.conventions
    if part in _PARTS:
        return named_part(part, table)
    begins, ends = sense.day_of_host(day)
    if part == FIRST_THING:
        return begins, begins + table.first_thing
    return (ends - table.end_of_day, ends) if part == END_OF_DAY else (begins, ends)


def minute_of(clock: Clock, day: date | None, sense: Sense, parts: Sequence[int] = ()) -> int:
    """Return the minute of the day that a clock time means, am or pm decided."""
    if clock.sure or clock.hour > 12:
        return clock.hour * 60 + clock.minute
    morning = clock.hour % 12 * 60 + clock.minute
    if clock.half is not None:
        return morning + NOON * clock.half
    if parts:
        return _by_part(morning, parts[0])
    return _by_hours(morning, day, sense, literal=clock.digital and sense.by_24 and clock.hour < _NOON_HOUR)


def _by_part(morning: int, part: int) -> int:
    if part in MORNINGS:
        return morning if morning else NOON
    if part in NIGHTS and morning < _SMALL_HOURS:
        return morning + (DAY if morning == 0 else 0)
    return morning + (DAY if part in EVENINGS and morning < _SMALL_HOURS else NOON)


_SMALL_HOURS = 5 * 60
"""Until then an hour of the evening or the night is after midnight."""


def _by_hours(morning: int, day: date | None, sense: Sense, *, literal: bool) -> int:
    """Keep the half in which the host works; else take it as said if it is literal, or prefer pm for 12 to 6."""
    early, late = sense.fits(day, morning), sense.fits(day, morning + NOON)
    if early != late:
        return morning if early else morning + NOON
    if early and sense.later_half and is_undecided(morning):
        return morning + NOON
    said = literal and morning >= _ONE
    return morning if said or morning >= 7 * 60 else morning + NOON


_ONE = 60
"""From one o'clock on, digits are taken as said where clocks count 24 hours; "12:30" is after noon everywhere."""


def is_undecided(morning: int) -> bool:
    """Say whether people meet at both halves of the day at such a time: at 7 and 19, but not at 3 and 15."""
    first, last = _WAKING
    return morning >= first and morning + NOON <= last


def has_two_halves(choice: Sequence[ClockLike], sense: Sense) -> bool:
    """Say whether nothing tells am from pm in a choice of clock times, and the host works at both."""
    if sense.hours is None or any(isinstance(each, Part) for each in choice):
        return False
    firsts = [each.start if isinstance(each, ClockSpan) else each for each in choice]
    clocks = [each for each in firsts if isinstance(each, Clock) and each.half is None and not each.sure]
    mornings = [each.hour % 12 * 60 + each.minute for each in clocks if each.hour <= 12]
    return any(is_undecided(m) and sense.fits(None, m) and sense.fits(None, m + NOON) for m in mornings)


def stretch_of(choice: Sequence[ClockLike], day: date | None, sense: Sense) -> Stretch | None:
    """Return what a choice of clock times admits of a day; None if its parts exclude each other."""
    parts = [each.part for each in choice if isinstance(each, Part)]
    found: Stretch | None = None
    for each in choice:
        if isinstance(each, Part) and len(choice) > len(parts) and _only_hints(choice):
            continue
        made = _one(each, day, sense, parts)
        met = made if found is None else _met(found, made)
        if met is None and parts and isinstance(each, ClockSpan) and each.start and not each.firm:
            met = made  # clock times tell more than "tarde", which goes on for some longer than for others
        if met is None:
            return None
        found = met
    return found


def _only_hints(choice: Sequence[ClockLike]) -> bool:
    """Say whether parts of day only tell am from pm ("11 in the morning")."""
    return any(
        isinstance(each, Clock) or (isinstance(each, ClockSpan) and each.start and each.end)
        for each in choice
    )


def _one(each: ClockLike, day: date | None, sense: Sense, parts: Sequence[int]) -> Stretch:
    match each:
        case Clock():
            minute = minute_of(each, day, sense, parts)
            if each.rough:
                around = sense.conventions.roughly
                return Stretch(max(0, minute - around), minute + around, minute, sized=True)
            return Stretch(minute, minute + sense.point_minutes, minute)
        case Part(part):
            return Stretch(*part_minutes(part, day, sense))
        case ClockSpan():
            return _span(each, day, sense, parts)
        case _:
            return Stretch(0, DAY)


def _met(left: Stretch, right: Stretch) -> Stretch | None:
    start, end = max(left.start, right.start), min(left.end, right.end)
    if start >= end:
        return None
    point = left.point if left.point is not None else right.point
    sized = any(each.point is None or each.sized for each in (left, right))
    return Stretch(start, end, point if point is not None and start <= point < end else None, sized)


def _span(span: ClockSpan, day: date | None, sense: Sense, parts: Sequence[int]) -> Stretch:
    start = _bound(span.start, day, sense, parts, late=False)
    if span.end is None:
        return Stretch(start, DAY)
    if span.start is None:
        return Stretch(0, _bound(span.end, day, sense, parts, late=True))
    end = _end(span.end, start, day, sense)
    is_meeting = not span.window and end - start in MEETINGS and isinstance(span.end, Clock)
    return Stretch(start, end, start if is_meeting else None, sized=True)


def limit_minute(each: Clock | Part, day: date, sense: Sense, *, after: bool) -> int:
    """Return the minute of a day from which on ("after Monday morning"), or until which, a limit admits time."""
    if isinstance(each, Part):
        return part_minutes(each.part, day, sense)[1] if after else _bound(each, day, sense, (), late=True)
    return minute_of(each, day, sense)


def _bound(
    each: Clock | Part | None, day: date | None, sense: Sense, parts: Sequence[int], *, late: bool
) -> int:
    match each:
        case Clock():
            return minute_of(each, day, sense, parts)
        case Part(part):
            begins, ends = part_minutes(part, day, sense)
            return ends if late and part in (END_OF_DAY, NIGHT, MORNING) else begins
        case None:
            return 0


def _end(end: Clock | Part, start: int, day: date | None, sense: Sense) -> int:
    """Return the end of a range: the first such time after its start, over midnight if need be."""
    if isinstance(end, Part):
        return max(part_minutes(end.part, day, sense)[1], start + 1)
    if end.half is not None or end.sure or end.hour > 12:
        minute = minute_of(end, day, sense)
        return minute if minute > start else minute + DAY
    morning = end.hour % 12 * 60 + end.minute
    return next(m for m in (morning, morning + NOON, morning + DAY, morning + DAY + NOON) if m > start)
