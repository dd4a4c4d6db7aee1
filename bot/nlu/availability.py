"""Availability rules read back from words: what `bot.phrases.availability` says, and what people say like it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time

from bot.nlu.weekly import EndsBeforeBeginError, ranges_of
from bot.nlu.when.almanac import NoSuchDateError
from bot.nlu.when.calendar import dates_of
from bot.nlu.when.grammar import read_when
from bot.nlu.when.recurrence.bounds import recurs, weekdays_of
from bot.nlu.when.recurrence.folding import rule_of
from bot.nlu.when.tokens import tokenize
from bot.nlu.when.value import Clause, Day
from bot.nlu.when.view import View, view_of
from bot.phrases.availability import words_of
from bot.understood import Hearing
from core.availability_rules import AvailabilityRule, Exempt
from core.hours import Range, RuleKind


def rule_in(text: str, language: str, today: date) -> AvailabilityRule | None:
    """Return the availability rule that a sentence says; None if it says none, or one that takes several.

    Dates without a year are counted from `today`; hours are meant by the clock of the schedule's zone.
    """
    kind, rest = _kind(text, language)
    when = read_when(tokenize(rest), locale=language)
    hearing = Hearing(now=datetime.combine(today, time(), UTC), zone="UTC", locale=language)
    view = view_of(hearing, when.lengths)
    found = rule_of(when, view)
    if found is None or found.count:
        return None
    wished = [clause for clause in when.clauses if not clause.refused]
    refused = [clause for clause in when.clauses if clause.refused]
    try:
        return AvailabilityRule(
            kind=kind,
            repeat=found.repeat,
            ranges=_ranges(wished),
            exempt=tuple(_exempt(refused, view)),
            first=found.first,
            last=found.last,
        )
    except (ValueError, EndsBeforeBeginError, NoSuchDateError):
        return None


def _kind(text: str, language: str) -> tuple[RuleKind, str]:
    """Tell by the first word whether time is opened or taken away; return the words after it."""
    words = words_of(language)
    for name, kind in (("open", RuleKind.AVAILABLE), ("busy", RuleKind.BUSY)):
        if text.lower().startswith(words[name].lower()):
            return kind, text[len(words[name]) :]
    return RuleKind.AVAILABLE, text


def _ranges(clauses: Sequence[Clause]) -> tuple[Range, ...]:
    return tuple(r for clause in clauses for choice in clause.clocks for r in ranges_of(choice, ()))


def _exempt(clauses: Sequence[Clause], view: View) -> Iterator[Exempt]:
    for clause in clauses:
        ranges = _ranges([clause])
        for day in clause.days:
            yield from _exempt_day(day, ranges, view)


def _exempt_day(day: Day, ranges: tuple[Range, ...], view: View) -> Iterator[Exempt]:
    weekdays = weekdays_of(day)
    for weekday in weekdays:
        yield Exempt(weekday=weekday, ranges=ranges)
    if weekdays or recurs(day):
        return
    for first, after in dates_of(day, view.seen)[0]:
        for ordinal in range(first.toordinal(), after.toordinal()):
            yield Exempt(day=date.fromordinal(ordinal), ranges=ranges)
