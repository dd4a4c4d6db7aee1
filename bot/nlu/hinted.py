"""Regular expressions that are tried only where a word stands without which they cannot match, and made when first tried."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache


@dataclass(frozen=True, slots=True)
class Hinted:
    """A pattern that ignores case, and lower-case pieces of text one of which every match has."""

    source: str
    flags: int
    hints: frozenset[str]

    @property
    def pattern(self) -> re.Pattern[str]:
        """The pattern itself."""
        return _made(self.source, self.flags)

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match in the text. Looking for the hints first costs a small part of a search."""
        return self.pattern.search(text) if self.may_match(text) else None

    def match(self, text: str) -> re.Match[str] | None:
        """Return the match at the start of the text."""
        return self.pattern.match(text) if self.may_match(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Return all matches in the text."""
        return self.pattern.finditer(text) if self.may_match(text) else iter(())

    def sub(self, put: str | Callable[[re.Match[str]], str], text: str) -> str:
        """Return the text with something else in the place of each match."""
        return self.pattern.sub(put, text) if self.may_match(text) else text

    def may_match(self, text: str) -> bool:
        """Say whether a hint stands in the text."""
        return not standing(text).isdisjoint(self.hints)

    def __post_init__(self) -> None:
        """All hints are known, so that a text is looked through for them once."""
        _note(self.hints)


_START = 3
"""Letters at the beginning of a piece by which it is found."""
_by_start: dict[str, set[str]] = {}
"""The longest words of all hints by their first letters; nothing is ever taken out."""
_by_piece: dict[str, set[str]] = {}
"""The hints that have such a word."""
_apart: set[str] = set()
"""The hints that are more than one word, or have a space at an end."""


def _note(hints: Iterable[str]) -> None:
    for hint in hints:
        piece = max(hint.split(), key=len)
        _by_start.setdefault(piece[:_START], set()).add(piece)
        _by_piece.setdefault(piece, set()).add(hint)
        if piece != hint:
            _apart.add(hint)
    _within.cache_clear()
    standing.cache_clear()


@lru_cache(maxsize=2)
def standing(text: str) -> frozenset[str]:
    """Return the hints, of all patterns, that stand in a text: many patterns ask for those of the same one."""
    low = text.lower()
    found = frozenset[str]().union(*map(_within, low.split()))
    apart = found & _apart
    return found.difference([hint for hint in apart if hint not in low]) if apart else found


@lru_cache(maxsize=8192)
def _within(word: str) -> frozenset[str]:
    """Return the hints that stand in a word, or whose longest word does: words are met again and again."""
    starts = {word[i : i + size] for size in range(1, _START + 1) for i in range(len(word) - size + 1)}
    pieces = [piece for start in starts for piece in _by_start.get(start, ()) if piece in word]
    return frozenset(hint for piece in pieces for hint in _by_piece[piece])


@dataclass(frozen=True, slots=True)
class Gate:
    """The hints of several patterns: where none of them stands, none of the patterns needs to be tried."""

    hints: tuple[str, ...]

    @classmethod
    def of(cls, *patterns: Hinted) -> "Gate":
        """Gather the hints, without those that have another one in them."""
        said = {hint for pattern in patterns for hint in pattern.hints}
        return cls(tuple(hint for hint in sorted(said) if not any(o in hint for o in said - {hint})))

    def opens(self, text: str) -> bool:
        """Say whether a hint stands in the text."""
        return not standing(text).isdisjoint(self.hints)


def hinted(hints: str, pattern: str, flags: int = re.IGNORECASE) -> Hinted:
    """Return a pattern; the hints are apart by bars."""
    return Hinted(pattern, flags, frozenset(hints.split("|")))


def telling(stems: Iterable[str], plain: Callable[[str], str]) -> Callable[[str], bool]:
    """Return what says whether a stem stands in a word of a text, spelled as `plain` does; words are met again and again."""
    sought = tuple(stems)

    @lru_cache(maxsize=4096)
    def tells(word: str) -> bool:
        return any(map(plain(word).__contains__, sought))

    return lambda text: any(map(tells, text.split()))


@cache
def _made(source: str, flags: int) -> re.Pattern[str]:
    return re.compile(source, flags)
