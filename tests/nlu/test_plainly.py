"""What was read is told to a person in plain words."""

import pytest

from bot.nlu.adapter import plainly
from tests.nlu.scene import HEARING

SAID = [
    ("Friday at 3", ["When: Friday, 20 November, 15:00"]),
    ("every other Friday at 3, 6 times", ["Repeats: every 2 weeks, 6 times"]),
    ("next Friday", ["Would ask: Which do you mean: Friday, 20 November, or Friday, 27 November?"]),
    ("I can't do Thursday", ["Not: Thursday, 19 November"]),
    ("tomorrow at 10 for 45 minutes", ["When: Thursday, 19 November, 10:00", "Length: 45 minutes"]),
    ("a table for two on Friday", ["Seats: 2"]),
]


@pytest.mark.parametrize(("text", "lines"), SAID, ids=[text for text, _ in SAID])
def test_what_was_understood_is_said(text: str, lines: list[str]) -> None:
    said = plainly(text, HEARING).splitlines()
    assert all(any(each.startswith(line) for each in said) for line in lines), said
