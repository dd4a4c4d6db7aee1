"""Sentences written for this project: templates of each language, filled in by chance that is always the same."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from random import Random

from training.slots.examples import Example

_SLOT = re.compile(r"\{(\w+)\}")
_KINDS = {
    "party": "party_size", "task": "title", "thing": "title", "title2": "title", "part": "time", "city": "location",
    "venue": "location", "phrase": "title",
}  # fmt: skip
_UNLABELLED = {"d", "do", "trade", "cuisine"}
_LOCALES = {
    "en": ("en_US", "en_GB", "en_IN"),
    "de": ("de_DE",),
    "es": ("es_ES",),
    "fr": ("fr_FR",),
    "it": ("it_IT",),
    "pt": ("pt_BR",),
}
_ENDS = ("", "", "", ".", ".", "?", "!", " please", ", thanks")
_NAMED = 0.75
"""How often a person is a name from Faker's lists, not one of the file's."""


class Names:
    """First and last names of a language's countries, from Faker's lists."""

    def __init__(self, language: str) -> None:
        people = [import_module(f"faker.providers.person.{locale}").Provider for locale in _LOCALES[language]]
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
    templates: list[str]
    names: Names


def authored(times: int, seed: int = 20261121) -> Iterator[Example]:
    """Yield each template so many times (English twice as often), filled in; some in capitals, some with a word before or after."""
    chance = Random(seed)
    for path in sorted(Path(__file__).parent.glob("*.txt")):
        lists, templates = _parts(path.read_text(encoding="utf-8"))
        language = _Language(path.stem, lists, templates, Names(path.stem))
        often = times * 2 if path.stem == "en" else times
        for template in templates:
            for _ in range(often if "{" in template else 2):
                yield _filled(template, language, chance)


def _parts(text: str) -> tuple[dict[str, list[str]], list[str]]:
    lists: dict[str, list[str]] = {}
    templates: list[str] = []
    for line in text.splitlines():
        if line.startswith("@"):
            name, _, words = line[1:].partition(" = ")
            lists[name] = [word.strip() for word in words.split(" | ")]
        elif line and not line.startswith("#"):
            templates.append(line)
    return lists, templates


def _filled(template: str, language: _Language, chance: Random) -> Example:
    asked, _, said = template.rpartition(": ") if template.startswith("?") else ("", "", template)
    text = "" if asked else _opening(language, chance)
    spans: list[tuple[str, int, int]] = []
    for i, part in enumerate(_SLOT.split(said)):
        if i % 2 == 0:
            text += part
            continue
        words = _cased(_words(part, language, chance), chance)
        if part not in _UNLABELLED:
            spans.append((_KINDS.get(part, part), len(text), len(text) + len(words)))
        text += words
    text = text[:1].upper() + text[1:] if chance.random() < 0.5 else text
    return Example(
        text=text + chance.choice(_ENDS),
        language=language.code,
        spans=tuple(spans),
        known=None,
        asked=asked.removeprefix("?"),
    )


def _opening(language: _Language, chance: Random) -> str:
    openings = language.lists.get("opening")
    return f"{chance.choice(openings)} " if openings and chance.random() < 0.25 else ""


def _words(part: str, language: _Language, chance: Random) -> str:
    if part == "title2":
        return f"{chance.choice(language.lists['mod'])} {chance.choice(language.lists['head'])}"
    if part == "person" and chance.random() < _NAMED:
        return language.names.one(chance)
    return chance.choice(language.lists[part])


def _cased(words: str, chance: Random) -> str:
    share = chance.random()
    return words if share < 0.6 else words.lower() if share < 0.85 else words.title()
