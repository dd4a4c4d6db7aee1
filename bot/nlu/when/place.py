"""A place among marks: what was decided before it, and what comes."""

from typing import NamedTuple

from bot.nlu.when.cursor import NOTHING
from bot.nlu.when.lexicon import Mark


class Place(NamedTuple):
    """Where a mark stands: what was decided before it, and all marks."""

    found: list[Mark]
    marks: list[Mark]
    i: int

    def back(self, steps: int = 1) -> Mark:
        """Return the mark so many before, as decided."""
        return self.found[-steps] if steps <= len(self.found) else NOTHING

    def ahead(self, steps: int = 1) -> Mark:
        """Return the mark so many ahead, not decided yet."""
        return self.marks[self.i + steps] if self.i + steps < len(self.marks) else NOTHING
