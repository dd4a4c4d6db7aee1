"""Why a time cannot be booked, with one host or several: every cause, and what would take it away."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from core.event_types import Mode
from core.interval import Interval
from core.obstacles import obstacles, within_hours
from core.queries import Cause, Change, Obstacle, Remedy
from core.remedies import applied, other_start
from core.situation import Situation, TeamSituation
from core.slots import grid_windows
from core.spans import Span, minute, minute_after, moment_of
from core.team_slots import Part, holders, team_grid, team_horizon, team_parts, team_windows
from core.zones import local_date

_ENOUGH = (Cause.PAST, Cause.LENGTH)
"""Causes that are named alone."""
_HOURS = (Cause.OUTSIDE_HOURS, Cause.OVERRIDE)

_Found = Mapping[UUID, tuple[Obstacle, ...]]
"""What stands in the way with each host."""


def why_not(situation: Situation, start: datetime) -> tuple[Obstacle, ...]:
    """Return all that stands in the way of exactly this start (aware); empty means that it is free.

    Each by itself would keep the time closed. A start that is over, or a length that is not offered, is reason enough
    and named alone. The first is the most telling; `off_grid` comes last, for whoever is told of a clash need not hear
    about the grid. Facts and remedies are for the host's eyes.
    """
    found = obstacles(situation, start)
    if any(each.cause in _ENOUGH for each in found):
        return found
    return (*found, *_off_grid(situation, Interval.of(start, situation.length), found))


def team_why_not(team: TeamSituation, start: datetime) -> tuple[Obstacle, ...]:
    """Return all that stands in the way of exactly this start (aware) with several hosts; empty means that it is free.

    What all hosts have in common is told as it is told of one. What is left is `no_host`, once for each host who is
    needed (`facts["host"]`, their name and `obstacles`) and for each group in which nobody is free (`facts["group"]`,
    and `hosts` with the obstacles of each). A host's obstacles are for that host's eyes.
    """
    parts = team_parts(team)
    if not parts:
        return tuple(_missing(team))
    asked = holders(team, start) or team.hosts
    found = {each.host.id: obstacles(each, start) for each in asked}
    shared = _shared(team, found)
    causes = {each.cause for each in shared}
    left = {host: tuple(o for o in own if o.cause not in causes) for host, own in found.items()}
    folded = (_no_host(part, left) for part in parts if not any(_is_free(each, left) for each in part))
    grid = () if causes & set(_ENOUGH) else _off_team_grid(team, start)
    return (*shared, *folded, *grid)


# -- one host ---------------------------------------------------------------------------------------


def _off_grid(situation: Situation, wanted: Interval, found: Sequence[Obstacle]) -> Iterator[Obstacle]:
    """Blame the grid; outside the hours, that which there would be if they were opened just enough."""
    hours = [each for each in found if each.cause in _HOURS]
    opened = applied(situation, _cheapest(hours))

    def fits(start: datetime) -> bool:
        return within_hours(opened, Interval.of(start, situation.length))

    if not fits(wanted.start):
        return
    windows = [(minute(each.start), minute_after(each.end)) for each in grid_windows(opened, wanted)]
    around = _neighbours(windows, wanted.start, (situation.limits.step, situation.limits.offset), fits)
    if around is not None:
        nearest = other_start(applied(situation, _cheapest(found)), wanted.start)
        yield Obstacle(cause=Cause.OFF_GRID, facts=around, remedies=nearest)


def _cheapest(found: Iterable[Obstacle]) -> list[Remedy]:
    return [each.remedies[0] for each in found if each.remedies]


def _neighbours(
    windows: Sequence[Span], start: datetime, grid: tuple[int, int], fits: Callable[[datetime], bool]
) -> dict[str, datetime | None] | None:
    """Return the starts around one that is between the steps of a grid (step, offset); None if it is on it.

    `before` and `after` are those of the windows in which the start lies, None if there is none that fits the hours.
    """
    step, offset = grid
    at = minute(start)
    anchors = [opens + offset for opens, closes in windows if opens <= at < closes]
    steps = [(anchor, (at - anchor) // step) for anchor in anchors]
    if at == minute_after(start) and any(anchor + n * step == at and n >= 0 for anchor, n in steps):
        return None
    before = [moment_of(anchor + n * step) for anchor, n in steps if n >= 0]
    after = [moment_of(anchor + max(n + 1, 0) * step) for anchor, n in steps]
    return {
        "before": max(filter(fits, before), default=None),
        "after": min(filter(fits, after), default=None),
    }


# -- several hosts ----------------------------------------------------------------------------------


def _missing(team: TeamSituation) -> Iterator[Obstacle]:
    """Blame those who are needed and not there at all."""
    there = {each.host.id for each in team.hosts}
    event_type = team.hosts[0].event_type if team.hosts else None
    assigned = event_type.assignments if event_type else ()
    together = event_type is not None and event_type.mode is not Mode.ROUND_ROBIN
    needed = [each for each in assigned if together or each.required]
    groups = dict.fromkeys(each.group for each in assigned if each not in needed)
    filled = {each.group for each in assigned if each.host_id in there}
    yield from (_nobody(host=each.host_id) for each in needed if each.host_id not in there)
    yield from (_nobody(group=group) for group in groups if group not in filled)
    if not team.hosts and not assigned:
        yield _nobody()


def _nobody(**facts: Any) -> Obstacle:
    return Obstacle(cause=Cause.NO_HOST, facts=facts)


def _shared(team: TeamSituation, found: _Found) -> tuple[Obstacle, ...]:
    """Return what stands in the way with every host, as it is with the first; how far one can book is the team's."""
    causes = set.intersection(*({each.cause for each in own} for own in found.values()))
    first = next(iter(found.values()))
    return tuple(
        replace(each, facts=_of_team(team, each.facts), remedies=_agreed(found, each))
        for each in first
        if each.cause in causes
    )


