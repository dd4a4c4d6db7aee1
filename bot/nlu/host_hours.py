"""Weekly hours out of a host's sentence: which days it names, and whether it names all of them."""

from collections.abc import Sequence
from dataclasses import replace

from bot.nlu import hints
from bot.nlu.weekly import applied
from bot.nlu.when.value import Clause, ClockSpan
from core.hours import WeeklyHours


def week_said(text: str, clauses: Sequence[Clause], before: WeeklyHours | None) -> WeeklyHours:
    """Return the hours after a sentence; raise EndsBeforeBeginError.

    Days that it does not name stay, unless it tells the whole week or says "only"; a break is taken away.
    """
    only = bool(hints.ONLY_DAYS.search(text) or _is_whole(text, clauses)) and not hints.ALSO.search(text)
    if hints.BREAK.search(text) and not only:
        clauses = [replace(clause, refused=True) for clause in clauses]
    return applied(before, clauses, only=only)


def _is_whole(text: str, clauses: Sequence[Clause]) -> bool:
    """Say whether the whole week is told: days with hours from and to, none of them taken away."""
    return bool(hints.OWN_WEEK.search(text)) and any(c.days and _has_both_ends(c) for c in clauses)


def _has_both_ends(clause: Clause) -> bool:
    spans = [each for choice in clause.clocks for each in choice if isinstance(each, ClockSpan)]
    return not clause.refused and (not spans or any(span.start and span.end for span in spans))
