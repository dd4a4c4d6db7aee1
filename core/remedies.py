"""What would take an obstacle out of the way: the cheapest change first, each with the value that is just enough."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from core.event_types import EventType, Per
from core.hours import DAY, Override, Schedule, checked
from core.interval import Interval
from core.people import DayCount, Host, Rules
from core.queries import Cause, Change, Obstacle, Remedy
from core.situation import Load, Situation
from core.slots import free_slots, is_free
from core.zones import local, local_date, minute_of_day

_AROUND = timedelta(days=7)
"""How far around a time another start is looked for."""

_Facts = Mapping[str, Any]


def with_remedies(situation: Situation, wanted: Interval, obstacle: Obstacle) -> Obstacle:
    """Return an obstacle with all that would take it away by itself, cheapest first.

    Starts between the steps of the grid are another matter, see `other_start`.
    """
    able = _REMEDIES.get(obstacle.cause)
    found = able(situation, wanted, obstacle.facts) if able else ()
    order = list(Change)
    return replace(obstacle, remedies=tuple(sorted(found, key=lambda each: order.index(each.change))))


def other_start(situation: Situation, start: datetime) -> tuple[Remedy, ...]:
    """Return the free start that is nearest to another, the earlier of two; nothing if none is free within a week."""
    around = Interval(max(start - _AROUND, situation.now), max(start + _AROUND, situation.now))
    near = min(free_slots(situation, around), key=lambda each: (abs(each.start - start), each), default=None)
    return () if near is None else (Remedy(change=Change.OTHER_START, facts={"start": near.start}),)


def applied(situation: Situation, remedies: Iterable[Remedy]) -> Situation:
    """Return a situation as it would be after some changes. Another start changes nothing; what is held is let go.

    A meeting that is moved out of the way still counts towards limits: it may well stay in the same week.
    """
    for each in remedies:
        change = _CHANGES.get(each.change)
        situation = change(situation, each.facts) if change else situation
    return situation


# -- remedies ---------------------------------------------------------------------------------------


def _resume(_situation: Situation, _wanted: Interval, facts: _Facts) -> Iterator[Remedy]:
    if not facts.get("deleted"):
        yield Remedy(change=Change.RESUME, facts={"event_type": facts.get("title")})


def _other_length(situation: Situation, wanted: Interval, _facts: _Facts) -> Iterator[Remedy]:
    def rank(length: int) -> tuple[bool, int, int]:
        free = is_free(replace(situation, length=length), wanted.start)
        return not free, abs(length - situation.length), length

    lengths = sorted(situation.event_type.lengths, key=rank)
    yield Remedy(change=Change.OTHER_LENGTH, facts={"length": lengths[0]})


def _sooner(situation: Situation, wanted: Interval, facts: _Facts) -> Iterator[Remedy]:
    if "opens" in facts:
        day = local_date(wanted.start, situation.schedule.zone)
        yield Remedy(change=Change.WIDEN_WINDOW, facts={"opens": day})
    else:
        enough = (wanted.start - situation.now) // timedelta(minutes=1)
        yield Remedy(change=Change.LOWER_NOTICE, facts={"minutes": enough})


def _further(situation: Situation, wanted: Interval, facts: _Facts) -> Iterator[Remedy]:
    zone = situation.schedule.zone
    day = local_date(wanted.start, zone)
    if "closes" in facts:
        yield Remedy(change=Change.WIDEN_WINDOW, facts={"closes": day})
        return
    counts = situation.limits.window_counts
    enough = _days_until(local_date(situation.now, zone), day, counts)
    yield Remedy(change=Change.WIDEN_WINDOW, facts={"days": enough, "counts": counts.value})


def _days_until(today: date, day: date, counts: DayCount) -> int:
    """Return how many days a window must count to reach a date; a weekend is reached with the Monday after it."""
    days = (day - today).days
    if counts is DayCount.CALENDAR:
        return days
    business = sum((today + timedelta(each)).weekday() < 5 for each in range(1, days + 1))
    return business + (day.weekday() >= 5)


def _open(situation: Situation, wanted: Interval, facts: _Facts) -> Iterator[Remedy]:
    if "rule" in facts:
        named = {name: facts[name] for name in ("rule", "note", "rrule")}
        yield Remedy(change=Change.DROP_RULE, facts=named)
        return
    found = hours_for(situation, wanted)
    if found:
        yield Remedy(change=Change.OPEN_HOURS, facts=found)


def hours_for(situation: Situation, wanted: Interval) -> dict[str, Any] | None:
    """Return which hours of which date would be just enough for a time: `day`, `start` and `end`.

    The latter are minutes after that date's midnight by the clock of its `zone`. They begin as much before the time as
    starts are offset, so that it lies on their grid. None if they would have to last beyond the next day.
    """
    anchor = wanted.start - timedelta(minutes=situation.limits.offset)
    schedule = situation.schedule
    day = local_date(anchor, schedule.zone)
    zone = schedule.zone_on(day)
    day = local_date(anchor, zone)
    start, end = _wall_minute(anchor, day, zone), _wall_minute(wanted.end, day, zone)
    while end <= 2 * DAY and minute_of_day(day, end, zone) < wanted.end:  # clocks were set back
        end += 1
    if not (0 <= start < DAY and end <= 2 * DAY and zone == schedule.zone_on(day)):
        return None
    return {"day": day, "start": start, "end": end, "zone": zone}


def _wall_minute(moment: datetime, day: date, zone: str) -> int:
    shown = local(moment, zone)
    return (shown.date() - day).days * DAY + shown.hour * 60 + shown.minute


def _drop_override(_situation: Situation, _wanted: Interval, facts: _Facts) -> Iterator[Remedy]:
    yield Remedy(change=Change.DROP_OVERRIDE, facts={"day": facts["day"]})


def _come_back(_situation: Situation, _wanted: Interval, facts: _Facts) -> Iterator[Remedy]:
    named = {name: facts[name] for name in ("time_off", "start", "end")}
    yield Remedy(change=Change.END_TIME_OFF, facts=named)


def _move(_situation: Situation, _wanted: Interval, facts: _Facts) -> Iterator[Remedy]:
    named = {name: facts[name] for name in ("booking", "title", "start", "end") if name in facts}
    yield Remedy(change=Change.MOVE_MEETING, facts=named)


def _shrink(situation: Situation, wanted: Interval, facts: _Facts) -> Iterator[Remedy]:
    """A smaller buffer is enough unless the other meeting's own one already reaches into the time."""
    minute = timedelta(minutes=1)
    if facts["end"] <= wanted.start:
        side, room = "before", (wanted.start - facts["end"]) // minute - facts.get("buffer_after", 0)
    else:
        side, room = "after", (facts["start"] - wanted.end) // minute - facts.get("buffer_before", 0)
    if room >= 0:
        yield Remedy(change=Change.SHRINK_BUFFER, facts={side: room})
    yield from _move(situation, wanted, facts)


