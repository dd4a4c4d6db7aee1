"""Which dates a weekday is: this, next, coming, every."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot.nlu.when.value import Weekday, Which

Span = tuple[date, date]
"""From a date up to another, which is not included."""

Dates = tuple[tuple[Span, ...], ...]
"""Options, each a row of spans in order; more than one where usage differs."""


def one(day: date) -> Dates:
    """Return a single day as dates."""
    return (((day, day + timedelta(days=1)),),)


def recurring(weekdays: Iterable[int], first: date, last: date) -> tuple[Span, ...]:
    """Return every date from `first` through `last` that falls on the weekdays, runs joined."""
    wanted = frozenset(weekdays)
    spans: list[Span] = []
    for i in range((last - first).days + 1):
        day = first + timedelta(days=i)
        if day.weekday() not in wanted:
            continue
        if spans and spans[-1][1] == day:
            spans[-1] = (spans[-1][0], day + timedelta(days=1))
        else:
            spans.append((day, day + timedelta(days=1)))
    return tuple(spans)


def named(when: Weekday, today: date, last: date, *, strict: bool) -> Dates:
    """Return the dates that a weekday can mean today; "next" is two where usage differs."""
    if when.is_of_all:
        return (recurring((when.weekday,), today, last),)
    ahead = (when.weekday - today.weekday()) % 7
    match when.which:
        case Which.NEXT:
            return _next(when.weekday, today, strict=strict)
        case Which.COMING:
            return one(today + timedelta(days=ahead or 7))
        case Which.AFTER_NEXT:
            return one(today + timedelta(days=(ahead or 7) + 7))
        case Which.PREVIOUS:
            return one(today - timedelta(days=7 - ahead))
        case _:
            return one(today + timedelta(days=ahead))


def _next(weekday: int, today: date, *, strict: bool) -> Dates:
    """Read "next Friday": said from Monday to Wednesday, some mean this week's, some the next; nobody means tomorrow."""
    ahead = weekday - today.weekday()
    if ahead <= 0:
        return one(today + timedelta(days=ahead + 7))
    coming, later = one(today + timedelta(days=ahead)), one(today + timedelta(days=ahead + 7))
    return coming + later if strict and ahead > 1 else later
