"""Why each of a few times is offered: one reason a time, told to whoever asks "why these?"."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.interval import Interval
from core.stretches import Stretches
from core.zones import local, local_date


class Merit(StrEnum):
    """What speaks for a time; the most telling first."""

    EXACT = "exact"
    """It is the time that was wished for."""
    NEAREST_BEFORE = "nearest_before"
    """The nearest before it; `facts["minutes"]` says by how much."""
    NEAREST_AFTER = "nearest_after"
    PREFERRED = "preferred"
    """It suits what was said to be better."""
    SOONEST = "soonest"
    """No free time is earlier."""
    ONLY_OF_DAY = "only_of_day"
    """Nothing else is free on its day."""
    BESIDE_MEETING = "beside_meeting"
    """It leaves the host's day whole, next to a meeting; only for the host's eyes."""
    EDGE_OF_DAY = "edge_of_day"
    """It leaves the host's day whole, at the edge of the hours; only for the host's eyes."""
    FITS = "fits"
    """One of the two above, as others are told it: it does not say whether there is a meeting."""
    SPREAD = "spread"
    """Another day or another part of the day than the others: `facts["part"]`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A time and what speaks for it. `facts` has `day`, the date in the asker's zone, and what the merit names."""

    slot: Interval
    merit: Merit
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def rank(self) -> tuple[int, int, Interval]:
        """What reasons are sorted by to tell the best first: by merit, by how near to the wish, by start."""
        near = self.merit is Merit.NEAREST_AFTER
        merit = Merit.NEAREST_BEFORE if near else self.merit
        return list(Merit).index(merit), self.facts.get("minutes", 0), self.slot


def fitting(stretches: Stretches, slots: Sequence[Interval]) -> dict[datetime, Merit]:
    """Return the starts that break up a host's day no further: next to a meeting or the edge of the hours, wasting nothing.

    A gap is wasted if another meeting of the length no longer fits into it. A stretch without any meeting at its ends is
    not broken yet, so that there one start is as good as another.
    """
    found: dict[datetime, Merit] = {}
    for slot in slots:
        room = stretches.room(slot)
        if room and room.snug and not room.whole and not room.wasted(slot.minutes):
            found[slot.start] = Merit.BESIDE_MEETING if room.beside_meeting else Merit.EDGE_OF_DAY
    return found


def reasons(  # noqa: PLR0913 - a wish has that many sides
    chosen: Sequence[Interval],
    slots: Sequence[Interval],
    *,
    points: Sequence[datetime] = (),
    prefer: Sequence[Interval] = (),
    fits: Mapping[datetime, Merit] | Collection[datetime] = (),
    zone: str,
) -> tuple[Reason, ...]:
    """Return one reason for each chosen slot; `slots` are all that are free, days and parts of days those of `zone`.

    With `fits` as `fitting` gives it the reasons are for the host; with mere starts they are for anybody, and neutral.
    """
    soonest = min((each.start for each in slots), default=None)
    days = [local_date(each.start, zone) for each in slots]
    found = []
    for slot in chosen:
        day = local_date(slot.start, zone)
        merit, facts = _wished(slot, points)
        if merit is None:
            alone = days.count(day) == 1
            merit = _unwished(slot, soonest=soonest, prefer=prefer, fits=fits, alone=alone)
        if merit is Merit.SPREAD:
            facts = {"part": part_of_day(slot.start, zone)}
        found.append(Reason(slot=slot, merit=merit, facts={"day": day, **facts}))
    return tuple(found)


def part_of_day(start: datetime, zone: str) -> str:
    """Return the part of the day in which an instant lies there: night, morning, afternoon or evening."""
    hour = local(start, zone).hour
    parts = ((5, "night"), (12, "morning"), (17, "afternoon"), (22, "evening"))
    return next((part for end, part in parts if hour < end), "night")


def _wished(slot: Interval, points: Sequence[datetime]) -> tuple[Merit | None, dict[str, Any]]:
    """Say how near a slot is to the times that were wished for, if any were."""
    if not points:
        return None, {}
    point = min(points, key=lambda each: (abs(slot.start - each), each))
    if slot.start == point:
        return Merit.EXACT, {}
    minutes = int(abs(slot.start - point).total_seconds() // 60)
    merit = Merit.NEAREST_BEFORE if slot.start < point else Merit.NEAREST_AFTER
    return merit, {"minutes": minutes, "point": point}


def _unwished(
    slot: Interval,
    *,
    soonest: datetime | None,
    prefer: Sequence[Interval],
    fits: Mapping[datetime, Merit] | Collection[datetime],
    alone: bool,
) -> Merit:
    if any(window.start <= slot.start < window.end for window in prefer):
        return Merit.PREFERRED
    if slot.start == soonest:
        return Merit.SOONEST
    if alone:
        return Merit.ONLY_OF_DAY
    if slot.start in fits:
        return fits[slot.start] if isinstance(fits, Mapping) else Merit.FITS
    return Merit.SPREAD
