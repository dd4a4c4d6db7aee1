"""What recurs is read as the RRULE that it means, in every language."""

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.nlu.when.grammar import read_when
from bot.nlu.when.recurrence.folding import rule_of
from bot.nlu.when.tokens import tokenize
from bot.nlu.when.view import view_of
from core.repeat import Freq, Repeat, repeat_of
from tests.nlu.scene import HEARING, cases


@pytest.mark.parametrize("case", cases("recurrence"), ids=lambda case: f"{case['locale']}: {case['say']}")
def test_a_sentence_recurs_by_this_rule(case: dict[str, Any]) -> None:
    """A message in a language gives the rule."""
    when = read_when(tokenize(case["say"]), locale=case["locale"])
    found = rule_of(when, view_of(replace(HEARING, locale=case["locale"]), ()))
    assert found is not None
    assert found.rrule == case["rrule"]


def test_every_language_has_a_dozen() -> None:
    """No language is forgotten."""
    counts = Counter(case["locale"] for case in cases("recurrence"))
    assert set(counts) == {"en", "de", "es", "fr", "it", "pt"}
    assert min(counts.values()) >= 12


def test_equal_repetitions_are_equal() -> None:
    """Order does not count, and every week on all days is daily."""
    assert Repeat.weekly([4, 0]) == Repeat.weekly([0, 4])
    assert Repeat.weekly(range(7)) == Repeat(freq=Freq.DAILY)
    assert repeat_of("FREQ=MONTHLY;BYDAY=-1FR,1MO") == repeat_of("FREQ=MONTHLY;BYDAY=1MO,-1FR")


def test_intervals_are_counted_from_the_first_date() -> None:
    """Every second Friday, from one on."""
    fridays = Repeat.weekly([4], 2)
    first = fridays.first_on(date(2026, 11, 18))
    assert first == date(2026, 11, 20)
    dates = fridays.dates(first, date(2026, 12, 20), since=first)
    assert dates == (date(2026, 11, 20), date(2026, 12, 4), date(2026, 12, 18))
