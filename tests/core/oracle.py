"""Slow, obvious answers, minute by minute and instant by instant, that the quick ones are held against."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from core.booking import Booking, Hold, session_id
from core.event_types import Cap, EventType, Mode, Per
from core.hours import RuleKind, Schedule, day_windows
from core.interval import Interval
from core.people import DayCount
from core.recurrence import occurrences
from core.situation import Situation, TeamSituation
from core.zones import local_date, minute_of_day
from tests.core.examples import schedule

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def minutes(during: Interval) -> Iterator[datetime]:
    """Yield each minute that begins inside."""
    moment = during.start
    while moment < during.end:
        yield moment
        moment += MINUTE


def free(situation: Situation, within: Interval) -> list[datetime]:
    """Return each minute of a stretch, which begins on a whole one, at which a slot can be booked."""
    return [each for each in minutes(within) if bookable(situation, each)]


def bookable(situation: Situation, start: datetime) -> bool:
    """Say, rule by rule, whether a start can be booked."""
    limits = situation.limits
    on_grid = any(
        start in starts_of(window, limits.step, limits.offset) for window in windows_near(situation, start)
    )
    return on_grid and able(situation, start)


def able(situation: Situation, start: datetime) -> bool:
    """Say, rule by rule, whether a start can be booked, were it on the grid."""
    slot = Interval.of(start, situation.length)
    return (
        offered(situation)
        and in_time(situation, start)
        and is_open(situation, slot)
        and not is_taken(situation, slot)
        and (joins(situation, slot) or not any(is_full(situation, cap, start) for cap in all_caps(situation)))
    )


def offered(situation: Situation) -> bool:
    """Say whether host, calendars, event type, length and seats admit anything at all."""
    event_type = situation.event_type
    moved = [b.slot.minutes for b in situation.bookings if b.id == situation.moving]
    return (
        not situation.host.paused
        and not situation.unreadable
        and event_type.active
        and event_type.deleted_at is None
        and situation.length in (*event_type.lengths, *moved)
        and situation.seats <= event_type.seats
    )


def in_time(situation: Situation, start: datetime) -> bool:
    """Say whether a start is neither too soon nor too far."""
    limits, zone = situation.limits, situation.schedule.zone
    day, last = local_date(start, zone), local_date(situation.now, zone)
    left = limits.window_days
    while left:
        last += DAY
        left -= last.weekday() < 5 or limits.window_counts is not DayCount.BUSINESS
    return (
        start >= situation.now + timedelta(minutes=limits.minimum_notice)
        and (limits.opens is None or day >= limits.opens)
        and (limits.closes is None or day <= limits.closes)
        and day <= last
    )


# -- hours -----------------------------------------------------------------------------------------


def windows_near(situation: Situation, start: datetime) -> list[Interval]:
    """Return the windows that begin on the dates around a start."""
    day = local_date(start, situation.schedule.zone)
    near = [day + timedelta(days=offset) for offset in range(-4, 5)]
    return [window for each in near for window in hours_on(situation.schedule, each)[0]]


def hours_on(schedule: Schedule, day: date) -> tuple[list[Interval], list[Interval]]:
    """Return the windows that begin on a date, and what rules take away that begins on it."""
    hours = (schedule.zone, schedule.weekly, schedule.overrides, schedule.recurring, schedule.periods)
    return _hours_on(hours, day)


@lru_cache(maxsize=4096)
def _hours_on(hours: tuple[Any, ...], day: date) -> tuple[list[Interval], list[Interval]]:
    zone, weekly, overrides, recurring, periods = hours
    given = schedule(zone=zone, weekly=weekly, overrides=overrides, recurring=recurring, periods=periods)
    opened = list(day_windows(given, day))
    if given.override_on(day) is None:
        opened += recurring_on(given, day, RuleKind.AVAILABLE)
    return opened, recurring_on(given, day, RuleKind.BUSY)


def recurring_on(given: Schedule, day: date, kind: RuleKind) -> list[Interval]:
    """Return the occurrences of rules of a kind that begin on a date."""
    zone = given.zone_on(day)
    found = []
    for rule in given.recurring:
        for begins in occurrences(rule, day, day) if rule.kind is kind else ():
            minute = begins.hour * 60 + begins.minute
            both = [minute_of_day(day, each, zone) for each in (minute, minute + rule.length)]
            found.append(Interval(*both))
    return found


def starts_of(window: Interval, step: int, offset: int) -> list[datetime]:
    """Return the grid that hangs on the beginning of a window."""
    found = []
    start = window.start + timedelta(minutes=offset)
    while start < window.end:
        found.append(start)
        start += timedelta(minutes=step)
    return found


def is_open(situation: Situation, slot: Interval) -> bool:
    """Say whether each minute of a slot is open, and none taken away by a rule or time off."""
    windows = windows_near(situation, slot.start)
    day = local_date(slot.start, situation.schedule.zone)
    closed = [each.during for each in situation.time_off]
    for offset in range(-4, 5):
        closed += hours_on(situation.schedule, day + timedelta(days=offset))[1]
    return all(any(w.start <= m < w.end for w in windows) for m in minutes(slot)) and not any(
        each.start <= m < each.end for each in closed for m in minutes(slot)
    )


# -- what is taken ---------------------------------------------------------------------------------


def others(situation: Situation) -> list[Booking | Hold]:
    """Return the bookings and holds that count for who is looking."""
    bookings = [each for each in situation.bookings if each.active and each.id != situation.moving]
    return [*bookings, *(each for each in situation.holds if each.owner != situation.owner)]


def is_taken(situation: Situation, slot: Interval) -> bool:
    """Say whether any minute of a slot with its buffers is taken by another meeting, or all seats of its class."""
    limits = situation.limits
    claim = slot.widened(limits.buffer_before, limits.buffer_after)
    session = session_of(situation, slot)
    strangers = [each.claim for each in others(situation) if session is None or each.session != session]
    strangers += situation.busy
    seated = sum(each.seats for each in others(situation) if session and each.session == session)
    return seated + situation.seats > situation.event_type.seats or any(
        each.start <= m < each.end for each in strangers for m in minutes(claim)
    )


def session_of(situation: Situation, slot: Interval) -> UUID | None:
    """Return the class of a slot."""
    if situation.event_type.seats == 1:
        return None
    return session_id(situation.event_type.id, slot)


# -- limits ----------------------------------------------------------------------------------------


def all_caps(situation: Situation) -> list[Cap]:
    """Return the caps of host, event type and assignment, put together anew."""
    found = []
    own, hosts = situation.event_type.rules, situation.host.rules
    for rules in (own, hosts):
        for name, per in (
            ("daily", Per.DAY),
            ("weekly", Per.WEEK),
            ("monthly", Per.MONTH),
            ("yearly", Per.YEAR),
        ):
            most = getattr(rules, f"{name}_limit")
            if most is None and rules is hosts and per is Per.DAY:
                most = 10
            if most is not None:
                found.append(Cap(per=per, most=most, own=rules is own))
            if getattr(rules, f"{name}_minutes") is not None:
                found.append(
                    Cap(per=per, most=getattr(rules, f"{name}_minutes"), minutes=True, own=rules is own)
                )
    if situation.daily_cap is not None:
        found.append(Cap(per=Per.DAY, most=situation.daily_cap, own=True))
    return found


def is_full(situation: Situation, cap: Cap, start: datetime) -> bool:
    """Say whether one more meeting at a start would pass a cap."""
    zone, week_start = situation.schedule.zone, situation.limits.week_start
    same = period(local_date(start, zone), cap.per, week_start)
    meetings = {
        subject: slot
        for subject, slot, event_type_id in meetings_of(situation)
        if period(local_date(slot.start, zone), cap.per, week_start) == same
        and (event_type_id == situation.event_type.id or not cap.own)
    }
    if cap.minutes:
        return sum(slot.minutes for slot in meetings.values()) + situation.length > cap.most
    return len(meetings) + 1 > cap.most


def meetings_of(situation: Situation) -> list[tuple[UUID, Interval, UUID]]:
    """Return class or booking, slot and event type of all that counts, those of a class as often as it has bookings."""
    bookings = [each for each in situation.bookings if each.active and each.id != situation.moving]
    loads = [each for each in situation.loads if each.booking_id != situation.moving]
    return [(each.session or each.id, each.slot, each.event_type_id) for each in bookings] + [
        (each.session or each.booking_id, each.slot, each.event_type_id) for each in loads
    ]


def joins(situation: Situation, slot: Interval) -> bool:
    """Say whether a slot is that of a class that counts already."""
    session = session_of(situation, slot)
    return session is not None and any(subject == session for subject, _, _ in meetings_of(situation))


def period(day: date, per: Per, week_start: int) -> date:
    """Return the first date of the calendar's period in which a date lies."""
    match per:
        case Per.DAY:
            return day
        case Per.WEEK:
            while day.weekday() != week_start:
                day -= DAY
            return day
        case Per.MONTH:
            return day.replace(day=1)
        case Per.YEAR:
            return day.replace(month=1, day=1)


