"""The languages that are read: a file of words for each, found out per message, mixed where messages are mixed."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from bot.nlu.when.about import About
from bot.nlu.when.engagements import engaged
from bot.nlu.when.habits import habitual, weekends
from bot.nlu.when.homonyms import told_apart
from bot.nlu.when.lexicon import Cat, Lexicon, Mark, Sense
from bot.nlu.when.senses import NAMES
from bot.nlu.when.settle import settled
from bot.nlu.when.spelling import parted
from bot.nlu.when.tokens import Kind, Token
from bot.nlu.when.undecided import decided

LANGUAGES = ("en", "de", "es", "fr", "it", "pt")
FIRST = "en"
_CLEAR = 2
"""Words of another language that make it clear."""

_LEAST_KNOWN = 0.25
"""Share of the words, names left out, that is known in any language that we read."""

_SHORTEST = 3
"""Longest short form of a word, which makes no compounds."""


@cache
def lexicon_of(language: str) -> Lexicon:
    """Return the words of a language that is read; raise KeyError for any other, ValueError if its file contradicts itself."""
    if language not in LANGUAGES:
        raise KeyError(language)
    path = Path(__file__).with_name(f"{language}.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    about = data.pop("language")
    spelled = dict((*_spelled(data.pop("spelled", {})), *_compounds(data, about.pop("compounds", ()))))
    lists = {name: frozenset(_each(phrases)) for name, phrases in about.items()}
    return Lexicon.of(_entries(data), About(**lists, spelled=spelled))


def _each(phrases: str) -> Iterator[str]:
    return (each.strip() for each in phrases.split("|") if each.strip())


def _entries(data: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Sense]]:
    for section, rows in data.items():
        for key, phrases in rows.items():
            sense = Sense(Cat(key), 0) if section == "plain" else Sense(Cat(section), _number(section, key))
            yield from ((phrase, sense) for phrase in _each(phrases))


def _spelled(rows: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Return words that stand for several, with what they stand for."""
    return ((word, phrase) for phrase, words in rows.items() for word in _each(words))


