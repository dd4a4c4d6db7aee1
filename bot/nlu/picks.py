"""Which of the offers last shown is meant: "2", "the second", "bottom", "the later one", "Tuesday's", a label."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.nlu.wording import UPPER, either, every, lazily, numbers, spoken, word_set
from bot.understood import Hearing, Wish
from core.interval import Interval
from core.zones import local

_LEAD = rf"^\W*(?:(?:{either(every('picks', 'lead'))}(?![^\W\d_])|#)\W*)*"
_TAIL = rf"\W*(?:{either(every('picks', 'tail'))}|,.*)?\W*$"
_BARE = lazily(rf"{_LEAD}(\d{{1,2}}){_TAIL}")
_NAMED = lazily(rf"(?<!\w){either(every('picks', 'noun'))}\s?#?(\d{{1,2}})\b|(?:^|\s)#(\d{{1,2}})\b")
_COUNTED = spoken(
    "picks", r"^\W*(?:%(noun)s\s|%(the)s\s?)?(?P<count>%(counts)s)(?!\w)\W*(?:%(tail)s)?\W*$", "counts"
)
_ORDINALS = numbers("places")
_NUMBERS = numbers("counts")
_PLACE = spoken(
    "picks",
    rf"(?<!\w)%(the)s\s?(?P<place>%(places)s)(?!\w|-)(?!\s%(unlike)s(?!\w))(?!\s(?!%(one)s(?!\w)){UPPER})",
    "places",
)
_PLACE_ALONE = spoken(
    "picks",
    rf"^\W*(?!{either(every('picks', 'not_alone'))}(?!\w))(?P<place>%(places)s)(?!\w|-)(?:\W*%(tail)s)?\W*$",
    "places",
)
_MIDDLE = spoken("picks", r"(?<!\w)%(middle)s(?!\w)", "middle")
_ENDS = r"(?:\s%(one)s(?!\w)|\s(?:%(on)s\s)?%(weekday)s(?!\w)|\W*(?:%(tail)s)?\W*$)"
_LATER, _EARLIER, _LATEST, _EARLIEST = (
    spoken("picks", rf"(?<!\w)%({key})s{_ENDS}", key) for key in ("later", "earlier", "latest", "earliest")
)
_HOUR = spoken("picks", r"^\W*(?:%(hour_lead)s\s)?(\d{1,2})\s?%(hour_tail)s(?!\w).{0,20}$", "hour_tail")
_NOON = 12
_SHORT = 80
"""Characters of a message that may be a bare pick."""

_OWNER = either(every("picks", "owner"))
_CHOOSES = lazily(rf"{_OWNER}\b|(?<!\w){either(every('picks', 'chooses'))}(?!\w)")
"""Words that make a day the choice of its offer: "Tuesday's", "the one on Tuesday", "Tuesday works"."""

_OF_DAY = lazily(rf"\w{_OWNER}\b|(?<!\w){either(every('picks', 'of_day'))}(?!\w)")
_WEEKDAY = lazily(rf"(?:{either(every('picks', 'on'))} )?{either(every('picks', 'weekday'))}(?:{_OWNER})?")
_CHOICE_WORDS = lazily(rf"(?<!\w){either(every('picks', 'choice'))}(?!\w)")


def pick_in(text: str, hearing: Hearing, wish: Wish | None, *, asks: bool) -> int | None:
    """Return the index of the offer that is meant; None if none is. `asks` says that the message asks for times."""
    count = len(hearing.offers) or len(hearing.labels)
    if not count:
        return None
    words = word_set(text)
    for index in (
        _by_number(text, words, count),
        _by_place(text, words, _on_days(hearing, wish, count)),
        _by_order(text, words, hearing.offers, _on_days(hearing, wish, count)),
        _by_label(text, hearing),
        _by_hour(text, words, hearing),
    ):
        if index is not None:
            return index
    if wish is None or wish.refusal or wish.problem:
        return None
    for index in (_by_clock(hearing, wish), _by_time(text, hearing.offers, wish, asks=asks)):
        if index is not None:
            return index
    return _by_weekday(text, hearing, wish)


def _by_number(text: str, words: frozenset[str], count: int) -> int | None:
    match = _BARE().match(text) if len(text) < _SHORT else None
    digits = match.group(1) if match else None
    if digits is None and (named := _NAMED().search(text)):
        digits = named.group(1) or named.group(2)
    if digits is None:
        counted = _COUNTED.search(text, words) if len(text) < _SHORT else None
        index = _NUMBERS[counted["count"].lower()] if counted else count
        return index if index < count else None
    return int(digits) - 1 if 0 < int(digits) <= count else None


def _on_days(hearing: Hearing, wish: Wish | None, count: int) -> Sequence[int]:
    """Return the places of the offers among which is counted: those on the weekdays that were named, if any was."""
    named = _WEEKDAY().search(wish.said) if wish and wish.days else None
    if wish is None or named is None or named[0].split()[-1].lower() in _ORDINALS:  # Portuguese "segunda"
        return range(count)
    starts = _starts(hearing)
    weekdays = {day.weekday() for day in wish.days}
    of_weekday = [i for i, start in starts if start.weekday() in weekdays]
    return [i for i, start in starts if start.date() in wish.days] or of_weekday


def _by_place(text: str, words: frozenset[str], among: Sequence[int]) -> int | None:
    count = len(among)
    if _MIDDLE.search(text, words):
        return among[count // 2] if count % 2 else None
    match = _PLACE_ALONE.search(text, words) or _PLACE.search(text, words)
    if match is None or (len(text.split()) > 2 and not _CHOICE_WORDS().search(text)):
        return None
    place = _ORDINALS[match["place"].lower()]
    return among[place] if -1 <= place < count and among else None


def _by_order(
    text: str, words: frozenset[str], offers: Sequence[Interval | None], among: Sequence[int]
) -> int | None:
    times = [(offer.start, i) for i, offer in enumerate(offers) if offer is not None and i in among]
    if len(times) < 2:
        return None
    if _LATEST.search(text, words) or (len(times) == 2 and _LATER.search(text, words)):
        return max(times)[1]
    if _EARLIEST.search(text, words) or (len(times) == 2 and _EARLIER.search(text, words)):
        return min(times)[1]
    return None


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


def _by_hour(text: str, words: frozenset[str], hearing: Hearing) -> int | None:
    """Return the one offer that starts at a bare hour: "11", "the 11 one", "11 works"."""
    match = (_BARE().match(text) or _HOUR.search(text, words)) if len(text) < _SHORT else None
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
    if asks or not (wish.has_clock or _CHOOSES().search(text)):
        return None
    return _only(i for i, offer in times if any(w.start <= offer.start < w.end for w in wish.windows))


def _by_weekday(text: str, hearing: Hearing, wish: Wish) -> int | None:
    """Return the one offer on a weekday that was named as its: "the Thursday one", whichever Thursday it is on."""
    if not _OF_DAY().search(text) or not wish.days or not _WEEKDAY().fullmatch(wish.said):
        return None
    return _only(i for i, start in _starts(hearing) if start.weekday() == wish.days[0].weekday())
