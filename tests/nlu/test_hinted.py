"""Looking for hints first loses no match."""

import importlib
import pkgutil
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import nlu
from bot.nlu import calendars, places, reaching
from bot.nlu.hinted import Gate, Hinted, hinted, standing
from bot.nlu.phrasing import Sentences
from tests.nlu.scene import cases

_SAID = [
    case["say"]
    for name in ("times", "acts", "host", "settings", "together", "company")
    for case in cases(name)
]


def _patterns() -> dict[str, Hinted]:
    """Return every pattern of the reader that has hints, by its place."""
    found: dict[str, Hinted] = {}
    for each in pkgutil.walk_packages(nlu.__path__, "bot.nlu."):
        for name, value in vars(importlib.import_module(each.name)).items():
            if isinstance(value, Hinted):
                found[f"{each.name}.{name}"] = value
            if isinstance(value, Sentences):
                found |= {f"{each.name} {i}": one.pattern for i, one in enumerate(value.all)}
    return found


_ALL = _patterns()


@pytest.mark.parametrize("where", _ALL)
def test_what_matches_has_a_hint(where: str) -> None:
    """Whatever a pattern finds in any sentence of the tests has one of its hints."""
    hinted = _ALL[where]
    lost = [text for text in _SAID if hinted.pattern.search(text) and not hinted.may_match(text)]
    assert not lost


def test_a_pattern_is_not_tried_without_its_hints() -> None:
    """A pattern whose hints are wrong finds nothing: they are really looked for."""
    wrong = Hinted("a", 0, frozenset("b"))
    assert wrong.search("a") is None
    assert list(wrong.finditer("a")) == []
    assert wrong.sub("c", "a") == "a"


def test_a_gate_opens_for_every_hint_of_its_patterns() -> None:
    """A hint that another one is part of needs no look of its own."""
    gate = Gate.of(hinted("week|weekly", "week"), hinted("month", "month"))
    assert gate.hints == ("month", "week")
    assert all(map(gate.opens, ("Weekly, please", "this MONTH")))
    assert not gate.opens("every day")


@pytest.mark.parametrize("apart", [reaching, calendars, places])
@settings(max_examples=30)
@given(data=st.data())
def test_whatever_is_looked_for_has_a_stem(apart: ModuleType, data: st.DataObject) -> None:
    """Looking at single words first loses nothing of what a reader of its own looks for."""
    lost = [said for each in apart._sought() if not apart._tells()(said := data.draw(_match(each)))]
    assert not lost


def _match(pattern: str) -> st.SearchStrategy[str]:
    return st.from_regex(pattern, fullmatch=True).map("so, {}!".format)


def test_hints_of_several_words_stand_only_as_a_whole() -> None:
    """A hint with spaces is found by its longest word, and then looked for as it is."""
    hinted("of us two| a month", "us")
    found = standing("Two of us meet once a Month")
    assert " a month" in found
    assert "of us two" not in found
