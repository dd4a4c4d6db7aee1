"""Learn from examples, and keep what was learnt as bytes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.nlu.gist.weights import STRANGE, Weights, strange_of
from training.acts.corpora import in_turns
from training.acts.examples import Example, chance
from training.acts.fit import Floats, fit, scores, shown, softmax

_HELD = 1 / 3
_KEPT = 130_000
"""Features whose weights are shipped: packed they and those of slots stay below three megabytes."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """A table of weights with the names of its columns."""

    acts: tuple[str, ...]
    table: Floats
    heat: float = 1.0

    def guess(self, example: Example) -> tuple[str, float]:
        """Return the likeliest act of an example, and its chance."""
        found = scores(self.table, shown(example).full) / np.float32(self.heat)
        if (strange := strange_of(self.acts)) >= 0:
            found[strange] += STRANGE
        chances = softmax(found)
        best = int(chances.argmax())
        return self.acts[best], float(chances[best])

    def quantised(self) -> Weights:
        """Return the weights as they are shipped: those of the features that matter most."""
        step = float(np.abs(self.table).max()) / 127
        kept = np.sort(np.argsort(-np.abs(self.table).sum(axis=1), kind="stable")[:_KEPT])
        table = (np.clip(np.rint(self.table[kept] / step), -127, 127) + 128).astype(np.uint8)
        rows = {int(number): row.tobytes() for number, row in zip(kept, table, strict=True)}
        return Weights(acts=self.acts, step=step, heat=self.heat, rows=rows)


def split(examples: Sequence[Example], purpose: str = "split") -> tuple[list[Example], list[Example]]:
    """Return two thirds to learn from and a third to measure by; another third for another purpose."""
    held = {each for each in examples if chance(purpose, each.text) < _HELD}
    return [each for each in examples if each not in held], [each for each in examples if each in held]


def learn(collected: Sequence[Example], own: Sequence[Example]) -> Learnt:
    """Return what is learnt from collected examples and our own; chances are made honest by a part held back."""
    seen, held = split(collected)
    first = _learnt(seen, own)
    return Learnt(*_table(collected, own), heat=_heat(first, held))


def _learnt(collected: Sequence[Example], own: Sequence[Example]) -> Learnt:
    return Learnt(*_table(collected, own))


def _table(collected: Sequence[Example], own: Sequence[Example]) -> tuple[tuple[str, ...], Floats]:
    examples = [*in_turns(collected), *own]
    acts = tuple(sorted({each.act for each in examples}))
    labels = [acts.index(each.act) for each in examples]
    return acts, fit(
        [shown(each) for each in examples], labels, [each.weight for each in examples], len(acts)
    )


def _heat(learnt: Learnt, held: Sequence[Example]) -> float:
    """Return the divisor of the scores by which held-out examples are likeliest."""
    known = [
        (scores(learnt.table, shown(e).full), learnt.acts.index(e.act)) for e in held if e.act in learnt.acts
    ]
    heats = [h / 20 for h in range(10, 61)]
    return min(heats, key=lambda heat: sum(_surprise(s, label, heat) for s, label in known), default=1.0)


def _surprise(found: Floats, label: int, heat: float) -> float:
    return -float(np.log(max(float(softmax(found / np.float32(heat))[label]), 1e-9)))
