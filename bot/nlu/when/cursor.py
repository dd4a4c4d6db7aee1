"""Walking over marks: where the grammar stands, and what lies around."""

from bot.nlu.when.lexicon import Cat, Mark

NOTHING = Mark(Cat.BREAK, 0, "", (), 0, 0, glued=False, capital=False)
"""What lies before the first and after the last mark."""


_PADDING = [NOTHING] * 16
"""More than any parser looks ahead or behind. Behind the last mark it serves both: negative places count from the end."""


class Cursor:
    """A place in a list of marks. Parsers move it on success only."""

    __slots__ = ("_count", "_padded", "at", "depth")

    def __init__(self, marks: list[Mark]) -> None:
        """Stand before the first mark."""
        self._padded = marks + _PADDING
        self._count = len(marks)
        self.at = 0
        self.depth = 0

    def peek(self, ahead: int = 0) -> Mark:
        """Return the mark so far ahead (or behind, if negative)."""
        return self._padded[self.at + ahead]

    def cat(self, ahead: int = 0) -> Cat:
        """Return what the mark so far ahead does."""
        return self._padded[self.at + ahead].cat

    def skip(self, *cats: Cat) -> bool:
        """Step over one mark if it does one of these."""
        if self.at < self._count and self._padded[self.at].cat in cats:
            self.at += 1
            return True
        return False

    def put_off(self, start: int, end: int) -> None:
        """Move what stands between two places behind what has been read since, and stand before it."""
        put_off = self._padded[start:end]
        self._padded[start : self.at] = [*self._padded[end : self.at], *put_off]
        self.at -= len(put_off)

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return self.at >= self._count
