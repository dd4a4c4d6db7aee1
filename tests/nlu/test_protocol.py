"""Lines of the protocol: a horizon, what is being talked about, the host's hours, and the answers they give."""

import json
from typing import Any

import pytest

from bot.nlu.adapter import answer_line

_LINE = {
    "text": "tomorrow",
    "now": "2026-11-18T10:30:00+01:00",
    "tz": "Europe/Berlin",
    "lang": "en",
    "horizon": ["2026-11-18T00:00:00+01:00", "2026-12-02T00:00:00+01:00"],
}


def _answer(**given: Any) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(answer_line(json.dumps(_LINE | given)))
    return answer


@pytest.mark.parametrize(
    "hours",
    [
        {"start": "06:00", "end": "12:00", "days": [0, 1, 2, 3, 4]},
        {"start": 6, "end": 12, "days": ["mon", "tue", "wed", "thu", "fri"]},
        {"start": 360, "end": 720, "days": ["MO", "TU", "WE", "TH", "FR"]},
        {"start": "6", "end": "12", "days": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]},
        {"start": "06:00:00", "end": "12:00:00"},
    ],
)
def test_hours_are_told_in_many_ways(hours: dict[str, Any]) -> None:
    """A host who works from 6 to 12 meets at 6 in the morning; "first thing" is their first hour."""
    assert _answer(text="tomorrow at 6", hours=hours)["points"] == ["2026-11-19T06:00:00+01:00"]
    assert _answer(text="first thing tomorrow", hours=hours)["windows"] == [
        ["2026-11-19T06:00:00+01:00", "2026-11-19T07:00:00+01:00"]
    ]


@pytest.mark.parametrize(
    "hours",
    [{"start": "9", "end": "8"}, {"start": "x:00", "end": "9:00"}, {"start": 9, "end": 17, "days": ["x"]}],
)
def test_hours_that_are_none_are_refused(hours: dict[str, Any]) -> None:
    """Such a line cannot be read."""
    with pytest.raises(ValueError, match=r"."):
        _answer(hours=hours)


def test_what_is_outside_the_horizon_is_left_out() -> None:
    """Windows are clipped, points left out, and nothing that is over is admitted."""
    horizon = ["2026-11-10T00:00:00+01:00", "2026-11-19T12:00:00+01:00"]
    assert _answer(text="today or tomorrow", horizon=horizon)["windows"] == [
        ["2026-11-18T10:30:00+01:00", "2026-11-19T12:00:00+01:00"]
    ]
    assert _answer(text="tomorrow at 11am or 2pm", horizon=horizon)["points"] == ["2026-11-19T11:00:00+01:00"]


def test_a_clock_time_with_a_length_is_a_window() -> None:
    """A point has no length; with one it is a window."""
    bare, long = _answer(text="tomorrow at 3pm"), _answer(text="tomorrow at 3pm for 20 minutes")
    assert (bare["windows"], bare["points"]) == ([], ["2026-11-19T15:00:00+01:00"])
    assert (long["windows"], long["points"]) == (
        [["2026-11-19T15:00:00+01:00", "2026-11-19T15:20:00+01:00"]],
        [],
    )
    assert (bare["duration_min"], long["duration_min"]) == (None, 20)


def test_readings_come_with_one_question() -> None:
    """Where the bot would ask, there is no answer but the readings and what to ask."""
    answer = _answer(text="next Friday")
    assert (answer["ask"], answer["windows"], len(answer["readings"])) == (True, [], 2)
    assert answer["question"] == "Which do you mean: Friday, November 20, or Friday, November 27?"


def test_an_anchor_may_lack_its_end() -> None:
    """What is being talked about needs only a beginning."""
    answer = _answer(text="an hour later", anchor={"start": "2026-11-19T15:00:00+01:00"})
    assert answer["points"] == ["2026-11-19T16:00:00+01:00"]


def test_lines_without_a_scene_are_answered_as_before() -> None:
    """Windows are told only where they are asked for."""
    line = {name: value for name, value in _LINE.items() if name != "horizon"}
    assert "windows" not in json.loads(answer_line(json.dumps(line)))
