"""Which times can be booked: one pure search over whole minutes.

In this order: weekly hours, then overrides, periods and recurring rules (`core.openings`); busy time of calendars,
bookings, holds and time off, each with the buffers, is subtracted; full days, weeks, months and years, notice and
booking window take their part; what is left is offered on a grid that hangs on the beginnings of the windows, in UTC.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import islice
from uuid import UUID

from core.booking import Booking, Hold, session_id
from core.counting import Counted, counted, full_spans, may_be_full, session_at
from core.event_types import Limits
from core.interval import Interval
from core.openings import Calendar, Openings, calendar_of, windows
from core.people import DayCount
from core.situation import Situation
from core.spans import EPOCH, Span, common, covers, joined, minute, minute_after, moment_of, without
from core.zones import local_date, minute_of_day


def free_slots(situation: Situation, within: Interval) -> tuple[Interval, ...]:
    """Return every slot that can be booked and whose start lies in `within`, sorted."""
    length = situation.length
    return tuple([slot(start, length) for start in free_starts(situation, within)])


def free_starts(situation: Situation, within: Interval) -> list[int]:
    """Return the starts of the free slots in `within` as minutes since 1970, sorted."""
    ground = ground_of(situation)
    low, high = max(minute_after(within.start), ground.low), min(minute_after(within.end), ground.high)
    if low >= high:
        return []
    openings = ground.calendar.between(low, high + ground.length)
    free = ground.free(common([(low, high)], openings.starts(ground.length)), openings)
    limits = situation.limits
    return on_grid(openings.windows, free, limits.step, limits.offset)


def is_free(situation: Situation, start: datetime) -> bool:
    """Say whether exactly this start, which must lie on the grid, can be booked."""
    found = free_slots(situation, Interval.of(start, 1))
    return any(each.start == start for each in found)


def seats_left(situation: Situation, slot: Interval) -> int:
    """Return how many seats of an event type's class at a time are neither booked nor held by others.

    For an event type without classes it is its one seat, whoever has booked it.
    """
    session = session_at(situation, slot.start)
    if session is None:
        return situation.event_type.seats
    taken = (each.seats for each in _others(situation) if each.session == session)
    return situation.event_type.seats - sum(taken)


def class_starts(situation: Situation) -> list[int]:
    """Return the starts, in minutes since 1970, of the event type's classes that somebody sits in or holds a seat of."""
    if situation.event_type.seats == 1:
        return []
    return sorted(minute(members[0].slot.start) for members in _classes(situation).values())


def full_classes(situation: Situation, within: Interval) -> tuple[Interval, ...]:
    """Return the event type's classes that begin in `within`, can still be booked in time, and have too few seats left."""
    reach, whole = situation.length, horizon(situation)
    slots = [slot(start, reach) for start in class_starts(situation)]
    return tuple(
        each
        for each in dict.fromkeys(slots)
        if within.start <= each.start < within.end
        and whole.start <= each.start < whole.end
        and seats_left(situation, each) < situation.seats
    )


def horizon(situation: Situation) -> Interval:
    """Return the stretch in which starts can be booked at all: from now plus notice to the end of the last day."""
    return _horizon(situation.now, situation.schedule.zone, situation.limits)


def last_day(situation: Situation) -> date:
    """Return the last date, on the schedule's calendar, that can be booked."""
    return _last_day(situation.now, situation.schedule.zone, situation.limits)


def window_day(situation: Situation) -> date:
    """Return the last date of the booking window that moves with the day, whatever fixed range there is."""
    return _window_day(situation.now, situation.schedule.zone, situation.limits)


@lru_cache(maxsize=1024)
def _horizon(now: datetime, zone: str, limits: Limits) -> Interval:
    earliest = now + timedelta(minutes=limits.minimum_notice)
    if limits.opens:
        earliest = max(earliest, minute_of_day(limits.opens, 0, zone))
    return Interval(earliest, max(earliest, minute_of_day(_last_day(now, zone, limits), 1440, zone)))


def _last_day(now: datetime, zone: str, limits: Limits) -> date:
    last = _window_day(now, zone, limits)
    return min(last, limits.closes) if limits.closes else last


def _window_day(now: datetime, zone: str, limits: Limits) -> date:
    today = local_date(now, zone)
    business = limits.window_counts is DayCount.BUSINESS
    return _business_day(today, limits.window_days) if business else today + timedelta(limits.window_days)


def open_at_all(situation: Situation) -> bool:
    """Say whether host, event type, length, number of seats and readable calendars admit any booking."""
    event_type = situation.event_type
    offered = event_type.active and event_type.deleted_at is None
    enough = 1 <= situation.seats <= event_type.seats
    able = not situation.host.paused and not situation.unreadable
    return offered and enough and able and length_offered(situation)


def length_offered(situation: Situation) -> bool:
    """Say whether the event type comes in this length; a booking that is moved may always keep its own."""
    if situation.length in situation.event_type.lengths:
        return True
    return any(b.id == situation.moving and b.slot.minutes == situation.length for b in situation.bookings)


def grid_windows(situation: Situation, within: Interval) -> tuple[Interval, ...]:
    """Return the windows to whose beginnings the grid is anchored, one by one, not merged.

    They cover every slot that starts in `within`, so the grid is the same whoever looks at whichever part of it. What
    recurring rules take away is still in them.
    """
    reach = Interval(within.start, within.end + timedelta(minutes=situation.length))
    return windows(situation.schedule, reach)


