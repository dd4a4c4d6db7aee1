"""Special dates and time off as a host says them."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from bot.nlu.weekly import EndsBeforeBeginError, ranges_of
from bot.nlu.when.almanac import NoSuchDateError
from bot.nlu.when.calendar import dates_of
from bot.nlu.when.resolve import resolve
from bot.nlu.when.value import Clause, When
from bot.nlu.when.view import View
from bot.understood import Special
from core.hours import Range, WeeklyHours
from core.interval import Interval

_LONGEST_LIST = 62
_PARENTHESES = re.compile(r"\(([^)]{2,80})\)")
_REASONS = re.compile(
    r"\b(holidays?|vacation|bank holiday|public holiday|sick(?: leave)?|conference|travell?ing|parental leave|wedding|dentist|doctor|training|christmas|pto)\b",
    re.IGNORECASE,
)


def special_of(when: When, view: View, weekly: WeeklyHours | None, text: str) -> Special | None:
    """Return special hours for the dates that are named; None if none are, or the hours make no sense."""
    days = days_of(when.clauses, view)
    if not days:
        return None
    try:
        ranges = _ranges(when.clauses, days[0], weekly)
    except EndsBeforeBeginError:
        return None
    return Special(days=days, ranges=ranges, reason=off_reason(text))


def _ranges(clauses: Iterable[Clause], day: date, weekly: WeeklyHours | None) -> tuple[Range, ...]:
    present = weekly.days[day.weekday()] if weekly else ()
    return tuple(r for clause in clauses for choice in clause.clocks for r in ranges_of(choice, present))


def closed(when: When, view: View, text: str) -> Special | None:
    """Return closed dates where single whole days are named."""
    if any(clause.clocks for clause in when.clauses):
        return None
    days = days_of(when.clauses, view)
    apart = all(later - earlier > timedelta(days=1) for earlier, later in pairwise(days))
    if not days or (len(days) > 1 and not apart):
        return None
    return Special(days=days, reason=off_reason(text))


def days_of(clauses: Iterable[Clause], view: View) -> tuple[date, ...]:
    """Return the dates that clauses name, at most 62; none if the calendar has no such day."""
    found: set[date] = set()
    try:
        for day in (day for clause in clauses for day in clause.days):
            for first, after in dates_of(day, view.seen)[0]:
                found |= {first + timedelta(days=i) for i in range(min((after - first).days, _LONGEST_LIST))}
    except NoSuchDateError:
        return ()
    return tuple(sorted(found))[:_LONGEST_LIST]


def away_of(when: When, view: View, text: str) -> Interval | None:
    """Return the one stretch from the first to the last time that is named."""
    wished = When(clauses=[replace(clause, refused=False, preferred=False) for clause in when.clauses])
    wish = resolve(wished, view, text)
    if wish is None or not wish.windows:
        return None
    first = wish.readings[0].windows if wish.readings else wish.windows
    return Interval(first[0].start, first[-1].end)


def off_reason(text: str) -> str:
    """Return the reason for time off: what stands in parentheses, after "because" or "for", or a usual one."""
    for pattern in (_PARENTHESES, _REASONS):
        if match := pattern.search(text):
            return match.group(1).strip()
    return ""
