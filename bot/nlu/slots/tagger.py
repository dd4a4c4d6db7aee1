"""Which slot each word belongs to: the best sequence of labels, by what holds for each word and which labels follow each other."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import add
from pathlib import Path

KINDS = ("person", "title", "location", "party_size", "date", "time", "duration", "recurrence")
LABELS = ("O", *(f"{edge}-{kind}" for kind in KINDS for edge in "BI"))
"""Outside of any slot, at its beginning, inside it."""


@dataclass(frozen=True, slots=True)
class Model:
    """What was learnt, in hundredths: how much a feature speaks for a label, by label's number, and a label for the next."""

    weights: Mapping[str, Mapping[int, int]]
    follows: Sequence[Sequence[int]]


@cache
def learnt() -> Model:
    """Return what training found."""
    packed = Path(__file__).with_name("weights.bin").read_bytes()
    data = json.loads(zlib.decompress(packed))
    weights = {
        feature: dict(zip(row[::2], row[1::2], strict=True)) for feature, row in data["weights"].items()
    }
    return Model(weights, data["follows"])


_FIRST = frozenset(n for n, label in enumerate(LABELS) if not label.startswith("I-"))
"""Labels that may stand anywhere; the inside of a slot, which is the label after its beginning, stands only after it or itself."""

_NEVER = -(10**9)


def tag(features: Sequence[Sequence[str]], model: Model) -> list[int]:
    """Return the labels' numbers of a sentence: the sequence with the greatest sum (Viterbi)."""
    if not features:
        return []
    scores = _speaking(features[0], model)
    best = [scores[n] if n in _FIRST else _NEVER for n in range(len(LABELS))]
    into = list(zip(*model.follows, strict=True))
    back: list[list[int]] = []
    for row in features[1:]:
        best, came = _step(best, _speaking(row, model), into)
        back.append(came)
    return _traced(best, back)


def _speaking(row: Sequence[str], model: Model) -> list[int]:
    scores = [0] * len(LABELS)
    weights = model.weights
    for feature in row:
        if feature in weights:
            for label, weight in weights[feature].items():
                scores[label] += weight
    return scores


def _step(
    best: Sequence[int], scores: Sequence[int], into: Sequence[Sequence[int]]
) -> tuple[list[int], list[int]]:
    sums: list[int] = []
    came: list[int] = []
    for label, follows in enumerate(into):
        if label in _FIRST:
            reached = list(map(add, best, follows))
            top = max(reached)
            last = reached.index(top)
        else:
            begun, inside = best[label - 1] + follows[label - 1], best[label] + follows[label]
            top, last = (begun, label - 1) if begun >= inside else (inside, label)
        sums.append(top + scores[label])
        came.append(last)
    return sums, came


def _traced(best: Sequence[int], back: Sequence[Sequence[int]]) -> list[int]:
    labels = [max(range(len(LABELS)), key=best.__getitem__)]
    for came in reversed(back):
        labels.append(came[labels[-1]])
    return labels[::-1]
