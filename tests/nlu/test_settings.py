"""Hosts tell every setting in their own words: sentences, and what each sets."""

from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

import pytest

from bot.nlu import read
from bot.understood import Act
from core.hours import WeeklyHours
from tests.nlu.scene import HEARING, HOST, cases

NIGHTS = WeeklyHours((((1080, 1260),),) * 4 + ((), (), ()))
SCENE = replace(
    HOST,
    schedules=(("Working hours", HOST.hours or NIGHTS), ("Evenings", NIGHTS)),
    event_titles=("Intro meeting", "intro", "Yoga class", "yoga", "Coaching", "coaching"),
)


def _plain(value: Any) -> Any:
    match value:
        case WeeklyHours():
            return " | ".join(_day(day) for day in value.days)
        case StrEnum():
            return value.value
        case date():
            return value.isoformat()
        case frozenset():
            return sorted(value)
        case tuple():
            return [_plain(each) for each in value]
        case _ if is_dataclass(value):
            return _said(value)
        case _:
            return value


def _day(ranges: Any) -> str:
    return ", ".join(f"{a // 60}:{a % 60:02}-{b // 60}:{b % 60:02}" for a, b in ranges) or "-"


def _said(setting: Any) -> dict[str, Any]:
    """Return what a setting says, without what was not said."""
    told = {each.name: _plain(getattr(setting, each.name)) for each in fields(setting)}
    return {
        name: value for name, value in told.items() if value not in (None, "", [], {}) and value is not False
    } | {name: value for name, value in told.items() if value is False and name == "waitlist"}


@pytest.mark.parametrize("case", cases("settings"), ids=lambda case: case["say"])
def test_settings(case: dict[str, Any]) -> None:
    """A sentence sets this, for this event type."""
    found = read(case["say"], SCENE)
    said = {
        "sets": type(found.setting).__name__,
        **(_said(found.setting) if is_dataclass(found.setting) else {}),
    }
    said |= {"for": found.event_words} if found.event_words else {}
    said |= {"lack": found.setting.value} if isinstance(found.setting, StrEnum) else {}
    assert said == {name: value for name, value in case.items() if name != "say"}


@pytest.mark.parametrize("case", cases("settings"), ids=lambda case: case["say"])
def test_guests_set_nothing(case: dict[str, Any]) -> None:
    """The same words set nothing when a guest says them."""
    found = read(case["say"], HEARING)
    assert found.setting is None
    assert Act.SETTING not in found.acts
