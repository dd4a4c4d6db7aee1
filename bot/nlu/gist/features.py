"""What the weights look at: words, their beginnings and neighbours, concepts in order, and what was said before."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple
from zlib import crc32

from bot.nlu.gist.concepts import UNKNOWN, concept_of, language_of
from bot.nlu.gist.spelling import plain_words

BUCKETS = 1 << 20
"""How many numbers there are for features; two features seldom share one."""

_LIGHT = frozenset({"the", "to", "of", "please", "and"})
"""Concepts that are left out where the order of the others is looked at."""

_MEANINGLESS = frozenset({UNKNOWN, "number", "the"})
_AS_TIME = dict.fromkeys(("day", "clock", "number", "span", "next"), "time")
_MOST_PAIRED = 7
_MOST_ORDERED = 6
"""Concepts whose order is looked at together with the turn before."""

_LONG = (1, 2, 3, 4, 6, 9, 14, 22, 40)
"""Lengths in words that are told apart."""


Group = tuple[str, ...]
"""Features that are looked at together: their kind, and what they are made of. `names_of` gives their names."""


class Features(NamedTuple):
    """What is looked at in a text: its words, their neighbours, and groups of what they stand for and of the turn before."""

    words: Sequence[str]
    """The words themselves; `word_names` has the features of each."""
    lexical: list[str]
    general: list[Group]
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
    general += [("t", turn, word) for word in dict.fromkeys(words[:12])]
    return Features(words, lexical, general, language, not _MEANINGLESS.issuperset(senses))


def _general(senses: Sequence[str], turn: str, *, asks: bool) -> list[Group]:
    heavy = [s for s in senses if s not in _LIGHT]
    gappy, known = merged(heavy), merged([s for s in heavy if s != UNKNOWN])
    single, edged = dict.fromkeys(known), ["^", *known, "$"]
    groups: list[Group] = [("h", turn, str(bisect_left(_LONG, len(senses))), "?" if asks else ".")]
    groups += [("c", turn, s) for s in single]
    if len(known) > _MOST_ORDERED:
        groups += [("2", a, b) for a, b in pairwise(edged)]
        groups += [("t2", turn, a, b) for a, b in pairwise(["^", *known[:_MOST_ORDERED], "$"])]
    else:
        groups += [("2+", turn, a, b) for a, b in pairwise(edged)]
    groups += [("3", a, b, c) for a, b, c in zip(edged, edged[1:], edged[2:], strict=False)]
    groups += [("g", a, b) for a, b in pairwise(["^", *gappy, "$"])]
    groups += [("p", a, b) for a, b in combinations(sorted(list(single)[:_MOST_PAIRED]), 2)]
    groups.append(("1", turn, known[0] if known else UNKNOWN))
    return groups


def names_of(group: Group) -> list[str]:
    """Return the names of the features of a group."""
    kind, *parts = group
    match kind, parts:
        case "h", [turn, size, mark]:
            heads = (f"h n{size}", f"h {mark}", f"h n{size}{mark}")
            return [*heads, f"t {turn}", *(f"t {turn} {head}" for head in heads)]
        case "c", [turn, sense]:
            return [f"c {sense}", f"t {turn} c {sense}"]
        case "2+", [turn, a, b]:
            return [f"2 {a} {b}", f"t {turn} 2 {a} {b}"]
        case "t2", [turn, a, b]:
            return [f"t {turn} 2 {a} {b}"]
        case _:
            return [" ".join(group)]


def merged(senses: Iterable[str]) -> list[str]:
    """Return concepts in order, a stretch about time as one."""
    names: list[str] = []
    for sense in senses:
        name = _AS_TIME.get(sense, sense)
        if not names or names[-1] != name:
            names.append(name)
    return names


def word_names(word: str) -> list[str]:
    """Return the features of one word: itself and its pieces of three to five letters."""
    edged = f"<{word}>"
    pieces = {edged[i : i + n] for n in (3, 4, 5) for i in range(len(edged) - n + 1)}
    return [f"w {word}", *[f"x {piece}" for piece in sorted(pieces)]]


def row(name: str) -> int:
    """Return the number of a feature."""
    return crc32(name.encode()) % BUCKETS
