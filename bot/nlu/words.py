"""A message as patterns see it: words without apostrophes, stretches about time and numbers as one kind."""

import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

from bot.nlu.patterns import Edges, Word
from bot.nlu.when.tokens import Kind, Token

_OPENERS = frozenset({
    "and", "but", "so", "then", "also", "please", "ok", "okay", "yes", "no", "hi", "hello", "sorry", "actually",
    "well", "oh", "um", "hey", "thanks", "yeah", "great", "good", "sure", "or", "though", "if", "uh", "hmm", "just",
    "can", "could", "would", "will", "you", "like", "to", "i", "want", "need", "id", "must", "ill",
})  # fmt: skip
_CLOSERS = frozenset({
    "and", "but", "please", "thanks", "then", "or", "thank", "pls", "now", "so", "for", "if", "because", "though",
})  # fmt: skip


ENGLISH = Edges(_OPENERS, _CLOSERS, frozenset({"but", "also", "then", "plus"}))


def words_of(tokens: Iterable[Token], spans: Iterable[tuple[int, int]]) -> list[Word]:
    """Return the words; everything in a stretch about time becomes one `@`."""
    return _words(tokens, spans, _without_apostrophes)


def folded_words(tokens: Iterable[Token], spans: Iterable[tuple[int, int]] = ()) -> list[Word]:
    """Return the words without diacritics, and without signs that do not count, as further languages are compared."""
    return _words([token for token in tokens if token.low not in _SILENT], spans, _folded)


_SILENT = frozenset({"-", "\u00bf", "\u00a1"})
"""Signs that are not looked at: hyphens, and what opens a Spanish question."""


def _words(
    tokens: Iterable[Token], spans: Iterable[tuple[int, int]], spell: Callable[[str], str]
) -> list[Word]:
    runs = sorted(spans)
    if not runs:
        return [
            Word(spell(each.low) if each.kind is _WORD else each.low, _KINDS.get(each.kind, ""), each.start)
            for each in tokens
        ]
    words: list[Word] = []
    run = 0
    for token in tokens:
        kind, low, start = token[:3]
        while run < len(runs) and start >= runs[run][1]:
            run += 1
        inside = run < len(runs) and start >= runs[run][0]
        if inside and words and words[-1].kind == "@" and words[-1].start >= runs[run][0]:
            continue
        words.append(
            Word(spell(low) if kind is _WORD else low, "@" if inside else _KINDS.get(kind, ""), start)
        )
    return words


_WORD = Kind.WORD
_KINDS = {Kind.NUMBER: "#", Kind.SYMBOL: "."}


def _without_apostrophes(word: str) -> str:
    return word.replace("'", "")


def folded(text: str) -> str:
    """Return a text in lower case without diacritics and apostrophes."""
    letters = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in letters if not unicodedata.combining(c) and c not in "'\u2019")


@lru_cache(maxsize=8192)
def _folded(word: str) -> str:
    """Words are met again and again."""
    return folded(word)
