"""Words as they are compared: lower case, without diacritics; scripts without spaces in letters and pairs of letters."""

import re
import unicodedata
from functools import lru_cache
from itertools import chain, islice

_PIECE = re.compile(r"\d{1,18}|[\u3040-\u30ff\u3400-\u9fff]+|[^\W\d_]+(?:'[^\W\d_]+)*|\?|[^\w\s,.;:!()\"'-]")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_GAP = re.compile(r"[ ](?<=[\u3040-\u30ff\u3400-\u9fff][ ])[ ]*(?=[\u3040-\u30ff\u3400-\u9fff])")
"""Spaces between such letters. A space is looked for first, as that is quick."""

_ENGLISH_ENDS = frozenset({"t", "s", "m", "re", "ve", "ll", "d"})
MOST_WORDS = 160
"""Words of a message that are looked at; a long mail says at its beginning what it wants."""


def plain_words(text: str) -> list[str]:
    """Return the words, numbers and pictures of a text, as they are compared."""
    text = text[: MOST_WORDS * 8]
    pieces = _PIECE.findall(text if text.isascii() else _GAP.sub("", text))
    return list(islice(chain.from_iterable(map(_pieces, pieces)), MOST_WORDS))


def plain_start(word: str) -> str:
    """Return one word as it is compared; of a script without spaces its first two letters, as a message is cut into pairs."""
    return next((piece for piece in _pieces(word) if len(piece) > 1), "".join(_pieces(word)))


@lru_cache(maxsize=8192)
def _pieces(piece: str) -> tuple[str, ...]:
    low = "".join(c for c in unicodedata.normalize("NFKD", piece.lower()) if not unicodedata.combining(c))
    if _UNSPACED.match(low):
        return (*low, *(low[i : i + 2] for i in range(len(low) - 1)))
    before, apostrophe, after = low.partition("'")
    if not apostrophe:
        return (low,)
    return (before + after,) if after in _ENGLISH_ENDS else (before, after.replace("'", ""))
