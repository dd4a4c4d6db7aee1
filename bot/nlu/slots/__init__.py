"""What a message names: people, titles, places, party sizes, and the words about time, as they were said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.nlu.languages import is_foreign
from bot.nlu.slots.features import Piece, features_of, pieces_of
from bot.nlu.slots.tagger import LABELS, learnt, tag
from bot.nlu.when.tokens import tokenize

_MEANT = frozenset({"person", "title", "location"})
"""Kinds that only who reads the language can tell."""

_TELLING = frozenset({"remind", "cancel", "show", "set", "appt"})
"""What words of further languages stand for where one of them tells what is wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A stretch of a message that names something."""

    kind: str
    """One of `tagger.KINDS`."""
    start: int
    end: int


def slots_in(text: str, *, locale: str = "en", asked: str = "") -> list[Slot]:
    """Return what a text names, in order; `asked` is the kind that was asked for, if one was."""
    pieces = pieces_of(text, locale)
    found = joined(pieces, tag(features_of(pieces, asked), learnt()))
    if any(piece.sense in _TELLING for piece in pieces) or not is_foreign(tokenize(text)):
        return list(found)
    return [slot for slot in found if slot.kind not in _MEANT]


def joined(pieces: Sequence[Piece], labels: Sequence[int]) -> Iterable[Slot]:
    """Join labelled words to slots."""
    kind, start, end, last = "", 0, 0, ""
    for piece, label in zip(pieces, labels, strict=True):
        name = LABELS[label]
        if name.startswith("I-"):
            end, last = piece.end, piece.low
            continue
        if kind:
            yield _slot(kind, start, end, last)
        kind, start, end, last = (
            (name[2:], piece.start, piece.end, piece.low) if name != "O" else ("", 0, 0, "")
        )
    if kind:
        yield _slot(kind, start, end, last)


def _slot(kind: str, start: int, end: int, last: str) -> Slot:
    """Return a slot; who is named by "Ann's" is Ann."""
    owns = kind == "person" and last.endswith("'s") and len(last) > len("'s")
    return Slot(kind=kind, start=start, end=end - len("'s") if owns else end)
