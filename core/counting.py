"""How much of each limit is used: meetings and minutes a day, week, month and year of the schedule's calendar."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from core.booking import COUNTING, session_id
from core.event_types import Cap, Per
from core.interval import Interval
from core.situation import Situation
from core.spans import ALWAYS, Span, minute, moment_of
from core.zones import local_date, minute_of_day

_LONGEST = {Per.DAY: 2, Per.WEEK: 8, Per.MONTH: 32, Per.YEAR: 367}
"""Days (of 24 hours) that a period of the calendar stays under, on whatever days clocks turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A meeting that counts: when it starts (minutes since 1970), how long it is, and whether it is of the event type."""

    start: int
    minutes: int
    own: bool
    subject: UUID
    """The class, or the booking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """How much of a cap is used in one period."""

    cap: Cap
    first: date
    """First date of the period, on the schedule's calendar."""
    last: date
    used: int
    """Meetings, or minutes, without the one in question."""


def period(moment: datetime, per: Per, zone: str, week_start: int = 0) -> tuple[date, date]:
    """Return the first date of the day, week, month or year of a calendar in which an instant lies, and the first after."""
    day = local_date(moment, zone)
    match per:
        case Per.DAY:
            return day, day + timedelta(days=1)
        case Per.WEEK:
            first = day - timedelta(days=(day.weekday() - week_start) % 7)
            return first, first + timedelta(days=7)
        case Per.MONTH:
            return day.replace(day=1), date(day.year + day.month // 12, day.month % 12 + 1, 1)
        case Per.YEAR:
            return date(day.year, 1, 1), date(day.year + 1, 1, 1)


def during(first: date, after: date, zone: str) -> Interval:
    """Return the stretch of time from the beginning of a date to the beginning of another."""
    return Interval(minute_of_day(first, 0, zone), minute_of_day(after, 0, zone))


def may_be_full(situation: Situation) -> bool:
    """Say whether there is enough to count at all: any limit of minutes, as many meetings as a cap, or a class."""
    most = len(situation.bookings) + len(situation.loads)
    caps = situation.limits.caps
    return situation.event_type.seats > 1 or any(cap.minutes or cap.most <= most for cap in caps)


def counted(situation: Situation) -> tuple[Counted, ...]:
    """Return what counts towards limits, by start: bookings and loads, each once, those of one class once.

    The booking that is being moved does not count.
    """
    found: dict[UUID, Counted] = {}
    own = situation.event_type.id
    for load in situation.loads:
        if load.booking_id != situation.moving and load.host_id == situation.host.id:
            subject = load.session or load.booking_id
            found[subject] = _counted(load.slot, subject, own=load.event_type_id == own)
    for booking in situation.bookings:
        if booking.id != situation.moving and booking.status in COUNTING:
            subject = booking.subject
            found[subject] = _counted(booking.slot, subject, own=booking.event_type_id == own)
    return tuple(sorted(found.values(), key=lambda each: each.start))


def _counted(slot: Interval, subject: UUID, *, own: bool) -> Counted:
    return Counted(start=minute(slot.start), minutes=slot.minutes, own=own, subject=subject)


def full_spans(situation: Situation, meetings: Sequence[Counted]) -> Iterator[Span]:
    """Yield the periods, in minutes since 1970, in which one more meeting would pass a cap."""
    for cap in situation.limits.caps:
        if _more(cap, situation.length) > cap.most:
            yield ALWAYS
        elif meetings:
            yield from _full(situation, cap, [each for each in meetings if each.own or not cap.own])


def exceeded(situation: Situation, start: datetime) -> tuple[Usage, ...]:
    """Return the caps that a meeting at a start (aware) would pass, as they are used without it.

    Another seat in a class that counts already passes none.
    """
    if session_at(situation, start) in {each.subject for each in counted(situation)}:
        return ()
    used = usages(situation, start)
    return tuple(each for each in used if each.used + _more(each.cap, situation.length) > each.cap.most)


def session_at(situation: Situation, start: datetime) -> UUID | None:
    """Return the class that a start would belong to; None if the event type has none."""
    if situation.event_type.seats <= 1:
        return None
    return session_id(situation.event_type.id, Interval.of(start, situation.length))


def usages(situation: Situation, start: datetime) -> tuple[Usage, ...]:
    """Return how much of each cap is used in the periods in which a start lies."""
    meetings = counted(situation)
    return tuple(_usage(situation, cap, meetings, start) for cap in situation.limits.caps)


def _usage(situation: Situation, cap: Cap, meetings: Sequence[Counted], start: datetime) -> Usage:
    zone = situation.schedule.zone
    first, after = period(start, cap.per, zone, situation.limits.week_start)
    low, high = _span(first, after, zone)
    found = [each for each in meetings if low <= each.start < high and (each.own or not cap.own)]
    return Usage(cap=cap, first=first, last=after - timedelta(days=1), used=_sum(cap, found))


def _full(situation: Situation, cap: Cap, meetings: Sequence[Counted]) -> Iterator[Span]:
    starts = [each.start for each in meetings]
    zone, week_start = situation.schedule.zone, situation.limits.week_start
    index = 0
    while (index := _crowd(cap, starts, index)) < len(starts):
        low, high = _span(*period(moment_of(starts[index]), cap.per, zone, week_start), zone)
        after = bisect_left(starts, high)
        used = _sum(cap, meetings[bisect_left(starts, low) : after])
        if used + _more(cap, situation.length) > cap.most:
            yield low, high
        index = after


def _crowd(cap: Cap, starts: Sequence[int], index: int) -> int:
    """Return the next meeting from `index` on that may begin a full period: as many as are allowed are close together."""
    if cap.minutes:
        return index
    longest = _LONGEST[cap.per] * 1440
    for near in range(index, len(starts) - cap.most + 1):
        if starts[near + cap.most - 1] - starts[near] < longest:
            return near
    return len(starts)


def _more(cap: Cap, length: int) -> int:
    """Return what one more meeting adds to a cap."""
    return length if cap.minutes else 1


def _sum(cap: Cap, meetings: Sequence[Counted]) -> int:
    return sum(each.minutes for each in meetings) if cap.minutes else len(meetings)


def _span(first: date, after: date, zone: str) -> Span:
    whole = during(first, after, zone)
    return minute(whole.start), minute(whole.end)
