"""Which slot each word belongs to: a linear model over what holds for a word and for the labels before it."""

import json
import zlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

KINDS = ("person", "title", "location", "party_size", "date", "time", "duration", "recurrence")
LABELS = ("O", *(f"{edge}-{kind}" for kind in KINDS for edge in "BI"))
"""Outside of any slot, at its beginning, inside it."""

Weights = Mapping[str, Mapping[int, int]]
"""By feature: by label's number, how much it speaks for it."""

_FOLLOWS = {f"I-{kind}": {f"B-{kind}", f"I-{kind}"} for kind in KINDS}
_START = "^"


@cache
def learnt() -> Weights:
    """Return the weights that training found."""
    packed = Path(__file__).with_name("weights.bin").read_bytes()
    table: dict[str, list[int]] = json.loads(zlib.decompress(packed))
    return {feature: dict(zip(row[::2], row[1::2], strict=True)) for feature, row in table.items()}


def tag(features: Sequence[Sequence[str]], weights: Weights) -> list[int]:
    """Return the label's number of each word, from left to right."""
    labels: list[int] = []
    for row in features:
        scores = scores_of(row, labels, weights)
        labels.append(max(allowed_after(labels), key=scores.__getitem__))
    return labels


def scores_of(row: Sequence[str], before: Sequence[int], weights: Weights) -> list[int]:
    """Return how much speaks for each label of a word, by number."""
    scores = [0] * len(LABELS)
    for feature in (*row, *history(row, before)):
        for label, weight in weights.get(feature, {}).items():
            scores[label] += weight
    return scores


def history(row: Sequence[str], before: Sequence[int]) -> tuple[str, ...]:
    last = LABELS[before[-1]] if before else _START
    second = LABELS[before[-2]] if len(before) > 1 else _START
    return (f"p={last}", f"pp={second},{last}", f"p{last},{row[1]}", f"p{last},{row[2]}", f"p{last},{row[6]}", f"p{last},{row[7]}", f"p{last},{row[4]}")


def allowed_after(before: Sequence[int]) -> Sequence[int]:
    """Return which labels may follow: the inside of a slot only after its beginning."""
    return _ALLOWED[LABELS[before[-1]] if before else _START]


_ALLOWED = {
    last: [n for n, label in enumerate(LABELS) if label not in _FOLLOWS or last in _FOLLOWS[label]]
    for last in (*LABELS, _START)
}
