"""What stands in the way of a time with one host, the grid left aside: every cause, with the facts that a host may see."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from core.booking import Booking, Hold
from core.counting import exceeded, session_at
from core.event_types import Cap, Per
from core.hours import Override, RuleKind, day_windows
from core.interval import Interval, merge
from core.openings import rule_times
from core.queries import Cause, Obstacle
from core.remedies import other_start, with_remedies
from core.situation import Situation
from core.slots import grid_windows, length_offered, seats_left, window_day
from core.zones import local_date, minute_of_day

_Rule = Callable[[Situation, Interval], Iterator[Obstacle]]


def obstacles(situation: Situation, start: datetime) -> tuple[Obstacle, ...]:
    """Return what stands in the way of a start (aware), each with its remedies; the most telling first.

    Each by itself would keep the time closed. A start that is over, or a length that is not offered, is reason enough
    and named alone. Facts and remedies are for the host's eyes.
    """
    wanted = Interval.of(start, situation.length)
    if start < situation.now:
        return (Obstacle(cause=Cause.PAST, remedies=other_start(situation, situation.now)),)
    rules: Sequence[_Rule] = _RULES if length_offered(situation) else (_length,)
    found = (each for rule in rules for each in rule(situation, wanted))
    return tuple(with_remedies(situation, wanted, each) for each in found)


def _length(situation: Situation, _wanted: Interval) -> Iterator[Obstacle]:
    yield Obstacle(cause=Cause.LENGTH, facts={"lengths": situation.event_type.lengths})


def _paused(situation: Situation, _wanted: Interval) -> Iterator[Obstacle]:
    if situation.host.paused:
        yield Obstacle(cause=Cause.HOST_PAUSED)
    event_type = situation.event_type
    deleted = event_type.deleted_at is not None
    if deleted or not event_type.active:
        yield Obstacle(cause=Cause.EVENT_TYPE_PAUSED, facts={"title": event_type.title, "deleted": deleted})


def _hours(situation: Situation, wanted: Interval) -> Iterator[Obstacle]:
    """Blame the overrides that close a time which is usually open; if it is not, the hours."""
    if within_hours(situation, wanted):
        return
    for special in _to_blame(situation, wanted):
        facts = _opening(situation, special.day) | {"reason": special.reason}
        yield Obstacle(cause=Cause.OVERRIDE, facts=facts)
    if not within_hours(_with_overrides(situation, ()), wanted):
        day = local_date(wanted.start, situation.schedule.zone)
        yield Obstacle(cause=Cause.OUTSIDE_HOURS, facts=_opening(situation, day) | _away_in(situation, day))


def within_hours(situation: Situation, wanted: Interval) -> bool:
    """Say whether a time lies within the host's hours, whatever recurring rules take away."""
    opened = merge(grid_windows(situation, wanted))
    return any(window.contains(wanted) for window in opened)


def _to_blame(situation: Situation, wanted: Interval) -> list[Override]:
    """Return the overrides each of which closes a time that would be open without them; none if it would not be."""
    if not within_hours(_with_overrides(situation, ()), wanted):
        return []
    schedule = situation.schedule
    first, last = (local_date(each, schedule.zone) for each in (wanted.start, wanted.end))
    near = [
        each
        for each in schedule.overrides
        if first - timedelta(days=3) <= each.day <= last + timedelta(days=1)
    ]
    near.sort(key=lambda each: (each.day != first, each.day))
    closing = [each for each in near if not within_hours(_with_overrides(situation, (each,)), wanted)]
    return closing or _enough_to_drop(situation, wanted, near)


def _enough_to_drop(situation: Situation, wanted: Interval, near: list[Override]) -> list[Override]:
    """Return so many overrides, which close a time only together, as must go for it to be open."""
    dropped: list[Override] = []
    kept = list(situation.schedule.overrides)
    for each in near:
        dropped.append(each)
        kept.remove(each)
        if within_hours(_with_overrides(situation, tuple(kept)), wanted):
            break
    return dropped


def _with_overrides(situation: Situation, overrides: tuple[Override, ...]) -> Situation:
    return replace(situation, schedule=replace(situation.schedule, overrides=overrides))


def _opening(situation: Situation, day: date) -> dict[str, Any]:
    ranges = day_windows(situation.schedule, day)
    opens, closes = (ranges[0].start, ranges[-1].end) if ranges else (None, None)
    return {"day": day, "ranges": ranges, "opens": opens, "closes": closes}


def _away_in(situation: Situation, day: date) -> dict[str, Any]:
    """Name the period whose hours and zone hold on a date."""
    period = situation.schedule.period_on(day)
    return {} if period is None else {"period": period.note, "zone": period.zone}


def _busy_rules(situation: Situation, wanted: Interval) -> Iterator[Obstacle]:
    named = set()
    for rule, taken in rule_times(situation.schedule, wanted):
        if rule.kind is RuleKind.BUSY and rule.id not in named and taken.overlaps(wanted):
            named.add(rule.id)
            day = local_date(wanted.start, situation.schedule.zone)
            facts = {
                "rule": rule.id,
                "note": rule.note,
                "rrule": rule.rrule,
                "start": taken.start,
                "end": taken.end,
            }
            yield Obstacle(cause=Cause.OUTSIDE_HOURS, facts=_opening(situation, day) | facts)


