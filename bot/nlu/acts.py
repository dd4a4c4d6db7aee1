"""From matched phrases to acts: one main act for each thing said, courtesy beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.nlu.patterns import Edges, Hit, Patterns, Word
from bot.nlu.rules import SHIFTS, Rule
from bot.nlu.words import ENGLISH
from bot.understood import Act, Shift

COURTESY = {Act.YES, Act.NO, Act.GREET, Act.THANKS, Act.GOODBYE, Act.ANY, Act.UNSURE}
_ORDER = (
    Act.UNDO, Act.START_OVER, Act.SHOW_CHANGES, Act.SHOW_LINK, Act.SHOW_HOURS, Act.SHOW_SETTINGS, Act.RENAME_EVENT_TYPE,
    Act.DELETE_EVENT_TYPE, Act.NEW_EVENT_TYPE, Act.SHOW_EVENT_TYPES, Act.SET_APPROVAL, Act.SET_WELCOME, Act.SET_BIO, Act.SET_USERNAME,
    Act.SET_NAME, Act.SET_EMAIL, Act.SET_ZONE, Act.SHOW_PROFILE, Act.SET_BUFFER, Act.SET_LIMIT, Act.SET_NOTICE, Act.SET_WINDOW,
    Act.SET_QUESTION, Act.PAUSE, Act.RESUME, Act.SET_PLACE, Act.SET_LENGTH, Act.HUMAN, Act.CANCEL, Act.STOP, Act.UNBLOCK, Act.BLOCK_TIME, Act.RESCHEDULE, Act.DECLINE, Act.ACCEPT,
    Act.WHY_NOT, Act.NO_SHOW, Act.LATE, Act.REPEAT, Act.HELP, Act.SET_REMINDER, Act.REQUEST_ALTERNATIVES, Act.QUERY_BOOKINGS,
    Act.QUERY_TIME, Act.QUERY_AVAILABILITY, Act.ASK_DETAILS, Act.CORRECT, Act.COMPLETED, Act.BOOK, Act.SKIP, Act.INFORM,
    Act.OUT_OF_SCOPE,
)  # fmt: skip
"""Where two phrases of one clause say different things, the one that comes first here is meant."""

_RANK = {act: n for n, act in enumerate(_ORDER)}


@dataclass(frozen=True, slots=True)
class Said:
    """The acts of a message in order, and what came with them."""

    acts: tuple[Act, ...]
    topic: str = ""
    shift: Shift | None = None


def acts_of(words: Sequence[Word], patterns: Patterns[Rule], edges: Edges = ENGLISH) -> Said:
    """Return what is done by saying the words, which have such edges."""
    hits = patterns.hits(words, edges)
    if not hits:
        return Said(())
    kept: list[Rule] = []
    for clause in _clauses(words, hits, edges.joints):
        kept += main_of(clause)
    acts = tuple(dict.fromkeys(rule.act for rule in kept))
    topic = next((rule.detail for rule in kept if rule.act is Act.ASK_DETAILS), "")
    return Said(acts, topic, _shift(hits))


def _shift(hits: Iterable[Hit[Rule]]) -> Shift | None:
    found = [SHIFTS[hit.label.detail] for hit in hits if hit.label.detail in SHIFTS]
    exact = [shift for shift in found if shift is not Shift.OTHER]
    return (exact or found or [None])[0]


def _clauses(words: Sequence[Word], hits: Sequence[Hit[Rule]], joints: frozenset[str]) -> list[list[Rule]]:
    """Group hits by clause: at full stops, and where "but", "also" or a comma and "and" begin another."""
    clauses: list[list[Rule]] = [[]]
    at = 0
    for hit in hits:
        if any(_parts(words, i, joints) for i in range(at, hit.first + 1)):
            clauses.append([])
        at = hit.after
        clauses[-1].append(hit.label)
    return clauses


def _parts(words: Sequence[Word], i: int, joints: frozenset[str]) -> bool:
    word = words[i]
    if word.kind == "." and word.low in ".!?;:\n":
        return True
    return word.low in joints or (
        word.low in ("and", "is", "how", "where", "what") and i > 0 and words[i - 1].low == ","
    )


def main_of(rules: list[Rule]) -> list[Rule]:
    """Keep the courtesies and the main act of a clause, in the order said."""
    others = [rule for rule in rules if rule.act not in COURTESY]
    if not others:
        return rules
    best = min(others, key=lambda rule: _RANK[rule.act])
    return [rule for rule in rules if rule is best or rule.act in COURTESY]
