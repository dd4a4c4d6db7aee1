"""What a JSON line says about the scene: now, zone, language, what was asked, what is being talked about."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from bot.nlu.adapter.given import hours_given, interval_given, moment_given
from bot.nlu.adapter.turns import turn_said
from bot.understood import Asked, Hearing

_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""The time for lines that give none."""


def hearing_of(given: Mapping[str, Any]) -> Hearing:
    """Return the scene of a line; raise ValueError if a time in it is none."""
    zone = str(given.get("tz") or "UTC")
    now = moment_given(given.get("now")) or _reference(given.get("ref_date")) or _EPOCH
    locale = str(given.get("lang") or "en")
    prev = str(given.get("prev") or "")
    return Hearing(
        now=now,
        zone=zone,
        locale="en-US" if locale == "en" else locale,
        asked=_asked(prev),
        turn=turn_said(prev),
        horizon=interval_given(given.get("horizon"), zone),
        anchor=interval_given(given.get("anchor"), zone),
        hours=hours_given(given.get("hours")),
        hours_zone=zone,
    )


_ASKED = (
    (Asked.CONFIRM, re.compile(r"\b(?:confirm|is this (?:good|ok|right|correct)|how's this|correct\?|looking for|is that (?:ok|right|correct)|right\?)", re.IGNORECASE)),
    (Asked.OFFER, re.compile(r"\b(?:one of these|would you like|how about|what about|works? for you|some times|do you want)\b", re.IGNORECASE)),
    (Asked.TIME, re.compile(r"\b(?:what time|which (?:day|time|date)|when)\b", re.IGNORECASE)),
)  # fmt: skip


def _asked(prev: str) -> Asked:
    """Tell from the bot's last words what it asked."""
    return next((asked for asked, pattern in _ASKED if pattern.search(prev)), Asked.NOTHING)


def _reference(said: object) -> datetime | None:
    return datetime.combine(date.fromisoformat(said[:10]), time(0), UTC) if isinstance(said, str) else None
