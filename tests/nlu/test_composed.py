"""Composed sentences admit exactly the time that they should, in every language."""

import json

import pytest

from bot.nlu.adapter import answer_line
from tests.nlu.composed import Case, composed


@pytest.mark.parametrize("case", composed(), ids=lambda case: case.id)
def test_a_sentence_admits_exactly_this_time(case: Case) -> None:
    """Windows, points, length, preference and questions of a sentence are those that a person would mean."""
    answer = json.loads(answer_line(json.dumps(case.line)))
    assert case.answered(answer) == case.expected()
