"""What taking back a change leaves, and the check that nothing else has happened since."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from core.booking import Booking
from core.calendars import CalendarChoice
from core.effects import Note, Told
from core.errors import Code, Refused
from core.event_types import EventType
from core.hours import Schedule
from core.jsonable import dump
from core.people import Host, Person
from core.polls import Poll
from core.teams import Team
from core.usecases.audit import Entity, Pair
from core.waiting import Waiting

UNSEEN = frozenset({"version", "updated_at", "sequence", "changed_by", "reason", "room"})
"""Parts of a snapshot that grow or change without the thing being another."""

UNSEEN_OF: Mapping[type, frozenset[str]] = {Booking: UNSEEN | {"place"}}
"""Of a booking also its place, into which the link of its room is written by itself."""

KEPT = "kept_"
"""Begins the names under which the snapshot of time off holds what stayed of it."""

Versioned = TypeVar(
    "Versioned", Booking, CalendarChoice, EventType, Host, Person, Poll, Schedule, Team, Waiting
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """A thing before and after its change was taken back, and the news for those concerned."""

    before: Entity | None
    after: Entity | None
    beside: Mapping[str, Pair] = field(default_factory=dict)
    told: tuple[Told, ...] = ()
    notes: tuple[Note, ...] = ()


def untouched(current: Versioned | None, after: Mapping[str, Any] | None) -> Versioned:
    """Return the thing if it is still as the change left it; else raise Refused(CHANGED_SINCE).

    What is compared is what people see, not the version: so changes can be taken back one after the other. A snapshot
    may hold other things beside its own parts (`Deed.beside`), which are compared by themselves.
    """
    if current is None or after is None:
        raise Refused(Code.CHANGED_SINCE)
    now = dump(current)
    unseen = UNSEEN_OF.get(type(current), UNSEEN)
    if any(now[name] != after[name] for name in now.keys() & after.keys() - unseen):
        raise Refused(Code.CHANGED_SINCE)
    return current
