"""Labelled sentences: what is named where, and which kinds their source labels at all."""

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from bot.nlu.adapter.slots import kind_asked
from bot.nlu.slots.features import Piece, features_of, pieces_of
from bot.nlu.slots.tagger import KINDS, LABELS
from bot.nlu.when.category import Cat

ALLOWED = ("ms-calendar-lu", "hwu64", "nlupp-hotels")
"""Sources with slots whose licence allows to learn from them (NOTICE)."""

_SHORT = 3
"""So few words as anybody says: a clock time, a name."""

_PLAIN = frozenset({"meeting", "meetings", "appointment", "appointments", "event", "events", "reminder"})
"""Words that name no event: some sources take them for titles, others do not."""

_DAYS = frozenset({Cat.DAY, Cat.TONIGHT, Cat.WEEKDAY, Cat.MONTH, Cat.TOMORROW_PART})

_NUMBERS = {label: n for n, label in enumerate(LABELS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A sentence with what it names."""

    text: str
    language: str
    spans: tuple[tuple[str, int, int], ...]
    known: frozenset[str] | None
    """The kinds that its source labels; of others it says nothing. None is all."""
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A sentence as the tagger learns it: features, and which labels each word may have."""

    features: list[list[str]]
    allowed: list[frozenset[int]]


def from_source(path: Path, sources: Iterable[str], *, half: bool = False) -> Iterator[Example]:
    """Yield an example for each line of the corpus that is of one of the sources; `half` leaves out every second, to measure on."""
    wanted = set(sources)
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            case: dict[str, Any] = json.loads(line)
            if case["source"] in wanted and not (half and is_held_out(case)):
                yield _example(case)


def sentences(path: Path, *, but: Iterable[str]) -> frozenset[str]:
    """Return the bare sentences of the other sources, of more than a few words: what measures is not learnt from."""
    cases = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return frozenset(
        bare(case["text"])
        for case in cases
        if case["source"] not in but and len(case["text"].split()) > _SHORT
    )


def bare(text: str) -> str:
    """Return the letters and digits of a text."""
    return "".join(c for c in text.lower() if c.isalnum())


def is_held_out(case: Mapping[str, Any]) -> bool:
    """Say whether a line is among the half that is measured on."""
    return bool(zlib.crc32(case["text"].lower().encode()) & 1)


def _example(case: Mapping[str, Any]) -> Example:
    return Example(
        text=case["text"],
        language=case["lang"],
        spans=tuple(_spans(case["text"].lower(), case["slots"])),
        known=frozenset(case["gold_slots"]),
        asked=kind_asked(case.get("requested") or ()),
    )


def _spans(low: str, slots: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, int, int]]:
    for kind, values in slots.items():
        at = 0
        for value in values:
            start = _place(low, value.lower(), at)
            if start >= 0 and kind in KINDS and value not in _PLAIN:
                at = start + len(value)
                yield kind, start, at


def _place(low: str, value: str, at: int) -> int:
    """Return where a value stands in a text, from a place on if it is there; whole words before parts of words."""
    whole = re.compile(rf"(?<!\w){re.escape(value)}(?!\w)")
    found = whole.search(low, at) or whole.search(low)
    return found.start() if found else low.find(value)


def lesson(example: Example) -> Lesson:
    """Return an example as the tagger sees it."""
    pieces = pieces_of(example.text, example.language)
    unknown = [] if example.known is None else [kind for kind in KINDS if kind not in example.known]
    open_labels = frozenset(_NUMBERS[f"{edge}-{kind}"] for kind in unknown for edge in "BI") | {0}
    spans = example.spans if example.known is not None else list(_days_apart(example.spans, pieces))
    return Lesson(features_of(pieces, example.asked), [_allowed(p, spans, open_labels) for p in pieces])


def _days_apart(
    spans: Iterable[tuple[str, int, int]], pieces: Sequence[Piece]
) -> Iterator[tuple[str, int, int]]:
    """Yield spans; a clock time that has a day within ("8 tomorrow evening") as several."""
    for kind, start, end in spans:
        inside = [said for said in _elements(pieces) if start <= said[0].start < end]
        if kind != "time" or not any(map(_is_day, inside)):
            yield kind, start, end
            continue
        for is_day, group in groupby(inside, _is_day):
            said = list(group)
            yield "date" if is_day else "time", said[0][0].start, said[-1][-1].end


def _elements(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Yield the words of each time that was read."""
    found: list[Piece] = []
    for piece in pieces:
        if found and not piece.time.startswith("I-"):
            yield found
            found = []
        if piece.time:
            found.append(piece)
    if found:
        yield found


def _is_day(element: Sequence[Piece]) -> bool:
    return element[0].time == "B-date" and any(piece.cat in _DAYS for piece in element)


def _allowed(
    piece: Piece, spans: Iterable[tuple[str, int, int]], otherwise: frozenset[int]
) -> frozenset[int]:
    for kind, start, end in spans:
        if start <= piece.start < end:
            return frozenset({_NUMBERS[f"{'B' if piece.start == start else 'I'}-{kind}"]})
    return otherwise
