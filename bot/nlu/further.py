"""What people say to do something in further languages, as data: phrases by act, a file for each language.

Diacritics, apostrophes and hyphens do not count.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from bot.nlu.acts import Said, acts_of, main_of
from bot.nlu.languages import FIRST, LANGUAGES, language_code, languages_of
from bot.nlu.patterns import Edges, Patterns, Word
from bot.nlu.rules import Rule, rules_of
from bot.nlu.when.tokens import Token
from bot.nlu.words import folded, folded_words
from bot.understood import Act

_FOLDER = Path(__file__).parent / "languages" / "acts"


def languages_in(tokens: Sequence[Token], locale: str) -> tuple[str, ...]:
    """Return the languages that a message may be written in: by its words, then the speaker's own."""
    return (*languages_of(tokens, locale), language_code(locale))


def said_in(languages: Iterable[str], words: Sequence[Word]) -> Said:
    """Return what is done in the first of the languages of which the folded words are a phrase; nothing if they are none in any."""
    for language in _further(languages):
        said = acts_of(words, _patterns(language, "everybody"), _edges(language))
        if said.acts:
            return _moved_rather(said)
    return Said(())


def hosts_rules(tokens: Sequence[Token], locale: str) -> list[Rule]:
    """Return what only hosts say, in the language that a message is written in."""
    languages = tuple(_further(languages_in(tokens, locale)))
    words = folded_words(tokens) if languages else []
    for language in languages:
        hits = _patterns(language, "host").hits(words, _edges(language))
        if hits:
            return main_of([hit.label for hit in hits])
    return []


def _moved_rather(said: Said) -> Said:
    """Who cannot come and asks to move does not cancel."""
    if Act.RESCHEDULE not in said.acts:
        return said
    return replace(said, acts=tuple(act for act in said.acts if act is not Act.CANCEL))


def _further(languages: Iterable[str]) -> Iterable[str]:
    return (each for each in dict.fromkeys(languages) if each != FIRST and each in LANGUAGES)


@cache
def _data(language: str) -> Mapping[str, Mapping[str, str]]:
    text = (_FOLDER / f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(folded(text))


@cache
def _patterns(language: str, side: str) -> Patterns[Rule]:
    """Return the phrases of a language that everybody says, or only hosts."""
    return Patterns.of(rules_of(_data(language)[side].items()))


@cache
def _edges(language: str) -> Edges:
    rows = _data(language)["edges"]
    return Edges(*(frozenset(rows[key].split()) for key in ("openers", "closers", "joints")))
