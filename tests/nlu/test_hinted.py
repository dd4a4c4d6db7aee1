"""What is tried only near its hints is found wherever it stands."""

import re
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu import company, people, rhythm
from bot.nlu.hinted import Hinted
from tests.nlu.scene import cases

_SAID = [
    case["say"]
    for name in ("acts", "company", "context", "times", "together", "settings", "host")
    for case in cases(name)
]


def _patterns(module: ModuleType) -> list[Hinted]:
    return [each for each in vars(module).values() if isinstance(each, Hinted)]


def _span(match: re.Match[str] | None) -> tuple[int, int] | None:
    return match.span() if match else None


@pytest.mark.parametrize("module", [company, people, rhythm])
@given(parts=st.lists(st.sampled_from(_SAID), min_size=1, max_size=2), upper=st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_match_always_has_a_hint(module: ModuleType, parts: list[str], upper: bool) -> None:
    """Searching with hints finds what the pattern alone finds, in any case and in sentences that run together."""
    text = " ".join(parts).upper() if upper else " ".join(parts)
    for each in _patterns(module):
        assert _span(each.search(text)) == _span(each.pattern.search(text)), each.pattern.pattern


@pytest.mark.parametrize("module", [company, people, rhythm])
def test_every_sentence_is_searched_alike(module: ModuleType) -> None:
    """The same for every sentence that we have, so that there is something to find."""
    found = 0
    for text in _SAID:
        for each in _patterns(module):
            match = each.pattern.search(text)
            assert _span(each.search(text)) == _span(match)
            found += match is not None
    assert found > 10
