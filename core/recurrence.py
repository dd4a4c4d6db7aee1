"""Recurring rules: which dates and local times an RFC 5545 RRULE means.

The expansion goes straight to the dates asked for and its work is bounded by them, so that a rule which never occurs,
or one begun long ago, costs no more than another. Rules are told by the clock on the wall; what their local times
are as instants is `core.openings`' business.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice

from core.hours import DAY, Recurring
from core.spans import Span, common, joined

MOST = 10_000
"""How many occurrences a rule may have."""
LONGEST = timedelta(days=10 * 366)
"""How long a rule may go on."""

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BOUNDS = {
    "BYMONTH": (1, 12),
    "BYWEEKNO": (-53, 53),
    "BYYEARDAY": (-366, 366),
    "BYMONTHDAY": (-31, 31),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
    "BYSECOND": (0, 0),
    "BYSETPOS": (-366, 366),
    "INTERVAL": (1, 1000),
    "COUNT": (1, MOST),
}
_SIGNED = ("BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYSETPOS")
_NUMBERS = re.compile(r"[+-]?[0-9]{1,5}(,[+-]?[0-9]{1,5})*")
_FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY")
_FORBIDDEN = {
    "BYWEEKNO": ("MONTHLY", "WEEKLY", "DAILY", "HOURLY"),
    "BYYEARDAY": ("MONTHLY", "WEEKLY", "DAILY"),
    "BYMONTHDAY": ("WEEKLY",),
}
"""Parts that RFC 5545 (section 3.3.10) forbids with some frequencies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """An RRULE that has been read, with what it leaves out filled in from its first date and time."""

    freq: str
    first: date
    start: int
    """Minutes after midnight of DTSTART."""
    interval: int = 1
    count: int | None = None
    week_start: int = 0
    months: frozenset[int] = frozenset()
    week_numbers: frozenset[int] = frozenset()
    year_days: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    weekdays: frozenset[tuple[int, int]] = frozenset()
    """Weekday (Monday 0) and which of them in the month or year; 0 is every."""
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()


def default_last(first: date) -> date:
    """Return the last date of a rule that is given none: a year after the first."""
    try:
        return first.replace(year=first.year + 1)
    except ValueError:  # 29 February
        return first.replace(year=first.year + 1, day=28)


def checked_rule(recurring: Recurring) -> Recurring:
    """Return the rule with its RRULE in canonical spelling; raise ValueError if it cannot be kept.

    The error's text is the reason: `dates` (ends before it begins, or goes on for more than ten years), `length` (not 5
    minutes to a day), `start`, `unreadable`, `until` (UNTIL or DTSTART inside, the dates say that), `flood` (more often
    than hourly, or more than 10,000 times), `never`.
    """
    if not timedelta() <= recurring.last - recurring.first <= LONGEST:
        raise ValueError("dates")
    if not 5 <= recurring.length <= DAY:
        raise ValueError("length")
    if not 0 <= recurring.start < DAY:
        raise ValueError("start")
    spelled = replace(recurring, rrule=spelling(recurring.rrule))
    rule = rule_of(spelled)
    most = min(rule.count or MOST, MOST) + (rule.count is None)
    found = sum(1 for _ in islice(_within(rule, spelled.first, spelled.last), most))
    if found > MOST:
        raise ValueError("flood")
    if not found:
        raise ValueError("never")
    return spelled


def spelling(rrule: str) -> str:
    """Return an RRULE in capitals, without prefix, spaces and empty parts; raise ValueError as `checked_rule` does."""
    text = "".join(rrule.split()).upper().removeprefix("RRULE:")
    if len(text) > 500 or "DTSTART" in text:
        raise ValueError("until" if "DTSTART" in text else "unreadable")
    parts = [each for each in text.split(";") if each]
    names = [each.partition("=")[0] for each in parts]
    if "UNTIL" in names:
        raise ValueError("until")
    if len(set(names)) != len(names):
        raise ValueError("unreadable")
    return ";".join(parts)


def occurrences(recurring: Recurring, first_day: date, last_day: date) -> list[datetime]:
    """Return the local starts (naive, by the wall clock) of a rule on the dates from first to last, sorted."""
    rule = rule_of(recurring)
    begin, end = max(first_day, recurring.first), min(last_day, recurring.last)
    if begin > end:
        return []
    if rule.count is None:
        return list(_within(rule, begin, end))
    counted = _counted(rule, recurring.last)
    low = bisect_left(counted, datetime.combine(begin, time()))
    return list(counted[low : bisect_right(counted, datetime.combine(end, time.max))])


def overlapping(rule: Recurring, others: Iterable[Recurring]) -> tuple[Recurring, ...]:
    """Return those of the other rules (itself not counted) whose occurrences meet this one's by the wall clock."""
    own = _stretches(rule)
    return tuple(each for each in others if each.id != rule.id and common(own, _stretches(each)))


