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

from bot.nlu.gist.features import BUCKETS

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

STRANGE = 0.35
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
        about, numbers, table = _parts(content)
        width = len(about.acts)
        rows = {number: table[i * width : i * width + width] for i, number in enumerate(numbers)}
        return replace(about, rows=rows)

    def written(self) -> bytes:
        """Return the content of a file that `read` reads."""
        about = {"acts": self.acts, "step": self.step, "heat": self.heat, "rows": len(self.rows)}
        numbers = _in_order(array(_NUMBER, self.rows)).tobytes()
        packed = zlib.compress(numbers + b"".join(self.rows.values()), 9)
        return json.dumps(about).encode() + b"\n" + packed

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


def _parts(content: bytes) -> tuple[Weights, "array[int]", bytes]:
    """Return what the weights are of, the features' numbers, and their rows in the same order; raise ValueError."""
    head, _, packed = content.partition(b"\n")
    read = json.loads(head)
    about = Weights(acts=tuple(read["acts"]), step=read["step"], heat=read["heat"], rows={})
    rest, many = _unpacked(packed), read["rows"]
    if len(rest) != many * (_NUMBER_BYTES + len(about.acts)):
        raise ValueError("weights are cut off")
    return about, _numbers(rest[: many * _NUMBER_BYTES]), rest[many * _NUMBER_BYTES :]


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


class Table:
    """Weights as they are looked up and added: packed, for a Python number for each feature takes five times the room."""

    def __init__(self, content: bytes) -> None:
        """Read the content of a file, as `Weights.read` does; its features are below `BUCKETS`."""
        self.about, numbers, self._rows = _parts(content)
        self._width = len(self.about.acts)
        self._places = array(_NUMBER, bytes(array(_NUMBER).itemsize * BUCKETS))
        for place, feature in enumerate(numbers):
            self._places[feature] = place + 1
        self._nothing = self.about.unknown - sum(_ZERO << 8 * _LANE * i for i in range(self._width))

    def lanes(self, features: Iterable[int]) -> int:
        """Return the sum of the weights of features as one number, which has room for each so that adding two adds them all.

        One more lane, the last, counts the features.
        """
        width, places, rows = self._width, self._places, self._rows
        row, total, known, strange = bytearray(width * _LANE), 0, 0, 0
        for feature in features:
            if end := places[feature] * width:
                row[::_LANE] = rows[end - width : end]
                total += int.from_bytes(row, "little")
                known += 1
            else:
                strange += 1
        return total + known * self._nothing + strange * self.about.unknown


@cache
def weights() -> Weights:
    """Return what the shipped weights are of; their rows are kept packed only, for `lanes_of`."""
    return _shipped().about


def lanes_of(features: Iterable[int]) -> int:
    """Return the sum of the shipped weights of features, as lanes."""
    return _shipped().lanes(features)


@cache
def _shipped() -> Table:
    return Table(PATH.read_bytes())
