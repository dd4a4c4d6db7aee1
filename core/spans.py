"""Stretches of whole minutes, half-open: what the slot search counts with instead of instants.

Lists of spans are sorted by start. Those that `joined` returns neither overlap nor touch; the other functions want such.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

Span = tuple[int, int]
"""From and to in minutes since 1970, UTC, half-open."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ALWAYS: Span = (-(10**12), 10**12)
"""A span that covers every instant there is."""


def minute(moment: datetime) -> int:
    """Return the minute since 1970 in which an instant lies."""
    since = moment - EPOCH
    return since.days * 1440 + since.seconds // 60


def minute_after(moment: datetime) -> int:
    """Return the first whole minute since 1970 that is not before an instant."""
    until = EPOCH - moment
    return -(until.days * 1440 + until.seconds // 60)


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


def without(spans: Sequence[Span], blocked: Sequence[Span]) -> Sequence[Span]:
    """Return what is left of spans once others are taken out."""
    if not spans or not blocked:
        return spans
    blocked = between(blocked, spans[0][0], spans[-1][1])
    if len(blocked) * 4 < len(spans):
        return _cut_out(spans, blocked)
    rest: list[Span] = []
    index, count = 0, len(blocked)
    for start, end in spans:
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


def _cut_out(spans: Sequence[Span], few: Sequence[Span]) -> Sequence[Span]:
    """Do the same where there is little to take out: copy the rest in one piece."""
    rest: list[Span] = []
    copied = 0
    for start, end in few:
        first, after = _touching(spans, start, end)
        if first == after:
            continue
        if first < copied:  # the span was cut before, what is left of it is the last of the rest
            rest_start, _ = rest.pop()
        else:
            rest += spans[copied:first]
            rest_start = spans[first][0]
        if rest_start < start:
            rest.append((rest_start, start))
        rest_end = spans[after - 1][1]
        copied = after
        if end < rest_end:
            rest.append((end, rest_end))
    return [*rest, *spans[copied:]] if copied else spans


def common(spans: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """Return what two lists of spans share."""
    if not spans or not others:
        return []
    others = between(others, spans[0][0], spans[-1][1])
    shared: list[Span] = []
    index, count = 0, len(others)
    for start, end in spans:
        while index < count and others[index][1] <= start:
            index += 1
        look = index
        while look < count and others[look][0] < end:
            opens, closes = others[look]
            shared.append((start if start > opens else opens, end if end < closes else closes))
            look += 1
    return shared


def between(spans: Sequence[Span], low: int, high: int) -> Sequence[Span]:
    """Return those of the spans that touch a stretch, whole."""
    first, after = _touching(spans, low, high)
    return spans[first:after]


def covers(spans: Sequence[Span], at: int) -> bool:
    """Say whether a minute lies in one of the spans."""
    first, after = _touching(spans, at, at + 1)
    return first < after


def _touching(spans: Sequence[Span], low: int, high: int) -> tuple[int, int]:
    """Return the indexes of the first span that touches a stretch, and of the first after it that does not."""
    first = bisect_left(spans, (low,))
    if first and spans[first - 1][1] > low:
        first -= 1
    return first, bisect_left(spans, (high,), first)
