"""What the weights look at: words, their beginnings and neighbours, concepts in order, and what was said before."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

from bot.nlu.gist.concepts import UNKNOWN, concept_of, language_of
from bot.nlu.gist.spelling import plain_words

BUCKETS = 1 << 20
"""How many numbers there are for features; two features seldom share one."""

_LIGHT = frozenset({"the", "to", "of", "please", "and"})
"""Concepts that are left out where the order of the others is looked at."""

_MEANINGLESS = frozenset({UNKNOWN, "number", "the"})
_TIME = frozenset({"day", "clock", "number", "span", "next"})
_MOST_PAIRED = 7
_LONG = (1, 2, 3, 4, 6, 9, 14, 22, 40)
"""Lengths in words that are told apart."""


class Features(NamedTuple):
    """Names of features: those of the words' neighbours, those of what the words stand for and of the turn before."""

    words: Sequence[str]
    """The words themselves; `word_names` has the features of each."""
    lexical: list[str]
    general: list[str]
    language: str
    known: bool
    """Whether any word but numbers stands for something."""


def features_of(text: str, turn: str, own: str = "en") -> Features:
    """Return what is looked at in a text that was said after a turn of the bot; `own` is the speaker's language."""
    words = plain_words(text)
    language = language_of(words, own)
    senses = [concept_of(word, language) for word in words]
    lexical = [f"b {a} {b}" for a, b in pairwise(["^", *words, "$"])]
    general = _general(senses, turn, asks="?" in words)
    general += [f"t {turn} {word}" for word in dict.fromkeys(words[:12])]
    return Features(words, lexical, general, language, not _MEANINGLESS.issuperset(senses))


def _general(senses: Sequence[str], turn: str, *, asks: bool) -> list[str]:
    heavy = [s for s in senses if s not in _LIGHT]
    gappy = ["^", *merged(heavy), "$"]
    known = merged([s for s in heavy if s != UNKNOWN])
    edged = ["^", *known, "$"]
    single = dict.fromkeys(known)
    size, mark = f"n{sum([bound < len(senses) for bound in _LONG])}", "?" if asks else "."
    heads = [size, mark, size + mark]
    names = [f"c {s}" for s in single]
    names += [f"2 {a} {b}" for a, b in pairwise(edged)]
    names += [f"3 {a} {b} {c}" for a, b, c in zip(edged, edged[1:], edged[2:], strict=False)]
    names += [f"g {a} {b}" for a, b in pairwise(gappy)]
    names += [f"p {a} {b}" for a, b in _pairs(single)]
    names += [f"h {head}" for head in heads]
    names += [f"t {turn}", *[f"t {turn} h {head}" for head in heads]]
    names += [f"t {turn} c {s}" for s in single]
    names += [f"t {turn} 2 {a} {b}" for a, b in pairwise(["^", *known[:6], "$"])]
    names.append(f"1 {turn} {known[0] if known else UNKNOWN}")
    return names


def merged(senses: Iterable[str]) -> list[str]:
    """Return concepts in order, a stretch about time as one."""
    found: list[str] = []
    for sense in senses:
        name = "time" if sense in _TIME else sense
        if not found or found[-1] != name:
            found.append(name)
    return found


def _pairs(senses: Iterable[str]) -> list[tuple[str, str]]:
    few = sorted(list(senses)[:_MOST_PAIRED])
    return [(a, b) for i, a in enumerate(few) for b in few[i + 1 :]]


def word_names(word: str) -> list[str]:
    """Return the features of one word: itself and its pieces of three to five letters."""
    edged = f"<{word}>"
    pieces = {edged[i : i + n] for n in (3, 4, 5) for i in range(len(edged) - n + 1)}
    return [f"w {word}", *[f"x {piece}" for piece in sorted(pieces)]]


def row(name: str) -> int:
    """Return the number of a feature."""
    return crc32(name.encode()) % BUCKETS
