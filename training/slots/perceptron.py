"""An averaged perceptron that goes through sentences from left to right, on its own labels."""

from collections import defaultdict
from collections.abc import Sequence
from random import Random

from bot.nlu.slots.tagger import Weights, history, allowed_after, scores_of
from training.slots.examples import Lesson

_SCALE = 20
_LEAST = 2
"""Weights below it, after scaling, are left out."""


class _Averaged:
    """Weights with their sums over time."""

    def __init__(self) -> None:
        self.now: dict[str, dict[int, int]] = defaultdict(dict)
        self.sums: dict[str, dict[int, int]] = defaultdict(dict)
        self.steps = 1

    def add(self, features: Sequence[str], label: int, by: int) -> None:
        for feature in features:
            now, sums = self.now[feature], self.sums[feature]
            now[label] = now.get(label, 0) + by
            sums[label] = sums.get(label, 0) + by * self.steps

    def mean(self) -> Weights:
        found: dict[str, dict[int, int]] = {}
        for feature, row in self.now.items():
            means = {
                label: round(_SCALE * (value - self.sums[feature][label] / self.steps))
                for label, value in row.items()
            }
            kept = {label: value for label, value in means.items() if abs(value) >= _LEAST}
            if kept:
                found[feature] = kept
        return found


def train(lessons: Sequence[Lesson], *, rounds: int, seed: int = 7) -> Weights:
    """Return the averaged weights after so many rounds; the same every time."""
    chance = Random(seed)  # noqa: S311 - an order of lessons, not secrets
    learnt = _Averaged()
    order = list(lessons)
    for _ in range(rounds):
        chance.shuffle(order)
        for each in order:
            _learn(each, learnt)
    return learnt.mean()


def _learn(each: Lesson, learnt: _Averaged) -> None:
    labels: list[int] = []
    for row, allowed in zip(each.features, each.allowed, strict=True):
        scores = scores_of(row, labels, learnt.now)
        possible = allowed_after(labels)
        guess = max(possible, key=scores.__getitem__)
        right = max((n for n in possible if n in allowed), key=scores.__getitem__, default=guess)
        if guess != right:
            seen = (*row, *history(row, labels))
            learnt.add(seen, right, 1)
            learnt.add(seen, guess, -1)
        learnt.steps += 1
        labels.append(right)
