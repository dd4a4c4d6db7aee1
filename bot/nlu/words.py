"""A message as patterns see it: words without apostrophes, stretches about time and numbers as one kind."""

import sys
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache, partial

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
    words: list[Word] = []
    runs = iter(sorted(spans))
    begins, ends = next(runs, _NEVER)
    entered = -1
    for kind, low, start, _, _, _, _ in tokens:
        while start >= ends:
            begins, ends = next(runs, _NEVER)
        if start < begins:
            words.append(
                _word((spell(low), "", start) if kind is _WORD else (low, _KINDS.get(kind, ""), start))
            )
        elif entered != begins:
            entered = begins
            words.append(_word((spell(low) if kind is _WORD else low, "@", start)))
    return words


_WORD = Kind.WORD
_KINDS = {Kind.NUMBER: "#", Kind.SYMBOL: "."}
_NEVER = (sys.maxsize, sys.maxsize)
_word: Callable[[tuple[str, str, int]], Word] = partial(tuple.__new__, Word)
"""Makes a word of its fields at half the cost of `Word(…)`: many are made."""


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
