"""Which of many free slots to offer: the few that answer a wish best, the same for the same question."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from core.interval import Interval
from core.zones import local, local_date

A_DAY = 2
"""How many times of one day are offered when nothing was wished and other days are open as well."""


@dataclass(frozen=True, slots=True)
class _Taste:
    """What makes one of several starts the best, when the wish does not say."""

    fits: frozenset[datetime]
    zone: str

    def rank(self, slot: Interval) -> tuple[int, bool, datetime]:
        """Rank round hours first, then half ones; then what leaves the host's day whole, then the earlier."""
        past = local(slot.start, self.zone).minute
        return (0 if past == 0 else 1 if past == 30 else 2), slot.start not in self.fits, slot.start


def choose(  # noqa: PLR0913 - a wish has that many sides
    slots: Sequence[Interval],
    *,
    windows: Sequence[Interval] = (),
    points: Sequence[datetime] = (),
    prefer: Sequence[Interval] = (),
    after: datetime | None = None,
    fits: Collection[datetime] = (),
    count: int = 5,
    zone: str,
) -> tuple[Interval, ...]:
    """Return up to `count` slots, by start, that answer a wish best; days and round hours are those of `zone`.

    `after` admits later starts only. With `points`, the starts nearest to them, so exact ones first. With `windows`,
    only starts inside them, spread over their days and over each day. With neither, a spread over the soonest days.
    Starts inside `prefer` come before others. Between two that answer it equally well, one of the starts `fits`, which
    leave the host's day whole (see `core.stretches`), comes before the earlier one.
    """
    able = [each for each in sorted(slots, key=_start) if after is None or each.start > after]
    if points:
        return _nearest(able, lambda each: min(abs(each.start - point) for point in points), count, fits)
    if windows:
        able = [each for each in able if _inside(each, windows)]
    days = count if windows else -(-count // A_DAY)
    taste = _Taste(frozenset(fits), zone)
    chosen = _spread([each for each in able if _inside(each, prefer)], count, days, taste)
    rest = [each for each in able if not _inside(each, prefer)]
    return tuple(sorted((*chosen, *_spread(rest, count - len(chosen), days, taste))))


def nearest(slots: Sequence[Interval], start: datetime, count: int) -> tuple[Interval, ...]:
    """Return up to `count` slots whose starts are nearest to an instant, by start; of two as near, the earlier."""
    return _nearest(slots, lambda each: abs(each.start - start), count)


def _nearest(
    slots: Sequence[Interval],
    distance: Callable[[Interval], timedelta],
    count: int,
    fits: Collection[datetime] = (),
) -> tuple[Interval, ...]:
    ranked = sorted(slots, key=lambda each: (distance(each), each.start not in fits, each.start))
    return tuple(sorted(ranked[:count]))


def _start(slot: Interval) -> datetime:
    return slot.start


def _inside(slot: Interval, windows: Sequence[Interval]) -> bool:
    return any(window.start <= slot.start < window.end for window in windows)


def _spread(slots: Sequence[Interval], count: int, days: int, taste: _Taste) -> list[Interval]:
    """Take `count` slots from `days` days if these suffice; mornings of one day, afternoons of the next."""
    by_day = [list(group) for _, group in groupby(slots, key=lambda each: local_date(each.start, taste.zone))]
    shares = _shares([len(day) for day in by_day], count, days)
    chosen: list[Interval] = []
    for index, (day, share) in enumerate(zip(by_day, shares, strict=True)):
        chosen.extend(_of_day(day, share, index % 2, taste))
    return chosen


def _shares(sizes: Sequence[int], count: int, days: int) -> list[int]:
    """Deal `count` out one by one to the first `days` days, and to later days only what is left then."""
    shares = [0] * len(sizes)
    for reach in (days, len(sizes)):
        open_days = range(min(reach, len(sizes)))
        while sum(shares) < count and any(shares[i] < sizes[i] for i in open_days):
            for i in open_days:
                if shares[i] < sizes[i] and sum(shares) < count:
                    shares[i] += 1
    return shares


def _of_day(day: Sequence[Interval], share: int, half: int, taste: _Taste) -> list[Interval]:
    """Take the roundest start of each of `share` parts of a day; a single one comes from one `half` of it."""
    if share == 1 and len(day) > 1:
        return [min(_parts(day, 2)[half], key=taste.rank)]
    return [min(part, key=taste.rank) for part in _parts(day, share)]


def _parts(day: Sequence[Interval], parts: int) -> list[Sequence[Interval]]:
    """Cut a day into parts with the same number of slots, or nearly so."""
    return [day[len(day) * i // parts : len(day) * (i + 1) // parts] for i in range(parts)]
