"""How words are written: without diacritics, with a letter left out, with a word that leans on the next."""

import unicodedata
from collections.abc import Iterator

from bot.nlu.when.tokens import Kind, Token


def parted(tokens: list[Token], elided: frozenset[str]) -> list[Token]:
    """Return the tokens with elided words apart from what they lean on: "l'après", "dell'8" as two each."""
    if not elided or not any("'" in token.low for token in tokens):
        return tokens
    apart: list[Token] = []
    for token in tokens:
        if token.low == "'" and token.glued and apart and apart[-1].low in elided:
            apart[-1] = apart[-1]._replace(low=apart[-1].low + "'", end=token.end)
        elif token.kind is Kind.WORD and "'" in token.low:
            apart += _leaning(token, elided)
        else:
            after_head = token.glued and bool(apart) and apart[-1].low.endswith("'")
            apart.append(token._replace(glued=False) if after_head else token)
    return apart


def _leaning(token: Token, elided: frozenset[str]) -> list[Token]:
    head, _, rest = token.low.partition("'")
    if head not in elided:
        return [token]
    middle = token.start + len(head) + 1
    first = token._replace(low=head + "'", end=middle)
    return [first, *_leaning(token._replace(low=rest, start=middle, glued=False, capital=False), elided)]


def folded(word: str) -> str:
    """Return a word without diacritics: "mañana" as "manana"."""
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe"})


def spellings(key: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Return a phrase as it is, without diacritics, and with the letters that stand for them."""
    yield key
    if all(map(str.isascii, key)):
        return
    yield tuple(map(folded, key))
    yield tuple(word.translate(_LETTERS) for word in key)


def without_one(word: str) -> list[str]:
    """Return a word with each of its letters left out in turn."""
    return [word[:i] + word[i + 1 :] for i in range(len(word))]


def shapes(word: str) -> list[str]:
    """Return a word, and with each of its letters left out."""
    return [word, *without_one(word)]
