"""What words stand for whatever the language: appointment, cancel, free, weather … from `concepts.toml`."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from bot.nlu.gist.spelling import plain_start

FURTHER = "more"
"""The section of words of languages that are not read otherwise."""

UNKNOWN = "_"
"""The concept of a word that has none."""

_SHORTEST = 2
_LONGEST = 9


@dataclass(frozen=True, slots=True)
class Concepts:
    """The concepts of words by language, and of beginnings of words."""

    whole: Mapping[str, Mapping[str, str]]
    begun: Mapping[str, str]

    def of(self, word: str) -> Mapping[str, str]:
        """Return the concepts of a word by language."""
        found = self.whole.get(word)
        if found is not None:
            return found
        for size in range(min(len(word), _LONGEST), _SHORTEST - 1, -1):
            begun = self.begun.get(word[:size])
            if begun is not None:
                return {FURTHER: begun}
        return {}


@cache
def concepts() -> Concepts:
    """Return the concepts that are known."""
    data = tomllib.loads(Path(__file__).with_name("concepts.toml").read_text(encoding="utf-8"))
    whole: dict[str, dict[str, str]] = {}
    begun: dict[str, str] = {}
    for language, rows in data.items():
        for concept, words in rows.items():
            for word in words.split("|"):
                if word.endswith("*"):
                    begun.setdefault(plain_start(word[:-1]), concept)
                whole.setdefault(plain_start(word.rstrip("*")), {}).setdefault(language, concept)
    return Concepts(whole, begun)


@lru_cache(maxsize=8192)
def concepts_of(word: str) -> Mapping[str, str]:
    """Return the concepts of a plain word by language."""
    return concepts().of(word)


def language_of(words: Iterable[str], own: str) -> str:
    """Return the language in which most words mean something; the speaker's own where several are as good."""
    votes = {own: 0, "en": 0}
    for word in words:
        for language in concepts_of(word):
            votes[language] = votes.get(language, 0) + 1
    return max(votes, key=votes.__getitem__)


@lru_cache(maxsize=8192)
def concept_of(word: str, language: str) -> str:
    """Return what a word stands for in a language, else in any other."""
    if word.isdigit():
        return "number"
    known = concepts_of(word)
    return known.get(language) or next(iter(known.values()), UNKNOWN)
