"""Repetition as the grammar of times reads it, in any language: how often, and the wish for the first dates only."""

from dataclasses import replace
from datetime import date, timedelta

from bot.nlu.when.recurrence.folding import Recurrence, rule_of
from bot.nlu.when.value import When
from bot.nlu.when.view import View
from bot.understood import Wish
from core.interval import Interval, intersect
from core.repeat import Freq, Repeat
from core.series import Every, Rhythm
from core.zones import local_date

WORKDAYS = (0, 1, 2, 3, 4)
_PACE = {Freq.DAILY: timedelta(days=1), Freq.WEEKLY: timedelta(days=7), Freq.MONTHLY: timedelta(days=28)}
"""How long the first dates of what repeats so last, before the next ones begin."""


def repeated(wish: Wish | None, when: When, view: View) -> tuple[Rhythm | None, Wish | None]:
    """Return what is to be repeated how, and the wish for its first dates; None and the wish if no series is asked for.

    "Jeden Dienstag" alone may tell when somebody has time, so that an end or a number of dates makes it a series, or that
    nothing but the pace is said ("wöchentlich").
    """
    rule = rule_of(when, view)
    if rule is None or not (rule.count or rule.last or rule.repeat.is_bare):
        return None, wish
    every = _every(rule.repeat)
    if every is None:
        return None, wish
    rhythm = Rhythm(every=every, interval=rule.repeat.interval, count=rule.count, until=_until(rule))
    return rhythm, None if rule.repeat.is_bare else _first(wish, rule.repeat, view)


def _until(rule: Recurrence) -> date | None:
    return None if rule.count else rule.last


def _every(repeat: Repeat) -> Every | None:
    """Return the pace of a rule, None if a series cannot go by it."""
    if repeat.months or repeat.year_days or repeat.week_numbers:
        return None
    if repeat.freq is Freq.MONTHLY:
        return Every.MONTH_DATE if repeat.month_days else Every.MONTH_WEEKDAY
    if repeat.plain_weekdays == WORKDAYS:
        return Every.WEEKDAY
    return {Freq.DAILY: Every.DAY, Freq.WEEKLY: Every.WEEK}.get(repeat.freq)


def _first(wish: Wish | None, repeat: Repeat, view: View) -> Wish | None:
    """Return the part of a wish that lies in the first day, week or month in which it has any."""
    starts = [each.start for each in wish.windows] if wish else []
    if wish is None or not starts:
        return wish
    until = min(starts) + _PACE.get(repeat.freq, timedelta(days=28))
    first = (Interval(min(starts), until),)
    zone = view.hearing.zone
    return replace(
        wish,
        windows=tuple(intersect(wish.windows, first)),
        stretches=tuple(intersect(wish.stretches, first)),
        points=tuple(point for point in wish.points if point < until),
        days=tuple(day for day in wish.days if day <= local_date(until - timedelta(minutes=1), zone)),
    )
