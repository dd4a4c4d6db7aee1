"""Cut a message into tokens: words, numbers, clock times, dates, and what only looks like them."""

import re
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from itertools import islice
from typing import NamedTuple

from bot.nlu.when.direct import direct


@direct
class Kind(StrEnum):
    """What a token looks like."""

    WORD = "word"
    NUMBER = "number"
    ORDINAL = "ordinal"
    CLOCK = "clock"
    HOURS = "hours"
    """"15h", "1h30": a clock time or a duration."""
    ISO = "iso"
    DATE = "date"
    """Day and month in either order, perhaps with a year."""
    DOTTED = "dotted"
    """"3.30" or "24.11": a clock time or a date."""
    OPAQUE = "opaque"
    """Addresses, links, prices, phone numbers: never time."""
    SYMBOL = "symbol"


class Token(NamedTuple):
    """A piece of a message: its lower-case text, place and numbers."""

    kind: Kind
    low: str
    start: int
    end: int
    nums: tuple[int, ...]
    glued: bool
    """No space between it and the token before."""
    capital: bool


_ADDRESSES = r"""
        [\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5} | (?:https?://|www\.)\S{1,500} | @[a-z][\w-]{1,62} |"""
_SIGNS_OF_ADDRESSES = ("@", "://", "www.")
"""One of them stands in every address."""

_WORD = r"(?P<word>(?-i:[^\W\d_]+(?:'[^\W\d_]+)*))"
_OTHERS = r"""
        [$€£¥]\ ?\d{1,9}(?:[.,]\d{1,3}){0,3} | (?!1°)\d{1,9}(?:[.,]\d{1,2})?\ ?(?:[$€£¥%°]|(?:usd|eur|euros?|dollars?|bucks|pounds)\b)
      | \+\d[\d\ ()-]{6,18}\d | \b0\d(?:[\ .-]\d{2}){4}\b | \(?\d{3}\)?[-.\ ]\d{3}[-.\ ]\d{4}\b | \b0\d{2,4}[\ /-]\d{5,9}\b | \#\d{1,9} | \d{1,3}(?:\.\d{1,3}){3,5}(?![\d.])
      | \d{4}-\d{1,2}-\d{1,2}\.[a-z]\w{1,4}\b )
  | (?P<iso>\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)(?:t(?=\d))?)
  | (?P<date>(?<!\d{3}-)\d{1,2}(?P<sep>[./-])\ ?\d{1,2}(?P=sep)(?:\d{4}|\d{2}|\ (?:19|20)\d{2}(?!-\d))(?![\d:])
      | (?<!\d/)\d{1,2}/\d{1,2}(?![\d/:]|,\d) | \d{1,2}\.\ ?(?:0?[1-9]|1[0-2])\.(?!\d))
  | (?P<clock>\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?!\d))
  | (?P<hours>\d{1,2}\ ?h(?:\ ?\d{2}(?:\ ?m(?:in)?(?:\ ?\d{2}\ ?s?)?)?)?(?![\w]))
  | (?P<dotted>\d{1,2}\.\d{2}(?!\d))
  | (?P<ordinal>\d{1,3}(?:st|nd|rd|th|s?te[nrsm]?)\b)
  | (?P<number>\d{1,18}(?:[.,]\d{1,3}(?!\d))?)
"""
_SYMBOL = r"(?P<symbol>[^\s])"
_FLAGS = re.VERBOSE | re.IGNORECASE
_PLAIN = re.compile(rf"\s*+(?:{_WORD} | (?P<opaque>{_OTHERS} | {_SYMBOL})", _FLAGS)
"""Where no address stands, what begins with a letter is a word; that is seen first."""

_ANY = re.compile(rf"\s*+(?:(?P<opaque>{_ADDRESSES}{_OTHERS} | {_WORD} | {_SYMBOL})", _FLAGS)
MOST_TOKENS = 1000
"""Tokens of a message that are read: more than the longest message of ordinary words has."""

_DIGITS = re.compile(r"\d+")
_WITHOUT_NUMBERS = {Kind.WORD, Kind.SYMBOL, Kind.OPAQUE}
_KINDS: dict[str | None, Kind] = {kind.value: kind for kind in Kind.__members__.values()}
_token: Callable[[tuple[Kind, str, int, int, tuple[int, ...], bool, bool]], Token] = partial(
    tuple.__new__, Token
)
"""Makes a token of its fields at half the cost of `Token(…)`."""


def tokenize(text: str) -> list[Token]:
    """Cut the text into tokens, in one pass; what comes after very many is left out."""
    tokens: list[Token] = []
    last = -1
    low = text.lower()
    pattern = _ANY if any(map(low.__contains__, _SIGNS_OF_ADDRESSES)) else _PLAIN
    for match in islice(pattern.finditer(text.rstrip()), MOST_TOKENS):
        name = match.lastgroup
        start, end = match.span(name or 0)
        found, kind = text[start:end], _KINDS[name]
        nums: tuple[int, ...] = () if kind in _WITHOUT_NUMBERS else tuple(map(int, _DIGITS.findall(found)))
        tokens.append(_token((kind, found.lower(), start, end, nums, start == last, found[0].isupper())))
        last = end
    return tokens
