"""The zone that is said last and holds for all clock times of a message: "Thursday 9am or Friday 10am, London time"."""

from collections.abc import Sequence
from dataclasses import replace

from bot.nlu.when.value import Clause, Clock, ClockLike, ClockSpan


def share_zone(clauses: Sequence[Clause]) -> None:
    """Give the zone of the last clock time to those before it, if they have none."""
    clocks = [clock for clause in clauses for choice in clause.clocks for clock in choice]
    if len(clocks) < 2 or not (zone := _zone_of(clocks[-1])) or any(map(_zone_of, clocks[:-1])):
        return
    for clause in clauses:
        clause.clocks = [[_with_zone(clock, zone) for clock in choice] for choice in clause.clocks]


def _zone_of(clock: ClockLike) -> str | None:
    return clock.zone if isinstance(clock, Clock | ClockSpan) else None


def _with_zone(clock: ClockLike, zone: str) -> ClockLike:
    return replace(clock, zone=zone) if isinstance(clock, Clock | ClockSpan) else clock
