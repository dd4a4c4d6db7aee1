"""Examples from collections of other people's sentences; some may be learnt from, the others only measure."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.nlu.adapter.turns import turn_said
from training.acts.examples import Example, chance

_HEAVY = 3.0
"""Weight of a sentence that somebody said; of one drawn from a pattern it is 1."""

_HEAVIEST = 5.5
"""Weight of a sentence that is out of scope: there is no end of what else people can say."""

_LIGHT = 0.7
"""Weight of a sentence in a place where it could have been said."""

PERMISSIVE = ("clinc150", "hwu64", "nlupp-hotels", "banking77", "ms-calendar-lu", "multidogo", "snips")
"""Sources whose licences allow weights to be learnt from them (NOTICE names them)."""

MEASURING = ("smcalflow", "sgd", "xsid", "enron-email")
"""Sources that are never learnt from."""

_FINER = {"general_dontcare": "any", "General.SelectAny": "any"}
"""Acts that we tell apart and the collections do not."""

_CLOSING = re.compile(r"\b(?:that'?s|that is|that will be) (?:all|it|everything)\b", re.IGNORECASE)
"""Thanks that end a talk: some collections take it for thanks alone, so those sentences are left out."""

_AFTER: Mapping[str, tuple[str, ...]] = {
    "book": ("done", "else", "shown", "failed", "told", "free"),
    "cancel": ("done", "else", "shown", "told", "choose", "confirm"),
    "reschedule": ("done", "else", "shown", "told"),
    "query_bookings": ("done", "else", "shown", "failed", "told", "confirm"),
    "query_availability": ("done", "else", "shown", "told", "suggest"),
    "query_time": ("done", "told", "else"),
    "set_reminder": ("done", "else", "failed", "shown"),
    "out_of_scope": ("done", "else", "told", "failed", "choose", "confirm"),
    "yes": ("confirm", "whether", "confirm"),
    "no": ("confirm", "whether", "else"),
    "thanks": ("done", "told", "shown"),
    "goodbye": ("done", "told", "else"),
    "repeat": ("told", "confirm", "choose", "when"),
    "unsure": ("when", "fact", "whether"),
    "any": ("choose", "when", "fact"),
    "stop": ("when", "fact", "confirm", "choose", "failed"),
    "help": ("failed", "told", "when"),
    "human": ("failed", "told", "when"),
    "propose_time": ("when",),
    "inform": ("fact",),
    "request_alternatives": ("choose", "suggest"),
    "accept": ("choose", "choose"),
    "decline": ("choose", "suggest"),
}
"""Turns of the bot after which an act is said; the collections that are learnt from do not tell."""


def examples_of(path: Path) -> list[Example]:
    """Return the examples of a file of JSON lines."""
    with path.open(encoding="utf-8") as lines:
        return [_example(json.loads(line)) for line in lines if line.strip()]


def _example(given: Mapping[str, Any]) -> Example:
    return Example(
        text=given["text"],
        act=_FINER.get(given.get("orig", ""), given["intent"]),
        source=given["source"],
        turn=str(turn_said(given.get("prev") or "")),
        language=given["lang"],
    )


def in_turns(examples: Iterable[Example]) -> Iterator[Example]:
    """Return examples as they are, and once more after a turn after which such a thing is said."""
    for each in examples:
        if each.act == "thanks" and _CLOSING.search(each.text):
            continue
        yield replace(each, weight=_HEAVIEST if each.act == "out_of_scope" else _HEAVY)
        turns = _AFTER.get(each.act, ())
        if turns:
            turn = turns[int(chance("turn", each.text) * len(turns))]
            yield replace(each, turn=turn, weight=_LIGHT)
