"""Sentences and what they mean, one expected reading each."""

from collections.abc import Iterable
from typing import Any

import pytest

from bot.nlu import read
from bot.understood import Special, Understood, Wish
from core.hours import Range, WeeklyHours
from core.interval import Interval
from tests.nlu.scene import HEARING, HOST, cases, hearing_of, span, wall

_CONTEXT = {
    "say",
    "offers",
    "labels",
    "anchor",
    "anchor_days",
    "anchor_clock",
    "asked",
    "locale",
    "is_host",
    "titles",
}
_ANYBODY = {"set_reminder", "set_zone"}
"""What guests can set as well."""

_SHOWN = 8
"""Windows that a case lists at most."""


def _times(wish: Wish) -> dict[str, Any]:
    return {
        "problem": str(wish.problem) if wish.problem else None,
        "refusal": wish.refusal,
        "points": [wall(each) for each in wish.points],
        "windows": [span(each) for each in wish.windows][:_SHOWN],
        "excluded": [span(each) for each in wish.excluded],
        "prefer": [span(each) for each in wish.prefer][:3],
        "readings": [[span(each) for each in reading.windows] for reading in wish.readings],
    }


def _plain(value: Any) -> Any:
    match value:
        case WeeklyHours():
            return " | ".join(_ranges(day) or "-" for day in value.days)
        case Special():
            days = [day.isoformat() for day in value.days]
            return {"days": days, "ranges": _ranges(value.ranges)} | (
                {"reason": value.reason} if value.reason else {}
            )
        case Interval():
            return span(value)
        case tuple():
            return [_plain(each) for each in value]
        case None | bool() | int():
            return value
        case _ if hasattr(value, "kind"):
            return f"{value.kind} {value.detail}".strip()
        case _:
            return str(value)


def _ranges(ranges: Iterable[Range]) -> str:
    return ", ".join(f"{a // 60}:{a % 60:02}-{b // 60}:{b % 60:02}" for a, b in ranges)


def _said(found: Understood) -> dict[str, Any]:
    names = ("lengths", "pick", "topic", "name", "email", "code", "username", "zone", "reason", "title", "event_words",
             "person_words", "for_whom", "place", "question", "required", "approval", "count", "side", "leads", "hours",
             "special", "away", "bio", "everything", "shift")  # fmt: skip
    said = {name: _plain(getattr(found, name)) for name in names}
    times = _times(found.wish) if found.wish else {}
    return said | times | {"acts": " ".join(found.acts), "none": found.wish is None}


def _check(case: dict[str, Any], found: Understood) -> None:
    expected = {
        name: value
        for name, value in case.items()
        if name not in _CONTEXT and not (name == "hours" and value == "evenings")
    }
    said = _said(found)
    assert expected == {name: said.get(name) for name in expected}


@pytest.mark.parametrize("case", cases("times"), ids=lambda case: case["say"])
def test_times(case: dict[str, Any]) -> None:
    """Words about time mean these windows or points."""
    _check(case, read(case["say"], HEARING))


@pytest.mark.parametrize("case", cases("acts"), ids=lambda case: case["say"])
def test_acts(case: dict[str, Any]) -> None:
    """What is said does these acts, in this order."""
    _check(case, read(case["say"], HEARING))


_FURTHER = [case for language in ("de", "es", "fr", "it", "pt") for case in cases(f"acts_{language}")]


@pytest.mark.parametrize("case", _FURTHER, ids=lambda case: case["say"])
def test_acts_in_further_languages(case: dict[str, Any]) -> None:
    """The same in each language, though nothing but the message tells which it is."""
    _check(case, read(case["say"], HEARING))


@pytest.mark.parametrize("case", cases("host"), ids=lambda case: case["say"])
def test_hosts(case: dict[str, Any]) -> None:
    """Hosts set their rules in words."""
    _check(case, read(case["say"], HOST))


@pytest.mark.parametrize("case", cases("context"), ids=lambda case: case["say"])
def test_in_context(case: dict[str, Any]) -> None:
    """Bare answers mean what was asked, offered or talked about."""
    _check(case, read(case["say"], hearing_of(case)))


@pytest.mark.parametrize(
    "case", cases("people"), ids=lambda case: f"{case['say']} ({case.get('locale', 'en')})"
)
def test_people(case: dict[str, Any]) -> None:
    """People say who they are, for whom and with whom, and which offer they take, in their language."""
    _check(case, read(case["say"], hearing_of(case)))


@pytest.mark.parametrize(
    "case",
    [c for c in cases("host") if c["acts"].startswith("set_") and c["acts"] != "set_reminder"],
    ids=lambda c: c["say"],
)
def test_guests_do_not_set_rules(case: dict[str, Any]) -> None:
    """The words of hosts set nothing when a guest says them."""
    acts = read(case["say"], HEARING).acts
    assert not [act for act in acts if act.startswith(("set_", "new_", "show_")) and act not in _ANYBODY]
