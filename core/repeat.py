"""How something repeats: the days of an RRULE (RFC 5545, section 3.3.10), without its clock times and bounds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from uuid import UUID

from core.hours import DAY, Recurring, RuleKind
from core.recurrence import occurrences

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""Weekdays as RFC 5545 spells them, Monday 0."""

MOST_STEPS = 1000
"""Highest interval that is a rhythm."""

_NOBODY = UUID(int=0)
"""The id of a rule that is only looked at."""

_STRETCHES = (0, 45, 366, 9 * 366)
"""Days ahead that are looked at for the first date, one stretch after the other: 29 February may be eight years away."""


class Freq(StrEnum):
    """By what a repetition steps."""

    SECONDLY = "SECONDLY"
    MINUTELY = "MINUTELY"
    HOURLY = "HOURLY"
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


_WITHIN_A_DAY = (Freq.SECONDLY, Freq.MINUTELY, Freq.HOURLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """Every so many days, weeks, months or years, and on which days of them; normalised, so that equal rules are equal."""

    freq: Freq
    interval: int = 1
    weekdays: tuple[tuple[int, int], ...] = ()
    """Which of them in the month or year (0 every, -1 the last), and the weekday (Monday 0)."""
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    week_numbers: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Sort the parts; every week on all days is daily. Raises ValueError for an interval below 1 or above `MOST_STEPS`."""
        if not 1 <= self.interval <= MOST_STEPS:
            raise ValueError("not an interval")
        object.__setattr__(self, "weekdays", tuple(sorted(set(self.weekdays), key=_nth_first)))
        for name in ("month_days", "months", "year_days", "week_numbers"):
            object.__setattr__(self, name, tuple(sorted(set(getattr(self, name)), key=_last_last)))
        if self.freq is Freq.WEEKLY and self.interval == 1 and len(self.weekdays) == len(CODES):
            object.__setattr__(self, "freq", Freq.DAILY)
            object.__setattr__(self, "weekdays", ())

    @classmethod
    def weekly(cls, weekdays: Iterable[int], interval: int = 1) -> "Repeat":
        """Return what repeats on weekdays (Monday 0)."""
        return cls(freq=Freq.WEEKLY, interval=interval, weekdays=tuple((0, day) for day in weekdays))

    @property
    def is_bare(self) -> bool:
        """Whether no days are named: "weekly", "every month"."""
        named = self.weekdays or self.month_days or self.months or self.year_days or self.week_numbers
        return not named and self.freq is not Freq.DAILY

    @property
    def plain_weekdays(self) -> tuple[int, ...] | None:
        """The weekdays of what repeats every week on the same ones; None if it repeats otherwise."""
        if self.interval != 1 or self.months or self.month_days:
            return None
        if self.freq is Freq.DAILY:
            return tuple(range(7))
        return tuple(day for _, day in self.weekdays) if self.freq is Freq.WEEKLY and self.weekdays else None

    @property
    def rrule(self) -> str:
        """The RRULE without clock times, COUNT and UNTIL."""
        parts = {
            "FREQ": self.freq.value,
            "INTERVAL": str(self.interval) if self.interval > 1 else "",
            "BYMONTH": _numbers(self.months),
            "BYWEEKNO": _numbers(self.week_numbers),
            "BYYEARDAY": _numbers(self.year_days),
            "BYMONTHDAY": _numbers(self.month_days),
            "BYDAY": ",".join(f"{nth or ''}{CODES[day]}" for nth, day in self.weekdays),
        }
        return ";".join(f"{name}={value}" for name, value in parts.items() if value)

    def first_on(self, since: date) -> date | None:
        """Return the first date from a date on that is one of its days, whatever the interval; None if nine years have none."""
        plain = Repeat(
            freq=self.freq,
            weekdays=self.weekdays,
            month_days=self.month_days,
            months=self.months,
            year_days=self.year_days,
            week_numbers=self.week_numbers,
        )
        for begins, ends in pairwise(_STRETCHES):
            begin, end = since + timedelta(days=begins), since + timedelta(days=ends - 1)
            if found := plain.dates(begin, end, since=since):
                return found[0]
        return None

    def dates(self, first: date, last: date, *, since: date) -> tuple[date, ...]:
        """Return its dates from `first` through `last`; intervals are counted from `since`."""
        if self.freq in _WITHIN_A_DAY or first > last:
            return tuple(first + timedelta(days=i) for i in range((last - first).days + 1))
        return _dates(self, first, last, min(since, first))


def _nth_first(each: tuple[int, int]) -> tuple[bool, int, int]:
    nth, day = each
    return nth < 0, nth, day


def _last_last(number: int) -> tuple[bool, int]:
    return number < 0, number


def _numbers(found: tuple[int, ...]) -> str:
    return ",".join(str(each) for each in found)


@lru_cache(maxsize=512)
def _dates(repeat: Repeat, first: date, last: date, since: date) -> tuple[date, ...]:
    rule = Recurring(
        id=_NOBODY, kind=RuleKind.AVAILABLE, rrule=repeat.rrule, length=DAY, first=since, last=last
    )
    return tuple(dict.fromkeys(each.date() for each in occurrences(rule, first, last)))


def repeat_of(rrule: str) -> Repeat | None:
    """Return the repetition of an RRULE, its clock times and bounds left out; None if it has parts that a repetition has not.

    Raises ValueError for numbers that are none.
    """
    pairs = (each.partition("=") for each in rrule.upper().removeprefix("RRULE:").split(";") if each)
    parts = {name: value for name, _, value in pairs}
    if not parts.keys() <= _PARTS or parts.get("FREQ") not in tuple(Freq):
        return None
    return Repeat(
        freq=Freq(parts["FREQ"]),
        interval=int(parts.get("INTERVAL", "1")),
        weekdays=tuple(_weekday(each) for each in parts.get("BYDAY", "").split(",") if each),
        month_days=_read(parts.get("BYMONTHDAY", "")),
        months=_read(parts.get("BYMONTH", "")),
        year_days=_read(parts.get("BYYEARDAY", "")),
        week_numbers=_read(parts.get("BYWEEKNO", "")),
    )


_PARTS = {
    "FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYYEARDAY", "BYWEEKNO", "BYHOUR", "BYMINUTE", "BYSECOND", "UNTIL",
    "COUNT", "WKST",
}  # fmt: skip


def _weekday(text: str) -> tuple[int, int]:
    return int(text[:-2] or 0), CODES.index(text[-2:])


def _read(text: str) -> tuple[int, ...]:
    return tuple(int(each) for each in text.split(",") if each)
