"""What the weights look at: words, their beginnings and neighbours, concepts in order, and what was said before."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from bot.nlu.gist.concepts import UNKNOWN, concept_of, language_of
from bot.nlu.gist.spelling import plain_words

BUCKETS = 1 << 20
"""How many numbers there are for features; two features seldom share one."""

_LIGHT = frozenset({"the", "to", "of", "please", "and"})
"""Concepts that are left out where the order of the others is looked at."""

_TIME = frozenset({"day", "clock", "number", "span", "next"})
_MOST_PAIRED = 7
_LONG = (1, 2, 3, 4, 6, 9, 14, 22, 40)
"""Lengths in words that are told apart."""


class Features(NamedTuple):
    """Numbers of features: those of the words themselves, those of what they stand for, those of the turn before."""

    words: tuple[str, ...]
    lexical: list[int]
    general: list[int]
    language: str
    known: bool
    """Whether any word but numbers stands for something."""


def features_of(text: str, turn: str, own: str = "en") -> Features:
    """Return what is looked at in a text that was said after a turn of the bot; `own` is the speaker's language."""
    words = plain_words(text)
    language = language_of(words, own)
    senses = [concept_of(word, language) for word in words]
    lexical = list(_bigrams("b", words))
    general = _general(senses, turn, asks="?" in words)
    general += [row(f"t {turn} {word}") for word in dict.fromkeys(words[:12])]
    known = any(sense not in (UNKNOWN, "number", "the") for sense in senses)
    return Features(tuple(words), lexical, general, language, known)


def _general(senses: Sequence[str], turn: str, *, asks: bool) -> list[int]:
    known = merged([s for s in senses if s not in _LIGHT and s != UNKNOWN])
    gappy = merged([s for s in senses if s not in _LIGHT])
    size = f"n{sum(1 for bound in _LONG if bound < len(senses))}"
    heads = [size, "?" if asks else ".", f"{size}{'?' if asks else '.'}"]
    names = [f"c {s}" for s in dict.fromkeys(known)]
    names += [f"2 {pair}" for pair in _joined(known, 2)]
    names += [f"3 {three}" for three in _joined(known, 3)]
    names += [f"g {pair}" for pair in _joined(gappy, 2)]
    names += [f"p {pair}" for pair in _pairs(known)]
    names += [f"h {head}" for head in heads]
    names += [f"t {turn}", *(f"t {turn} h {head}" for head in heads)]
    names += [f"t {turn} c {s}" for s in dict.fromkeys(known)]
    names += [f"t {turn} 2 {pair}" for pair in _joined(known[:6], 2)]
    names.append(f"1 {turn} {known[0] if known else UNKNOWN}")
    return [row(name) for name in names]


def merged(senses: Iterable[str]) -> list[str]:
    """Return concepts in order, a stretch about time as one."""
    found: list[str] = []
    for sense in senses:
        name = "time" if sense in _TIME else sense
        if not found or found[-1] != name:
            found.append(name)
    return found


def _joined(names: Sequence[str], size: int) -> list[str]:
    edged = ["^", *names, "$"]
    return [" ".join(edged[i : i + size]) for i in range(len(edged) - size + 1)]


def _pairs(senses: Sequence[str]) -> list[str]:
    few = sorted(set(list(dict.fromkeys(senses))[:_MOST_PAIRED]))
    return [f"{a} {b}" for i, a in enumerate(few) for b in few[i + 1 :]]


def _bigrams(kind: str, words: Sequence[str]) -> list[int]:
    return [row(f"{kind} {pair}") for pair in _joined(words, 2)]


@lru_cache(maxsize=16384)
def word_rows(word: str) -> tuple[int, ...]:
    """Return the features of one word: itself and its pieces of three to five letters."""
    edged = f"<{word}>"
    pieces = {edged[i : i + n] for n in (3, 4, 5) for i in range(len(edged) - n + 1)}
    return (row(f"w {word}"), *(row(f"x {piece}") for piece in sorted(pieces)))


def row(name: str) -> int:
    """Return the number of a feature."""
    return crc32(name.encode()) % BUCKETS