def _away(situation: Situation, wanted: Interval) -> Iterator[Obstacle]:
    for away in situation.time_off:
        if away.during.overlaps(wanted):
            facts = {
                "time_off": away.id,
                "reason": away.reason,
                "start": away.during.start,
                "end": away.during.end,
            }
            yield Obstacle(cause=Cause.TIME_OFF, facts=facts)


def _unread(situation: Situation, _wanted: Interval) -> Iterator[Obstacle]:
    for each in situation.unreadable:
        facts = {"calendar": each.calendar, "provider": each.provider, "since": each.since}
        yield Obstacle(cause=Cause.UNREADABLE, facts=facts | {"trouble": each.trouble})


def _claimed(situation: Situation, wanted: Interval) -> Iterator[Obstacle]:
    claim = _claim(situation, wanted)
    for booking in situation.bookings:
        if booking.active and _apart(situation, booking, wanted) and booking.claim.overlaps(claim):
            cause = Cause.BUSY if booking.slot.overlaps(wanted) else Cause.BUFFER
            yield Obstacle(cause=cause, facts=_meeting(booking))
    for each in situation.busy:
        if each.start < each.end and each.overlaps(claim):
            cause = Cause.BUSY if each.overlaps(wanted) else Cause.BUFFER
            calendar = {"calendar": name, "taken": each} if (name := situation.busy_in.get(each)) else {}
            yield Obstacle(cause=cause, facts={"start": each.start, "end": each.end} | calendar)


def _claim(situation: Situation, wanted: Interval) -> Interval:
    limits = situation.limits
    return wanted.widened(limits.buffer_before, limits.buffer_after)


def _apart(situation: Situation, other: Booking | Hold, wanted: Interval) -> bool:
    """Say whether something is neither the booking that is moved, nor the looker's hold, nor of the wanted class."""
    own = other.id == situation.moving if isinstance(other, Booking) else other.owner == situation.owner
    session = session_at(situation, wanted.start)
    return not own and (session is None or other.session != session)


def _meeting(booking: Booking) -> dict[str, Any]:
    return {
        "booking": booking.id,
        "title": booking.title,
        "invitee": booking.invitee.name,
        "start": booking.slot.start,
        "end": booking.slot.end,
        "buffer_before": booking.buffer_before,
        "buffer_after": booking.buffer_after,
    }


def _held(situation: Situation, wanted: Interval) -> Iterator[Obstacle]:
    claim = _claim(situation, wanted)
    for hold in situation.holds:
        if _apart(situation, hold, wanted) and hold.claim.overlaps(claim):
            facts = {"start": hold.slot.start, "end": hold.slot.end, "until": hold.expires_at}
            yield Obstacle(cause=Cause.HELD, facts=facts)


def _seats(situation: Situation, wanted: Interval) -> Iterator[Obstacle]:
    left = seats_left(situation, wanted)
    if situation.seats > left:
        yield Obstacle(cause=Cause.SEATS_FULL, facts={"left": left, "seats": situation.event_type.seats})


def _too_soon(situation: Situation, wanted: Interval) -> Iterator[Obstacle]:
    limits = situation.limits
    earliest = situation.now + timedelta(minutes=limits.minimum_notice)
    if wanted.start < earliest:
        yield Obstacle(cause=Cause.TOO_SOON, facts={"earliest": earliest, "notice": limits.minimum_notice})
    day, zone = limits.opens, situation.schedule.zone
    if day and local_date(wanted.start, zone) < day:
        facts = {"earliest": minute_of_day(day, 0, zone), "opens": day}
        yield Obstacle(cause=Cause.TOO_SOON, facts=facts)


def _too_far(situation: Situation, wanted: Interval) -> Iterator[Obstacle]:
    limits = situation.limits
    day = local_date(wanted.start, situation.schedule.zone)
    last = window_day(situation)
    if day > last:
        facts = {"last": last, "window_days": limits.window_days, "counts": limits.window_counts.value}
        yield Obstacle(cause=Cause.TOO_FAR, facts=facts)
    if limits.closes and day > limits.closes:
        yield Obstacle(cause=Cause.TOO_FAR, facts={"last": limits.closes, "closes": limits.closes})


def _full(situation: Situation, wanted: Interval) -> Iterator[Obstacle]:
    day = local_date(wanted.start, situation.schedule.zone)
    for each in exceeded(situation, wanted.start):
        cap = each.cap
        facts = {
            "day": day,
            "first": each.first,
            "last_day": each.last,
            "per": cap.per.value,
            "minutes": cap.minutes,
            "own": cap.own,
            "assignment": cap is _of_assignment(situation),
            "count": each.used,
            "limit": cap.most,
        }
        yield Obstacle(cause=Cause.DURATION_LIMIT if cap.minutes else Cause.LIMIT, facts=facts)


def _of_assignment(situation: Situation) -> Cap | None:
    """Return the cap that is the host's alone, from their part in the event type; it comes first of its own ones."""
    if situation.daily_cap is None:
        return None
    daily = (each for each in situation.limits.caps if each.own and each.per is Per.DAY and not each.minutes)
    return next(daily, None)


_RULES: Sequence[_Rule] = (
    _paused,
    _hours,
    _busy_rules,
    _away,
    _unread,
    _claimed,
    _seats,
    _held,
    _too_soon,
    _too_far,
    _full,
)
