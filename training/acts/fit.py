"""Fit the weights: logistic regression over hashed features, by stochastic gradients with AdaGrad's steps."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.nlu.gist.features import BUCKETS, features_of, names_of, row, word_names
from training.acts.examples import Example

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int32]
_ROUNDS = 9
_SETTLED = 4
"""Rounds after which what is learnt is averaged: the mean of the later ones is better than the last."""

_SEED = 4
_STEP = 0.05
_DECAY = 5e-4
_WORDLESS = 0.2
"""How often an example is shown without its words, by what they stand for alone: what carries over to other speakers."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An example as rows of the table: all of them, and those without words."""

    full: Rows
    general: Rows


def shown(example: Example) -> Shown:
    """Return the rows of an example."""
    found = features_of(example.text, example.turn, _own(example.language))
    words = [name for word in found.words for name in word_names(word)]
    general = [name for group in found.general for name in names_of(group)]
    return Shown(_rows([*words, *found.lexical, *general]), _rows(general))


def _rows(names: Sequence[str]) -> Rows:
    return np.array([row(name) for name in names], dtype=np.int32)


def _own(language: str) -> str:
    return language if language in ("en", "de", "es", "fr", "it", "pt") else "en"


def scale(rows: int) -> float:
    """Return by how much the sum of so many rows is multiplied: long messages would else seem the surest."""
    return float(rows**-0.5) * 4.0


def fit(examples: Sequence[Shown], labels: Sequence[int], weights: Sequence[float], classes: int) -> Floats:
    """Return the table of weights, a row for each bucket, a column for each class."""
    table = np.zeros((BUCKETS, classes), dtype=np.float32)
    squares = np.full((BUCKETS, classes), 1e-3, dtype=np.float32)
    mean = np.zeros((BUCKETS, classes), dtype=np.float32)
    chance = np.random.Generator(np.random.PCG64(_SEED))
    for done in range(1, _ROUNDS + 1):
        for i in chance.permutation(len(examples)):
            wordless = chance.random() < _WORDLESS
            rows = examples[i].general if wordless else examples[i].full
            _learn(table, squares, rows, labels[i], weights[i])
        if done > _SETTLED:
            mean += table / np.float32(_ROUNDS - _SETTLED)
    return mean


def _learn(table: Floats, squares: Floats, rows: Rows, label: int, weight: float) -> None:
    size = scale(len(rows))
    error = softmax(table[rows].sum(axis=0) * size)
    error[label] -= 1
    if abs(error[label]) < 0.01:
        return
    step = error * (size * weight)
    squares[rows] += step * step
    table[rows] -= _STEP * (step / np.sqrt(squares[rows]) + _DECAY * table[rows])


def softmax(scores: Floats) -> Floats:
    """Return chances that sum to one."""
    powers = np.exp(scores - scores.max())
    found: Floats = powers / powers.sum()
    return found


def scores(table: Floats, rows: Rows) -> Floats:
    """Return the score of each class."""
    found: Floats = table[rows].sum(axis=0) * scale(len(rows))
    return found
