"""A place among the marks of a message, from which a word is told apart by its neighbours."""

from dataclasses import dataclass

from bot.nlu.when.cursor import NOTHING
from bot.nlu.when.lexicon import Mark


@dataclass(frozen=True, slots=True)
class Here:
    """A place in the marks: what was told before it, what comes after."""

    found: list[Mark]
    marks: list[Mark]
    i: int

    @property
    def mark(self) -> Mark:
        """The mark that stands here, not told apart yet."""
        return self.marks[self.i]

    def ahead(self, steps: int = 1) -> Mark:
        """Return the mark so many ahead, not told apart yet."""
        return self.marks[self.i + steps] if self.i + steps < len(self.marks) else NOTHING

    def back(self, steps: int = 1) -> Mark:
        """Return the mark so many before, told apart."""
        return self.found[-steps] if steps <= len(self.found) else NOTHING
