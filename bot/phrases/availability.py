"""Availability rules in words: one canonical sentence for each language, which the reader takes back."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from bot.phrases.times import date_text, joined
from core.availability_rules import AvailabilityRule, Exempt
from core.hours import DAY, Range, RuleKind
from core.repeat import Freq, Repeat

LANGUAGES = ("en", "de", "es", "fr", "it", "pt")
_MONDAY = date(2024, 1, 1)
_LOCALES = {"en": "en-GB", "de": "de-DE", "es": "es-ES", "fr": "fr-FR", "it": "it-IT", "pt": "pt-PT"}
_PLACES = (1, 2, 3, 4, 5, -1)
"""What the words of `nth` stand for."""


@cache
def words_of(language: str) -> Mapping[str, str]:
    """Return the words of a language for rules; raise KeyError for one that has none."""
    path = Path(__file__).with_name("rule_words.toml")
    found: Mapping[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))[language]
    return found


def render(rule: AvailabilityRule, language: str) -> str:
    """Return the one sentence that says a rule, by a 24-hour clock; raise KeyError for a language we do not speak."""
    words = words_of(language)
    kind = words["busy" if rule.kind is RuleKind.BUSY else "open"]
    hours = ranges_text(rule.ranges, language) or words["all_day"]
    said = [f"{kind} {repeat_text(rule.repeat, language)} {hours}"]
    said += [_bounds(rule, language)] if rule.first or rule.last else []
    said += [_exempt_text(each, language) for each in rule.exempt]
    return ", ".join(said)


def ranges_text(ranges: Sequence[Range], language: str) -> str:
    """Return hours of a day: `09:00–12:00 and 13:00–17:00`."""
    return joined([f"{_clock(a)}–{_clock(b)}" for a, b in ranges], words_of(language)["and"])


def _clock(minute: int) -> str:
    minute = minute if minute == DAY else minute % DAY
    return f"{minute // 60:02}:{minute % 60:02}"


def _exempt_text(each: Exempt, language: str) -> str:
    what = weekday_text(each.weekday, language) if each.weekday is not None else _date(each.day, language)
    hours = ranges_text(each.ranges, language)
    return words_of(language)["except"].format(what=f"{what} {hours}".strip())


def _bounds(rule: AvailabilityRule, language: str) -> str:
    words = words_of(language)
    first = (
        words["from" if rule.last else "from_on"].format(date=_date(rule.first, language))
        if rule.first
        else ""
    )
    last = words["until"].format(date=_date(rule.last, language)) if rule.last else ""
    return f"{first} {last}".strip()


def _date(day: date | None, language: str) -> str:
    return date_text(day, _LOCALES[language], "dated") if day else ""


def weekday_text(weekday: int, language: str) -> str:
    """Return the name of a weekday, Monday 0."""
    return date_text(_MONDAY + timedelta(days=weekday), _LOCALES[language], "weekday")


def repeat_text(repeat: Repeat, language: str) -> str:
    """Return how something repeats: `every second Tuesday and Friday`."""
    words, n = words_of(language), repeat.interval
    match repeat.freq:
        case Freq.DAILY:
            return words["daily"] if n == 1 else words["every_days"].format(n=n)
        case Freq.WEEKLY:
            name = {1: "weekly", 2: "second"}.get(n, "weeks")
            return words[name].format(days=_days(repeat, language), n=n)
        case Freq.YEARLY:
            day = _ordinal(repeat.month_days[0], language, plain=language != "de")
            return words["yearly"].format(day=day, month=_month(repeat.months[0], language))
        case _:
            return _monthly(repeat, language)


def _monthly(repeat: Repeat, language: str) -> str:
    words = words_of(language)
    months = words["months_1"] if repeat.interval == 1 else words["months"].format(n=repeat.interval)
    if repeat.month_days == (-1,):
        return words["last_day"].format(months=months)
    if repeat.month_days:
        return words["dated"].format(day=_ordinal(repeat.month_days[0], language), months=months)
    return words["monthly"].format(nth=_nths(repeat, language), days=_days(repeat, language), months=months)


def _days(repeat: Repeat, language: str) -> str:
    days = sorted({day for _, day in repeat.weekdays})
    return joined([weekday_text(day, language) for day in days], words_of(language)["and"])


def _nths(repeat: Repeat, language: str) -> str:
    words = words_of(language)
    first = min(day for _, day in repeat.weekdays)
    feminine = str(first) in words.get("feminine", "")
    names = dict(zip(_PLACES, words["nth"].split("|"), strict=True))
    nths = sorted({nth for nth, _ in repeat.weekdays}, key=_PLACES.index)
    said = [names[nth].split("/")[-1 if feminine else 0] for nth in nths]
    return joined(said, words["and"])


def _ordinal(number: int, language: str, *, plain: bool = False) -> str:
    endings = words_of(language)["ordinals"].split("|")
    last = number % 10 if len(endings) > 1 and number % 10 < len(endings) and not 10 < number < 14 else 0
    return str(number) if plain else f"{number}{endings[last]}"


def _month(month: int, language: str) -> str:
    return date_text(date(2024, month, 1), _LOCALES[language], "month")
