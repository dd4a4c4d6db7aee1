"""Half-open stretches of time `[start, end)`, both aware UTC instants."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import attrgetter


def utc(moment: datetime) -> datetime:
    """Return an aware instant in UTC; raise ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return moment.astimezone(UTC)


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A stretch of time from `start` (included) to `end` (excluded), UTC."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        """Refuse naive instants and stretches that end before they begin."""
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("an interval needs aware instants")
        if self.end < self.start:
            raise ValueError("an interval cannot end before it begins")

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.end - self.start

    @property
    def minutes(self) -> int:
        """How long it lasts, in whole minutes."""
        return int(self.length.total_seconds() // 60)

    def overlaps(self, other: "Interval") -> bool:
        """Say whether the two share at least an instant."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Interval") -> bool:
        """Say whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def widened(self, before: int, after: int) -> "Interval":
        """Return it with `before` and `after` minutes of buffer added."""
        return Interval(self.start - timedelta(minutes=before), self.end + timedelta(minutes=after))

    @classmethod
    def of(cls, start: datetime, minutes: int) -> "Interval":
        """Make one from its start and its length in minutes."""
        return cls(start, start + timedelta(minutes=minutes))


_ENDS = attrgetter("start", "end")


def merge(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Sort, and join those that overlap or touch; empty ones vanish."""
    whole = [i for i in intervals if i.start < i.end]
    if len(whole) > 1:
        whole.sort(key=_ENDS)
    merged = whole[:1]
    for each in whole[1:]:
        if each.start <= merged[-1].end:
            merged[-1] = Interval(merged[-1].start, max(merged[-1].end, each.end))
        else:
            merged.append(each)
    return tuple(merged)


def subtract(free: Iterable[Interval], busy: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return what is left of `free` once `busy` is taken out."""
    blocked = merge(busy)
    if not blocked:
        return merge(free)
    return tuple(rest for each in merge(free) for rest in _cut(each, blocked))


def intersect(left: Iterable[Interval], right: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return what lies in both."""
    ours, theirs = merge(left), merge(right)
    shared: list[Interval] = []
    i = j = 0
    while i < len(ours) and j < len(theirs):
        start, end = max(ours[i].start, theirs[j].start), min(ours[i].end, theirs[j].end)
        if start < end:
            shared.append(Interval(start, end))
        if ours[i].end == end:
            i += 1
        else:
            j += 1
    return tuple(shared)


def _cut(free: Interval, blocked: tuple[Interval, ...]) -> Iterator[Interval]:
    cursor = free.start
    for block in blocked:
        if block.end <= cursor:
            continue
        if block.start >= free.end:
            break
        if cursor < block.start:
            yield Interval(cursor, block.start)
        cursor = block.end
    if cursor < free.end:
        yield Interval(cursor, free.end)
