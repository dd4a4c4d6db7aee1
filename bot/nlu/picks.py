"""Which of the offers last shown is meant: "2", "the second", "bottom", "the later one", "Tuesday's", a label."""

import re
from collections.abc import Sequence

from bot.understood import Hearing, Wish
from core.interval import Interval

_BARE = re.compile(
    r"^\W*(?:(?:option|number|no|nr|slot|choice|pick|take|choose|the|i'?ll take|select|let'?s do|#)\W*)*(\d{1,2})\W*(?:please|pls|thanks|is (?:good|fine|great|ok)|works?|looks good|,.*)?\W*$",
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
    ):
        if index is not None:
            return index
    return _by_time(hearing.offers, wish, asks=asks) if wish is not None else None


def _by_number(text: str, count: int) -> int | None:
    match = _BARE.match(text) if len(text) < 80 else None
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


def _by_time(offers: Sequence[Interval | None], wish: Wish, *, asks: bool) -> int | None:
    """Return the one offer that a wish admits: by its exact start if one was said, else by its window."""
    if wish.refusal or wish.problem or not (wish.has_day or wish.has_clock):
        return None
    times = [(i, offer) for i, offer in enumerate(offers) if offer is not None]
    if wish.points:
        exact = [i for i, offer in times if offer.start in wish.points]
        return exact[0] if len(exact) == 1 else None
    if asks:
        return None
    fitting = [i for i, offer in times if any(w.start <= offer.start < w.end for w in wish.windows)]
    return fitting[0] if len(fitting) == 1 else None