def _raise_limit(situation: Situation, _wanted: Interval, facts: _Facts) -> Iterator[Remedy]:
    more = situation.length if facts["minutes"] else 1
    named = {name: facts[name] for name in ("per", "minutes", "own", "assignment")}
    yield Remedy(change=Change.RAISE_LIMIT, facts=named | {"most": facts["count"] + more})


def _raise_seats(situation: Situation, _wanted: Interval, facts: _Facts) -> Iterator[Remedy]:
    enough = facts["seats"] - facts["left"] + situation.seats
    yield Remedy(change=Change.RAISE_SEATS, facts={"seats": enough})


def _wait(situation: Situation, wanted: Interval, facts: _Facts) -> Iterator[Remedy]:
    """Waiting helps only while it does not get too late for the notice."""
    notice = timedelta(minutes=situation.limits.minimum_notice)
    if facts["until"] + notice <= wanted.start:
        yield Remedy(change=Change.WAIT, facts={"until": facts["until"]})


def _reconnect(_situation: Situation, _wanted: Interval, facts: _Facts) -> Iterator[Remedy]:
    yield Remedy(change=Change.RECONNECT, facts={"calendar": facts["calendar"]})


_REMEDIES: Mapping[Cause, Callable[[Situation, Interval, _Facts], Iterator[Remedy]]] = {
    Cause.HOST_PAUSED: _resume,
    Cause.EVENT_TYPE_PAUSED: _resume,
    Cause.LENGTH: _other_length,
    Cause.TOO_SOON: _sooner,
    Cause.TOO_FAR: _further,
    Cause.OUTSIDE_HOURS: _open,
    Cause.OVERRIDE: _drop_override,
    Cause.TIME_OFF: _come_back,
    Cause.BUSY: _move,
    Cause.BUFFER: _shrink,
    Cause.LIMIT: _raise_limit,
    Cause.DURATION_LIMIT: _raise_limit,
    Cause.SEATS_FULL: _raise_seats,
    Cause.HELD: _wait,
    Cause.UNREADABLE: _reconnect,
}


# -- what changes do --------------------------------------------------------------------------------


def _with_rules(situation: Situation, **rules: Any) -> Situation:
    event_type = situation.event_type
    return replace(situation, event_type=replace(event_type, rules=replace(event_type.rules, **rules)))


def _resumed(situation: Situation, facts: _Facts) -> Situation:
    if facts["event_type"] is None:
        return replace(situation, host=replace(situation.host, paused=False))
    return replace(situation, event_type=replace(situation.event_type, active=True))


def _noticed(situation: Situation, facts: _Facts) -> Situation:
    return _with_rules(situation, minimum_notice=facts["minutes"])


