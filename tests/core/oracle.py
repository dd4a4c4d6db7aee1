"""Slow, obvious answers, minute by minute, that the quick ones are held against."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from core.hours import day_windows
from core.interval import Interval
from core.situation import Situation
from core.zones import local_date

MINUTE = timedelta(minutes=1)


def minutes(during: Interval) -> Iterator[datetime]:
    """Yield each minute that begins inside."""
    moment = during.start
    while moment < during.end:
        yield moment
        moment += MINUTE


def bookable(situation: Situation, start: datetime) -> bool:
    """Say, rule by rule, whether a start can be booked."""
    limits, zone = situation.limits, situation.schedule.zone
    slot = Interval.of(start, situation.length)
    claim = slot.widened(limits.buffer_before, limits.buffer_after)
    day = local_date(start, zone)
    windows = [
        window
        for offset in range(-2, 4)
        for window in day_windows(situation.schedule, day + timedelta(days=offset))
    ]
    others = [each for each in situation.bookings if each.active and each.id != situation.moving]
    taken = [each.claim for each in others]
    taken += [each.claim for each in situation.holds if each.owner != situation.owner]
    taken += situation.busy
    on_day = [each for each in others if local_date(each.slot.start, zone) == day]
    return (
        not situation.host.paused
        and situation.event_type.active
        and all(any(w.start <= m < w.end for w in windows) for m in minutes(slot))
        and any(_on_grid(window, start, limits.step) for window in windows)
        and not any(
            away.during.start <= m < away.during.end for away in situation.time_off for m in minutes(slot)
        )
        and not any(each.start <= m < each.end for each in taken for m in minutes(claim))
        and start >= situation.now + timedelta(minutes=limits.minimum_notice)
        and day <= local_date(situation.now, zone) + timedelta(days=limits.window_days)
        and len(on_day) < limits.daily_limit
    )


def _on_grid(window: Interval, start: datetime, step: int) -> bool:
    inside = window.start <= start < window.end
    return inside and (start - window.start) % timedelta(minutes=step) == timedelta(0)
