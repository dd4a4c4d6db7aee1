"""What hosts say about calendars that they keep elsewhere: whole sentences only, so that “check Tuesday” stays a question about Tuesday."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bot.calendar_wishes import CalendarAsk, CalendarWish, bare, names_in
from bot.nlu.hinted import telling
from bot.nlu.languages import LANGUAGES, language_code
from bot.understood import Act, Asked, Hearing, Understood
from core.calendars import Provider

_LONGEST = 160
"""Characters of such a sentence."""
_FILE = (Path(__file__).parent / "languages" / "calendars").with_suffix(".toml")
_FREE_TEXT = frozenset({Asked.QUESTION, Asked.TITLE, Asked.REASON})
_ANY_NAME = frozenset({CalendarAsk.DISCONNECT, CalendarAsk.RECONNECT})
"""What is said of nothing but accounts, whatever they are called."""

_Sentence = tuple[CalendarAsk, re.Pattern[str]]


def read(text: str, hearing: Hearing) -> Understood | None:
    """Return what a message says if that is about calendars that are kept elsewhere, else None."""
    if not text or len(text) > _LONGEST or hearing.asked in _FREE_TEXT:
        return None
    if not _may_be_meant(text, hearing):
        return None
    low = bare(text)
    own = language_code(hearing.locale)
    for language in (own, *(each for each in LANGUAGES if each != own)):
        wish = _said(low, language, hearing)
        if wish:
            spoken = language if wish.ask is not CalendarAsk.ENOUGH and not _is_mere_name(wish, low) else ""
            return Understood(text=text, acts=(Act.CALENDARS,), calendars=wish, language=spoken)
    return None


def _is_mere_name(wish: CalendarWish, low: str) -> bool:
    """Whether only names of calendars were said, which are of no language."""
    return bool(wish.names) and not names_in(low, wish.names)[1]


def _may_be_meant(text: str, hearing: Hearing) -> bool:
    """Whether calendars were asked about, or something of them stands in a message: seldom, and soon seen."""
    if hearing.asked is Asked.CALENDARS or (_tells()(text) and _says_so(bare(text))):
        return True
    return bool(hearing.calendars and names_in(text, hearing.calendars)[0])


def _says_so(low: str) -> bool:
    return bool(_any().search(low)) or any(map(low.__contains__, _hints()))


def _said(low: str, language: str, hearing: Hearing) -> CalendarWish | None:
    if hearing.asked is Asked.CALENDARS:
        wish = _named(CalendarAsk.CHECK, low, hearing)
        if wish:
            return wish
    for ask, pattern in _sentences(language):
        found = pattern.fullmatch(low)
        wish = _wished(ask, found, hearing) if found else None
        if wish:
            return wish
    return None


def _wished(ask: CalendarAsk, found: re.Match[str], hearing: Hearing) -> CalendarWish | None:
    if ask is CalendarAsk.ENOUGH and hearing.asked is not Asked.CALENDARS:
        return None
    named = found.groupdict()
    if named.get("provider"):
        return CalendarWish(ask=ask, provider=_provider(named["provider"]))
    if named.get("words") is None:
        return CalendarWish(ask=ask)
    return _named(ask, named["words"], hearing)


def _named(ask: CalendarAsk, words: str, hearing: Hearing) -> CalendarWish | None:
    """Return what is wished of the calendars that words name; None if they are about something else."""
    if _every().fullmatch(words):
        return CalendarWish(ask=ask, everything=True) if hearing.calendars else None
    provider = next((p for p, pattern in _providers().items() if _alone(pattern, words)), None)
    if provider and hearing.calendars:
        return CalendarWish(ask=ask, provider=provider)
    names, left = names_in(words, hearing.calendars)
    rest = [each for each in left.split() if each not in _filler()]
    if names and not rest:
        return CalendarWish(ask=ask, names=names)
    surely = ask in _ANY_NAME or _calendar().search(words)
    asked_freely = hearing.asked is Asked.CALENDARS and ask is CalendarAsk.CHECK
    return (
        CalendarWish(ask=ask, names=names, words=" ".join(rest))
        if surely and rest and not asked_freely
        else None
    )


def _alone(pattern: str, words: str) -> bool:
    """Whether words are a provider's name with nothing beside it that tells."""
    found = re.search(rf"(?<!\w)(?:{pattern})(?!\w)", words)
    rest = f"{words[: found.start()]} {words[found.end() :]}".split() if found else ["-"]
    return all(each in _filler() for each in rest)


def _provider(words: str) -> Provider:
    return next(name for name, pattern in _providers().items() if re.fullmatch(pattern, words))


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _providers() -> Mapping[Provider, str]:
    return {Provider(name): str(pattern) for name, pattern in _data()["providers"].items()}


@cache
def _filler() -> frozenset[str]:
    return frozenset(word for language in LANGUAGES for word in _data()[language]["filler"].split())


@cache
def _every() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{_data()[language]['all']})" for language in LANGUAGES))


@cache
def _calendar() -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{_data()[language]['parts']['cal']}\b" for language in LANGUAGES))


@cache
def _tells() -> Callable[[str], bool]:
    stems = str(_data()["hints"]["stems"]).split()
    return telling((*stems, *(max(hint.split(), key=len) for hint in _hints())), bare)


@cache
def _any() -> re.Pattern[str]:
    """What a message has if it is surely about calendars: most messages have nothing of it."""
    return re.compile(rf"\b(?:{'|'.join(_sought())})\b")


def _sought() -> list[str]:
    parts = [_data()[language]["parts"] for language in LANGUAGES]
    return [*_providers().values(), *(each[name] for each in parts for name in ("cal", "tentative"))]


@cache
def _hints() -> tuple[str, ...]:
    """What a message has if it is about calendars without naming them."""
    return tuple(_data()["hints"]["any"])


@cache
def _sentences(language: str) -> tuple[_Sentence, ...]:
    return tuple(_made(language))


def _made(language: str) -> Iterator[_Sentence]:
    data = _data()[language]
    parts = {name: f"(?:{part})" for name, part in data["parts"].items()}
    before, after = str(data["before"]), str(data["after"])
    for ask in CalendarAsk:
        for sentence in data["ask"][ask.value]:
            body = _filled(str(sentence), parts)
            yield ask, re.compile(f"(?:{before} )*{body}(?: {after})*")


def _filled(sentence: str, parts: Mapping[str, str]) -> str:
    """Put the parts into a sentence, which may hold parts themselves; what names provider and words is found by name."""
    for _ in range(2):
        for name, part in parts.items():
            sentence = sentence.replace(f"{{{name}}}", part)
    providers = "|".join(_providers().values())
    return sentence.replace("{p}", f"(?P<provider>{providers})").replace("{w}", "(?P<words>.{1,100}?)")
