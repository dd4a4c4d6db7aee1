"""When several hosts are all free, best first."""

from dataclasses import dataclass

from core.interval import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """A time at which everybody is free."""

    slot: Interval
    cost: int
    """How much it asks of people: 0 is nobody's bad hour; grows with early and late local hours and broken-up days."""
    strained: tuple[str, ...] = ()
    """Names of those for whom it is early or late."""
