"""Repetition: "every Tuesday at 10 for 6 weeks" taken apart into a rhythm and the words for its first date."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.nlu.hinted import Gate, hinted
from bot.nlu.seats import means_once
from bot.nlu.when.grammar import read_when
from bot.nlu.when.resolve import resolve
from bot.nlu.when.tokens import tokenize
from bot.nlu.when.view import view_of
from bot.understood import Hearing
from core.interval import Interval
from core.series import Every, Rhythm
from core.zones import local_date

FAR = timedelta(days=760)
"""How far ahead the end of a series may lie to be understood."""

COUNTS = {
    "a couple of": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "a dozen": 12, "twice": 2, "a": 1, "an": 1, "one": 1, "once": 1, "both": 2,
}  # fmt: skip
NUMBER = (
    r"(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a couple of|a dozen)(?!\.\d|:\d)"
)
_NTH = {"other": 2, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_FULL_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_DAY = rf"(?:{_FULL_DAY}|mon|tues?|wed|thu(?:rs)?|fri|sat|sun)"
_PACES = {"day": Every.DAY, "week": Every.WEEK, "month": Every.MONTH_WEEKDAY}
_ADVERBS = {
    "weekly": (Every.WEEK, 1), "once a week": (Every.WEEK, 1), "biweekly": (Every.WEEK, 2), "bi-weekly": (Every.WEEK, 2),
    "fortnightly": (Every.WEEK, 2), "monthly": (Every.MONTH_WEEKDAY, 1), "once a month": (Every.MONTH_WEEKDAY, 1),
    "daily": (Every.DAY, 1), "on weekdays": (Every.WEEKDAY, 1),
}  # fmt: skip

_MONTHLY = hinted(
    "month",
    rf"\b(?:(?:on )?(?:the )?(?P<nth>first|second|third|fourth|last|1st|2nd|3rd|4th) (?P<day>{_DAY})s? (?:of |in )?(?:each|every) month|"
    rf"(?:every|each) (?:(?P<nth2>second|third|fourth|2nd|3rd|4th) (?P<day2>{_DAY}) (?:of|in) (?:the|a) month|(?P<nth3>first|last|1st) (?P<day3>{_DAY})(?: (?:of|in) (?:the|a) month)?))\b",
)
_MONTH_DATE = hinted(
    "month",
    r"\bthe (?P<date>\d{1,2}(?:st|nd|rd|th)) (?:of |in )?(?:each|every) month\b",
)
_EVERY = hinted(
    "every|each",
    rf"\b(?:every|each)\s+(?:(?P<nth>other|second|third|fourth|2nd|3rd|4th|{NUMBER})\s+)?"
    rf"(?:(?P<unit>(?:week|work|working |business )?days?|weeks?|months?|fortnight)|(?P<day>{_DAY}))\b",
)
_DAYS = hinted(
    "days",
    rf"\b(?:the )?(?:next )?(?P<n>{NUMBER}) (?P<day>{_FULL_DAY})s\b",
)
_ADVERB = hinted(
    "ly|once a|on weekdays",
    rf"\b(?P<adverb>{'|'.join(_ADVERBS)})\b",
)
_PLURAL = hinted(
    "days",
    rf"\b(?P<day>{_FULL_DAY})s\b",
)
_NTH_DAY = re.compile(
    rf"\b(?:first|second|third|fourth|last|1st|2nd|3rd|4th) {_DAY}\b(?! (?:of|in)\b)", re.IGNORECASE
)
_STARTING = re.compile(
    r"\b(?:starting|beginning|start|begin)(?: (?:from|on|with))?\b|\bfrom(?= (?:next |this )?(?:\w+day|tomorrow|today|\d{1,2} \w+)\b)",
    re.IGNORECASE,
)
_ON_DATE = re.compile(r"\bthe \d{1,2}(?:st|nd|rd|th)\b", re.IGNORECASE)
_TIMES = re.compile(
    rf"\b(?:for )?(?P<n>{NUMBER})\s(?:times|sessions|appointments|meetings|dates|lessons|classes|occurrences|in (?:total|a row))\b"
    rf"|(?<!\w)[x×]\s?(?P<x>\d{{1,3}})\b|(?<![\w:.])(?P<y>\d{{1,3}})\s?[x×](?!\w)|\b(?P<word>twice)\b",
    re.IGNORECASE,
)
_SPAN = re.compile(
    rf"\b(?:for|over) (?:the )?(?:next )?(?P<n>{NUMBER}|an?|one) (?P<unit>week|month|day|year)s?\b",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?:until|till|til|up to|up until|through(?: to)?|ending)\s+(?P<end>[^,.;!?]{2,40}?)(?=\s+(?:at|on|from|for|please|with|then)\b|[,.;!?]|$)",
    re.IGNORECASE,
)
_ONCE = hinted(
    "once|one ti|one d|the first|one-|one off|one off|not a s|not every|not weekly",
    r"\b(?:just|only) (?:once|one (?:time|date)|the first(?: one)?|this once)\b|\bone[- ]off\b|\bnot (?:a series|every week|weekly)\b",
)
"""Says that nothing is repeated."""

_ONLY_FREE = re.compile(
    r"\b(?:free|available|works?|suits?|busy|prefer|can't|cannot|not|i can|best)\b", re.IGNORECASE
)
"""Words that tell when somebody has time in general, and ask for no series."""

_LONG = {"day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25}
"""Days of a unit."""


@dataclass(frozen=True, slots=True)
class _Base:
    """How often, as far as it was found; `vague` if it takes a number to make it a series."""

    every: Every
    interval: int
    rest: str
    count: int | None = None
    vague: bool = False


def rhythm_in(text: str, hearing: Hearing) -> tuple[Rhythm | None, str]:
    """Return what is to be repeated how, and the words that say the first date; None and the text if nothing is."""
    if _ONCE.search(text) or means_once(text):
        return Rhythm(every=Every.WEEK, count=1), text
    base = _base(text, hearing)
    if base is None:
        return None, text
    count, rest = (base.count, base.rest) if base.count else _count(base)
    until, rest = _until(rest, hearing) if count is None else (None, rest)
    if count is None and until is None and (base.vague or _ONLY_FREE.search(text)):
        return None, text
    return Rhythm(every=base.every, interval=base.interval, count=count, until=until), rest.strip(" ,")


def ending_in(text: str, hearing: Hearing) -> Rhythm | None:
    """Return how long something goes on where just that was asked ("until Christmas", "for two months"); None if it is not said."""
    until, _ = _until(text, hearing)
    if until is None and (match := _SPAN.search(text)):
        days = how_many(match["n"]) * _LONG[match["unit"].lower()]
        until = local_date(hearing.now, hearing.zone) + timedelta(days=round(days))
    return Rhythm(every=Every.WEEK, until=until) if until else None


def how_many(words: str) -> int:
    """Return the number that digits or words say; raise KeyError for other words."""
    return int(words) if words.isdigit() else COUNTS[words.lower()]


def bare_count(text: str) -> int | None:
    """Return how many times are meant where just that was asked: "six", "6 times", "x6"."""
    match = re.search(rf"\b({NUMBER}|twice)\b|[x×]\s?(\d{{1,3}})", text, re.IGNORECASE)
    return how_many(next(filter(None, match.groups()))) if match else None


_GATE = Gate.of(_MONTHLY, _MONTH_DATE, _EVERY, _DAYS, _ADVERB, _PLURAL)


def _base(text: str, hearing: Hearing) -> _Base | None:
    if not _GATE.opens(text):
        return None
    if match := _MONTHLY.search(text):
        nth, day = filter(None, match.groups())
        return _Base(Every.MONTH_WEEKDAY, 1, _put(text, match, f"the {nth} {day} of next month"))
    if match := _MONTH_DATE.search(text):
        return _Base(Every.MONTH_DATE, 1, _put(text, match, f"the {match['date']}"))
    if match := _EVERY.search(text):
        return _every(text, match)
    if match := _DAYS.search(text):
        return _Base(Every.WEEK, 1, _put(text, match, match["day"]), count=how_many(match["n"]))
    if (match := _ADVERB.search(text)) and not _in_title(match["adverb"], hearing):
        every, interval = _ADVERBS[match["adverb"].lower()]
        return _Base(every, interval, _first_day(_put(text, match, "")))
    if _PLURAL.search(text):
        return _Base(Every.WEEK, 1, _PLURAL.pattern.sub(r"\g<day>", text), vague=True)
    return None


def _put(text: str, match: re.Match[str], words: str) -> str:
    return f"{text[: match.start()]}{words}{text[match.end() :]}"


def _every(text: str, match: re.Match[str]) -> _Base:
    nth = (match["nth"] or "").lower()
    interval = _NTH.get(nth) or (how_many(nth) if nth else 1)
    if match["day"]:
        return _Base(Every.WEEK, interval, _put(text, match, match["day"]))
    unit = match["unit"].lower().removesuffix("s")
    rest = _first_day(_put(text, match, ""))
    if unit == "fortnight":
        return _Base(Every.WEEK, 2, rest)
    if unit == "month" and _ON_DATE.search(rest):
        return _Base(Every.MONTH_DATE, interval, rest)
    return _Base(_PACES.get(unit, Every.WEEKDAY), interval, rest)


def _first_day(rest: str) -> str:
    """Let what is left say one day: "Tuesdays" is Tuesday, "the first Monday" that of next month, "starting" says nothing."""
    rest = _STARTING.sub("", _PLURAL.pattern.sub(r"\g<day>", rest))
    return _NTH_DAY.sub(r"\g<0> of next month", rest)


def _in_title(word: str, hearing: Hearing) -> bool:
    """Whether the word belongs to an event type's title ("Weekly check-in")."""
    return any(word.lower() in title.lower() for title in hearing.event_titles)


