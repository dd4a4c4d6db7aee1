"""How recurring rules, periods and other settings are written: sentences that the reader takes back."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from bot.phrases.times import (
    Asked,
    Format,
    before,
    clock,
    date_text,
    hours,
    length,
    listed,
    ranges_text,
    zone_label,
)
from core.hours import DAY, Period, Recurring, RuleKind

_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
TEN_BY_TEN = 4
"""So many endings of ordinals are said of 1, 2 and 3 in each ten."""
_MONDAY = date(2024, 1, 1)
_KNOWN = frozenset({"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYHOUR"})


def rule(value: Any, asked: Asked) -> str:
    """A recurring rule (`core.hours.Recurring`) as one sentence without its end: `Open every second Tuesday 14:00–16:00, from … until …`."""
    parts = _parts(value.rrule)
    kind = asked.word("rule_busy" if value.kind is RuleKind.BUSY else "rule_open")
    note = f" ({value.note})" if value.note else ""
    return f"{kind} {_recurs(parts, value, asked)}{_when(parts, value, asked)}{note}, {_bounds(value, asked)}"


def _parts(rrule: str) -> Mapping[str, str]:
    pairs = (each.partition("=") for each in rrule.upper().split(";") if each)
    return {name: value for name, _, value in pairs}


def _recurs(parts: Mapping[str, str], value: Recurring, asked: Asked) -> str:
    """Say how it recurs; what has no words of its own is said as the rule itself."""
    said = _said(parts, asked) if parts.keys() <= _KNOWN else ""
    return said or asked.word("rule_other").format(rule=value.rrule)


def _said(parts: Mapping[str, str], asked: Asked) -> str:
    every = int(parts.get("INTERVAL", "1"))
    match parts.get("FREQ"), set(parts) - {"FREQ", "INTERVAL", "BYHOUR"}:
        case "DAILY", found if not found:
            return asked.word("rule_daily") if every == 1 else asked.word("rule_days").format(n=every)
        case "WEEKLY", found if found == {"BYDAY"}:
            return _weekly(parts["BYDAY"].split(","), every, asked)
        case "MONTHLY", found if found == {"BYDAY"}:
            return _monthly(parts["BYDAY"].split(","), every, asked)
        case "MONTHLY", found if found == {"BYMONTHDAY"}:
            return _dated(parts["BYMONTHDAY"], every, asked)
        case "YEARLY", found if found == {"BYMONTH", "BYMONTHDAY"}:
            return _yearly(parts, asked)
        case _:
            return ""


def _weekly(codes: Sequence[str], every: int, asked: Asked) -> str:
    if not set(codes) <= set(_CODES):
        return ""
    numbers = [_CODES.index(code) for code in codes]
    days = listed([weekday(day, asked) for day in numbers], asked, "and")
    many = listed([weekdays(day, asked) for day in numbers], asked, "and")
    name = {1: "rule_weekly", 2: "rule_second"}.get(every, "rule_weeks")
    return before(days, asked.word(name)).format(days=days, many=many, n=every)


def _monthly(codes: Sequence[str], every: int, asked: Asked) -> str:
    found = {(code[:-2], code[-2:]) for code in codes}
    nths = sorted({nth for nth, _ in found}, key=lambda nth: (nth == "-1", nth))
    days = sorted({day for _, day in found}, key=_CODES.index)
    whole = len(found) == len(nths) * len(days)
    if not whole or not set(nths) <= {"1", "2", "3", "4", "5", "-1"}:
        return ""
    names = listed([weekday(_CODES.index(day), asked) for day in days], asked, "and")
    words = [asked.word(f"nth_{nth.replace('-1', 'last')}") for nth in nths]
    ordinals = listed([before(names, word) for word in words], asked, "and")
    return before(names, asked.word("rule_monthly")).format(
        nth=ordinals, days=names, months=_months(every, asked)
    )


def _dated(days: str, every: int, asked: Asked) -> str:
    if days == "-1":
        return asked.word("rule_last_day").format(months=_months(every, asked))
    if not days.isdigit():
        return ""
    return asked.word("rule_dated").format(day=_ordinal(int(days), asked), months=_months(every, asked))


def _yearly(parts: Mapping[str, str], asked: Asked) -> str:
    month, day = parts["BYMONTH"], parts["BYMONTHDAY"]
    if not (month.isdigit() and day.isdigit()) or "INTERVAL" in parts:
        return ""
    return asked.word("rule_yearly").format(day=day, month=asked.word(f"month_{month}"))


def _months(every: int, asked: Asked) -> str:
    return asked.word("every_month") if every == 1 else asked.word("every_months").format(n=every)


def _ordinal(number: int, asked: Asked) -> str:
    """A number of an order: `21st`. Four endings come back with each ten, fewer are those of 1, 2 … alone: French `1er`, `21`."""
    endings = asked.word("ordinals").split("|")
    last = number % 10 if len(endings) == TEN_BY_TEN and not 10 < number < 14 else number
    return f"{number}{endings[last if last < len(endings) else 0]}"


def _when(parts: Mapping[str, str], value: Recurring, asked: Asked) -> str:
    if "BYHOUR" in parts and parts["BYHOUR"].replace(",", "").isdigit():
        starts = [int(hour) * 60 + value.start % 60 for hour in parts["BYHOUR"].split(",")]
        return " " + ranges_text([(start, start + value.length) for start in starts], asked)
    if value.length == DAY and value.start == 0:
        return " " + asked.word("all_day")
    return " " + ranges_text([(value.start, value.start + value.length)], asked)


def _bounds(value: Recurring | Period, asked: Asked) -> str:
    last = full_date(value.last, asked) if value.last else asked.word("for_good")
    return asked.word("from_until" if value.last else "from_on").format(
        first=full_date(value.first, asked), last=last
    )


def full_date(value: date, asked: Asked) -> str:
    """A date with weekday and year: `Tuesday, 24 November 2026`."""
    return date_text(value, asked.locale, "full")


def weekday(value: int, asked: Asked) -> str:
    """A day of the week, Monday 0: `Tuesday`."""
    return date_text(_MONDAY + timedelta(days=value), asked.locale, "weekday")


def weekdays(value: int, asked: Asked) -> str:
    """A day of the week said of several, Monday 0: `Tuesdays`."""
    return asked.word("weekdays").split("|")[value]


def side(value: Any, asked: Asked) -> str:
    """On which side of a meeting: `before`."""
    return asked.word(f"side_{value}")


def per(value: Any, asked: Asked) -> str:
    """In how long a time: `a day`."""
    return asked.word(f"per_{value}")


def counts(value: Any, asked: Asked) -> str:
    """Which days are counted ahead (`core.people.DayCount`): `business days`."""
    return asked.word(f"counts_{value}")


def period(value: Any, asked: Asked) -> str:
    """A stretch of dates elsewhere (`core.hours.Period`): `From … until …: Lisbon time, Monday to Friday 10:00–16:00`."""
    bounds = _bounds(value, asked)
    told = f", {hours(value.weekly, asked)}" if value.weekly else ""
    return f"{bounds[:1].upper()}{bounds[1:]}: {zone_label(value.zone, asked)}{told}"


def duration(value: Any, asked: Asked) -> str:
    """Minutes as hours, however many: `30 hours`, `1 hour 30 minutes`."""
    whole, rest = divmod(int(value), 60)
    if whole < DAY // 60:
        return length(value, asked)
    parts = [f"{whole} {asked.word('hour').partition('|')[2]}"]
    return " ".join([*parts, length(rest, asked)] if rest else parts)


def stretches(value: Any, asked: Asked) -> str:
    """Times of one day: `09:00–12:00, 13:00–17:00`."""
    return ", ".join(clock(each, asked) for each in value)


FORMATS: Mapping[str, Format] = {
    "rule": rule,
    "period": period,
    "full_date": full_date,
    "weekday": weekday,
    "side": side,
    "per": per,
    "counts": counts,
    "duration": duration,
    "stretches": stretches,
}
