"""Rules that turn phrases into acts: one act, perhaps with a topic or a direction."""

from collections.abc import Iterable
from typing import NamedTuple

from bot.nlu.patterns import Patterns
from bot.understood import Act, Shift


class Rule(NamedTuple):
    """What a phrase says."""

    act: Act
    detail: str = ""
    """Topic of a question, direction of a request for other times."""


_SHORT = {
    "alternatives": Act.REQUEST_ALTERNATIVES,
    "ask": Act.ASK_DETAILS,
    "oos": Act.OUT_OF_SCOPE,
    "soonest": Act.QUERY_AVAILABILITY,
}
SHIFTS = {"later": Shift.LATER, "earlier": Shift.EARLIER, "other": Shift.OTHER, "soonest": Shift.SOONEST}


def compiled(table: str) -> Patterns[Rule]:
    """Compile a table: each entry an act (with a detail), a bar, and patterns apart by semicolons; indented lines go on."""
    lines = (line.partition(" | ") for line in table.strip().replace("\n    ", " ").splitlines())
    return Patterns.of(rules_of((head.strip(), patterns) for head, _, patterns in lines))


def rules_of(rows: Iterable[tuple[str, str]]) -> list[tuple[Rule, str]]:
    """Return each pattern with what it says; a row has an act and patterns apart by semicolons."""
    phrases: list[tuple[Rule, str]] = []
    for head, patterns in rows:
        parts = (part.strip() for part in patterns.split(";"))
        phrases += [(_rule(head), part) for part in parts if part]
    return phrases


def _rule(head: str) -> Rule:
    name, _, detail = head.partition(":")
    act = _SHORT.get(name) or Act(name)
    return Rule(act, "soonest" if name == "soonest" else detail)