# -- several hosts ---------------------------------------------------------------------------------


def team_free(team: TeamSituation, within: Interval) -> list[datetime]:
    """Return each minute of a stretch at which a slot with a team can be booked."""
    return [each for each in minutes(within) if team_bookable(team, each)]


def team_bookable(team: TeamSituation, start: datetime) -> bool:
    """Say whether a start is on the team's grid, and one of each part of the team is able."""
    parts = parts_of(team)
    free = team_able(team, start)
    return (
        bool(parts)
        and all(any(each.host.id in free for each in part) for part in parts)
        and on_team_grid(parts, start, 0, None)
    )


def team_able(team: TeamSituation, start: datetime) -> set[UUID]:
    """Return who is able; of a class that is begun, only those who hold it."""
    slots = [(each, Interval.of(start, each.length)) for each in team.hosts]
    begun = [
        each.host.id
        for each, slot in slots
        if any(other.session and other.session == session_of(each, slot) for other in others(each))
    ]
    return {each.host.id for each, _ in slots if able(each, start) and (not begun or each.host.id in begun)}


def parts_of(team: TeamSituation) -> list[list[Situation]]:
    """Return each host who is needed, and each group of which one is."""
    event_type: EventType = team.hosts[0].event_type
    parts: list[list[Situation]] = []
    groups: dict[str, list[Situation]] = {}
    hosts = {each.host.id: each for each in team.hosts}
    for each in event_type.assignments:
        situation = hosts.get(each.host_id)
        if each.required or event_type.mode is Mode.COLLECTIVE:
            parts.append([situation] if situation else [])
        else:
            groups.setdefault(each.group, []).extend([situation] if situation else [])
    return parts + list(groups.values())


def on_team_grid(parts: list[list[Situation]], start: datetime, index: int, shared: Interval | None) -> bool:
    """Say whether some window of one host of each part, together, begin a whole number of steps before a start."""
    rules, length = parts[0][0].event_type.rules, parts[0][0].length
    if index == len(parts):
        return shared is not None and start in starts_of(
            shared, rules.step or min(length, 30), rules.offset or 0
        )
    windows = {w for each in parts[index] for w in windows_near(each, start) if w.start <= start < w.end}
    return any(
        on_team_grid(parts, start, index + 1, both)
        for both in (
            Interval(max(w.start, shared.start), min(w.end, shared.end)) if shared else w for w in windows
        )
    )
