"""How people and choices are named in each language: a file of words for each, put into the same patterns.

A file has sections of keys; a value is one or several phrases apart by bars, in lower case. A pattern is a template
with `%(key)s` where the phrases of a key go; it is made for every language whose file has all of its keys, and tried
where a word stands without which it cannot match.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from pathlib import Path

LANGUAGES = ("en", "de", "es", "fr", "it", "pt")
UPPER = r"(?-i:[A-ZÀ-ÖØ-ÞĀĆČĎĐĘĚĞĪİĽŁŃŇŐŘŚŞŠŤŪŮŰŹŻŽ])"
"""A capital letter of the languages around."""

_KEY = re.compile(r"%\((\w+)\)s")
_WORD = re.compile(r"[^\W\d_]+")

Section = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A template filled for each language, with the words one of which every match has."""

    ways: tuple[tuple[frozenset[str], str], ...]
    hints: frozenset[str]
    """The words of all languages."""

    def search(self, text: str, words: Iterable[str]) -> re.Match[str] | None:
        """Return the first match of the first language that has one; `words` are those of the text."""
        if self.hints.isdisjoint(words):
            return None
        for hints, pattern in self.ways:
            if not hints.isdisjoint(words) and (match := compiled(pattern).search(text)):
                return match
        return None


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern that ignores case, compiled when it is first needed."""
    return re.compile(pattern, re.IGNORECASE)


@lru_cache(maxsize=4)
def word_set(text: str) -> frozenset[str]:
    """Return the words of a text, in lower case, cut at every sign; several readers ask for those of the same one."""
    return frozenset(_WORD.findall(text.lower()))


@cache
def _wording(language: str) -> Mapping[str, Section]:
    path = Path(__file__).with_name(f"{language}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def sections(name: str) -> list[Section]:
    """Return a section of every language's file."""
    return [_wording(language).get(name, {}) for language in LANGUAGES]


def phrases(said: str) -> list[str]:
    """Return phrases that are apart by bars, the longest first."""
    return sorted((each.strip() for each in said.split("|")), key=len, reverse=True)


def every(section: str, *keys: str) -> frozenset[str]:
    """Return the phrases of some keys in all languages."""
    found = (each for words in sections(section) for key in keys for each in phrases(words.get(key, "")))
    return frozenset(filter(None, found))


def numbers(section: str) -> dict[str, int]:
    """Return the phrases of a section whose keys are numbers; what several languages say is the first one's."""
    found: dict[str, int] = {}
    for words in sections(section):
        for key, said in words.items():
            for phrase in phrases(said):
                found.setdefault(phrase, int(key))
    return found


def talk() -> Iterator[tuple[str, str]]:
    """Return what people do by saying something, with the phrases of all languages, as `bot.nlu.rules` reads them."""
    return ((act, said) for words in sections("talk") for act, said in words.items())


def either(said: Iterable[str]) -> str:
    """Return a group of a regular expression for any of the phrases; the longest are tried first."""
    longest = sorted(said, key=lambda each: (-len(each), each))
    return "(?:" + "|".join(re.escape(each).replace(r"\ ", r"\s+") for each in longest) + ")"


def spoken(section: str, template: str, hints: str) -> Spoken:
    """Return a template filled for every language; `hints` is a key one of whose phrases every match has.

    The name of another section, as a key, stands for all that it lists.
    """
    ways = tuple(
        (_hints(words[hints]), _filled(template, words))
        for words in map(_with_lists, LANGUAGES, sections(section))
        if all(key in words for key in (hints, *_KEY.findall(template)))
    )
    return Spoken(ways, frozenset().union(*(hints for hints, _ in ways)))


def _with_lists(language: str, words: Section) -> Section:
    return {name: "|".join(rows.values()) for name, rows in _wording(language).items()} | dict(words)


def lazily(pattern: str) -> Callable[[], re.Pattern[str]]:
    """Return what makes a pattern when it is first asked for."""
    return partial(compiled, pattern)


def _filled(template: str, words: Section) -> str:
    return _KEY.sub(lambda match: either(phrases(words[match[1]])), template)


def _hints(said: str) -> frozenset[str]:
    return frozenset(_longest_words(phrases(said)))


def _longest_words(said: Iterable[str]) -> Iterator[str]:
    """Return the longest word of each phrase, which stands in a text wherever the phrase does."""
    for phrase in said:
        yield max(_WORD.findall(phrase), key=len)