def _count(base: _Base) -> tuple[int | None, str]:
    if match := _TIMES.search(base.rest):
        said = match["n"] or match["x"] or match["y"] or match["word"]
        return how_many(said), _put(base.rest, match, "")
    if match := _SPAN.search(base.rest):
        days = how_many(match["n"]) * _LONG[match["unit"].lower()]
        return _fitting(base, days), _put(base.rest, match, "")
    return None, base.rest


def _fitting(base: _Base, days: float) -> int:
    """Return how many dates fit into a number of days; each weekday that was named has its own."""
    step = {Every.DAY: 1.0, Every.WEEKDAY: 1.4, Every.WEEK: 7.0}.get(
        base.every, _LONG["month"]
    ) * base.interval
    named = {day.lower() for day in re.findall(rf"\b{_FULL_DAY}\b", base.rest, re.IGNORECASE)}
    return max(1, int(days / step + 0.01)) * max(1, len(named) if base.every is Every.WEEK else 1)


def _until(text: str, hearing: Hearing) -> tuple[date | None, str]:
    match = _UNTIL.search(text)
    if match is None:
        return None, text
    last = _last_day(match["end"], hearing)
    return (last, _put(text, match, "")) if last else (None, text)


def _last_day(words: str, hearing: Hearing) -> date | None:
    """Return the last date that words mean: Christmas, the end of January, March."""
    when = read_when(tokenize(words))
    ahead = replace(
        hearing, anchor=None, anchor_days=(), horizon=Interval(hearing.now, hearing.now + FAR), offers=()
    )
    wish = resolve(when, view_of(ahead, ()), words)
    return max(wish.days) if wish and wish.days and wish.has_day else None