def _of_team(team: TeamSituation, facts: Mapping[str, Any]) -> dict[str, Any]:
    reach, zone = team_horizon(team), team.hosts[0].schedule.zone
    bounds = {"earliest": reach.start, "last": local_date(reach.end - timedelta(minutes=1), zone)}
    return {**facts, **{name: bound for name, bound in bounds.items() if name in facts}}


def _agreed(found: _Found, obstacle: Obstacle) -> tuple[Remedy, ...]:
    """Return the remedies of an obstacle if they help with every host."""
    same = (any(each.remedies == obstacle.remedies for each in own) for own in found.values())
    return obstacle.remedies if all(same) else ()


def _is_free(situation: Situation, found: _Found) -> bool:
    return found.get(situation.host.id) == ()


def _no_host(part: Part, found: _Found) -> Obstacle:
    """Fold what stands in the way with the hosts of a part into one obstacle."""
    event_type = part[0].event_type
    own = {each.host.id: found.get(each.host.id, ()) for each in part}
    assigned = {each.host_id: each for each in event_type.assignments}
    alone = assigned.get(part[0].host.id)
    remedies = tuple(sorted(_one_by_one(own), key=lambda each: list(Change).index(each.change)))
    if event_type.mode is not Mode.ROUND_ROBIN or alone is None or alone.required:
        host = part[0].host
        facts: dict[str, Any] = {"host": host.id, "name": host.name, "obstacles": own[host.id]}
    else:
        facts = {"group": alone.group, "hosts": own}
    return Obstacle(cause=Cause.NO_HOST, facts=facts, remedies=remedies)


def _one_by_one(found: _Found) -> Iterator[Remedy]:
    """Yield what would set a host free by itself."""
    for host, own in found.items():
        if len(own) == 1:
            for each in own[0].remedies:
                yield replace(each, facts={**each.facts, "host": host})


def _off_team_grid(team: TeamSituation, start: datetime) -> Iterator[Obstacle]:
    """Blame the team's grid, where the hours of all who are needed meet."""
    length = team.hosts[0].length
    at = minute(start)
    windows = team_windows(team, start)

    def fits(moment: datetime) -> bool:
        first = minute(moment)
        return any(opens <= first and first + length <= closes for opens, closes in windows)

    if any(opens <= at < closes for opens, closes in windows):
        grid = team_grid(team.hosts[0].event_type, length)
        around = _neighbours(windows, start, grid, fits)
        if around is not None:
            yield Obstacle(cause=Cause.OFF_GRID, facts=around)
