"""The reader on a stream of JSON lines, and a full reading as plain data."""

import json
from dataclasses import fields
from time import perf_counter_ns
from typing import Any

from bot.nlu.adapter.hearing import hearing_of
from bot.nlu.adapter.intents import intent_of
from bot.nlu.adapter.plainly import plainly
from bot.nlu.adapter.slots import slots_of, values_of
from bot.nlu.adapter.times import times_of
from bot.nlu.adapter.windows import windows_of
from bot.nlu.reader import plain, read
from bot.understood import Hearing, Understood
from core.jsonable import dump

__all__ = ["answer_line", "describe", "plainly"]


_COMPOSED = {"horizon", "anchor", "hours"}
"""What a line has of which all the time that it admits is wanted."""


def answer_line(line: str) -> str:
    """Answer one JSON line: times (kind, start, end, grain, seconds, rrule, items, ask), intent and slots, and how long it took.

    The line has `text`, and may have `id`, `now`, `tz`, `lang`, `prev`, `ref_date`; with `horizon`, `anchor` or `hours` the answer
    has all the time that the message admits as well. Raises ValueError if it is no JSON object.
    """
    given = json.loads(line)
    if not (isinstance(given, dict) and isinstance(given.get("text"), str)):
        raise ValueError("a line needs a JSON object with a text")  # noqa: TRY004 - said so above
    hearing = hearing_of(given)
    text = plain(given["text"])
    began = perf_counter_ns()
    found = read(text, hearing)
    took = (perf_counter_ns() - began) // 1000
    answer: dict[str, Any] = {"id": given.get("id"), "us": took}
    answer |= times_of(text, hearing)
    if _COMPOSED & given.keys():
        answer |= windows_of(text, hearing, found.shift)
    answer |= {
        "intent": intent_of(found),
        "slots": slots_of(text, hearing, given.get("requested") or ()),
        "norm": values_of(answer),
    }
    return json.dumps(answer, ensure_ascii=False)


def describe(text: str, hearing: Hearing) -> dict[str, Any]:
    """Return the whole reading of a text as JSON-able data, without what is empty."""
    found = read(text, hearing)
    empty = Understood()
    said = {
        f.name: getattr(found, f.name)
        for f in fields(found)
        if getattr(found, f.name) != getattr(empty, f.name)
    }
    return {name: dump(value) for name, value in said.items()}
