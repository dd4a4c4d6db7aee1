"""How sentences about several people are matched: whole sentences, polite or not, as regular expressions."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.nlu.hinted import Hinted, hinted, standing
from bot.together import Together
from bot.understood import Understood

_POLITE = (
    r"\W*(?:(?:please|ok|okay|yes|now|hi|hello|hey|and|then|also|so|well|actually|no(?=,)|never mind|nevermind|can you|could you|would you|can we|could we|can i|"
    r"could i|may i|shall we|i'd like to|i would like to|i want to|i need to|we want to|let's|lets|let us|tell me|show me)\b\W*)*"
)
_END = r"(?:,? (?:please|yet|so far|now|again|thanks|thank you|from now on|too))*\W*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A host's message, and the titles and codes of event types that exist."""

    found: Understood
    titles: tuple[str, ...]

    @property
    def text(self) -> str:
        """The message."""
        return self.found.text


Make = Callable[[Heard, re.Match[str]], Together | None]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A way of saying something, and what it means."""

    pattern: Hinted
    make: Make


def sentence(hints: str, pattern: str, make: Make) -> Sentence:
    """Match a whole message that has one of the hints, with or without courtesies around it."""
    return anywhere(hints, rf"^{_POLITE}(?:{pattern}){_END}$", make)


def anywhere(hints: str, pattern: str, make: Make) -> Sentence:
    """Match in the midst of a message that has one of the hints."""
    return Sentence(hinted(hints, pattern, re.IGNORECASE | re.DOTALL), make)


class Sentences:
    """Ways of saying something, tried one after the other where one of their hints stands."""

    def __init__(self, *sentences: Sentence) -> None:
        """All hints are gathered, so that each is looked for once in a message."""
        self.all = sentences
        self._hints = frozenset(hint for each in sentences for hint in each.pattern.hints)

    def first(self, heard: Heard) -> Together | None:
        """Return what the first sentence that fits says."""
        found = standing(heard.text)
        for each in () if found.isdisjoint(self._hints) else self.all:
            match = None if found.isdisjoint(each.pattern.hints) else each.pattern.pattern.search(heard.text)
            made = each.make(heard, match) if match else None
            if made is not None:
                return made
        return None


def part(match: re.Match[str], *names: str) -> str:
    """Return the first of the named groups that matched, empty if none did."""
    found = match.groupdict()
    return next((found[name].strip() for name in names if found.get(name)), "")