def rule_of(recurring: Recurring) -> Rule:
    """Read a rule; raise ValueError("unreadable"), or ValueError("flood") for one that is more often than hourly."""
    return _read(recurring.rrule, recurring.first, recurring.start)


@lru_cache(maxsize=1024)
def _read(rrule: str, first: date, start: int) -> Rule:
    parts = dict(_part(each) for each in rrule.split(";"))
    freq = parts.pop("FREQ", "")
    if freq in ("MINUTELY", "SECONDLY"):
        raise ValueError("flood")
    given = {name: _numbers(name, parts.pop(name)) for name in _BOUNDS if name in parts}
    weekdays = frozenset(_weekday(each) for each in parts.pop("BYDAY", "").split(",") if each)
    week_start = _WEEKDAYS.index(_known(parts.pop("WKST", "MO"), _WEEKDAYS))
    _require_sense(_known(freq, _FREQUENCIES), given, weekdays, parts)
    rule = Rule(
        freq=freq,
        first=first,
        start=start,
        interval=given.get("INTERVAL", (1,))[0],
        count=given.get("COUNT", (None,))[0],
        week_start=week_start,
        months=frozenset(given.get("BYMONTH", ())),
        week_numbers=frozenset(given.get("BYWEEKNO", ())),
        year_days=frozenset(given.get("BYYEARDAY", ())),
        month_days=frozenset(given.get("BYMONTHDAY", ())),
        weekdays=weekdays,
        hours=tuple(sorted(set(given.get("BYHOUR", ())))),
        minutes=tuple(sorted(set(given.get("BYMINUTE", ())))) or (start % 60,),
        positions=given.get("BYSETPOS", ()),
    )
    return _filled(rule)


