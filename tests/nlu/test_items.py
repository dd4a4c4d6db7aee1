"""The times of a message as plain items: what was said, not what is free."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from bot.nlu.adapter.times import times_of
from tests.nlu.scene import HEARING, cases, sentences_of


def _wall(iso: str | None) -> str:
    if iso is None:
        return "…"
    moment = datetime.fromisoformat(iso)
    return (
        f"{moment:%a %d %b %Y}" if (moment.hour, moment.minute) == (0, 0) else f"{moment:%a %d %b %Y %H:%M}"
    )


def _plain(item: dict[str, Any]) -> str:
    match item["kind"]:
        case "duration":
            return f"{item['seconds'] / 60:g} min"
        case "instant":
            return _wall(item["start"])
        case "interval":
            return f"{_wall(item['start'])} - {_wall(item['end'])}"
        case "set":
            return str(item["rrule"])
        case _:
            return "ask" if item.get("ask") else "none"


@pytest.mark.parametrize("case", cases("items"), ids=lambda case: case["say"])
def test_items(case: dict[str, Any]) -> None:
    """A message says these times, in any order."""
    found = times_of(case["say"], HEARING)
    assert sorted(_plain(each) for each in found.get("items", [found])) == sorted(case["items"])


_LANGUAGES = ("en", "de", "es", "fr", "it", "pt")
_SINGLE = [(language, case) for language in _LANGUAGES for case in cases(f"single_{language}")]


@pytest.mark.parametrize(("language", "case"), _SINGLE, ids=[case["say"] for _, case in _SINGLE])
def test_single_times(language: str, case: dict[str, Any]) -> None:
    """A message in each language says these times."""
    found = times_of(case["say"], replace(HEARING, locale=language))
    assert sorted(_plain(each) for each in found.get("items", [found])) == sorted(case["items"])


_NO_TIMES = [
    (language, said) for language, sentences in sentences_of("no_times").items() for said in sentences
]


@pytest.mark.parametrize(("language", "said"), _NO_TIMES, ids=[said for _, said in _NO_TIMES])
def test_what_only_looks_like_time(language: str, said: str) -> None:
    """No time is seen where there is none."""
    assert times_of(said, replace(HEARING, locale=language)) == {"kind": "none"}


@pytest.mark.parametrize("said", ["(I am)", "()", "(ok) (", "Tuesday ("])
def test_brackets_with_nothing_in_them_are_read(said: str) -> None:
    """A message may be nothing but an aside."""
    assert times_of(said, HEARING)["kind"] in ("none", "instant")