def _widened(situation: Situation, facts: _Facts) -> Situation:
    if "days" in facts:
        return _with_rules(situation, window_days=facts["days"])

    def reaching(rules: Rules) -> Rules:
        opens, closes = facts.get("opens"), facts.get("closes")
        if opens and rules.opens:
            return replace(rules, opens=min(rules.opens, opens))
        if closes and rules.closes:
            return replace(rules, closes=max(rules.closes, closes))
        return rules

    host: Host = replace(situation.host, rules=reaching(situation.host.rules))
    event_type: EventType = replace(situation.event_type, rules=reaching(situation.event_type.rules))
    return replace(situation, host=host, event_type=event_type)


def _of_length(situation: Situation, facts: _Facts) -> Situation:
    return replace(situation, length=facts["length"])


def _buffered(situation: Situation, facts: _Facts) -> Situation:
    limits = situation.limits
    return _with_rules(
        situation,
        buffer_before=min(limits.buffer_before, facts.get("before", limits.buffer_before)),
        buffer_after=min(limits.buffer_after, facts.get("after", limits.buffer_after)),
    )


_ADVERBS = {Per.DAY: "daily", Per.WEEK: "weekly", Per.MONTH: "monthly", Per.YEAR: "yearly"}


def _limited(situation: Situation, facts: _Facts) -> Situation:
    name = f"{_ADVERBS[Per(facts['per'])]}_{'minutes' if facts['minutes'] else 'limit'}"
    if facts["assignment"]:
        return replace(situation, daily_cap=facts["most"])
    if facts["own"]:
        return _with_rules(situation, **{name: facts["most"]})
    rules = replace(situation.host.rules, **{name: facts["most"]})
    return replace(situation, host=replace(situation.host, rules=rules))


def _seated(situation: Situation, facts: _Facts) -> Situation:
    return replace(situation, event_type=replace(situation.event_type, seats=facts["seats"]))


def _opened(situation: Situation, facts: _Facts) -> Situation:
    schedule = situation.schedule
    day = facts["day"]
    standing = schedule.override_on(day) or Override(day=day)
    ranges = checked((*schedule.ranges_on(day), (facts["start"], facts["end"])))
    kept = _without_override(schedule, day)
    overrides = sorted((*kept, replace(standing, ranges=ranges)), key=lambda each: each.day)
    return replace(situation, schedule=replace(schedule, overrides=tuple(overrides)))


def _undone(situation: Situation, facts: _Facts) -> Situation:
    schedule = situation.schedule
    kept = _without_override(schedule, facts["day"])
    return replace(situation, schedule=replace(schedule, overrides=kept))


def _without_override(schedule: Schedule, day: date) -> tuple[Override, ...]:
    return tuple(each for each in schedule.overrides if each.day != day)


def _back(situation: Situation, facts: _Facts) -> Situation:
    kept = tuple(each for each in situation.time_off if each.id != facts["time_off"])
    return replace(situation, time_off=kept)


def _without_rule(situation: Situation, facts: _Facts) -> Situation:
    kept = tuple(each for each in situation.schedule.recurring if each.id != facts["rule"])
    return replace(situation, schedule=replace(situation.schedule, recurring=kept))


def _moved(situation: Situation, facts: _Facts) -> Situation:
    if "booking" not in facts:
        taken = Interval(facts["start"], facts["end"])
        return replace(situation, busy=tuple(each for each in situation.busy if each != taken))
    moved = [each for each in situation.bookings if each.id == facts["booking"]]
    loads = tuple(
        Load(
            booking_id=each.id,
            host_id=situation.host.id,
            event_type_id=each.event_type_id,
            slot=each.slot,
            session=each.session,
        )
        for each in moved
        if each.id not in {load.booking_id for load in situation.loads}
    )
    kept = tuple(each for each in situation.bookings if each not in moved)
    return replace(situation, bookings=kept, loads=(*situation.loads, *loads))


def _waited(situation: Situation, facts: _Facts) -> Situation:
    kept = tuple(each for each in situation.holds if each.expires_at > facts["until"])
    return replace(situation, holds=kept)


def _read(situation: Situation, facts: _Facts) -> Situation:
    kept = tuple(each for each in situation.unreadable if each.calendar != facts["calendar"])
    return replace(situation, unreadable=kept)


_CHANGES: Mapping[Change, Callable[[Situation, _Facts], Situation]] = {
    Change.RESUME: _resumed,
    Change.LOWER_NOTICE: _noticed,
    Change.WIDEN_WINDOW: _widened,
    Change.OTHER_LENGTH: _of_length,
    Change.SHRINK_BUFFER: _buffered,
    Change.RAISE_LIMIT: _limited,
    Change.RAISE_SEATS: _seated,
    Change.OPEN_HOURS: _opened,
    Change.DROP_OVERRIDE: _undone,
    Change.END_TIME_OFF: _back,
    Change.DROP_RULE: _without_rule,
    Change.RECONNECT: _read,
    Change.MOVE_MEETING: _moved,
    Change.WAIT: _waited,
}
