"""Words: phrases per language as data, and how facts are put into them for a reader's language and zone."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

from bot.messages import Called, Choice, Option, Outgoing, Saying
from bot.phrases import money, people, rules, series, times
from bot.phrases.marks import unmark

LANGUAGES = ("en", "de", "es", "fr", "it", "pt")
FALLBACK = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """For whom words are made: language and formats, zone, and the present instant (to name the year only if it is another)."""

    locale: str
    zone: str
    now: datetime
    base_url: str = ""
    """Where our pages are; phrases with links need it."""
    marked: bool = False
    """Whether stretches that tell an instant are marked (`bot.phrases.marks`)."""


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
    known = {"base_url": voice.base_url, **facts}
    return "".join(_part(part, known, voice) for part in _parts(phrases(language(voice.locale))[phrase]))


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of a template: pairs of literal text and the fact (name, format) that follows it."""

    pieces: tuple[tuple[str, str | None, str], ...]
    optional: bool


@lru_cache(maxsize=1024)
def _parts(template: str) -> tuple[_Part, ...]:
    """Take a template apart: what is always said, and what stands in `[[…]]`."""
    parts: list[_Part] = []
    for index, chunk in enumerate(template.split("[[")):
        optional, closed, rest = chunk.partition("]]")
        if index and closed:
            parts.append(_Part(_pieces(optional), optional=True))
            chunk = rest  # noqa: PLW2901
        parts.append(_Part(_pieces(chunk), optional=False))
    return tuple(parts)


def _pieces(text: str) -> tuple[tuple[str, str | None, str], ...]:
    return tuple((literal, name, spec or "") for literal, name, spec, _ in Formatter().parse(text))


def _part(part: _Part, facts: Mapping[str, Any], voice: Voice) -> str:
    if part.optional and not all(facts.get(name) for _, name, _ in part.pieces if name):
        return ""
    return "".join(
        literal + (_written(facts[name], spec, facts, voice) if name else "")
        for literal, name, spec in part.pieces
    )


def _written(value: Any, spec: str, facts: Mapping[str, Any], voice: Voice) -> str:
    name, _, rest = spec.partition("|")
    write = times.called if isinstance(value, Called) else FORMATS.get(name)
    if write is None:
        return format(value, spec)
    words = phrases(language(voice.locale))
    return write(value, times.Asked(voice.locale, voice.zone, voice.now, rest, facts, words, voice.marked))


def needed(template: str) -> set[str]:
    """Return the names of the facts without which a template cannot be said."""
    return {name for part in _parts(template) if not part.optional for _, name, _ in part.pieces if name}


def render(sayings: Iterable[Saying], voice: Voice) -> Outgoing:
    """Put what is to be said in a turn into one message; the choices are those of the last saying that has some."""
    lines: list[str] = []
    options: tuple[Option, ...] = ()
    for saying in sayings:
        lines.append(say(saying.phrase, saying.facts, replace(voice, marked=True)))
        options = saying.options or options
    text, moments = unmark("\n".join(line for line in lines if line))
    return Outgoing(text=text, choices=choices(options, voice), moments=moments)


def choices(options: Iterable[Option], voice: Voice) -> tuple[Choice, ...]:
    """Put the labels of options into words."""
    return tuple(Choice(each.token, say(each.phrase, each.facts, voice)) for each in options)


def _sayings(value: Any, asked: times.Asked) -> str:
    """Write a fact that is itself several sayings, one after the other."""
    voice = Voice(
        locale=asked.locale,
        zone=asked.zone,
        now=asked.now,
        base_url=str(asked.facts.get("base_url", "")),
        marked=asked.marked,
    )
    return " ".join(say(each.phrase, each.facts, voice) for each in value)


FORMATS: Mapping[str, times.Format] = {
    **times.FORMATS,
    **people.FORMATS,
    **rules.FORMATS,
    "price": money.price,
    "prices": money.prices,
    "dates": series.dates,
    "priced": series.priced,
    "sayings": _sayings,
}
"""How facts are written, by the name after the colon in a phrase."""
