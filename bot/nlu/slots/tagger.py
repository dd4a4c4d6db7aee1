"""Which slot each word belongs to: the best sequence of labels, by what holds for each word and which labels follow each other."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
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


def _may_precede(label: str) -> list[int]:
    """The inside of a slot stands only after its beginning."""
    if label.startswith("I-"):
        return [LABELS.index(f"B-{label[2:]}"), LABELS.index(label)]
    return list(range(len(LABELS)))


_BEFORE = [_may_precede(label) for label in LABELS]
_FIRST = [n for n, label in enumerate(LABELS) if not label.startswith("I-")]


def tag(features: Sequence[Sequence[str]], model: Model) -> list[int]:
    """Return the labels' numbers of a sentence: the sequence with the greatest sum (Viterbi)."""
    if not features:
        return []
    scores = _speaking(features[0], model)
    best: list[int | None] = [scores[n] if n in _FIRST else None for n in range(len(LABELS))]
    back: list[list[int]] = []
    for row in features[1:]:
        best, came = _step(best, _speaking(row, model), model.follows)
        back.append(came)
    return _traced(best, back)


def _speaking(row: Sequence[str], model: Model) -> list[int]:
    scores = [0] * len(LABELS)
    for feature in row:
        for label, weight in model.weights.get(feature, {}).items():
            scores[label] += weight
    return scores


def _step(
    best: Sequence[int | None], scores: Sequence[int], follows: Sequence[Sequence[int]]
) -> tuple[list[int | None], list[int]]:
    sums: list[int | None] = []
    came: list[int] = []
    for label, before in enumerate(_BEFORE):
        total, last = max(
            ((reached + follows[n][label], n) for n in before if (reached := best[n]) is not None),
            default=(0, -1),
        )
        sums.append(total + scores[label] if last >= 0 else None)
        came.append(last)
    return sums, came


def _traced(best: Sequence[int | None], back: Sequence[Sequence[int]]) -> list[int]:
    last = max((n for n in range(len(LABELS)) if best[n] is not None), key=lambda n: best[n] or 0)
    labels = [last]
    for came in reversed(back):
        labels.append(came[labels[-1]])
    return labels[::-1]
