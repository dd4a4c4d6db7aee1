"""Examples: a text, the turn of the bot before it, what it does, and where it comes from."""

from dataclasses import dataclass
from zlib import crc32


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One text and its act."""

    text: str
    act: str
    source: str
    turn: str = "nothing"
    language: str = "en"
    weight: float = 1.0


def chance(*parts: object) -> float:
    """Return a number in [0, 1) that depends on nothing but the parts, so that each training is the same."""
    return crc32("\x00".join(map(str, parts)).encode()) / 2**32
