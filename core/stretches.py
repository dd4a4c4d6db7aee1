"""The free stretches of a host's day, and what a meeting would leave of them."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from core.interval import Interval
from core.openings import calendar_of
from core.situation import Situation
from core.spans import ALWAYS, Span, joined, minute, minute_after, without

_DAY = 1440


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a meeting leaves free around itself in its stretch, in minutes."""

    before: int
    after: int
    beside_meeting: bool
    """Whether it touches a meeting, not only the edge of the hours."""
    whole: bool
    """Whether its stretch reaches from edge to edge of the hours, not broken by a meeting yet."""

    @property
    def snug(self) -> bool:
        """Whether it touches an end of its stretch, so that the rest stays whole."""
        return self.before == 0 or self.after == 0

    def wasted(self, length: int) -> int:
        """Count the gaps it leaves that are too short for another meeting of a length."""
        return sum(0 < gap < length for gap in (self.before, self.after))


@dataclass(frozen=True, slots=True)
class Stretches:
    """A host's free stretches in minutes since 1970, by start, and which of their ends are edges of the hours."""

    free: tuple[Span, ...]
    edges: frozenset[int]

    def room(self, slot: Interval) -> Room | None:
        """Return what a slot leaves; None if it does not lie in a free stretch."""
        start, end = minute(slot.start), minute_after(slot.end)
        index = bisect_right(self.free, (start, ALWAYS[1])) - 1
        if index < 0 or end > self.free[index][1]:
            return None
        opens, closes = self.free[index]
        touched = {opens} if start == opens else set()
        touched |= {closes} if end == closes else set()
        return Room(
            before=start - opens,
            after=closes - end,
            beside_meeting=not touched <= self.edges,
            whole={opens, closes} <= self.edges,
        )


def stretches(situation: Situation, within: Interval) -> Stretches:
    """Return where a host is free around `within`: their hours without time off, meetings and the buffers between.

    Whether one may book there at all (notice, window, limits) and what is held for a while is left aside.
    """
    low, high = minute(within.start) - 2 * _DAY, minute_after(within.end) + 2 * _DAY
    openings = calendar_of(situation.schedule).between(low, high)
    away = joined((minute(a.during.start), minute_after(a.during.end)) for a in situation.time_off)
    opened = without([each for each in openings.opened if each[1] > low and each[0] < high], openings.busy)
    hours = without(opened, away)
    free = without(hours, joined(_taken(situation)))
    return Stretches(tuple(free), frozenset(end for span in hours for end in span))


def _taken(situation: Situation) -> Iterator[Span]:
    """Yield what meetings take, widened by the buffers that a meeting of the event type keeps to them."""
    limits = situation.limits
    for booking in situation.bookings:
        if booking.active and booking.id != situation.moving:
            start, end = minute(booking.claim.start), minute_after(booking.claim.end)
            yield start - limits.buffer_after, end + limits.buffer_before
    for busy in situation.busy:
        if busy.start < busy.end:
            yield minute(busy.start) - limits.buffer_after, minute_after(busy.end) + limits.buffer_before
