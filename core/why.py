"""Why a time cannot be booked: every cause, with the facts that a host may see."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from core.booking import Booking
from core.counting import exceeded
from core.hours import Override, day_windows
from core.interval import Interval, merge
from core.queries import Cause, Obstacle
from core.situation import Situation
from core.slots import grid_windows, last_day, length_offered
from core.zones import local_date


def why_not(situation: Situation, start: datetime) -> tuple[Obstacle, ...]:
    """Return all that stands in the way of exactly this start (aware); empty means that it is free.

    A start that is over, or a length that is not offered, is reason enough and named alone. The first is the most
    telling; `off_grid` comes last, for whoever is told of a clash need not hear about the grid.
    """
    if start < situation.now:
        return (Obstacle(cause=Cause.PAST),)
    if not length_offered(situation):
        return (Obstacle(cause=Cause.LENGTH, facts={"lengths": situation.event_type.lengths}),)
    wanted = Interval.of(start, situation.length)
    return tuple(found for rule in _RULES for found in rule(situation, wanted))


def _paused(situation: Situation, _wanted: Interval) -> Iterator[Obstacle]:
    if situation.host.paused:
        yield Obstacle(cause=Cause.HOST_PAUSED)
    event_type = situation.event_type
    deleted = event_type.deleted_at is not None
    if deleted or not event_type.active:
        yield Obstacle(cause=Cause.EVENT_TYPE_PAUSED, facts={"title": event_type.title, "deleted": deleted})


def _hours(situation: Situation, wanted: Interval) -> Iterator[Obstacle]:
    if _within_hours(situation, wanted):
        return
    day = local_date(wanted.start, situation.schedule.zone)
    special = _to_blame(situation, wanted)
    if special is None:
        yield Obstacle(cause=Cause.OUTSIDE_HOURS, facts=_opening(situation, day))
    else:
        facts = _opening(situation, special.day) | {"reason": special.reason}
        yield Obstacle(cause=Cause.OVERRIDE, facts=facts)


def _within_hours(situation: Situation, wanted: Interval) -> bool:
    opened = merge(grid_windows(situation, wanted))
    return any(window.contains(wanted) for window in opened)


def _to_blame(situation: Situation, wanted: Interval) -> Override | None:
    """Return the override that closes a time which the weekly hours would leave open."""
    schedule = situation.schedule
    usual = replace(situation, schedule=replace(schedule, overrides=()))
    if not _within_hours(usual, wanted):
        return None
    day = local_date(wanted.start, schedule.zone)
    suspects = (day, day - timedelta(days=1), local_date(wanted.end, schedule.zone))
    return next((found for each in suspects if (found := schedule.override_on(each))), None)


def _opening(situation: Situation, day: date) -> dict[str, object]:
    ranges = day_windows(situation.schedule, day)
    opens, closes = (ranges[0].start, ranges[-1].end) if ranges else (None, None)
    return {"day": day, "ranges": ranges, "opens": opens, "closes": closes}


def _away(situation: Situation, wanted: Interval) -> Iterator[Obstacle]:
    for away in situation.time_off:
        if away.during.overlaps(wanted):
            facts = {"reason": away.reason, "start": away.during.start, "end": away.during.end}
            yield Obstacle(cause=Cause.TIME_OFF, facts=facts)


def _claimed(situation: Situation, wanted: Interval) -> Iterator[Obstacle]:
    limits = situation.limits
    claim = wanted.widened(limits.buffer_before, limits.buffer_after)
    for booking in situation.bookings:
        if booking.active and booking.id != situation.moving and booking.claim.overlaps(claim):
            cause = Cause.BUSY if booking.slot.overlaps(wanted) else Cause.BUFFER
            yield Obstacle(cause=cause, facts=_meeting(booking))
    for each in situation.busy:
        if each.start < each.end and each.overlaps(claim):
            cause = Cause.BUSY if each.overlaps(wanted) else Cause.BUFFER
            yield Obstacle(cause=cause, facts={"start": each.start, "end": each.end})


def _meeting(booking: Booking) -> dict[str, object]:
    return {
        "booking": booking.id,
        "title": booking.title,
        "invitee": booking.invitee.name,
        "start": booking.slot.start,
        "end": booking.slot.end,
    }


def _held(situation: Situation, wanted: Interval) -> Iterator[Obstacle]:
    limits = situation.limits
    claim = wanted.widened(limits.buffer_before, limits.buffer_after)
    for hold in situation.holds:
        if hold.owner != situation.owner and hold.claim.overlaps(claim):
            facts = {"start": hold.slot.start, "end": hold.slot.end, "until": hold.expires_at}
            yield Obstacle(cause=Cause.HELD, facts=facts)


def _too_soon(situation: Situation, wanted: Interval) -> Iterator[Obstacle]:
    notice = situation.limits.minimum_notice
    earliest = situation.now + timedelta(minutes=notice)
    if wanted.start < earliest:
        yield Obstacle(cause=Cause.TOO_SOON, facts={"earliest": earliest, "notice": notice})


def _too_far(situation: Situation, wanted: Interval) -> Iterator[Obstacle]:
    last = last_day(situation)
    if local_date(wanted.start, situation.schedule.zone) > last:
        facts = {"last": last, "window_days": situation.limits.window_days}
        yield Obstacle(cause=Cause.TOO_FAR, facts=facts)


def _full(situation: Situation, wanted: Interval) -> Iterator[Obstacle]:
    day = local_date(wanted.start, situation.schedule.zone)
    for each in exceeded(situation, wanted.start):
        cap = each.cap
        facts = {"day": day, "per": cap.per.value, "own": cap.own, "count": each.used, "limit": cap.most}
        yield Obstacle(cause=Cause.DURATION_LIMIT if cap.minutes else Cause.LIMIT, facts=facts)


def _off_grid(situation: Situation, wanted: Interval) -> Iterator[Obstacle]:
    if not _within_hours(situation, wanted):
        return
    near = [w for w in grid_windows(situation, wanted) if w.start <= wanted.start < w.end]
    step = timedelta(minutes=situation.limits.step)
    earlier = [w.start + (wanted.start - w.start) // step * step for w in near]
    if wanted.start not in earlier:
        later = [each + step for each in earlier if _fits(situation, each + step)]
        facts = {"before": max(earlier), "after": min(later, default=None)}
        yield Obstacle(cause=Cause.OFF_GRID, facts=facts)


def _fits(situation: Situation, start: datetime) -> bool:
    return _within_hours(situation, Interval.of(start, situation.length))


_RULES = (_paused, _hours, _away, _claimed, _held, _too_soon, _too_far, _full, _off_grid)
