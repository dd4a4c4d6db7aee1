"""A conditional random field over the labels of a sentence, learnt by CRFsuite and written down as plain numbers."""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pycrfsuite

from bot.nlu.slots.tagger import LABELS, Model
from training.slots.examples import Lesson

_SCALE = 100
_LEAST = 0.06
"""Weights below it are left out: they change nothing that can be measured."""

_ROUNDS = 90
_SETTINGS = {"c1": 0.08, "c2": 0.3, "feature.possible_transitions": False}
_NUMBERS = {label: n for n, label in enumerate(LABELS)}


def learn(lessons: Iterable[Lesson], *, rounds: int = _ROUNDS) -> Model:
    """Return what lessons teach whose every word has one label, after so many rounds."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({**_SETTINGS, "max_iterations": rounds})
    for each in lessons:
        trainer.append(each.features, [LABELS[min(labels)] for labels in each.allowed])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        trainer.train(str(path))
        tagger = pycrfsuite.Tagger()
        tagger.open(str(path))
        found = tagger.info()
        return Model(_by_feature(found.state_features), _by_label(found.transitions))


def _by_feature(found: Mapping[tuple[str, str], float]) -> dict[str, dict[int, int]]:
    weights: dict[str, dict[int, int]] = {}
    for (feature, label), weight in sorted(found.items()):
        if abs(weight) >= _LEAST:
            weights.setdefault(feature, {})[_NUMBERS[label]] = round(weight * _SCALE)
    return weights


def _by_label(found: Mapping[tuple[str, str], float]) -> list[list[int]]:
    return [[round(found.get((a, b), 0) * _SCALE) for b in LABELS] for a in LABELS]


def completed(lessons: Sequence[Lesson], tags: Iterable[Sequence[int]]) -> list[Lesson]:
    """Return lessons whose sources say nothing of some kinds, with those kinds as a first model finds them."""
    return [
        Lesson(
            each.features,
            [
                allowed & {guess} or frozenset({min(allowed)})
                for allowed, guess in zip(each.allowed, guessed, strict=True)
            ],
        )
        for each, guessed in zip(lessons, tags, strict=True)
    ]
