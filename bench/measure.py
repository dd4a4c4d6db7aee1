"""Timing, and the table of figures."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from statistics import fmean, quantiles
from time import perf_counter


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure beside its floor (the same with nothing of ours in it), both as texts."""

    what: str
    ours: str
    floor: str
    share: str
    """How much of the floor is reached, or what is added to it."""
    aim: str = ""


@dataclass(frozen=True, slots=True)
class Times:
    """Durations of the same thing done again and again, in seconds."""

    seconds: Sequence[float]

    @property
    def rate(self) -> float:
        """How many there are a second, one after the other."""
        return 1 / fmean(self.seconds)

    @property
    def p50(self) -> float:
        """Milliseconds under which half of them stay."""
        return quantiles(self.seconds, n=100, method="inclusive")[49] * 1000

    @property
    def p99(self) -> float:
        """Milliseconds under which 99 of 100 stay."""
        return quantiles(self.seconds, n=100, method="inclusive")[98] * 1000

    @property
    def micros(self) -> float:
        """Microseconds of one, on average."""
        return fmean(self.seconds) * 1e6

    @property
    def words(self) -> str:
        """All three figures as a text."""
        return f"{self.rate:,.0f}/s, p50 {self.p50:.1f} ms, p99 {self.p99:.1f} ms"


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    """Return the seconds that something takes."""
    began = perf_counter()
    await work()
    return perf_counter() - began


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as a Markdown table."""
    rows = [(f.what, f.ours, f.floor, f.share, f.aim) for f in figures]
    head = ("what", "Parley", "floor", "of it", "aim")
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
