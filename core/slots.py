"""Which times can be booked: one pure search over integers (minutes since 1970, UTC)."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from core.hours import ranged_windows
from core.interval import Interval
from core.situation import Situation
from core.zones import local_date, minute_of_day

Span = tuple[int, int]
"""Half-open stretch in minutes since 1970."""


def free_slots(situation: Situation, within: Interval) -> tuple[Interval, ...]:
    """Return every slot that can be booked and whose start lies in `within`, sorted."""
    far = horizon(situation)
    low, high = max(within.start, far.start), min(within.end, far.end)
    if low >= high or not open_at_all(situation):
        return ()
    length = situation.length
    return tuple(slot(start, length) for start in _starts(situation, Interval(low, high)))


def is_free(situation: Situation, start: datetime) -> bool:
    """Say whether exactly this start, which must lie on the grid, can be booked."""
    found = free_slots(situation, Interval.of(start, 1))
    return any(each.start == start for each in found)


def horizon(situation: Situation) -> Interval:
    """Return the stretch in which starts can be booked at all: from now plus notice to the end of the last day."""
    limits = situation.limits
    earliest = situation.now + timedelta(minutes=limits.minimum_notice)
    ends = minute_of_day(last_day(situation), 1440, situation.schedule.zone)
    return Interval(earliest, max(earliest, ends))


def last_day(situation: Situation) -> date:
    """Return the last date, on the schedule's calendar, that can be booked."""
    today = local_date(situation.now, situation.schedule.zone)
    return today + timedelta(days=situation.limits.window_days)


def open_at_all(situation: Situation) -> bool:
    """Say whether host, event type and length admit any booking."""
    event_type = situation.event_type
    offered = event_type.active and event_type.deleted_at is None
    return offered and not situation.host.paused and length_offered(situation)


def length_offered(situation: Situation) -> bool:
    """Say whether the event type comes in this length; a booking that is moved may always keep its own."""
    if situation.length in situation.event_type.lengths:
        return True
    return any(b.id == situation.moving and b.slot.minutes == situation.length for b in situation.bookings)


def grid_windows(situation: Situation, within: Interval) -> tuple[Interval, ...]:
    """Return the windows to whose beginnings the grid is anchored, one by one, not merged.

    They cover every slot that starts in `within`, so the grid is the same whoever looks at whichever part of it.
    """
    schedule = situation.schedule
    special = {each.day: each.ranges for each in schedule.overrides}
    day = local_date(within.start, schedule.zone) - timedelta(days=1)
    last = local_date(within.end + timedelta(minutes=situation.length), schedule.zone)
    found: list[Interval] = []
    while day <= last:
        ranges = special.get(day, schedule.weekly.days[day.weekday()])
        found.extend(ranged_windows(ranges, day, schedule.zone))
        day += timedelta(days=1)
    return tuple(found)


def full_days(situation: Situation) -> dict[date, int]:
    """Return the dates on which the daily limit is reached, with the number of their bookings."""
    limit = situation.limits.daily_limit
    zone = situation.schedule.zone
    others = (b for b in situation.bookings if b.active and b.id != situation.moving)
    counted = Counter(local_date(b.slot.start, zone) for b in others)
    return {day: count for day, count in counted.items() if count >= limit}


@lru_cache(maxsize=65536)
def slot(start: int, length: int) -> Interval:
    """Return the slot that begins at a minute since 1970."""
    begins = datetime.fromtimestamp(start * 60, UTC)
    return Interval(begins, begins + timedelta(minutes=length))


def minute(moment: datetime) -> int:
    """Return the minute since 1970 in which an instant lies."""
    return math.floor(moment.timestamp() / 60)


def minute_after(moment: datetime) -> int:
    """Return the first whole minute since 1970 that is not before an instant."""
    return math.ceil(moment.timestamp() / 60)


def _starts(situation: Situation, within: Interval) -> list[int]:
    windows = [(minute(w.start), minute(w.end)) for w in grid_windows(situation, within)]
    low, high = minute_after(within.start), minute_after(within.end)
    openings = [(max(start, low), min(end - situation.length + 1, high)) for start, end in _joined(windows)]
    free = _without(openings, _joined(_blocked(situation)))
    step = situation.limits.step
    return sorted({start for window in windows for start in _on_grid(window, free, step)})


def _on_grid(window: Span, free: list[Span], step: int) -> Iterator[int]:
    anchor, closes = window
    for start, end in free:
        if start >= closes:
            return
        if end > anchor:
            first = anchor + max(0, -((anchor - start) // step)) * step
            yield from range(first, min(end, closes), step)


def _blocked(situation: Situation) -> Iterator[Span]:
    """Yield the stretches in which no slot may start: what is claimed, moved back by the slot's own reach."""
    length, limits, zone = situation.length, situation.limits, situation.schedule.zone
    for away in situation.time_off:
        yield minute(away.during.start) - length + 1, minute_after(away.during.end)
    for start, end in _claims(situation):
        yield start - length - limits.buffer_after + 1, end + limits.buffer_before
    for day in full_days(situation):
        yield minute(minute_of_day(day, 0, zone)), minute(minute_of_day(day, 1440, zone))


def _claims(situation: Situation) -> Iterator[Span]:
    for booking in situation.bookings:
        if booking.active and booking.id != situation.moving:
            yield _claim(booking.slot, booking.buffer_before, booking.buffer_after)
    for hold in situation.holds:
        if hold.owner != situation.owner:
            yield _claim(hold.slot, hold.buffer_before, hold.buffer_after)
    for each in situation.busy:
        if each.start < each.end:
            yield _claim(each, 0, 0)


def _claim(taken: Interval, before: int, after: int) -> Span:
    return minute(taken.start) - before, minute_after(taken.end) + after


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _without(openings: list[Span], blocked: list[Span]) -> list[Span]:
    rest: list[Span] = []
    index = 0
    for start, end in openings:
        while index < len(blocked) and blocked[index][1] <= start:
            index += 1
        cursor, look = start, index
        while look < len(blocked) and blocked[look][0] < end:
            if cursor < blocked[look][0]:
                rest.append((cursor, blocked[look][0]))
            cursor = max(cursor, blocked[look][1])
            look += 1
        if cursor < end:
            rest.append((cursor, end))
    return rest
