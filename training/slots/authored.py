"""Sentences written for this project: templates of each language, filled in by chance that is always the same.

A file is named after its language ("en.txt", "en_errands.txt"). `@name = a | b` is a list of words, which all files of the language
share, `@name:kind = a | b` says what it names (`@name:- =` nothing); a template has `{name}` for a word of that list, `[a|b|]` for a
choice, `<a {name}>` for a title made of several; `?kind: ` begins one that answers what was asked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from random import Random

from bot.nlu.languages import LANGUAGES
from training.slots.examples import Example

_SLOT = re.compile(r"\{(\w+)\}")
_PARTS = re.compile(r"(\{\w+\}|[<>])")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_BEGINNING = re.compile(r"^.|[.!?] +\w")
_ENGLISH_I = re.compile(r"\bi\b")
_GAPS = re.compile(r" {2,}")
_KINDS = {
    "party": "party_size", "task": "title", "thing": "title", "title2": "title", "part": "time", "city": "location",
    "venue": "location", "phrase": "title", "todo": "title", "errand": "title", "whom": "title", "verb": "title", "at": "time",
    "onday": "date", "kindof": "title", "odd": "title", "gone": "title", "pal": "person", "where": "location", "town": "location",
    "address": "location", "practice": "person", "entry": "title", "withnames": "title", "guest": "person", "count": "party_size", "countfolk": "party_size",
    "crowd": "party_size", "clock": "time",
    "verbal": "title", "noun": "title", "forit": "title", "titleto": "title",
}  # fmt: skip
_UNLABELLED = {
    "d",
    "do",
    "trade",
    "cuisine",
    "relative",
    "rel",
    "team",
    "job",
    "food",
    "hood",
    "eatery",
    "trait",
}
_LOCALES = {
    "en": ("en_US", "en_GB", "en_IN"),
    "de": ("de_DE",),
    "es": ("es_ES",),
    "fr": ("fr_FR",),
    "it": ("it_IT",),
    "pt": ("pt_BR",),
}
_ENDS = ("", "", "", ".", ".", "?", "!", " please", ", thanks")
_PLAIN_ENDS = ("", "", "", ".", ".", " .", "?", "!")
_ENDS_OF = {"en": _ENDS, "ja": ("", "", "。", "？"), "zh": ("", "", "", "。", "？", "?", ".")}
_DAYS = ("date", "onday", "belongs")
"""Lists of days."""

_UNSPACED = {"ja", "zh"}
_CHOSEN = 2
"""How many times as often a template with choices is filled in."""

_NAMED = 0.75
"""How often a person is a name from Faker's lists, not one of the file's."""


class Names:
    """First and last names of a language's countries, from Faker's lists."""

    def __init__(self, language: str) -> None:
        locales = _LOCALES.get(language, ())
        people = [import_module(f"faker.providers.person.{locale}").Provider for locale in locales]
        self.first = [name for each in people for name in each.first_names]
        self.last = [name for each in people for name in each.last_names]

    def one(self, chance: Random) -> str:
        """Return a name: mostly a first name, else both."""
        first = chance.choice(self.first)
        return first if chance.random() < 0.6 else f"{first} {chance.choice(self.last)}"


@dataclass(frozen=True, slots=True)
class _Language:
    """What the sentences of a language are made of."""

    code: str
    lists: dict[str, list[str]]
    kinds: dict[str, str]
    """What lists name, where it is not what they are called; "-" is nothing."""
    templates: list[str]
    names: Names

    def day_before(self, words: str) -> int:
        """Return how many letters of a clock time are a day that stands before it; in languages that are read the reader knows."""
        if self.code in LANGUAGES:
            return 0
        low = words.lower()
        days = [day.lower() for name in _DAYS for day in self.lists.get(name, ()) if "{" not in day]
        spaced = self.code not in _UNSPACED
        return max(
            (len(day) for day in days if f"{low} ".startswith(f"{day} " if spaced else day)), default=0
        )

    def is_composed(self, name: str) -> bool:
        """Say whether a list is one of templates."""
        return any("{" in words for words in self.lists.get(name, ()))

    def kind_of(self, name: str) -> str:
        """Return what the words of a list name; empty if nothing."""
        kind = self.kinds.get(name) or _KINDS.get(name, name)
        return "" if kind == "-" or name in _UNLABELLED else kind


def authored(times: int, seed: int = 20261121) -> Iterator[Example]:
    """Yield each template so many times (English twice as often), filled in; some in capitals, some with a word before or after."""
    chance = Random(seed)
    for language in _languages():
        often = times * 2 if language.code == "en" else times
        for template in language.templates:
            for _ in range(_often(template, often)):
                yield _filled(template, language, chance)


def _often(template: str, often: int) -> int:
    """Return how many sentences are drawn from a template: more where it has choices, few where it says but one thing."""
    if "[" in template:
        return often * _CHOSEN
    return often if "{" in template else 2


def _languages() -> list[_Language]:
    found: dict[str, _Language] = {}
    for path in sorted(Path(__file__).parent.glob("*.txt")):
        code = path.stem.partition("_")[0]
        language = found.setdefault(code, _Language(code, {}, {}, [], Names(code)))
        _add(path.read_text(encoding="utf-8"), language)
    return list(found.values())


def _add(text: str, language: _Language) -> None:
    """Add the lists and templates of a file."""
    for line in text.splitlines():
        if line.startswith("@"):
            head, _, words = line[1:].partition(" = ")
            name, _, kind = head.partition(":")
            language.lists[name] = [word.strip() for word in words.split(" | ")]
            if kind:
                language.kinds[name] = kind
        elif line and not line.startswith("#"):
            language.templates.append(line)


def _filled(template: str, language: _Language, chance: Random) -> Example:
    asked, _, said = template.rpartition(": ") if template.startswith("?") else ("", "", template)
    text = "" if asked else _opening(language, chance)
    spans: list[tuple[str, int, int]] = []
    begun = 0
    for part in _PARTS.split(_chosen(said, language, chance)):
        if part == "<":
            begun = len(text)
        elif part == ">":
            lead = _leading(text[begun:], "title", language)
            spans = [span for span in spans if span[1] < begun] + [("title", begun + lead, len(text))]
        elif part.startswith("{"):
            name = part[1:-1]
            words = _cased(_words(name, language, chance), chance)
            spans += _named(words, language.kind_of(name), len(text), language)
            text += words
        else:
            text += part
    text = _well_written(text, language) if chance.random() < 0.5 else text
    return Example(
        text=text + chance.choice(_ENDS_OF.get(language.code, _PLAIN_ENDS)),
        language=language.code,
        spans=tuple(spans),
        known=None,
        asked=asked.removeprefix("?"),
    )


def _named(words: str, kind: str, at: int, language: _Language) -> Iterator[tuple[str, int, int]]:
    """Yield what words at a place name; a day before a clock time is a date, also where nobody reads it ("rytoj 9 valandą")."""
    if not kind:
        return
    start = _leading(words, kind, language)
    day = language.day_before(words[start:]) if kind == "time" else 0
    if day:
        yield "date", at + start, at + start + day
        start += day + len(words[start + day :]) - len(words[start + day :].lstrip(" の"))
    if start < len(words):
        yield kind, at + start, at + len(words)


def _well_written(text: str, language: _Language) -> str:
    """Return a text with capitals where sentences begin and, in English, for "I"."""
    begun = _BEGINNING.sub(lambda found: found[0].upper(), text)
    return _ENGLISH_I.sub("I", begun) if language.code == "en" else begun


def _leading(words: str, kind: str, language: _Language) -> int:
    """Return the letters of the word that leads into a title or a time and is no part of it, an article or a preposition."""
    name = {"title": "lean", "date": "before", "time": "before"}.get(kind, "")
    for word in language.lists.get(name, ()):
        lead = word if word.endswith("'") else f"{word} "
        if words.lower().startswith(lead):
            return len(lead)
    return 0


def _chosen(template: str, language: _Language, chance: Random) -> str:
    """Return a template with each of its choices made, the innermost first, and lists of templates put in."""
    while match := _CHOICE.search(template):
        choice = chance.choice(match.group(1).split("|"))
        template = template[: match.start()] + choice + template[match.end() :]
    while names := [name for name in _SLOT.findall(template) if language.is_composed(name)]:
        template = template.replace(f"{{{names[0]}}}", chance.choice(language.lists[names[0]]), 1)
    return _GAPS.sub(" ", template).strip()


def _opening(language: _Language, chance: Random) -> str:
    openings = language.lists.get("opening")
    return f"{chance.choice(openings)} " if openings and chance.random() < 0.25 else ""


def _words(part: str, language: _Language, chance: Random) -> str:
    if part == "title2":
        return f"{chance.choice(language.lists['mod'])} {chance.choice(language.lists['head'])}"
    if part == "person" and language.names.first and chance.random() < _NAMED:
        return language.names.one(chance)
    return chance.choice(language.lists[part])


def _cased(words: str, chance: Random) -> str:
    share = chance.random()
    return words if share < 0.6 else words.lower() if share < 0.85 else words.title()