def _filled(rule: Rule) -> Rule:
    """Take from DTSTART what the rule leaves open, as RFC 5545 has it."""
    if not rule.hours and rule.freq != "HOURLY":
        rule = replace(rule, hours=(rule.start // 60,))
    if rule.week_numbers or rule.year_days or rule.month_days or rule.weekdays:
        return rule
    match rule.freq:
        case "WEEKLY":
            return replace(rule, weekdays=frozenset({(rule.first.weekday(), 0)}))
        case "MONTHLY":
            return replace(rule, month_days=frozenset({rule.first.day}))
        case "YEARLY":
            months = rule.months or frozenset({rule.first.month})
            return replace(rule, months=months, month_days=frozenset({rule.first.day}))
        case _:
            return rule


def _part(text: str) -> tuple[str, str]:
    name, found, value = text.partition("=")
    if not found or not value:
        raise ValueError("unreadable")
    return name, value


def _numbers(name: str, text: str) -> tuple[int, ...]:
    low, high = _BOUNDS[name]
    if not _NUMBERS.fullmatch(text):
        raise ValueError("unreadable")
    found = tuple(int(each) for each in text.split(","))
    single = name in ("INTERVAL", "COUNT") and len(found) > 1
    if single or not all(low <= each <= high and (each or name not in _SIGNED) for each in found):
        raise ValueError("unreadable")
    return found


def _weekday(text: str) -> tuple[int, int]:
    weekday = _WEEKDAYS.index(_known(text[-2:], _WEEKDAYS))
    if len(text) == 2:
        return weekday, 0
    nth = _numbers("BYWEEKNO", text[:-2])
    return weekday, nth[0]


def _known(word: str, words: tuple[str, ...]) -> str:
    if word not in words:
        raise ValueError("unreadable")
    return word


def _require_sense(
    freq: str, given: dict[str, tuple[int, ...]], weekdays: frozenset[tuple[int, int]], rest: dict[str, str]
) -> None:
    """Refuse parts that nobody knows, and combinations that RFC 5545 forbids."""
    nth = any(each for _, each in weekdays)
    rules = [name for name in given if name.startswith("BY") and name != "BYSETPOS"]
    if (
        rest
        or any(freq in _FORBIDDEN.get(name, ()) for name in given)
        or (nth and (freq not in ("YEARLY", "MONTHLY") or "BYWEEKNO" in given))
        or ("BYSETPOS" in given and not rules and not weekdays)
    ):
        raise ValueError("unreadable")


@lru_cache(maxsize=256)
def _counted(rule: Rule, last: date) -> tuple[datetime, ...]:
    return tuple(islice(_within(rule, rule.first, last), rule.count))


def _within(rule: Rule, begin: date, end: date) -> Iterator[datetime]:
    """Yield the occurrences on the dates from `begin` to `end`, both included, COUNT left aside."""
    dtstart = datetime.combine(rule.first, time(rule.start // 60, rule.start % 60))
    for days in _periods(rule, begin, end):
        for found in _of_period(rule, days):
            if found >= dtstart and begin <= found.date() <= end:
                yield found


def _periods(rule: Rule, begin: date, end: date) -> Iterator[list[date]]:
    """Yield the days of each of the rule's years, months, weeks or days that touches a stretch of dates."""
    match rule.freq:
        case "YEARLY":
            for year in range(begin.year, end.year + 1):
                if (year - rule.first.year) % rule.interval == 0:
                    yield _days(date(year, 1, 1), date(year, 12, 31))
        case "MONTHLY":
            origin = rule.first.year * 12 + rule.first.month
            for month in range(begin.year * 12 + begin.month, end.year * 12 + end.month + 1):
                if (month - origin) % rule.interval == 0:
                    yield _month_days((month - 1) // 12, (month - 1) % 12 + 1)
        case "WEEKLY":
            origin = _week_of(rule.first, rule)
            for week in range(_week_of(begin, rule), _week_of(end, rule) + 1):
                if (week - origin) % rule.interval == 0:
                    monday = date.fromordinal(week * 7 + 1 + rule.week_start)
                    yield _days(monday, monday + timedelta(days=6))
        case _:
            hourly = rule.freq == "HOURLY"
            for day in _days(begin, end):
                if hourly or (day - rule.first).days % rule.interval == 0:
                    yield [day]


def _week_of(day: date, rule: Rule) -> int:
    """Return a running number of the week, begun on the rule's weekday, in which a date lies."""
    return (day.toordinal() - 1 - rule.week_start) // 7


def _days(first: date, last: date) -> list[date]:
    return [date.fromordinal(each) for each in range(first.toordinal(), last.toordinal() + 1)]


def _month_days(year: int, month: int) -> list[date]:
    after = date(year + month // 12, month % 12 + 1, 1)
    return _days(date(year, month, 1), after - timedelta(days=1))


def _of_period(rule: Rule, days: list[date]) -> Iterator[datetime]:
    matching = [day for day in days if _matches(rule, day)]
    if rule.freq == "HOURLY":
        for day in matching:
            for hour in _aligned_hours(rule, day):
                yield from _chosen(rule, [_at(day, hour, minute) for minute in rule.minutes])
        return
    found = [_at(day, hour, minute) for day in matching for hour in rule.hours for minute in rule.minutes]
    yield from _chosen(rule, found)


def _aligned_hours(rule: Rule, day: date) -> Iterator[int]:
    since = (day - rule.first).days * 24 - rule.start // 60
    hours = rule.hours or tuple(range(24))
    return (hour for hour in hours if (since + hour) % rule.interval == 0)


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute))


def _chosen(rule: Rule, found: list[datetime]) -> list[datetime]:
    """Return those at the rule's positions (BYSETPOS), all if it names none."""
    if not rule.positions:
        return found
    count = len(found)
    places = {each - 1 if each > 0 else count + each for each in rule.positions}
    return [found[place] for place in sorted(places) if 0 <= place < count]


def _matches(rule: Rule, day: date) -> bool:
    return (
        (not rule.months or day.month in rule.months)
        and (not rule.month_days or _of_month(rule, day))
        and (not rule.weekdays or any(_is_weekday(rule, day, *each) for each in rule.weekdays))
        and (not rule.year_days or _of_year(rule, day))
        and (not rule.week_numbers or _of_week(rule, day))
    )


def _of_month(rule: Rule, day: date) -> bool:
    after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    from_end = day.toordinal() - after.toordinal()
    return day.day in rule.month_days or from_end in rule.month_days


def _of_year(rule: Rule, day: date) -> bool:
    from_start = day.toordinal() - date(day.year, 1, 1).toordinal() + 1
    from_end = day.toordinal() - date(day.year, 12, 31).toordinal() - 1
    return from_start in rule.year_days or from_end in rule.year_days


def _of_week(rule: Rule, day: date) -> bool:
    """Say whether the day's week number is one of the rule's; week 1 is the first with four days in its year."""
    year, number = _week_number(day, rule.week_start)
    _, total = _week_number(date(year, 12, 28), rule.week_start)
    return number in rule.week_numbers or number - total - 1 in rule.week_numbers


def _week_number(day: date, week_start: int) -> tuple[int, int]:
    middle = day + timedelta(days=3 - (day.weekday() - week_start) % 7)
    return middle.year, (middle.toordinal() - date(middle.year, 1, 1).toordinal()) // 7 + 1


def _is_weekday(rule: Rule, day: date, weekday: int, nth: int) -> bool:
    if day.weekday() != weekday:
        return False
    if nth == 0:
        return True
    if rule.freq == "MONTHLY" or rule.months:
        first, after = day.replace(day=1), date(day.year + day.month // 12, day.month % 12 + 1, 1)
    else:
        first, after = date(day.year, 1, 1), date(day.year + 1, 1, 1)
    before, behind = (day - first).days, (after - day).days - 1
    return nth == (before // 7 + 1 if nth > 0 else -(behind // 7 + 1))


def _stretches(rule: Recurring) -> list[Span]:
    starts = occurrences(rule, rule.first, rule.last)
    minutes = [each.toordinal() * DAY + each.hour * 60 + each.minute for each in starts]
    return joined((each, each + rule.length) for each in minutes)
