"""All the time that a message admits, as data: the value that the flows use, for those who judge it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.nlu.adapter.plainly import question_of
from bot.nlu.when.grammar import read_when
from bot.nlu.when.recurrence.folding import rule_of
from bot.nlu.when.resolve import resolve
from bot.nlu.when.tokens import tokenize
from bot.nlu.when.view import view_of
from bot.nlu.whereabouts import where_they_are
from bot.understood import Hearing, Reading, Shift, Wish
from core.interval import Interval, merge
from core.zones import local


def windows_of(text: str, hearing: Hearing, shift: Shift | None = None) -> dict[str, Any]:
    """Return windows, points, duration_min, rrule, prefer, not; ask and readings where the bot would ask.

    Times are ISO 8601 with the offset of the speaker's zone. A point has no length; with one it is a window.
    """
    when = read_when(tokenize(text), locale=hearing.locale, moving=True)
    view = view_of(where_they_are(text, hearing), when.lengths)
    wish = resolve(when, view, text) or _beside(hearing.anchor, shift, view.horizon)
    rule = rule_of(when, view)
    length = round(when.lengths[0]) if when.lengths else None
    answer: dict[str, Any] = {
        "ask": False,
        "duration_min": length,
        "rrule": rule.rrule if rule else None,
        "not": wish.refusal,
    }
    answer["prefer"] = _written(_clipped(wish.prefer, hearing), hearing.zone)
    if wish.readings or wish.problem:
        return answer | {"windows": [], "points": []} | _asking(wish, length, hearing)
    reading = Reading(windows=wish.windows, points=wish.points, stretches=wish.stretches)
    windows, points = _times(reading, length, hearing)
    return answer | {"windows": windows, "points": points}


def _beside(anchor: Interval | None, shift: Shift | None, horizon: Interval) -> Wish:
    """Return what "earlier" or "later" alone admits: all before, or after, what is being talked about."""
    if anchor is None or shift not in (Shift.EARLIER, Shift.LATER):
        return Wish()
    start, end = (horizon.start, anchor.start) if shift is Shift.EARLIER else (anchor.end, horizon.end)
    windows = (Interval(start, end),) if start < end else ()
    return Wish(windows=windows, stretches=windows)


def _asking(wish: Wish, length: int | None, hearing: Hearing) -> dict[str, Any]:
    readings = []
    for reading in wish.readings:
        windows, points = _times(reading, length, hearing)
        readings.append({"windows": windows, "points": points})
    return {"ask": True, "question": question_of(wish, hearing), "readings": readings}


def _times(reading: Reading, length: int | None, hearing: Hearing) -> tuple[list[list[str]], list[str]]:
    """Return windows and points: points in a window are part of it, those with a length make one."""
    bare = [p for p in reading.points if not any(w.start <= p < w.end for w in reading.stretches)]
    made = [Interval.of(p, length) for p in bare] if length else []
    windows = _clipped(merge([*reading.stretches, *made]), hearing)
    points = [] if length else [p for p in bare if _inside(p, hearing.horizon)]
    return _written(windows, hearing.zone), [_iso(p, hearing.zone) for p in points]


def _clipped(windows: Iterable[Interval], hearing: Hearing) -> list[Interval]:
    """Clip to the horizon and to what is not over."""
    horizon = hearing.horizon
    first = max(hearing.now, horizon.start) if horizon else hearing.now
    met = [(max(w.start, first), min(w.end, horizon.end) if horizon else w.end) for w in windows]
    return [Interval(start, end) for start, end in met if start < end]


def _inside(point: datetime, horizon: Interval | None) -> bool:
    return horizon is None or horizon.start <= point < horizon.end


def _written(windows: Iterable[Interval], zone: str) -> list[list[str]]:
    return [[_iso(w.start, zone), _iso(w.end, zone)] for w in windows]


def _iso(moment: datetime, zone: str) -> str:
    return local(moment, zone).isoformat()
