"""What a wish is seen from: now, the zone, the host's hours, the horizon, what is being talked about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.nlu.when.almanac import Almanac
from bot.nlu.when.sense import Sense
from bot.understood import Hearing
from core.interval import Interval
from core.zones import local

HORIZON = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything that a wish is resolved against."""

    hearing: Hearing
    seen: Almanac
    sense: Sense
    horizon: Interval
    include_past: bool = False
    """Keep the part of a period that is over (a host asks what was on today)."""


def view_of(hearing: Hearing, lengths: Sequence[float], *, include_past: bool = False) -> View:
    """Return what a wish said now is resolved against."""
    here = local(hearing.now, hearing.zone)
    horizon = hearing.horizon or Interval(hearing.now, hearing.now + HORIZON)
    seen = Almanac(
        today=here.date(),
        last=local(horizon.end, hearing.zone).date(),
        month_first=_month_first(hearing.locale),
        conventions=hearing.conventions,
        anchor=local(hearing.anchor.start, hearing.zone).date() if hearing.anchor else None,
    )
    minutes = int(lengths[0]) if lengths and 0 < lengths[0] <= 1440 else 60
    sense = Sense(
        zone=hearing.zone,
        now=hearing.now,
        hours=hearing.hours,
        hours_zone=hearing.hours_zone,
        point_minutes=minutes,
        conventions=hearing.conventions,
        by_24=not hearing.locale.lower().startswith("en"),
    )
    return View(hearing=hearing, seen=seen, sense=sense, horizon=horizon, include_past=include_past)


def _month_first(locale: str) -> bool | None:
    region = locale.replace("_", "-").partition("-")[2].upper()
    if region:
        return region in ("US", "PH", "FM")
    return None if locale.lower() == "en" else False
