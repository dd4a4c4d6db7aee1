"""The learnt weights as they are kept in a file: a line of JSON; packed, the features' numbers and a byte for each weight."""

import json
import sys
import zlib
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from struct import unpack

_ZERO = 128
"""The byte that stands for no weight."""

_NUMBER = "I"
_NUMBER_BYTES = 4
_LANE = 4
"""Bytes in which one byte of each of very many rows is added up."""

_REACH = 4.0
"""By how much sums are multiplied before they are divided by the root of their length."""

_MIDDLE = 1 << 31
"""Added to a lane before it is read, so that it is positive."""

STRANGE = 0.2
"""Added to the score of what is out of scope: to ask back once too often is better than to take a stranger's wish for ours."""

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
        head, _, packed = content.partition(b"\n")
        about, rest = json.loads(head), _unpacked(packed)
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
        packed = zlib.compress(numbers + b"".join(self.rows.values()), 9)
        return json.dumps(about).encode() + b"\n" + packed

    def lanes(self) -> dict[int, int]:
        """Return the weights of each feature as one number, which has room for each so that adding two adds them all.

        One more lane, the last, counts the features.
        """
        many = len(self.acts)
        about = self.unknown - sum(_ZERO << 8 * _LANE * i for i in range(many))
        lanes = bytearray(many * _LANE)
        found: dict[int, int] = {}
        for feature, row in self.rows.items():
            lanes[::_LANE] = row
            found[feature] = int.from_bytes(lanes, "little") + about
        return found

    @property
    def unknown(self) -> int:
        """The lanes of a feature that has no weights: it is counted."""
        return 1 << 8 * _LANE * len(self.acts)

    def scores(self, lanes: int) -> list[float]:
        """Return the score of each act from the sum of the lanes of all features."""
        many = len(self.acts)
        whole = (lanes + _middles(many)).to_bytes((many + 1) * _LANE, "little")
        *sums, features = unpack(f"<{many + 1}I", whole)
        size = _REACH * self.step / self.heat / features**0.5
        found = [(lane - _MIDDLE) * size for lane in sums]
        if (strange := strange_of(self.acts)) >= 0:
            found[strange] += STRANGE
        return found


def _unpacked(packed: bytes) -> bytes:
    try:
        return zlib.decompress(packed)
    except zlib.error as error:
        raise ValueError("weights are cut off") from error


@cache
def strange_of(acts: tuple[str, ...]) -> int:
    """Return the place of what is out of scope among acts, -1 if it is not among them."""
    return acts.index("out_of_scope") if "out_of_scope" in acts else -1


@cache
def _middles(many: int) -> int:
    """Return so many lanes in the middle of what they hold."""
    return sum(_MIDDLE << 8 * _LANE * i for i in range(many))


def _numbers(content: bytes) -> "array[int]":
    numbers = array(_NUMBER)
    numbers.frombytes(content)
    return _in_order(numbers)


def _in_order(numbers: "array[int]") -> "array[int]":
    """Numbers are kept with their smallest byte first, on any machine."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


@cache
def weights() -> Weights:
    """Return what the shipped weights are of; their rows are kept as lanes only, by `lanes_of`."""
    return _shipped()[0]


def lanes_of(features: Iterable[int]) -> int:
    """Return the sum of the shipped weights of features, as lanes."""
    about, known = _shipped()
    unknown = about.unknown
    return sum([known.get(feature, unknown) for feature in features])


@cache
def _shipped() -> tuple[Weights, dict[int, int]]:
    read = Weights.read(PATH.read_bytes())
    return replace(read, rows={}), read.lanes()
