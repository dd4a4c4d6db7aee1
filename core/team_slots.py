"""Which times can be booked with several hosts.

Each host's own rules, bookings and limits count for that host; the grid is the team's. It hangs on the beginnings of
the stretches in which the hours of all who are needed meet, so that nobody's meetings shift it.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from itertools import accumulate, chain
from uuid import UUID

from core.event_types import EventType, Mode
from core.interval import Interval
from core.openings import Calendar, Openings, calendar_of
from core.situation import Situation, TeamSituation
from core.slots import class_starts, ground_of, horizon, on_grid, seats_left, slot
from core.spans import Span, common, joined, minute, minute_after, moment_of, without

Part = tuple[Situation, ...]
"""Hosts of whom one takes part; a host who takes part in every meeting is a part of their own."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Which starts (minutes since 1970) are asked about, of a meeting of which length."""

    low: int
    high: int
    length: int

    def openings(self, calendar: Calendar) -> Openings:
        """Return what of a calendar meetings that start in the stretch can touch."""
        return calendar.between(self.low, self.high + self.length)


def free_team_slots(team: TeamSituation, within: Interval) -> tuple[Interval, ...]:
    """Return every slot that can be booked with the team and whose start lies in `within`, sorted."""
    length = team.hosts[0].length if team.hosts else 0
    return tuple([slot(start, length) for start in free_team_starts(team, within)])


def free_team_starts(team: TeamSituation, within: Interval) -> list[int]:
    """Return the starts of the free slots in `within` as minutes since 1970, sorted."""
    bounds, parts = team_horizon(team), team_parts(team)
    low = max(minute_after(within.start), minute_after(bounds.start))
    high = min(minute_after(within.end), minute_after(bounds.end))
    if low >= high or not parts:
        return []
    stretch = _Stretch(low, high, team.hosts[0].length)
    hours = _hours(team)
    free = _open_to_all(hours, stretch)
    for part in parts:
        free = _free_of_one(part, free, stretch)
    event_type = team.hosts[0].event_type
    starts = on_grid(_shared_windows(hours, stretch), free, *team_grid(event_type, stretch.length))
    if event_type.seats == 1:
        return starts
    begun = {at for each in team.hosts for at in class_starts(each)}
    return [at for at in starts if at not in begun or _seated(team, parts, at)]


def free_hosts(team: TeamSituation, start: datetime) -> frozenset[UUID]:
    """Return who is free for exactly this start, whatever the grid and whoever else is needed.

    If the start is that of a class which some of them hold already, only they are: further seats are theirs to give.
    """
    at = minute(start)
    asked = holders(team, start) or team.hosts
    if minute_after(start) != at:
        return frozenset()
    return frozenset(
        each.host.id for each in asked if _free_in(each, [(at, at + 1)], _Stretch(at, at + 1, each.length))
    )


def team_horizon(team: TeamSituation) -> Interval:
    """Return the stretch in which starts can be booked at all: as far as all who are needed can be."""
    found: Interval | None = team.worked_out.get("horizon")
    if found is None:
        found = team.worked_out["horizon"] = _horizon(team)
    return found


def _horizon(team: TeamSituation) -> Interval:
    parts = team_parts(team)
    if not parts:
        now = team.hosts[0].now if team.hosts else datetime.min.replace(tzinfo=UTC)
        return Interval(now, now)
    bounds = [[horizon(each) for each in part] for part in parts]
    start = max(min(each.start for each in part) for part in bounds)
    end = min(max(each.end for each in part) for part in bounds)
    return Interval(start, max(start, end))


def team_parts(team: TeamSituation) -> tuple[Part, ...]:
    """Return the parts of which each meeting needs one host: each required host, and each group of the others.

    None if somebody who is required is missing, or nobody is there.
    """
    found: tuple[Part, ...] | None = team.worked_out.get("parts")
    if found is None:
        found = team.worked_out["parts"] = _parts(team)
    return found


def _parts(team: TeamSituation) -> tuple[Part, ...]:
    if not team.hosts:
        return ()
    event_type = team.hosts[0].event_type
    assigned = {each.host_id: each for each in event_type.assignments}
    together = event_type.mode is not Mode.ROUND_ROBIN
    parts: dict[UUID | str, list[Situation]] = {}
    for each in team.hosts:
        own = assigned.get(each.host.id)
        alone = together or own is None or own.required
        parts.setdefault(each.host.id if alone or own is None else own.group, []).append(each)
    needed = {each.host_id if together or each.required else each.group for each in event_type.assignments}
    return tuple(tuple(part) for part in parts.values()) if needed <= parts.keys() else ()


