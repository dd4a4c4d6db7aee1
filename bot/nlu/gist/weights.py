"""The learnt weights as they are kept in a file: a line of JSON, then a byte for each weight, row after row."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_ZERO = 128
"""The byte that stands for no weight."""

PATH = Path(__file__).with_name("weights.bin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Weights of each act by row, as bytes."""

    acts: tuple[str, ...]
    step: float
    """What one unit of a byte is worth."""
    heat: float
    """By what scores are divided so that chances come true as often as they say."""
    table: bytes

    @classmethod
    def read(cls, content: bytes) -> "Weights":
        """Read the content of a file; raise ValueError if it is cut off."""
        head, _, table = content.partition(b"\n")
        about = json.loads(head)
        if len(table) != about["rows"] * len(about["acts"]):
            raise ValueError("weights are cut off")
        return cls(acts=tuple(about["acts"]), step=about["step"], heat=about["heat"], table=table)

    def written(self) -> bytes:
        """Return the content of a file that `read` reads."""
        rows = len(self.table) // len(self.acts)
        about = {"acts": self.acts, "step": self.step, "heat": self.heat, "rows": rows}
        return json.dumps(about).encode() + b"\n" + self.table

    def summed(self, rows: Iterable[int]) -> list[int]:
        """Return the sum of some rows, in units of `step`."""
        width = len(self.acts)
        chosen = [self.table[row * width : row * width + width] for row in rows]
        return [sum(column) - _ZERO * len(chosen) for column in zip(*chosen, strict=True)] or [0] * width


def added(parts: Sequence[Sequence[int]]) -> list[int]:
    """Return the sums of several rows of sums."""
    return [sum(column) for column in zip(*parts, strict=True)]


@cache
def weights() -> Weights:
    """Return the weights that are shipped."""
    return Weights.read(PATH.read_bytes())
