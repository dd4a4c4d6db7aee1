"""Times as a letter says them: weekday, date, clock and zone, in the reader's language and zone."""

import math
from datetime import datetime, timedelta
from typing import Literal

from babel.dates import format_date, format_skeleton, format_time, format_timedelta, get_timezone_location

from bot.phrases.times import babel_locale
from core.interval import Interval
from core.zones import local, zone

_SPACES = str.maketrans({"\u202f": " ", "\u2009": " "})
"""Narrow spaces of CLDR patterns; many mail readers show them as boxes."""


def when(slot: Interval, name: str, locale: str) -> str:
    """Return weekday, date, start and end of a slot by the clocks of a zone; the end's date where it differs."""
    start, end = local(slot.start, name), local(slot.end, name)
    until = (
        _clock(end, locale) if start.date() == end.date() else f"{day(end, locale)}, {_clock(end, locale)}"
    )
    return f"{day(start, locale)}, {_clock(start, locale)} – {until}"


def day(moment: datetime, locale: str) -> str:
    """Return weekday and date of a local time."""
    return format_date(moment, "full", babel_locale(locale)).translate(_SPACES)


def short(moment: datetime, name: str, locale: str) -> str:
    """Return weekday, date and clock for a subject line, by the clocks of a zone."""
    at = local(moment, name)
    date = format_skeleton("yMMMEd", at, locale=babel_locale(locale))
    return f"{date}, {_clock(at, locale)}".translate(_SPACES)


def city(name: str, locale: str) -> str:
    """Return the place after which a zone is known in a language; empty for one that is only an offset."""
    if name.startswith("Etc/") or "/" not in name:
        return ""
    return get_timezone_location(zone(name), babel_locale(locale), return_city=True)


def offset(moment: datetime, name: str) -> str:
    """Return how far a zone's clocks are from UTC at an instant, such as `GMT+5:30`; the minus is one that does not break a line."""
    minutes = int(_offset(moment, name).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "\u2212" if minutes < 0 else "+"
    return f"GMT{sign}{hours}" + (f":{rest:02}" if rest else "")


def same_clock(moment: datetime, one: str, other: str) -> bool:
    """Say whether clocks in two zones show the same at an instant."""
    return _offset(moment, one) == _offset(moment, other)


def lead(minutes: int, locale: str) -> str:
    """Return how far away something is that begins in so many minutes, such as `in 2 hours`."""
    ahead, unit = timedelta(minutes=minutes), _unit(minutes)
    return format_timedelta(
        ahead, granularity=unit, threshold=math.inf, add_direction=True, locale=babel_locale(locale)
    )


def _unit(minutes: int) -> Literal["day", "hour", "minute"]:
    """The largest unit that tells it exactly: an hour and a half is 90 minutes, not "2 hours"."""
    if minutes % 1440 == 0 and minutes > 1440:
        return "day"
    return "hour" if minutes and minutes % 60 == 0 else "minute"


def _clock(moment: datetime, locale: str) -> str:
    return format_time(moment.time(), "short", locale=babel_locale(locale)).translate(_SPACES)


def _offset(moment: datetime, name: str) -> timedelta:
    return local(moment, name).utcoffset() or timedelta(0)
