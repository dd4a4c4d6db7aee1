"""What a language's file says about its words as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a language's file says about its words as a whole."""

    mended: frozenset[str] = frozenset()
    """Words whose typos are mended."""
    real: frozenset[str] = frozenset()
    """Words that are never taken for a typo."""
    common: frozenset[str] = frozenset()
    elided: frozenset[str] = frozenset()
    adverbs: frozenset[str] = frozenset()
    """Words that may stand inside a phrase that judges a time, and change nothing in it: "is totally full"."""
    manners: frozenset[str] = frozenset()
    spelled: Mapping[str, str] = field(default_factory=dict)
    """Words that stand for several, to those."""
