"""Sentences about several seats, dates and people, and what they mean."""

from typing import Any

import pytest

from bot.nlu import read
from bot.understood import Understood
from core.series import Rhythm
from tests.nlu.scene import cases, hearing_of, span, wall


def _rhythm(rhythm: Rhythm | None) -> str | None:
    if rhythm is None:
        return None
    count = f" x{rhythm.count}" if rhythm.count else ""
    until = f" until {rhythm.until}" if rhythm.until else ""
    return f"{rhythm.every.value} {rhythm.interval}{count}{until}"


def _said(found: Understood) -> dict[str, Any]:
    company = found.company
    return {
        "acts": " ".join(found.acts),
        "topic": found.topic,
        "name": found.name,
        "email": found.email,
        "count": found.count,
        "everything": found.everything,
        "points": [wall(each) for each in found.wish.points] if found.wish else [],
        "seats": company.seats,
        "rhythm": _rhythm(company.rhythm),
        "guests": list(company.guests),
        "whom": company.guest_words,
        "which": [span(each) for each in company.which.windows] if company.which else None,
    }


@pytest.mark.parametrize("case", cases("company"), ids=lambda case: case["say"])
def test_company(case: dict[str, Any]) -> None:
    """Each sentence is read as its case says."""
    said = _said(read(case["say"], hearing_of(case)))
    expected = {name: value for name, value in case.items() if name in said}
    assert expected == {name: said[name] for name in expected}
