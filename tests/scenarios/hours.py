"""Hours as scenarios tell them: weekly, by date, and while travelling."""

from collections.abc import Sequence
from datetime import date

from core.hours import DAY, Override, Period, Range, WeeklyHours
from tests.scenarios.cast import Case

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALWAYS = WeeklyHours((((0, DAY),),) * 7)


def day_of(text: str | None) -> date | None:
    """Return the date with which a text begins."""
    return None if text is None else date.fromisoformat(text[:10])


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")[:2]
    return int(hours) * 60 + int(minutes)


def _ranges(told: Sequence[Case]) -> tuple[Range, ...]:
    """Return ranges; one that ends before it begins, or at once, is none."""
    ranges = ((_minutes(each["start"]), _minutes(each["end"])) for each in told if "start" in each)
    return tuple((start, end) for start, end in ranges if start < end)


def weekly(told: Sequence[Case]) -> WeeklyHours:
    """Return the hours of a week."""
    return WeeklyHours(
        tuple(_ranges([each for each in told if weekday in each["days"]]) for weekday in WEEKDAYS)
    )


def overrides(told: Sequence[Case]) -> tuple[Override, ...]:
    """Return special hours by date; a date without hours is closed."""
    days = sorted({each["date"] for each in told})
    return tuple(
        Override(day=date.fromisoformat(day[:10]), ranges=_ranges([e for e in told if e["date"] == day]))
        for day in days
    )


def period(told: Case) -> Period:
    """Return a journey: the host's hours by the clock of another zone, both days included."""
    first = day_of(told["from"])
    if first is None:
        raise ValueError("travel needs a first day")
    return Period(first=first, last=day_of(told.get("to")), zone=told["tz"])