def team_grid(event_type: EventType, length: int) -> tuple[int, int]:
    """Return step and offset (minutes) of a team's grid: the event type's own; no host's, for they share it."""
    return event_type.rules.step or min(length, 30), event_type.rules.offset or 0


def team_windows(team: TeamSituation, start: datetime) -> Sequence[Span]:
    """Return the stretches around a start, in minutes since 1970, on whose beginnings the team's grid hangs."""
    at = minute(start)
    return _shared_windows(_hours(team), _Stretch(at, at + 1, team.hosts[0].length))


def _hours(team: TeamSituation) -> Sequence[frozenset[Calendar]]:
    """Return the calendars of each part, parts with the same ones only once."""
    found: list[frozenset[Calendar]] | None = team.worked_out.get("hours")
    if found is None:
        parts = (frozenset(calendar_of(each.schedule) for each in part) for part in team_parts(team))
        found = team.worked_out["hours"] = list(dict.fromkeys(parts))
    return found


def _open_to_all(hours: Sequence[frozenset[Calendar]], stretch: _Stretch) -> Sequence[Span]:
    """Return where the hours of one of each part let a meeting start, whatever else they have."""
    found: Sequence[Span] = [(stretch.low, stretch.high)]
    for calendars in hours:
        opened = [stretch.openings(each).starts(stretch.length) for each in calendars]
        found = common(found, opened[0] if len(opened) == 1 else joined(chain.from_iterable(opened)))
    return found


def _shared_windows(hours: Sequence[frozenset[Calendar]], stretch: _Stretch) -> Sequence[Span]:
    """Return the stretches in which windows of one of each part meet, the longest of each beginning."""
    first, *rest = (_windows_of(calendars, stretch) for calendars in hours)
    return reduce(_meetings, rest, first)


def _windows_of(calendars: Iterable[Calendar], stretch: _Stretch) -> list[Span]:
    """Return the windows of all hosts of a part, the longest of each beginning."""
    found: dict[int, int] = {}
    for calendar in calendars:
        for start, end in stretch.openings(calendar).windows:
            if start < stretch.high and end > stretch.low and found.get(start, start) < end:
                found[start] = end
    return sorted(found.items())


def _meetings(ones: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """Return where windows of two lists meet, the longest of each beginning."""
    found: dict[int, int] = {}
    for start, end in (*_begun_in(ones, others), *_begun_in(others, ones)):
        found[start] = max(end, found.get(start, end))
    return sorted(found.items())


def _begun_in(ones: Sequence[Span], others: Sequence[Span]) -> Iterator[Span]:
    """Yield for each window the longest stretch from its beginning on that a window of the others shares with it."""
    starts = [start for start, _ in others]
    furthest = list(accumulate((end for _, end in others), max))
    for start, end in ones:
        before = bisect_right(starts, start)
        if before and furthest[before - 1] > start:
            yield start, min(end, furthest[before - 1])


def _free_of_one(part: Part, spans: Sequence[Span], stretch: _Stretch) -> Sequence[Span]:
    """Return where in spans of starts at least one host of a part is free; who is not needed any more is not asked."""
    if len(part) == 1:  # all of the spans are in the hours of a host who is needed
        ground = ground_of(part[0])
        return ground.free(spans, stretch.openings(ground.calendar))
    missing = spans
    found: list[Span] = []
    for each in part:
        if not missing:
            break
        free = _free_in(each, missing, stretch)
        if free:
            found += free
            missing = without(missing, free)
    return joined(found)


def _free_in(situation: Situation, spans: Sequence[Span], stretch: _Stretch) -> Sequence[Span]:
    """Return where in spans of starts a host is free."""
    ground = ground_of(situation)
    openings = stretch.openings(ground.calendar)
    return ground.free(common(spans, openings.starts(stretch.length)), openings)


def _seated(team: TeamSituation, parts: Sequence[Part], at: int) -> bool:
    """Say whether of each part somebody who holds the class of a start can give a further seat."""
    free = free_hosts(team, moment_of(at))
    return all(any(each.host.id in free for each in part) for part in parts)


def holders(team: TeamSituation, start: datetime) -> list[Situation]:
    """Return the hosts who hold the class of that start already."""
    return [
        each
        for each in team.hosts
        if seats_left(each, Interval.of(start, each.length)) < each.event_type.seats
    ]
