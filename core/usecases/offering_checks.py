"""What an event type may offer; everything else is Refused(INVALID) with the field, the reason and the bounds."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from core.errors import Code, Refused
from core.event_types import Assignment, EventType, Fairness, Mode, Place, Price, Question
from core.usecases.checks import block, line, within

DESCRIPTION = 2000
DETAIL = 300
"""Most characters of a place's detail."""
QUESTION = 200
NOTES = 20
"""Most notes (metadata) of an event type or schedule."""
NOTE = 500
"""Most characters of a note."""
KEY = 50
"""Most characters of a note's key, or of a group's name."""
MOST_SEATS = 1000
MOST_HOSTS = 500
"""Most hosts of one event type."""
DEAREST = 100_000_000
"""Highest price, in the smallest unit."""

_CURRENCY = re.compile(r"[A-Z]{3}")


def lengths(minutes: Iterable[int]) -> tuple[int, ...]:
    """Return one to six different lengths of 5 to 720 minutes, in the order given."""
    unique = tuple(dict.fromkeys(minutes))
    within(len(unique), "lengths", 1, 6, why="count")
    for each in unique:
        within(each, "lengths", 5, 720)
    return unique


def questions(given: Sequence[Question]) -> tuple[Question, ...]:
    """Return at most ten questions of at most 200 characters."""
    within(len(given), "questions", 0, 10, why="count")
    return tuple(replace(each, text=line(each.text, "question", QUESTION, 1)) for each in given)


def place(given: Place) -> Place:
    """Return a place with a detail of at most 300 characters."""
    return replace(given, detail=line(given.detail, "place", DETAIL))


def description(given: str) -> str:
    """Return a description of at most 2000 characters."""
    return block(given, "description", DESCRIPTION)


def prices(given: Sequence[Price]) -> tuple[Price, ...]:
    """Return prices, the currency in capital letters (ISO 4217); at most one a length and one currency in all."""
    if len({each.length for each in given}) < len(given):
        raise Refused(Code.INVALID, field="prices", why="twice")
    sound = tuple(replace(each, currency=each.currency.strip().upper()) for each in given)
    for each in sound:
        within(each.amount, "prices", 0, DEAREST)
        if not _CURRENCY.fullmatch(each.currency):
            raise Refused(Code.INVALID, field="prices", why="currency")
    if len({each.currency for each in sound}) > 1:
        raise Refused(Code.INVALID, field="prices", why="currencies")
    return sound


def seats(given: int) -> int:
    """Return a number of seats from 1 to 1000."""
    return within(given, "seats", 1, MOST_SEATS)


def most_guests(given: int) -> int:
    """Return a number of guests from 0 to 100."""
    return within(given, "most_guests", 0, 100)


def series_most(given: int) -> int:
    """Return a number of dates of a series, from 1 to 52."""
    return within(given, "series_most", 1, 52)


def assignments(given: Sequence[Assignment]) -> tuple[Assignment, ...]:
    """Return at most 500 parts of different hosts, each with values that make sense."""
    within(len(given), "assignments", 0, MOST_HOSTS, why="count")
    if len({each.host_id for each in given}) < len(given):
        raise Refused(Code.INVALID, field="assignments", why="twice")
    return tuple(_assignment(each) for each in given)


def _assignment(given: Assignment) -> Assignment:
    within(given.weight, "weight", 1, 10000)
    within(given.priority, "priority", -1000, 1000)
    if given.daily_limit is not None:
        within(given.daily_limit, "daily_limit", 1, 200)
    return replace(given, group=line(given.group, "group", KEY))


def fairness(given: Fairness) -> Fairness:
    """Return a way of sharing out that looks back 1 to 366 days and lets nobody be ahead by less than 1."""
    within(given.horizon_days, "horizon_days", 1, 366)
    if given.max_lead is not None:
        within(given.max_lead, "max_lead", 1, 1000)
    return given


def metadata(given: Mapping[str, str]) -> dict[str, str]:
    """Return at most 20 notes by key."""
    within(len(given), "metadata", 0, NOTES, why="count")
    return {line(key, "metadata", KEY, 1): block(value, "metadata", NOTE) for key, value in given.items()}


def consistent(event_type: EventType) -> EventType:
    """Return an event type whose parts fit each other.

    A solo one has no team and no assignments; of a length that is not offered no price is left.
    """
    if event_type.mode is Mode.SOLO:
        event_type = replace(event_type, team_id=None, assignments=())
    elif not event_type.assignments:
        raise Refused(Code.INVALID, field="assignments", why="missing")
    if event_type.mode is Mode.ROUND_ROBIN:
        _require_turns(event_type)
    prices = tuple(each for each in event_type.prices if each.length in event_type.lengths)
    return replace(event_type, prices=prices)


def require_priced_lengths(given: Sequence[Price], lengths: Sequence[int]) -> None:
    """Raise Refused(INVALID) for a price of a length that is not offered."""
    if any(each.length not in lengths for each in given):
        raise Refused(Code.INVALID, field="prices", why="length", lengths=tuple(lengths))


def _require_turns(event_type: EventType) -> None:
    """Somebody must be left to take turns; a class has one host at a time, so that all its seats are with the same."""
    if all(each.required for each in event_type.assignments):
        raise Refused(Code.INVALID, field="assignments", why="nobody_takes_turns")
    if event_type.seats > 1:
        raise Refused(Code.INVALID, field="seats", why="round_robin")
