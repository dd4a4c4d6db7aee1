"""What somebody says about where they can be reached: whole sentences only, so that “by phone” stays a place."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from bot.nlu.hinted import telling
from bot.nlu.languages import LANGUAGES, language_code
from bot.reach import Ask, Reach
from bot.understood import Act, Asked, Hearing, Understood

_LONGEST = 90
"""Characters of such a sentence."""
_MAIL = "email"
_ABOUT_MAIL = frozenset({Asked.WHO, Asked.EMAIL})
"""Questions after which “no e-mail” is an answer."""
_FILE = Path(__file__).parent / "languages" / "reaching.toml"

_BETWEEN = re.compile(r"['’`´,;\-‐‑]")
"""Signs that only part words."""

_Sentence = tuple[Ask, re.Pattern[str]]


def read(text: str, hearing: Hearing) -> Understood | None:
    """Return what a message says if that is about where one can be reached, else None."""
    if len(text) > _LONGEST or hearing.asked in (Asked.QUESTION, Asked.TITLE, Asked.REASON):
        return None
    if not _tells()(text) or not _any().search(low := _plain(text)):
        return None
    own = language_code(hearing.locale)
    for language in (own, *(each for each in LANGUAGES if each != own)):
        reach = _said(low, language)
        if reach and not (reach.ask is Ask.NEVER and reach.channel == _MAIL and hearing.asked in _ABOUT_MAIL):
            return Understood(text=text, acts=(Act.REACH,), reach=reach, language=language)
    return None


def _said(low: str, language: str) -> Reach | None:
    if not _some(language).fullmatch(low):
        return None
    for ask, pattern in _sentences(language):
        found = pattern.fullmatch(low)
        if found:
            named = found.groupdict().get("channel")
            return Reach(ask, _channel(named) if named else "")
    return None


def _plain(text: str) -> str:
    """Return a text in small letters without accents, apostrophes and what stands around it."""
    bare = text.lower()
    if not bare.isascii():
        letters = unicodedata.normalize("NFKD", bare)
        bare = "".join([c for c in letters if c.isascii() or not unicodedata.combining(c)])
    return " ".join(_BETWEEN.sub(" ", bare).split()).strip(" .!?¿¡:")


def _channel(words: str) -> str:
    return next(channel for channel, pattern in _channels().items() if re.fullmatch(pattern, words))


@cache
def _data() -> Mapping[str, Mapping[str, str | list[str]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _channels() -> Mapping[str, str]:
    return {name: str(pattern) for name, pattern in _data()["channels"].items()}


@cache
def _tells() -> Callable[[str], bool]:
    return telling(str(_data()["hints"]["stems"]).split(), _plain)


@cache
def _any() -> re.Pattern[str]:
    """What a message has if it is about a channel, or asks about them at all: most have nothing of it."""
    return re.compile("|".join(_sought()))


def _sought() -> list[str]:
    return [*_channels().values(), *map(str, _data()["hints"]["any"])]


@cache
def _sentences(language: str) -> tuple[_Sentence, ...]:
    return tuple(_made(language))


@cache
def _some(language: str) -> re.Pattern[str]:
    """What fits wherever one of the sentences of a language does: one look instead of thirty."""
    data = _data()[language]
    named = "(?:" + "|".join(_channels().values()) + ")"
    said = (str(sentence).replace("{c}", named) for ask in Ask for sentence in data.get(ask.value, ()))
    return re.compile(f"(?:{data['before']} )?(?:{'|'.join(said)})(?: {data['after']})?")


def _made(language: str) -> Iterator[_Sentence]:
    data = _data()[language]
    named = "(?P<channel>" + "|".join(_channels().values()) + ")"
    before, after = (str(data[each]) for each in ("before", "after"))
    for ask in Ask:
        for sentence in data.get(ask.value, ()):
            body = str(sentence).replace("{c}", named)
            yield ask, re.compile(f"(?:{before} )?{body}(?: {after})?")
