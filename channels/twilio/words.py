"""Words that networks of telephones reserve: to be silent, to speak again. Data in `words.toml`."""

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

CARRIER = "carrier"
ANY = "any"


class Ask(StrEnum):
    """What a reserved word asks for."""

    STOP = "stop"
    START = "start"


@dataclass(frozen=True, slots=True)
class Reserved:
    """A reserved word: what it asks for, and the language it is of (empty if of none)."""

    ask: Ask
    language: str


def reserved(text: str, *, by_carrier: bool) -> Reserved | None:
    """Return what a whole message asks for if it is a reserved word; `by_carrier` where the carrier acts on some of them itself."""
    words = _words(by_carrier=by_carrier)
    return words.get(_bare(text))


def _bare(text: str) -> str:
    """Return a message in small letters, without accents, and without marks around it."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(each for each in letters if not unicodedata.combining(each))
    return " ".join(kept.strip(" \t\r\n.!?\"'“”„«»").split())


@lru_cache(maxsize=2)
def _words(*, by_carrier: bool) -> Mapping[str, Reserved]:
    data = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    return {
        word: Reserved(ask, "" if group in (CARRIER, ANY) else group)
        for ask in reversed(Ask)
        for group, words in _groups(data[ask.value], by_carrier=by_carrier)
        for word in words
    }


def _groups(table: Mapping[str, list[str]], *, by_carrier: bool) -> Iterable[tuple[str, list[str]]]:
    return [(group, words) for group, words in table.items() if by_carrier or group != CARRIER]
