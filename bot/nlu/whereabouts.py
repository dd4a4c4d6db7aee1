"""Where people say to be now, which tells by which clock they mean their times: “I'm in Lisbon, 10 my time”."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from bot.nlu.fragments import zone_at
from bot.nlu.hinted import Hinted
from bot.understood import Hearing

_FILE = (Path(__file__).parent / "languages" / "whereabouts").with_suffix(".toml")
_MOST_FILLERS = 3


def whereabouts(text: str) -> str | None:
    """Return the zone of the place where somebody says to be now; None if they name none, or are there only then ("next week")."""
    for found in _leads().finditer(text):
        zone, end = zone_at(text[found.end() :])
        if zone and _after().match(text, found.end() + end):
            return zone
    return None


def where_they_are(text: str, hearing: Hearing) -> Hearing:
    """Let the times of an invitee who says where they are be meant by the clock of that place."""
    zone = None if hearing.is_host else whereabouts(text)
    return replace(hearing, zone=zone) if zone else hearing


@cache
def _words() -> Mapping[str, list[str]]:
    """All languages' words by what they do, the longest first."""
    languages = tomllib.loads(_FILE.read_text(encoding="utf-8")).values()
    kinds = {kind for said in languages for kind in said}
    found = {kind: {word for said in languages for word in said[kind].split("|")} for kind in kinds}
    return {kind: sorted(words, key=len, reverse=True) for kind, words in found.items()}


def _any_of(kind: str) -> str:
    return "|".join(map(re.escape, _words()[kind]))


@cache
def _leads() -> Hinted:
    fillers = rf"(?:\s+(?:{_any_of('filler')})(?![\w']))"
    return Hinted(
        rf"(?<![\w'])(?:{_any_of('leads')})(?![\w']){fillers}{{0,{_MOST_FILLERS}}}\s+(?=\w)",
        re.IGNORECASE,
        frozenset(_words()["leads"]),
    )


@cache
def _after() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:[,.;:!?)(-]|$|(?:{_any_of('after')})(?![\w']))", re.IGNORECASE)
