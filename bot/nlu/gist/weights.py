"""The learnt weights as they are kept in a file: a line of JSON, the numbers of the features, a byte for each weight."""

import json
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from struct import unpack

_ZERO = 128
"""The byte that stands for no weight."""

_NUMBER = "I"
_NUMBER_BYTES = 4
_LANE = 4
"""Bytes in which one byte of each of very many rows is added up."""

PATH = Path(__file__).with_name("weights.bin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Weights of each act for the features that have any, as rows of bytes."""

    acts: tuple[str, ...]
    step: float
    """What one unit of a byte is worth."""
    heat: float
    """By what scores are divided so that chances come true as often as they say."""
    rows: Mapping[int, bytes]

    @classmethod
    def read(cls, content: bytes) -> "Weights":
        """Read the content of a file; raise ValueError if it is cut off."""
        head, _, rest = content.partition(b"\n")
        about = json.loads(head)
        width, many = len(about["acts"]), about["rows"]
        if len(rest) != many * (_NUMBER_BYTES + width):
            raise ValueError("weights are cut off")
        numbers = _numbers(rest[: many * _NUMBER_BYTES])
        table = rest[many * _NUMBER_BYTES :]
        rows = {number: table[i * width : i * width + width] for i, number in enumerate(numbers)}
        return cls(acts=tuple(about["acts"]), step=about["step"], heat=about["heat"], rows=rows)

    def written(self) -> bytes:
        """Return the content of a file that `read` reads."""
        about = {"acts": self.acts, "step": self.step, "heat": self.heat, "rows": len(self.rows)}
        numbers = _in_order(array(_NUMBER, self.rows)).tobytes()
        return json.dumps(about).encode() + b"\n" + numbers + b"".join(self.rows.values())

    def summed(self, features: Iterable[int]) -> list[int]:
        """Return the sum of the weights of some features, in units of `step`."""
        chosen = [row for each in features if (row := self.rows.get(each))]
        whole = sum(map(_lanes, chosen)).to_bytes(len(self.acts) * _LANE, "little")
        nothing = _ZERO * len(chosen)
        return [lane - nothing for lane in unpack(f"<{len(self.acts)}I", whole)]


@lru_cache(maxsize=16384)
def _lanes(row: bytes) -> int:
    """Return a row as one number with room between its bytes, so that adding two adds each pair of them."""
    lanes = bytearray(len(row) * _LANE)
    lanes[::_LANE] = row
    return int.from_bytes(lanes, "little")


def _numbers(content: bytes) -> "array[int]":
    numbers = array(_NUMBER)
    numbers.frombytes(content)
    return _in_order(numbers)


def _in_order(numbers: "array[int]") -> "array[int]":
    """Numbers are kept with their smallest byte first, on any machine."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def added(parts: Sequence[Sequence[int]]) -> list[int]:
    """Return the sums of several rows of sums."""
    return [sum(column) for column in zip(*parts, strict=True)]


@cache
def weights() -> Weights:
    """Return the weights that are shipped."""
    return Weights.read(PATH.read_bytes())
