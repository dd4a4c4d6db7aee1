"""Walking over marks: where the grammar stands, and what lies around."""

from dataclasses import dataclass

from bot.nlu.when.lexicon import Cat, Mark

NOTHING = Mark(Cat.BREAK, 0, "", (), 0, 0, glued=False, capital=False)
"""What lies before the first and after the last mark."""


@dataclass(slots=True)
class Cursor:
    """A place in a list of marks. Parsers move it on success only."""

    marks: list[Mark]
    at: int = 0

    def peek(self, ahead: int = 0) -> Mark:
        """Return the mark so far ahead (or behind, if negative)."""
        i = self.at + ahead
        return self.marks[i] if 0 <= i < len(self.marks) else NOTHING

    def cat(self, ahead: int = 0) -> Cat:
        """Return what the mark so far ahead does."""
        return self.peek(ahead).cat

    def skip(self, *cats: Cat) -> bool:
        """Step over one mark if it does one of these."""
        if self.at < len(self.marks) and self.marks[self.at].cat in cats:
            self.at += 1
            return True
        return False

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return self.at >= len(self.marks)
