"""Which of the offers last shown is meant: "2", "the second", "bottom", "the later one", "Tuesday's", a label."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.understood import Hearing, Wish
from core.interval import Interval
from core.zones import local

_BARE = re.compile(
    r"^\W*(?:(?:ok|okay|yes|yeah|yep|sure|then|option|number|no|nr|slot|choice|pick|take|choose|the|i'?ll take|select|let'?s do|#)\W*)*(\d{1,2})\W*(?:please|pls|thanks|is (?:good|fine|great|ok)|works?|looks good|,.*)?\W*$",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:option|number|slot|choice|no\.|nr\.?)\s?#?(\d{1,2})\b|(?:^|\s)#(\d{1,2})\b", re.IGNORECASE
)
_ORDINALS = {
    "first": 0, "1st": 0, "top": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "fifth": 4, "5th": 4,
    "sixth": 5, "6th": 5, "last": -1, "bottom": -1, "final": -1, "former": 0, "latter": -1, "lowest": -1, "upper": 0, "lower": -1,
}  # fmt: skip
_NUMBERS = {"one": 0, "two": 1, "three": 2, "four": 3, "five": 4, "six": 5}
_PLACE = re.compile(
    rf"\b({'|'.join(_ORDINALS)})\b(?!\s(?:of|thing|time|name|week|day|month|half|available|possible|opening|slot available|floor))",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\bthe (later|earlier|latest|earliest|sooner|soonest)(?:\s(?:one|time|slot|option)\b|\W*(?:please|pls)?\W*$)",
    re.IGNORECASE,
)
_HOUR = re.compile(
    r"^\W*(?:the |let'?s do |i'?ll take the )?(\d{1,2})(?: o'?clock)? (?:one|slot|works|suits|is (?:good|fine|great|ok|perfect))\b.{0,20}$",
    re.IGNORECASE,
)
_NOON = 12
_SHORT = 80
"""Characters of a message that may be a bare pick."""

_CHOOSES = re.compile(
    r"'s\b|\b(?:one|ones|works?|suits?|good|fine|great|ok|okay|perfect|best|better|take|pick|choose|go with)\b",
    re.IGNORECASE,
)
"""Words that make a day the choice of its offer: "Tuesday's", "the one on Tuesday", "Tuesday works"."""

_OF_DAY = re.compile(r"day's\b|\b(?:one|slot|option)\b", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"(?:the |on )?(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?(?:'s)?", re.IGNORECASE
)
_CHOICE_WORDS = re.compile(
    r"\b(one|option|slot|choice|time|please|works?|suits?|good|fine|great|better|best|sounds|take|pick|choose|go with|want|prefer|is|it|the)\b",
    re.IGNORECASE,
)


def pick_in(text: str, hearing: Hearing, wish: Wish | None, *, asks: bool) -> int | None:
    """Return the index of the offer that is meant; None if none is. `asks` says that the message asks for times."""
    count = len(hearing.offers) or len(hearing.labels)
    if not count:
        return None
    for index in (
        _by_number(text, count),
        _by_place(text, count),
        _by_order(text, hearing.offers),
        _by_label(text, hearing),
        _by_hour(text, hearing),
    ):
        if index is not None:
            return index
    if wish is None or wish.refusal or wish.problem:
        return None
    for index in (_by_clock(hearing, wish), _by_time(text, hearing.offers, wish, asks=asks)):
        if index is not None:
            return index
    return _by_weekday(text, hearing, wish)


def _by_number(text: str, count: int) -> int | None:
    match = _BARE.match(text) if len(text) < _SHORT else None
    digits = match.group(1) if match else None
    if digits is None and (named := _NAMED.search(text)):
        digits = named.group(1) or named.group(2)
    if digits is None:
        word = text.strip(" .!").lower().removeprefix("number ").removeprefix("option ")
        return _NUMBERS[word] if word in _NUMBERS and _NUMBERS[word] < count else None
    return int(digits) - 1 if 0 < int(digits) <= count else None


def _by_place(text: str, count: int) -> int | None:
    if re.search(r"\bmiddle\b", text, re.IGNORECASE):
        return count // 2 if count % 2 else None
    match = _PLACE.search(text)
    if match is None or (len(text.split()) > 2 and not _CHOICE_WORDS.search(text)):
        return None
    place = _ORDINALS[match.group(1).lower()]
    if place < 0:
        return count - 1
    return place if place < count else None


def _by_order(text: str, offers: Sequence[Interval | None]) -> int | None:
    match = _RELATIVE.search(text)
    times = [(offer.start, i) for i, offer in enumerate(offers) if offer is not None]
    if match is None or len(times) < 2:
        return None
    word = match.group(1).lower()
    if word in ("later", "earlier") and len(times) > 2:
        return None
    return (max(times) if word.startswith("lat") else min(times))[1]


def _by_label(text: str, hearing: Hearing) -> int | None:
    low = f" {_simple(text)} "
    found = [i for i, label in enumerate(hearing.labels) if _simple(label) and f" {_simple(label)} " in low]
    exact = sorted(found, key=lambda i: -len(hearing.labels[i]))
    return (
        exact[0]
        if len(exact) == 1 or (exact and len(hearing.labels[exact[0]]) > len(hearing.labels[exact[1]]))
        else None
    )


def _simple(text: str) -> str:
    return re.sub(r"[^\w]+", " ", text.lower()).strip()


def _by_hour(text: str, hearing: Hearing) -> int | None:
    """Return the one offer that starts at a bare hour: "11", "the 11 one", "11 works"."""
    match = (_BARE.match(text) or _HOUR.match(text)) if len(text) < _SHORT else None
    if match is None:
        return None
    hour = int(match.group(1))
    hours = {hour} if hour > _NOON else {hour % _NOON, hour % _NOON + _NOON}
    return _only(i for i, start in _starts(hearing) if start.minute == 0 and start.hour in hours)


def _by_clock(hearing: Hearing, wish: Wish) -> int | None:
    """Return the one offer whose clock time was said without a day."""
    if wish.has_day or not wish.points or wish.clock is None:
        return None
    return _only(i for i, start in _starts(hearing) if start.hour * 60 + start.minute == wish.clock[0])


def _starts(hearing: Hearing) -> list[tuple[int, datetime]]:
    return [
        (i, local(offer.start, hearing.zone)) for i, offer in enumerate(hearing.offers) if offer is not None
    ]


def _only(found: Iterable[int]) -> int | None:
    indexes = list(found)
    return indexes[0] if len(indexes) == 1 else None


def _by_time(text: str, offers: Sequence[Interval | None], wish: Wish, *, asks: bool) -> int | None:
    """Return the one offer that a wish admits: by its exact start if one was said, else by its window if words choose it."""
    if not (wish.has_day or wish.has_clock):
        return None
    times = [(i, offer) for i, offer in enumerate(offers) if offer is not None]
    if wish.points:
        exact = [i for i, offer in times if offer.start in wish.points]
        return exact[0] if len(exact) == 1 else None
    if asks or not (wish.has_clock or _CHOOSES.search(text)):
        return None
    return _only(i for i, offer in times if any(w.start <= offer.start < w.end for w in wish.windows))


def _by_weekday(text: str, hearing: Hearing, wish: Wish) -> int | None:
    """Return the one offer on a weekday that was named as its: "the Thursday one", whichever Thursday it is on."""
    if not _OF_DAY.search(text) or not wish.days or not _WEEKDAY.fullmatch(wish.said):
        return None
    return _only(i for i, start in _starts(hearing) if start.weekday() == wish.days[0].weekday())
