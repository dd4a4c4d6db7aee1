"""Looking for hints first loses no match."""

import importlib
import pkgutil

import pytest

from bot import nlu
from bot.nlu.hinted import Gate, Hinted, hinted
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
