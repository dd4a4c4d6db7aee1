"""Regular expressions that are tried only where a word stands without which they cannot match."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hinted:
    """A pattern that ignores case, and lower-case pieces of text one of which every match has."""

    pattern: re.Pattern[str]
    hints: tuple[str, ...]

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match in the text. Looking for the hints first costs a small part of a search."""
        return self.pattern.search(text) if self.may_match(text) else None

    def may_match(self, text: str) -> bool:
        """Say whether a hint stands in the text."""
        low = text.lower()
        for hint in self.hints:  # noqa: SIM110 - a generator costs more than what it saves
            if hint in low:
                return True
        return False


def hinted(hints: str, pattern: str, flags: int = re.IGNORECASE) -> Hinted:
    """Compile a pattern; the hints are apart by bars."""
    return Hinted(re.compile(pattern, flags), tuple(hints.split("|")))