def _compounds(data: Mapping[str, Mapping[str, str]], pairs: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Return the words that are made of two, of the sections that each pair names: "weekday part"."""
    for first, second in map(str.split, pairs):
        for left in _single(data[first]):
            yield from ((left + right, f"{left} {right}") for right in _single(data[second]))


def _single(rows: Mapping[str, str]) -> list[str]:
    """Return the words of a section that are no phrases and no short forms."""
    words = (word for phrases in rows.values() for word in _each(phrases))
    return [word for word in words if word.isalpha() and len(word) > _SHORTEST]


def _number(section: str, key: str) -> int:
    return NAMES[section][key] if section in NAMES else int(key)


@lru_cache(maxsize=64)
def lexicon(languages: tuple[str, ...]) -> Lexicon:
    """Return the words of a message in one language or, mixed, in several, the first of which has the say."""
    first, *others = languages
    found = lexicon_of(first)
    for other in others:
        found = found.over(lexicon_of(other))
    return found


@lru_cache(maxsize=256)
def language_code(locale: str) -> str:
    """Return the language of a locale if we read it, else English."""
    code = locale.replace("_", "-").partition("-")[0].lower()
    return code if code in LANGUAGES else FIRST


def languages_of(tokens: Sequence[Token], locale: str = FIRST) -> tuple[str, ...]:
    """Return the language of a message, and a second one if it is mixed; what could be several is the speaker's own."""
    own = language_code(locale)
    words = _words(tokens)
    telling = [token for token in words if len(token.low) > 1]
    if bool(telling) is bool(words) and all((own, 0) in _knowing(token.low) for token in telling):
        return (own,)
    known = _known(words)
    first = max(LANGUAGES, key=lambda language: (len(known[language]), language == own, language == FIRST))
    beyond = {language: known[language] - known[first] for language in LANGUAGES}
    second = max(LANGUAGES, key=lambda language: (len(beyond[language]), language == own))
    return (first, second) if _is_evidence(beyond[second], words) else (first,)


def _words(tokens: Sequence[Token]) -> list[Token]:
    """Return the words but those close to a number ("3h"), which many languages share."""
    pairs = zip([None, *tokens], tokens, strict=False)
    return [
        token
        for before, token in pairs
        if token.kind is Kind.WORD and not (token.glued and before and before.kind is Kind.NUMBER)
    ]


def _is_evidence(places: set[int], words: list[Token]) -> bool:
    """Say whether words are enough to tell a second language: a short one alone may be any ("set", "mar")."""
    return len(places) > 1 or any(
        token.start in places and token.end - token.start > _SHORTEST for token in words
    )


def spoken_in(tokens: Sequence[Token], locale: str = FIRST) -> str:
    """Return the language in which a message is clearly written, the speaker's own if it could be that; empty if nothing tells.

    Another language is clear by two words that the speaker's own does not have, or by a message that is one such word.
    """
    own = language_code(locale)
    words = [token for token in tokens if token.kind is Kind.WORD]
    if words and all(own in _knowing_all(token.low) for token in words):
        return own
    known = _known(words)
    other = max(LANGUAGES, key=lambda language: (len(known[language] - known[own]), language == own))
    beyond = len(known[other] - known[own])
    clear = beyond >= min(_CLEAR, len(words)) and beyond > len(known[own] - known[other])
    if clear and (len(words) > 1 or _stands_alone(words[0], lexicon_of(other))):
        return other
    return own if known[own] else ""


def _stands_alone(word: Token, found: Lexicon) -> bool:
    """Say whether a word is one of a language by itself, not only the beginning of a phrase ("pausa pranzo")."""
    return word.low in found.common or (word.low,) in found.phrases


def is_foreign(tokens: Sequence[Token]) -> bool:
    """Say whether a message is in a language that we do not read: hardly any of its several words is known in one that we do."""
    words = [token for token in tokens if token.kind is Kind.WORD and not token.capital]
    known = max(map(len, _known(words).values()))
    return len(words) > _CLEAR and known < len(words) * _LEAST_KNOWN


def _known(words: Iterable[Token]) -> dict[str, set[int]]:
    """Return where words of each language stand."""
    known: dict[str, set[int]] = {language: set() for language in LANGUAGES}
    for token in words:
        for language, at in _knowing(token.low):
            known[language].add(token.start + at)
    return known


@lru_cache(maxsize=8192)
def _knowing(word: str) -> tuple[tuple[str, int], ...]:
    """Return each language that knows a word, or a part of it where words lean on others, and where in it that stands."""
    whole = Token(Kind.WORD, word, 0, len(word), (), glued=False, capital=False)
    return tuple(
        (language, part.start)
        for language in LANGUAGES
        for part in parted([whole], lexicon_of(language).elided)
        if lexicon_of(language).knows(part.low)
    )


@lru_cache(maxsize=8192)
def _knowing_all(word: str) -> frozenset[str]:
    """Return the languages that know as much of a word as all do together."""
    known = _known([Token(Kind.WORD, word, 0, len(word), (), glued=False, capital=False)])
    places = set().union(*known.values())
    return frozenset(language for language in LANGUAGES if places and known[language] == places)


def is_lone_short_form(tokens: Sequence[Token], locale: str = FIRST) -> bool:
    """Say whether a message is nothing but a short form in small letters: "jan" may as well be a name."""
    if len(tokens) != 1 or tokens[0].capital or tokens[0].end - tokens[0].start > _SHORTEST:
        return False
    return lexicon(languages_of(tokens, locale)).shortens(tokens[0].low)


def marks_of(tokens: list[Token], locale: str = FIRST) -> list[Mark]:
    """Return the senses of a message's words in the language, or languages, that it is written in."""
    words = lexicon(languages_of(tokens, locale))
    marks = decided(settled(engaged(words.mark(tokens))), words.manners)
    return weekends(habitual(told_apart(marks, words.manners), words.manners))
