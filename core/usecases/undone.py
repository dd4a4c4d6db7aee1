"""What taking back a change leaves, and the check that nothing else has happened since."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from core.booking import Booking
from core.effects import Told
from core.errors import Code, Refused
from core.event_types import EventType
from core.hours import Schedule
from core.jsonable import dump
from core.people import Host, Person
from core.usecases.audit import Entity

UNSEEN = frozenset({"version", "updated_at", "sequence", "changed_by", "reason", "host", "schedule"})
"""Parts of a snapshot that grow or change without the thing being another."""

Versioned = TypeVar("Versioned", Booking, EventType, Host, Person, Schedule)


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """A thing before and after its change was taken back, and the news for both sides of a booking."""

    before: Entity | None
    after: Entity | None
    beside: Mapping[str, tuple[Entity, Entity]] = field(default_factory=dict)
    told: tuple[Told, ...] = ()


def untouched(current: Versioned | None, after: Mapping[str, Any] | None) -> Versioned:
    """Return the thing if it is still as the change left it; else raise Refused(CHANGED_SINCE).

    What is compared is what people see, not the version: so changes can be taken back one after the other.
    """
    if current is None or after is None or _seen(dump(current)) != _seen(after):
        raise Refused(Code.CHANGED_SINCE)
    return current


def _seen(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in snapshot.items() if name not in UNSEEN}
