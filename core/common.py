"""When several hosts are all free, best first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from core.interval import Interval
from core.situation import Situation, TeamSituation
from core.stretches import Stretches, stretches
from core.team_slots import free_team_slots
from core.zones import local, local_date

_DAY = 1440
_HOURS = ((0, 6, 120), (6, 7, 40), (7, 8, 10), (18, 20, 10), (20, 22, 40), (22, 24, 120))
"""What a meeting costs that touches these local hours; between 8 and 18 it costs nothing."""
_BROKEN = 1
"""What it costs to cut a free stretch in two."""
_WASTED = 2
"""What it costs to leave a gap that is too short for another such meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """A time at which everybody is free."""

    slot: Interval
    cost: int
    """How much it asks of people: 0 is nobody's bad hour; grows with early and late local hours and broken-up days."""
    strained: tuple[str, ...] = ()
    """Names of those for whom it is early or late."""


def common_free(team: TeamSituation, within: Interval, most: int = 10) -> tuple[Common, ...]:
    """Return the best times that start in `within` at which all are free, the best first, the sooner of two as good.

    A meeting before 8:00 or after 18:00 by somebody's own clock costs, before 7:00 or after 20:00 more, at night (22 to
    6) most. Of times with equal hours the better one breaks up fewer people's days.
    """
    days = [stretches(each, within) for each in team.hosts]
    found = (_weighed(team, days, slot) for slot in free_team_slots(team, within))
    return tuple(sorted(found, key=lambda each: (each.cost, each.slot))[:most])


def _weighed(team: TeamSituation, days: list[Stretches], slot: Interval) -> Common:
    strains = [strain(slot, zone_at(each, slot.start)) for each in team.hosts]
    broken = sum(_broken(day, slot) for day in days)
    names = (each.host.name for each, cost in zip(team.hosts, strains, strict=True) if cost)
    return Common(slot=slot, cost=sum(strains) + broken, strained=tuple(names))


def strain(slot: Interval, zone: str) -> int:
    """Return what a meeting costs somebody in a zone for its worst hour; 0 if it lies between 8:00 and 18:00."""
    begins = local(slot.start, zone)
    return _strain(begins.hour * 60 + begins.minute, slot.minutes)


def zone_at(situation: Situation, start: datetime) -> str:
    """Return the zone in which a host is at an instant: the schedule's, or that of the period they are away in."""
    schedule = situation.schedule
    return schedule.zone_on(local_date(start, schedule.zone))


@lru_cache(maxsize=8192)
def _strain(begins: int, minutes: int) -> int:
    ends = begins + minutes
    return max((cost for start, end, cost in _bands(ends) if begins < end and start < ends), default=0)


def _bands(until: int) -> Iterator[tuple[int, int, int]]:
    """Yield the bad hours of as many days as a meeting touches, in minutes after the first midnight."""
    for midnight in range(0, until, _DAY):
        for start, end, cost in _HOURS:
            yield midnight + start * 60, midnight + end * 60, cost


def _broken(day: Stretches, slot: Interval) -> int:
    room = day.room(slot)
    if room is None:
        return 0
    return _WASTED * room.wasted(slot.minutes) + (0 if room.snug else _BROKEN)
