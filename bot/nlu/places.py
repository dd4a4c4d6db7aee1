"""In which kind of online room hosts meet, said in whole sentences: “meet on Google Meet”, “Termine per Teams”."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bot.calendar_wishes import bare
from bot.nlu.hinted import telling
from bot.nlu.languages import LANGUAGES, language_code
from bot.nlu.offerings import event_named
from bot.understood import Act, Asked, Hearing, Understood
from core.event_types import Place, PlaceKind

_LONGEST = 100
"""Characters of such a sentence."""
_FILE = (Path(__file__).parent / "languages" / "places").with_suffix(".toml")
_FREE_TEXT = frozenset({Asked.QUESTION, Asked.TITLE, Asked.REASON})


def read(text: str, hearing: Hearing) -> Understood | None:
    """Return what a host says if that is in which kind of room they meet, else None."""
    if (
        not hearing.is_host
        or len(text) > _LONGEST
        or hearing.asked in _FREE_TEXT
        or ":" in text
        or "?" in text
        or not _tells()(text)
    ):
        return None
    low = bare(text)
    if not _any().search(low):
        return None
    own = language_code(hearing.locale)
    for language in (own, *(each for each in LANGUAGES if each != own)):
        for pattern in _sentences(language):
            found = pattern.fullmatch(low)
            said = _place(found, hearing) if found else None
            if said:
                return Understood(text=text, acts=(Act.SET_PLACE,), language=language, **said)
    return None


def _place(found: re.Match[str], hearing: Hearing) -> Mapping[str, Any] | None:
    """Return the place, and the event type that is named; None if what is named is none."""
    named = found.groupdict()
    event = event_named(named["type"], hearing.event_titles) if named.get("type") else ""
    if named.get("type") and not event:
        return None
    kind = next(kind for kind, pattern in _rooms().items() if re.fullmatch(pattern, named["room"]))
    return {"place": Place(kind), "event_words": event}


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _rooms() -> Mapping[PlaceKind, str]:
    return {PlaceKind(name): str(pattern) for name, pattern in _data()["rooms"].items()}


@cache
def _tells() -> Callable[[str], bool]:
    return telling(str(_data()["hints"]["stems"]).split(), bare)


@cache
def _any() -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{each})\b" for each in _sought()))


def _sought() -> list[str]:
    return list(_rooms().values())


@cache
def _sentences(language: str) -> tuple[re.Pattern[str], ...]:
    return tuple(_made(language))


def _made(language: str) -> Iterator[re.Pattern[str]]:
    data = _data()[language]
    room = f"(?P<room>{'|'.join(_rooms().values())})"
    for sentence in data["said"]:
        body = str(sentence).replace("{m}", room).replace("{t}", "(?P<type>.{2,60}?)")
        yield re.compile(f"(?:{data['before']} )*{body}(?: {data['after']})*")
