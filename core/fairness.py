"""Round robin: who of several free hosts is asked first, and why."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from core.event_types import Fairness, Share

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A host who could take a meeting, and what speaks for and against them."""

    host_id: UUID
    weight: int = 100
    """Share of the meetings against the others, at least 1."""
    priority: int = 0
    """Higher is asked first."""
    count: int = 0
    """Meetings within the horizon."""
    last: datetime | None = None
    """When they were last booked (not for when); None is never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A host, and why they are asked before the next; `facts` are JSON-able.

    `reason` is `only`, `behind` (furthest behind their share), `fewer`, `weight`, `priority`, `never` (booked),
    `longest_ago` or `order`; `count`, `weight`, `priority` and `last` (ISO 8601 or None) are the host's own, `share` the
    meetings that would be theirs by weight; `others` says how many others were free, `fewest` and `most` how many
    meetings the hosts of the group have, `left_out` how many were too far ahead, `horizon_days` how far back counts.
    """

    host_id: UUID
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Tally:
    """What the meetings of a group add up to, by which shares are measured."""

    meetings: int
    weight: int

    def behind(self, candidate: Candidate) -> int:
        """Return how far somebody is behind their share, in meetings times the group's weight (so exact)."""
        return self.meetings * candidate.weight - candidate.count * self.weight


_Key = Callable[[Candidate], Any]


def ranked(
    candidates: Sequence[Candidate], fairness: Fairness, group: Sequence[Candidate] = ()
) -> tuple[Choice, ...]:
    """Return who is asked, first first; the same for the same question, whatever the order of the candidates.

    `group` are all among whom meetings are shared, also those who are not free now: their meetings count for what a
    fair share is and for who has fewest. None given means the candidates alone. Who is more than `max_lead` meetings
    ahead is left out, unless everybody would be.
    """
    everybody = tuple(group) or tuple(candidates)
    able = _not_ahead(candidates, everybody, fairness)
    criteria = _criteria(fairness, everybody)
    order = sorted(able, key=lambda each: tuple(key(each) for _, key in criteria))
    shared = _shared_facts(order, everybody, fairness) | {"left_out": len(candidates) - len(able)}
    tally = _tally(everybody)
    return tuple(
        Choice(
            host_id=each.host_id,
            facts={"reason": _reason(order, place, criteria)} | _own_facts(each, tally) | shared,
        )
        for place, each in enumerate(order)
    )


def _criteria(fairness: Fairness, group: Sequence[Candidate]) -> tuple[tuple[str, _Key], ...]:
    """Return what decides, the most important first, each with the reason it gives; smaller is asked first."""
    tally = _tally(group)
    behind: tuple[str, _Key] = ("behind", lambda each: -tally.behind(each))
    heavier: tuple[str, _Key] = ("weight", lambda each: -each.weight)
    higher: tuple[str, _Key] = ("priority", lambda each: -each.priority)
    longest: tuple[str, _Key] = ("longest_ago", lambda each: each.last or _NEVER)
    fewer: tuple[str, _Key] = ("fewer", lambda each: each.count)
    order: tuple[str, _Key] = ("order", lambda each: each.host_id)
    if fairness.share is Share.TURNS:
        return higher, longest, fewer, order
    return behind, heavier, higher, longest, order


def _tally(group: Sequence[Candidate]) -> _Tally:
    return _Tally(sum(each.count for each in group), sum(each.weight for each in group))


def _not_ahead(
    candidates: Sequence[Candidate], group: Sequence[Candidate], fairness: Fairness
) -> Sequence[Candidate]:
    """Leave out who is too far ahead; by weighted shares a lead is what is above one's share."""
    if fairness.max_lead is None:
        return candidates
    if fairness.share is Share.TURNS:
        fewest = min((each.count for each in group), default=0)
        able = [each for each in candidates if each.count - fewest <= fairness.max_lead]
    else:
        tally = _tally(group)
        most = max((tally.behind(each) for each in group), default=0)
        bound = fairness.max_lead * tally.weight
        able = [each for each in candidates if most - tally.behind(each) <= bound]
    return able or candidates


def _reason(order: Sequence[Candidate], place: int, criteria: Sequence[tuple[str, _Key]]) -> str:
    """Name the first thing in which somebody differs from who is asked next (the last one: from who was before)."""
    if len(order) == 1:
        return "only"
    own, other = order[place], order[place + 1 if place + 1 < len(order) else place - 1]
    found = next(name for name, key in criteria if key(own) != key(other))
    return "never" if found == "longest_ago" and own.last is None else found


def _own_facts(candidate: Candidate, tally: _Tally) -> dict[str, Any]:
    return {
        "count": candidate.count,
        "share": round(tally.meetings * candidate.weight / max(tally.weight, 1), 1),
        "weight": candidate.weight,
        "priority": candidate.priority,
        "last": candidate.last.astimezone(UTC).isoformat() if candidate.last else None,
    }


def _shared_facts(
    order: Sequence[Candidate], group: Sequence[Candidate], fairness: Fairness
) -> dict[str, Any]:
    counts = [each.count for each in group]
    return {
        "others": len(order) - 1,
        "fewest": min(counts, default=0),
        "most": max(counts, default=0),
        "horizon_days": fairness.horizon_days,
    }
