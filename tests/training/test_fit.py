"""Fitting: weights that tell simple things apart, and chances that are honest."""

import numpy as np

from training.acts.examples import Example
from training.acts.learning import learn, split
from training.acts.tables import measured, reliability

SAID = [
    ("cancel my lunch", "cancel"),
    ("drop the call", "cancel"),
    ("book a lunch", "book"),
    ("plan a call", "book"),
]
EXAMPLES = [
    Example(text=f"{text} {n}", act=act, source="made")
    for text, act in SAID
    for n in ("today", "on Friday", "please", "now", "with Ann", "for me")
]


def test_what_was_learnt_is_told_again_and_said_in_bytes():
    learnt = learn(EXAMPLES, EXAMPLES)
    assert learnt.guess(Example(text="cancel the lunch", act="", source=""))[0] == "cancel"
    assert learnt.guess(Example(text="book the lunch", act="", source=""))[0] == "book"
    assert set(learnt.quantised().acts) == {"book", "cancel"}


def test_learning_twice_gives_the_same_weights():
    first, second = learn(EXAMPLES, []), learn(EXAMPLES, [])
    assert np.array_equal(first.table, second.table)
    assert first.heat == second.heat


def test_a_third_is_held_out_and_nothing_lost():
    seen, held = split(EXAMPLES)
    assert len(seen) + len(held) == len(EXAMPLES)
    assert not set(seen) & set(held)


def test_the_tables_count():
    learnt = learn(EXAMPLES, EXAMPLES)
    table = measured("made", learnt, EXAMPLES)
    assert table.splitlines()[-1].split() == ["all", "24", "1.000", "-", "0.000"]
    assert reliability(learnt, EXAMPLES).count("\n") >= 2
