"""Regular expressions that are tried only where a word stands without which they cannot match, and made when first tried."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Hinted:
    """A pattern that ignores case, and lower-case pieces of text one of which every match has."""

    source: str
    flags: int
    hints: tuple[str, ...]

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
        return any(map(text.lower().__contains__, self.hints))


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
        return any(map(text.lower().__contains__, self.hints))


def hinted(hints: str, pattern: str, flags: int = re.IGNORECASE) -> Hinted:
    """Return a pattern; the hints are apart by bars."""
    return Hinted(pattern, flags, tuple(hints.split("|")))


@cache
def _made(source: str, flags: int) -> re.Pattern[str]:
    return re.compile(source, flags)
