"""Stretches of whole minutes, half-open: what the slot search counts with instead of instants.

Lists of spans are sorted by start. Those that `joined` returns neither overlap nor touch; the other functions want such.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

Span = tuple[int, int]
"""From and to in minutes since 1970, UTC, half-open."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ALWAYS: Span = (-(10**12), 10**12)
"""A span that covers every instant there is."""


def minute(moment: datetime) -> int:
    """Return the minute since 1970 in which an instant lies."""
    return (moment - EPOCH) // MINUTE


def minute_after(moment: datetime) -> int:
    """Return the first whole minute since 1970 that is not before an instant."""
    return -((EPOCH - moment) // MINUTE)


def moment_of(at: int) -> datetime:
    """Return the instant (UTC) at which a minute since 1970 begins."""
    return EPOCH + timedelta(minutes=at)


def joined(spans: Iterable[Span]) -> list[Span]:
    """Sort spans and join those that overlap or touch; empty ones vanish."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            if end > found[-1][1]:
                found[-1] = (found[-1][0], end)
        elif start < end:
            found.append((start, end))
    return found


def without(spans: Iterable[Span], blocked: Sequence[Span]) -> list[Span]:
    """Return what is left of spans once others are taken out."""
    rest: list[Span] = []
    index, count = -1, len(blocked)
    for start, end in spans:
        if index < 0:
            index = _first_after(blocked, start)
        while index < count and blocked[index][1] <= start:
            index += 1
        look, cursor = index, start
        while look < count and blocked[look][0] < end:
            if cursor < blocked[look][0]:
                rest.append((cursor, blocked[look][0]))
            cursor = blocked[look][1]
            look += 1
        if cursor < end:
            rest.append((cursor, end))
    return rest


def common(spans: Iterable[Span], others: Sequence[Span]) -> list[Span]:
    """Return what two lists of spans share."""
    shared: list[Span] = []
    index, count = -1, len(others)
    for start, end in spans:
        if index < 0:
            index = _first_after(others, start)
        while index < count and others[index][1] <= start:
            index += 1
        look = index
        while look < count and others[look][0] < end:
            shared.append((max(start, others[look][0]), min(end, others[look][1])))
            look += 1
    return shared


def covers(spans: Sequence[Span], at: int) -> bool:
    """Say whether a minute lies in one of the spans."""
    index = bisect_right(spans, (at, ALWAYS[1])) - 1
    return index >= 0 and at < spans[index][1]


def _first_after(spans: Sequence[Span], at: int) -> int:
    """Return the index of the first span that ends after a minute."""
    index = bisect_right(spans, (at, ALWAYS[1]))
    return index - 1 if index and spans[index - 1][1] > at else index
