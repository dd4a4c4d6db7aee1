"""Phrases with gaps, matched in one pass over a message: how acts are found without a regex for each.

A pattern is words apart by spaces: `a|b` one of several, a trailing `?` may be missing, `*` up to four words of any
kind, `@` a stretch of words about time, `#` a number, `^` the start and `$` the end of what is being said; a pattern after `~` is weak: it yields
to any other that it overlaps.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

Label = TypeVar("Label")
_GAP = 4
_ANY_FIRST = "@#"


class Word(NamedTuple):
    """A word as patterns see it: lower case, no apostrophes; `@` for a stretch about time, `#` for a number."""

    low: str
    kind: str
    start: int


@dataclass(frozen=True, slots=True)
class Edges:
    """Words of a language after which something begins to be said, before which it ends, and which begin another clause."""

    openers: frozenset[str]
    closers: frozenset[str]
    joints: frozenset[str]

    def opens(self, words: Sequence[Word], i: int) -> bool:
        """Say whether something begins to be said with a word."""
        return i == 0 or words[i - 1].kind == "." or words[i - 1].low in self.openers

    def closes(self, words: Sequence[Word], i: int) -> bool:
        """Say whether what is said ends with a word."""
        return i + 1 == len(words) or words[i + 1].kind == "." or words[i + 1].low in self.closers


@dataclass(frozen=True, slots=True)
class Step:
    """One element of a pattern."""

    words: frozenset[str]
    optional: bool = False
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Pattern(Generic[Label]):
    """A compiled phrase and what it says."""

    steps: tuple[Step, ...]
    label: Label
    at_start: bool
    at_end: bool
    weak: bool
    plain: int
    """How many steps at the start are neither optional nor a gap."""
    second: frozenset[str] | None
    """What the second word must be; None if it may be any, or missing."""


class Hit(NamedTuple, Generic[Label]):
    """Where a pattern matched: word positions, half-open."""

    first: int
    after: int
    label: Label
    weak: bool


@dataclass(frozen=True, slots=True)
class Patterns(Generic[Label]):
    """Patterns by the words with which they can begin."""

    by_word: dict[str, list[Pattern[Label]]] = field(default_factory=dict)

    @classmethod
    def of(cls, phrases: Iterable[tuple[Label, str]]) -> "Patterns[Label]":
        """Compile labelled phrases."""
        made: Patterns[Label] = cls()
        for label, phrase in phrases:
            pattern = _compiled(label, phrase)
            for word in _firsts(pattern.steps):
                made.by_word.setdefault(word, []).append(pattern)
        return made

    def hits(self, words: Sequence[Word], edges: Edges) -> list[Hit[Label]]:
        """Return the longest matches that do not overlap, in order. Most patterns fall by the word after the first."""
        found: list[Hit[Label]] = []
        for i, word in enumerate(words):
            begun = self.by_word.get(word.low, [])
            if word.kind:
                begun = begun + self.by_word.get(word.kind, [])
            if not begun:
                continue
            following = words[i + 1] if i + 1 < len(words) else _NOTHING
            for pattern in begun:
                second = pattern.second
                if second is not None and following.low not in second and following.kind not in second:
                    continue
                if pattern.at_start and not edges.opens(words, i):
                    continue
                after = _match(pattern, words, i, edges)
                if after is not None:
                    found.append(Hit(i, after, pattern.label, pattern.weak))
        return _best(found)


_NOTHING = Word("", "", 0)
"""What stands behind the last word."""


def _best(found: list[Hit[Label]]) -> list[Hit[Label]]:
    if len(found) < 2:
        return found
    kept: list[Hit[Label]] = []
    taken: set[int] = set()
    for hit in sorted(found, key=lambda h: (h.weak, h.first - h.after, h.first)):
        places = range(hit.first, hit.after)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(hit)
    return sorted(kept, key=lambda h: h.first)


def _compiled(label: Label, phrase: str) -> Pattern[Label]:
    parts = phrase.split()
    while parts[-1] == "*":
        parts.pop()
    steps = tuple(_step(part) for part in parts if part not in ("^", "$", "~"))
    plain = next((k for k, step in enumerate(steps) if step.optional or step.gap), len(steps))
    second = steps[1].words if plain > 1 else None
    return Pattern(steps, label, "^" in parts[:2], parts[-1] == "$", parts[0] == "~", plain, second)


def _step(part: str) -> Step:
    if part == "*":
        return Step(frozenset(), gap=True)
    optional = part.endswith("?") and len(part) > 1
    return Step(frozenset(part.removesuffix("?").split("|")), optional=optional)


def _firsts(steps: Sequence[Step]) -> set[str]:
    words: set[str] = set()
    for step in steps:
        words |= step.words
        if not step.optional:
            break
    return words


def _match(pattern: Pattern[Label], words: Sequence[Word], first: int, edges: Edges) -> int | None:
    """Return where a match ends whose first two words stand at `first`."""
    plain = pattern.plain
    if len(words) - first < plain:
        return None
    for k in range(2, plain):
        word = words[first + k]
        if word.low not in pattern.steps[k].words and word.kind not in pattern.steps[k].words:
            return None
    reached = {first + plain}
    for step in pattern.steps[plain:]:
        reached = _advance(step, reached, words)
        if not reached:
            return None
    ends = [r for r in reached if not pattern.at_end or r == first or edges.closes(words, r - 1)]
    return max(ends) if ends else None


def _advance(step: Step, reached: set[int], words: Sequence[Word]) -> set[int]:
    if step.gap:
        return {r + k for r in reached for k in range(_GAP + 1) if r + k <= len(words)}
    moved = {
        r + 1
        for r in reached
        if r < len(words) and (words[r].low in step.words or words[r].kind in step.words)
    }
    return moved | reached if step.optional else moved
