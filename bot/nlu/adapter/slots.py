"""The words of a message that name people, times, things, as the scorer of slots wants them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from bot.nlu.slots import Slot, slots_in
from bot.understood import Asked, Hearing

_CLOCKED = {"second", "minute", "hour"}
_TIMES = {"date", "time", "recurrence"}
_ASKED = {Asked.TIME: "time", Asked.NAME: "person", Asked.WHO: "person"}
_REQUESTED = {"people": "party_size", "first_name": "person", "last_name": "person", "date": "date", "time": "time"}  # fmt: skip
"""What a line says was asked for, by the kind of it."""


def slots_of(text: str, hearing: Hearing, requested: Sequence[str] = ()) -> dict[str, list[str]]:
    """Return surface strings by kind, in the order of the text; `requested` is what was asked for, if the line says so."""
    slots: dict[str, list[str]] = {}
    asked = kind_asked(requested) or _ASKED.get(hearing.asked, "")
    found = slots_in(text, locale=hearing.locale, asked=asked)
    for slot in found:
        words = text[slot.start : slot.end]
        if words not in slots.setdefault(slot.kind, []):
            slots[slot.kind].append(words)
    if moment := _moment(text, found):
        slots["datetime"] = [moment]
    return slots


def kind_asked(requested: Sequence[str]) -> str:
    """Return the kind of slot that was asked for; empty if none was, or none that is known."""
    return _REQUESTED.get(requested[0], "") if requested else ""


def values_of(answer: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return what the times of an answer say as plain values: dates, clock times, durations in minutes."""
    items = answer.get("items") or [answer]
    edges = [
        (item, datetime.fromisoformat(item[edge]))
        for item in items
        for edge in ("start", "end")
        if item.get(edge)
    ]
    timed = [at for item, at in edges if item.get("grain") in _CLOCKED]
    minutes = [round(item["seconds"] / 60) for item in items if item.get("seconds")]
    return {
        "date_iso": sorted({at.date().isoformat() for _, at in edges}),
        "time24": sorted({f"{at:%H:%M}" for at in timed}),
        "duration_min": sorted(set(minutes)),
    }


def _moment(text: str, found: list[Slot]) -> str:
    """Return the words about time as one stretch, where at most a preposition stands between them."""
    times = [slot for slot in found if slot.kind in _TIMES]
    if not times or any(len(text[a.end : b.start].split()) > 1 for a, b in pairwise(times)):
        return ""
    return text[times[0].start : times[-1].end]
