"""Several dates in words: those of one clock time together, a weekly run by its first and last date."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from bot.phrases import times
from bot.phrases.money import price_text
from bot.phrases.rules import weekdays
from bot.phrases.times import Asked
from core.interval import Interval
from core.zones import local

RUN = 3
"""From so many weekly dates on, only the first and the last are said."""
WEEK = timedelta(days=7)


def dates(value: Sequence[Interval], asked: Asked) -> str:
    """Dates of a series: `Tuesdays 24 Nov – 29 Dec, 10:00–10:30 (Berlin time)`."""
    by_clock: dict[str, list[date]] = {}
    for each in value:
        by_clock.setdefault(times.at_clock(each, asked), []).append(local(each.start, asked.zone).date())
    said = [f"{_days(days, asked)}, {clock}" for clock, days in by_clock.items()]
    return f"{'; '.join(said)} ({times.zone_label(asked.zone, asked)})"


def _days(days: Sequence[date], asked: Asked) -> str:
    """Days of one weekday by its name and dates, a run of weeks by its ends, others each with its weekday."""
    if len({each.weekday() for each in days}) > 1 or len(days) == 1:
        return times.listed([times.short_day(each, asked) for each in days], asked, "and")
    weekday = weekdays(days[0].weekday(), asked)
    bare = [times.date_text(each, asked.locale, "bare") for each in days]
    if len(days) >= RUN and all(later - sooner == WEEK for sooner, later in pairwise(days)):
        return asked.word("weekly").format(days=weekday, dates=f"{bare[0]} – {bare[-1]}")
    return asked.word("weekly").format(days=weekday, dates=times.listed(bare, asked, "and"))


def priced(value: Any, asked: Asked) -> str:
    """Lengths with what each costs, from pairs of minutes and price: `30 minutes (€50.00) or 1 hour (€80.00)`."""
    if not any(cost for _, cost in value):
        return times.lengths([minutes for minutes, _ in value], asked)
    said = [
        f"{times.length(minutes, asked)} ({price_text(cost, asked.locale)})"
        if cost
        else times.length(minutes, asked)
        for minutes, cost in value
    ]
    return times.listed(said, asked, "or")