@lru_cache(maxsize=16384)
def slot(start: int, length: int) -> Interval:
    """Return the slot that begins at a minute since 1970."""
    begins = moment_of(start)
    return Interval(begins, begins + timedelta(minutes=length))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What decides about a host's starts, in minutes since 1970; made once of a situation, see `ground_of`."""

    calendar: Calendar
    length: int
    low: int
    high: int
    """Starts can be booked from `low` to before `high`; nowhere if that is empty."""
    blocked: Sequence[Span]
    """Stretches in which nothing may start, joined."""
    seated: Sequence[int]
    """Starts of classes with seats left, which their own bookings do not block; sorted."""

    def free(self, spans: Sequence[Span], openings: Openings) -> Sequence[Span]:
        """Return where in spans of starts, all of them in open hours, one may start; the grid is left aside."""
        if not spans:
            return spans
        if spans[0][0] < self.low or spans[-1][1] > self.high:
            spans = common(spans, [(self.low, self.high)])
        if openings.busy:
            reach = self.length - 1
            spans = without(spans, joined((start - reach, end) for start, end in openings.busy))
        free = without(spans, self.blocked)
        seated = [(each, each + 1) for each in self.seated if covers(spans, each)]
        return joined([*free, *seated]) if seated else free


def ground_of(situation: Situation) -> Ground:
    """Return the ground of a situation, worked out the first time that it is asked for."""
    found = situation.worked_out.get("ground")
    if found is None:
        found = situation.worked_out["ground"] = _ground(situation)
    return found


def on_grid(windows: Sequence[Span], free: Sequence[Span], step: int, offset: int) -> list[int]:
    """Return the free minutes that are a whole number of steps after the beginning (and offset) of a window, sorted."""
    if not free:
        return []
    found: list[int] = []
    low, high = free[0][0], free[-1][1]
    index, closed, apart = 0, low, True
    for opens, closes in windows:
        if closes <= low:
            continue
        if opens >= high:
            break
        apart = apart and opens >= closed
        closed = closes
        anchor = opens + offset
        while index < len(free) and free[index][1] <= opens:
            index += 1
        for start, end in islice(free, index, None):
            if start >= closes:
                break
            first = anchor if start <= anchor else start + (anchor - start) % step
            found += range(first, end if end < closes else closes, step)
    return found if apart else sorted(set(found))


def _ground(situation: Situation) -> Ground:
    meetings = counted(situation) if may_be_full(situation) else ()
    claimed = sorted(_claimed(situation))
    full = joined(full_spans(situation, meetings))
    whole = horizon(situation)
    low = minute_after(whole.start)
    return Ground(
        calendar=calendar_of(situation.schedule),
        length=situation.length,
        low=low,
        high=minute_after(whole.end) if open_at_all(situation) else low,
        blocked=joined([*claimed, *full] if full else claimed),
        seated=_seated(situation, claimed, full, meetings),
    )


def _seated(
    situation: Situation, claimed: Sequence[Span], full: Sequence[Span], meetings: Sequence[Counted]
) -> list[int]:
    """Return the starts of the event type's classes that have enough seats left and that nothing else blocks."""
    event_type = situation.event_type
    if event_type.seats <= 1:
        return []
    begun, over = [start for start, _ in claimed], sorted(end for _, end in claimed)
    count_already = {each.subject for each in meetings}
    found: list[int] = []
    for session, members in _classes(situation).items():
        at = minute(members[0].slot.start)
        alone = bisect_right(begun, at) - bisect_right(over, at) == len(members)
        enough = sum(each.seats for each in members) + situation.seats <= event_type.seats
        if alone and enough and (session in count_already or not covers(full, at)):
            found.append(at)
    return sorted(found)


def _classes(situation: Situation) -> dict[UUID, list[Booking | Hold]]:
    """Return who sits, or holds a seat, in each of the event type's classes of the length in question."""
    found: dict[UUID, list[Booking | Hold]] = {}
    for each in _others(situation):
        if each.session and each.slot.minutes == situation.length:
            found.setdefault(each.session, []).append(each)
    own = situation.event_type.id
    return {key: each for key, each in found.items() if key == session_id(own, each[0].slot)}


def _claimed(situation: Situation) -> list[Span]:
    """Return the stretches in which no slot may start: what is claimed, moved back by the slot's own reach."""
    length, limits = situation.length, situation.limits
    before, after = length + limits.buffer_after - 1, limits.buffer_before
    found = _reached(situation.busy, before, after)
    found += _reached([each.during for each in situation.time_off], length - 1, 0)
    for each in _others(situation):
        found += _reached([each.slot], each.buffer_before + before, each.buffer_after + after)
    return found


def _reached(stretches: Iterable[Interval], before: int, after: int) -> list[Span]:
    """Return stretches of time that are not empty as whole minutes, rounded outward and widened.

    Written out, for calendars have thousands of them.
    """
    found: list[Span] = []
    for each in stretches:
        if each.start < each.end:
            begins, ends = each.start - EPOCH, EPOCH - each.end
            start = begins.days * 1440 + begins.seconds // 60
            end = -(ends.days * 1440 + ends.seconds // 60)
            found.append((start - before, end + after))
    return found


def _others(situation: Situation) -> Iterator[Booking | Hold]:
    """Yield what takes up time: bookings and holds, without the one that is moved and those of who is looking."""
    moving = situation.moving
    for booking in situation.bookings:
        if booking.active and (moving is None or booking.id != moving):
            yield booking
    for hold in situation.holds:
        if hold.owner != situation.owner:
            yield hold


def _business_day(day: date, count: int) -> date:
    """Return the date so many business days (Monday to Friday) after a date."""
    weeks, rest = divmod(count, 5)
    weekday = min(day.weekday(), 4)
    over_weekend = 2 if weekday + rest > 4 else 0
    return day + timedelta(days=weekday - day.weekday() + weeks * 7 + rest + over_weekend)
