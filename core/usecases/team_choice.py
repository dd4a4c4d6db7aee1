"""Which hosts take a meeting in turns: who is required, and whom round robin chooses of the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from core.event_types import Assignment, EventType
from core.fairness import Candidate, Choice, ranked
from core.interval import Interval
from core.ports import Share, UnitOfWork
from core.situation import TeamSituation
from core.team_slots import free_hosts


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Hosts who take part together, the meeting's own host first, and why those whom round robin chose."""

    hosts: tuple[UUID, ...]
    chosen: Mapping[str, Any] = field(default_factory=dict)


async def choose_party(uow: UnitOfWork, team: TeamSituation, slot: Interval) -> Party:
    """Return who takes a meeting at a time that is free: the hosts of the asker's hold, else by turns."""
    event_type = team.hosts[0].event_type
    choices = await _choices(uow, team, slot)
    hosts = _of_hold(team, slot) or _fresh(event_type, choices)
    facts = {each.host_id: each.facts for group in choices for each in group}
    return Party(hosts=hosts, chosen={str(each): facts[each] for each in hosts if each in facts})


def _of_hold(team: TeamSituation, slot: Interval) -> tuple[UUID, ...]:
    """Return the hosts whose time the asker holds for this very meeting, if they still can."""
    event_type, owner = team.hosts[0].event_type, team.hosts[0].owner
    holds = (hold for each in team.hosts for hold in each.holds if owner is not None and hold.owner == owner)
    mine = next((h for h in holds if h.slot == slot and h.event_type_id == event_type.id), None)
    return mine.host_ids if mine and free_hosts(team, slot.start).issuperset(mine.host_ids) else ()


def _fresh(event_type: EventType, choices: Sequence[Sequence[Choice]]) -> tuple[UUID, ...]:
    """Return everybody who is required, and whom round robin asks first of each group."""
    required = (each.host_id for each in event_type.assignments if each.required)
    return (*required, *(group[0].host_id for group in choices))


async def _choices(uow: UnitOfWork, team: TeamSituation, slot: Interval) -> list[tuple[Choice, ...]]:
    """Return for each group who of those that are free is asked first."""
    situation = team.hosts[0]
    event_type = situation.event_type
    groups: dict[str, list[Assignment]] = {}
    there = {each.host.id for each in team.hosts}
    for each in event_type.assignments:
        if not each.required and each.host_id in there:
            groups.setdefault(each.group, []).append(each)
    ids = [each.host_id for group in groups.values() for each in group]
    since = situation.now - timedelta(days=event_type.fairness.horizon_days)
    shares = await uow.bookings.shares(event_type.id, ids, since)
    free = free_hosts(team, slot.start)
    return [_ranked(event_type, group, shares, free) for group in groups.values()]


def _ranked(
    event_type: EventType, group: Sequence[Assignment], shares: Mapping[UUID, Share], free: frozenset[UUID]
) -> tuple[Choice, ...]:
    everybody = [_candidate(each, shares.get(each.host_id, Share())) for each in group]
    able = [each for each in everybody if each.host_id in free]
    return ranked(able, event_type.fairness, everybody)


def _candidate(part: Assignment, share: Share) -> Candidate:
    return Candidate(
        host_id=part.host_id,
        weight=part.weight,
        priority=part.priority,
        count=share.count,
        last=share.last,
    )
