"""The page about conventions is true."""

import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.conventions import USUAL, Conventions
from bot.nlu import read
from bot.nlu.adapter import answer_line
from bot.understood import Hearing
from core.interval import Interval
from tests.nlu.composed import Case, Scene

_PAGE = Path(__file__).parents[2] / "docs" / "conventions.md"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ZONE = ZoneInfo("Europe/Berlin")
_SCENE = Scene(
    lang="en",
    now=datetime(2026, 11, 18, 9, 30, tzinfo=UTC),
    zone="Europe/Berlin",
    horizon=Interval(datetime(2026, 11, 18, tzinfo=_ZONE), datetime(2026, 12, 2, tzinfo=_ZONE)),
    hours={"start": "09:00", "end": "18:00", "days": [0, 1, 2, 3, 4]},
)


def _rows(table: int) -> list[list[str]]:
    blocks = [b for b in _PAGE.read_text(encoding="utf-8").split("\n\n") if b.startswith("|")]
    lines = blocks[table].strip().split("\n")[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def _value(said: str, *, last: bool) -> int:
    if said in _DAYS:
        return _DAYS.index(said) + last
    hour, minute = said.split(":")
    return int(hour) * 60 + int(minute)


def test_the_page_lists_the_table() -> None:
    """Every stretch of the table stands on the page, and nothing else."""
    told = {
        name.partition(" (")[0].replace(" ", "_"): (_value(a, last=False), _value(b, last=True))
        for name, a, b in _rows(0)
    }
    table = {name: getattr(USUAL, name) for name in Conventions.__slots__}
    assert told == {name: value for name, value in table.items() if isinstance(value, tuple)}


def test_the_page_tells_the_lengths() -> None:
    """The lengths of the table are told in prose."""
    page = _PAGE.read_text(encoding="utf-8")
    assert f"first {USUAL.first_thing} minutes" in page
    assert f"the last {USUAL.end_of_day}," in page
    assert f"is {USUAL.roughly} minutes to either side" in page


@pytest.mark.parametrize("row", _rows(1), ids=lambda row: row[0])
def test_words_mean_what_the_page_says(row: list[str]) -> None:
    """Words of the second table admit just this time."""
    case = Case(scene=_SCENE, data={"say": row[0], "windows": [row[1]]})
    assert case.answered(json.loads(answer_line(json.dumps(case.line)))) == case.expected()


@pytest.mark.parametrize("row", _rows(2), ids=lambda row: row[0])
def test_words_are_asked_about_as_the_page_says(row: list[str]) -> None:
    """Words of the third table have these two readings."""
    case = Case(scene=_SCENE, data={"say": row[0], "ask": [[row[1]], [row[2]]]})
    assert case.answered(json.loads(answer_line(json.dumps(case.line)))) == case.expected()


def test_a_host_can_have_other_conventions() -> None:
    """The morning of somebody who says so begins at 8 and ends at 11."""
    hearing = Hearing(now=_SCENE.now, zone="UTC", conventions=Conventions(morning=(8 * 60, 11 * 60)))
    wish = read("tomorrow morning", hearing).wish
    assert wish is not None
    assert [(w.start.hour, w.end.hour) for w in wish.windows] == [(8, 11)]
