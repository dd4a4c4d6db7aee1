"""Words: phrases per language as data, and how facts are put into them for a reader's language and zone."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any, override

from bot.messages import Choice, Option, Outgoing, Saying
from bot.phrases import times

LANGUAGES = ("en",)
FALLBACK = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """For whom words are made: language and formats, zone, and the present instant (to name the year only if it is another)."""

    locale: str
    zone: str
    now: datetime


class _Words(Formatter):
    """Formats `{name:spec}`; specs beyond Python's own are looked up in `times.FORMATS`."""

    def __init__(self, voice: Voice, facts: Mapping[str, Any]) -> None:
        self._voice = voice
        self._facts = facts

    @override
    def format_field(self, value: Any, format_spec: str) -> str:
        name, _, rest = format_spec.partition("|")
        known = times.FORMATS.get(name)
        if known is None:
            return str(super().format_field(value, format_spec))
        return known(value, times.Asked(self._voice.locale, self._voice.zone, self._voice.now, rest, self._facts))


@lru_cache(maxsize=8)
def phrases(language: str) -> Mapping[str, str]:
    """Return every phrase of a language by its dotted name."""
    path = Path(__file__).with_name(f"{language}.toml")
    return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8")), ""))


def _flat(table: Mapping[str, Any], prefix: str) -> Iterable[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def language(locale: str) -> str:
    """Return the language of a locale that we speak, else English."""
    code = locale.replace("_", "-").split("-")[0].lower()
    return code if code in LANGUAGES else FALLBACK


def say(phrase: str, facts: Mapping[str, Any], voice: Voice) -> str:
    """Put one phrase into words; raise KeyError for a phrase or a fact that does not exist.

    A part in `[[…]]` is left out when one of its facts is missing or empty.
    """
    template = phrases(language(voice.locale))[phrase]
    words = _Words(voice, facts)
    kept = "".join(part for part in _parts(template, facts))
    return words.vformat(kept, (), facts)


def _parts(template: str, facts: Mapping[str, Any]) -> Iterable[str]:
    for index, part in enumerate(template.split("[[")):
        if index == 0:
            yield part
            continue
        optional, _, rest = part.partition("]]")
        if all(facts.get(name) for name in needed(optional)):
            yield optional
        yield rest


def needed(template: str) -> set[str]:
    """Return the names of the facts that a template mentions."""
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def render(sayings: Iterable[Saying], voice: Voice) -> Outgoing:
    """Put what is to be said in a turn into one message; the choices are those of the last saying that has some."""
    lines: list[str] = []
    options: tuple[Option, ...] = ()
    for saying in sayings:
        lines.append(say(saying.phrase, saying.facts, voice))
        options = saying.options or options
    return Outgoing(text="\n".join(line for line in lines if line), choices=choices(options, voice))


def choices(options: Iterable[Option], voice: Voice) -> tuple[Choice, ...]:
    """Put the labels of options into words."""
    return tuple(Choice(each.token, say(each.phrase, each.facts, voice)) for each in options)
