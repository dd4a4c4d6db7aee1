"""Which recurrence rules (RFC 5545, 3.3.10) are followed, and how: one that somebody else wrote may never end, or never begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from icalendar.prop import vDDDTypes, vRecur

from integrations.calendars.objects.values import VEvent, VRecur

MOST_A_DAY = 24
"""Occurrences a day that are followed one by one; what comes more often takes up all of its time."""
_LONGEST_MONTH = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
_FREQUENCIES = frozenset({"SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_WITHIN_DAY = {"SECONDLY": 1, "MINUTELY": 60, "HOURLY": 3600}
_EVERY = {name: timedelta(seconds=seconds) for name, seconds in _WITHIN_DAY.items()}
_EVERY |= {"DAILY": timedelta(days=1), "WEEKLY": timedelta(weeks=1)}
_DATE_PARTS = ("BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYDAY", "BYSETPOS")
LEAD = timedelta(days=370)
"""How long before what is asked for a rule is followed at the latest: longer than events last."""


@dataclass(frozen=True, slots=True)
class Flood:
    """A rule that comes too often to be followed: until when it takes up all time; None: for ever."""

    until: datetime | None


def rules_of(event: VEvent) -> list[VRecur]:
    """Return the rules of an event, whether it has none, one or several."""
    said: Any = event.get("RRULE", [])
    return [each for each in (said if isinstance(said, list) else [said]) if isinstance(each, vRecur)]


def sound(rule: VRecur) -> bool:
    """Whether a rule can be followed at all: it is whole, moves on, and does not ask for days that never come."""
    if _first(rule, "FREQ") not in _FREQUENCIES or "RSCALE" in rule or "SKIP" in rule:
        return False
    steps, count = _first(rule, "INTERVAL", 1), _first(rule, "COUNT", 1)
    return _counts(steps) and _counts(count) and _days_come(rule)


def flood(rule: VRecur, zone: tzinfo | None) -> Flood | None:
    """Return a rule as a flood if it is one: it repeats within the day, oftener than is followed or on some days only."""
    often = _within_day(rule)
    if often <= MOST_A_DAY and not (_first(rule, "FREQ") in _WITHIN_DAY and _partial(rule)):
        return None
    until = _first(rule, "UNTIL")
    return Flood(_utc(until, zone) if isinstance(until, date) else None)


def in_utc(rule: VRecur, zone: tzinfo | None) -> None:
    """Have a rule whose events have a time of day end by UTC, as is asked for; some end by local time or by a date, which is then included."""
    until = _first(rule, "UNTIL")
    if isinstance(until, date):
        rule["UNTIL"] = [_utc(until, zone)]


def hasten(event: VEvent, rule: VRecur, start: datetime) -> None:
    """Have a rule that began long ago begin shortly before `start`, in step, so that nobody counts the years between.

    The event has a DTEND. Its new beginning counts as an occurrence even if the rule leaves it out, but lies before all that is asked for.
    """
    every = _EVERY.get(_first(rule, "FREQ"))
    if every is None or "COUNT" in rule or "BYSETPOS" in rule:
        return
    begins, ends = event["DTSTART"].dt, event["DTEND"].dt
    step = every * _first(rule, "INTERVAL", 1)
    steps = (_naive(start) - LEAD - _naive(begins)) // step
    if steps > 1 and _naive(ends) - _naive(begins) < LEAD:
        event["DTSTART"], event["DTEND"] = vDDDTypes(begins + steps * step), vDDDTypes(ends + steps * step)


def _naive(value: date) -> datetime:
    """Return what a clock shows; midnight of a date."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a clock's face


def _first(rule: VRecur, name: str, default: Any = None) -> Any:
    said = rule.get(name, default)
    if isinstance(said, list):
        return said[0] if said else default
    return said


def _all(rule: VRecur, name: str) -> Sequence[Any]:
    said = rule.get(name, [])
    return said if isinstance(said, list) else [said]


def _counts(value: Any) -> bool:
    return isinstance(value, int) and 0 < value < 1_000_000


def _days_come(rule: VRecur) -> bool:
    months, days = _all(rule, "BYMONTH") or range(1, 13), _all(rule, "BYMONTHDAY")
    return not days or any(
        abs(int(day)) <= _LONGEST_MONTH.get(int(month), 31) for month in months for day in days
    )


def _within_day(rule: VRecur) -> float:
    """Return how often a rule comes a day at most."""
    lists = [max(len(_all(rule, name)), 1) for name in ("BYHOUR", "BYMINUTE", "BYSECOND")]
    seconds = _WITHIN_DAY.get(_first(rule, "FREQ"))
    if seconds is None:
        return lists[0] * lists[1] * lists[2]
    finer = {"HOURLY": lists[1] * lists[2], "MINUTELY": lists[2]}.get(_first(rule, "FREQ"), 1)
    return 86400 / float(seconds * _first(rule, "INTERVAL", 1)) * finer


def _partial(rule: VRecur) -> bool:
    return any(name in rule for name in (*_DATE_PARTS, "BYHOUR", "BYMINUTE", "BYSECOND", "COUNT"))


def _utc(until: date, zone: tzinfo | None) -> datetime:
    if not isinstance(until, datetime):
        until = datetime(until.year, until.month, until.day, 23, 59, 59, tzinfo=zone or UTC)
    return (until if until.tzinfo else until.replace(tzinfo=zone or UTC)).astimezone(UTC)
