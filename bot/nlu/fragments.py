"""Pieces of a host's sentence: counts, stretches, dates from and to, hours of a day, named things."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import islice

from bot.nlu.stretches import stretches
from bot.nlu.weekly import ranges_of, weekdays_of
from bot.nlu.when.almanac import NoSuchDateError
from bot.nlu.when.calendar import dates_of
from bot.nlu.when.grammar import read_when
from bot.nlu.when.tokens import tokenize
from bot.nlu.when.value import Clause, Day, DayBound, DaySet, DaySpan, Weekday
from bot.nlu.when.view import View
from bot.nlu.when.zones import zone_named
from core.hours import Range
from core.repeat import Repeat

WORDS = {
    "one": 1, "once": 1, "two": 2, "twice": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "a dozen": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
}  # fmt: skip
NUMBER = r"(?:\d{1,4}|a dozen|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty)\b)"
"""A count, in digits or words."""

AMOUNT = (
    rf"(?:(?:{NUMBER}(?:[.,]\d)?|half an?|an?|quarter of an|a quarter of an)[\s-]?"
    r"(?:minutes?|mins?|min|hours?|hrs?|hr|h|days?|weeks?)\b(?: and a half| and \d{1,2} min\w*)?)"
)
"""A stretch of time."""

WEEKDAY = r"(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?s?"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_UNTIL_DATE = re.compile(
    rf" (?=(?:until|till|til|through) (?:the )?(?:end\b|next\b|{WEEKDAY}\b|{_MONTH}\b|\d{{4}}\b|\d{{1,2}}(?:st|nd|rd|th|\.)? (?:of )?{_MONTH}\b))",
    re.IGNORECASE,
)
"""Before the end of dates, which the reader of times would else join with the clock time that stands before it."""

_END_OF_YEAR = re.compile(r"\b(?:the )?end of (?:the year )?(\d{4})\b", re.IGNORECASE)


def count_of(said: str) -> int:
    """Return the number that digits or a word say."""
    low = said.lower().strip()
    return int(low) if low.isdigit() else WORDS.get(low, 0)


def minutes_of(said: str) -> int | None:
    """Return the first stretch of time of some words, in minutes; None if there is none."""
    found = stretches(tokenize(said))
    return found[0] if found else None


def weekday_of(said: str) -> int:
    """Return the weekday that a word names, Monday 0."""
    return _WEEKDAYS.index(said.lower()[:3])


def weekdays_in(said: str) -> tuple[int, ...]:
    """Return the weekdays that are named, in the order of the week."""
    named = re.findall(rf"\b{WEEKDAY}\b", said, re.IGNORECASE)
    return tuple(sorted({weekday_of(each) for each in named}))


def clauses_in(said: str) -> list[Clause]:
    """Return what some words say about time; "end of 2027" is its last day."""
    dated = _END_OF_YEAR.sub(r"31 December \1", said)
    return read_when(tokenize(_UNTIL_DATE.sub(", ", dated))).clauses


def dates_in(said: str, view: View) -> tuple[date | None, date | None]:
    """Return the first and last date that are named; one of them is None where it is left open, both if none is."""
    days = [day for clause in clauses_in(said) for day in clause.days]
    return dates_among(days, view)


def dates_among(
    days: Sequence[Day], view: View, *, weekdays: bool = False
) -> tuple[date | None, date | None]:
    """Return the first and last of some days; mere weekdays are no dates, unless `weekdays` takes the next ones."""
    days = [day for day in days if not isinstance(day, Repeat)]
    if not days or (weekdays_of(days) is not None and (recurs_ever(days) or not weekdays)):
        return None, None
    try:
        bounds = [_ends_of(day, view) for day in days]
    except (NoSuchDateError, IndexError):
        return None, None
    firsts = [first for first, _ in bounds if first]
    lasts = [last for _, last in bounds if last]
    return min(firsts, default=None), max(lasts, default=None)


def recurs_ever(days: Sequence[Day]) -> bool:
    """Say whether weekdays are meant of every week: "Mondays", "weekdays"."""
    return any(isinstance(d, DaySet) or (isinstance(d, Weekday) and d.is_of_all) for d in days)


def _ends_of(day: Day, view: View) -> tuple[date | None, date | None]:
    bound = day.day if isinstance(day, DayBound) else day
    spans = dates_of(bound, view.seen)[0]
    first, last = spans[0][0], spans[-1][1] - timedelta(days=1)
    if isinstance(day, DayBound):
        return (first, None) if day.after else (None, last if day.included else first - timedelta(days=1))
    return first, last


def spans_dates(days: Sequence[Day]) -> bool:
    """Say whether days are dates from or to, not single days."""
    return any(isinstance(day, DayBound | DaySpan) for day in days)


def ranges_in(clauses: Sequence[Clause], present: Sequence[Range]) -> tuple[Range, ...]:
    """Return the hours that clauses name; raise EndsBeforeBeginError."""
    return tuple(r for clause in clauses for choice in clause.clocks for r in ranges_of(choice, present))


def zone_in(said: str) -> str | None:
    """Return the zone of a city, country or zone with which some words begin."""
    return zone_at(said)[0]


def zone_at(said: str) -> tuple[str | None, int]:
    """Return the zone with whose name some words begin, and where that name ends."""
    words = list(islice(re.finditer(r"[\w/+-]+", said.lower()), 4))
    for size in range(len(words), 0, -1):
        if zone := zone_named([word.group() for word in words[:size]]):
            return zone, words[size - 1].end()
    return None, 0


def named_in(text: str, names: Sequence[str]) -> str:
    """Return the longest of the names that stands in a text as whole words; empty if none does."""
    if not names:
        return ""
    low = f" {_plain(text)} "
    return max((name for name in names if name and f" {_plain(name)} " in low), key=len, default="")


def _plain(text: str) -> str:
    return re.sub(r"[^\w]+", " ", text.lower()).strip()
