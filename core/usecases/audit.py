"""The audit row of each change: who did what to which thing, before and after."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from core.booking import Booking, Side
from core.calendars import Account, CalendarChoice
from core.commands import Command
from core.effects import Change
from core.event_types import EventType
from core.hours import Schedule, TimeOff
from core.jsonable import dump
from core.people import Host, Person
from core.polls import Poll
from core.ports import UnitOfWork, World
from core.series import Series
from core.teams import Team
from core.waiting import Waiting

Entity = (
    Booking
    | Schedule
    | EventType
    | Host
    | TimeOff
    | Person
    | Team
    | Waiting
    | Poll
    | Series
    | Account
    | CalendarChoice
)
"""What the audit trail keeps snapshots of."""

Pair = tuple[Entity, Entity]
"""A thing before and after."""

_HUMP = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What was done: a thing before and after, None where there was or is none."""

    command: Command
    actor: str
    host_id: UUID | None = None
    """The host who did it, where what changed belongs to none."""
    before: Entity | None = None
    after: Entity | None = None
    beside: Mapping[str, Pair] = field(default_factory=dict)
    """Other things that changed along with it, before and after, by the name they get in its snapshots."""


async def record(uow: UnitOfWork, world: World, deed: Deed) -> Change:
    """Append one audit row and return it."""
    subject = deed.after or deed.before
    if subject is None:
        raise ValueError("a change needs something that changed")
    change = Change(
        id=world.chance.uuid(),
        at=world.clock.now(),
        actor=deed.actor,
        verb=snake(type(deed.command).__name__),
        entity=snake(type(subject).__name__),
        entity_id=subject.id,
        before=_snapshot(deed.before, {name: pair[0] for name, pair in deed.beside.items()}),
        after=_snapshot(deed.after, {name: pair[1] for name, pair in deed.beside.items()}),
        host_id=_host_of(subject) or deed.host_id,
    )
    await uow.audit.add(change)
    return change


def host_actor(host_id: UUID) -> str:
    """Return the audit's name of a host."""
    return f"host:{host_id}"


def person_actor(person_id: UUID) -> str:
    """Return the audit's name of a person."""
    return f"person:{person_id}"


def booking_actor(booking: Booking, by: Side) -> str:
    """Return the audit's name of a side of a booking: host, invitee (a person if known) or system."""
    if by is Side.HOST:
        return host_actor(booking.host_id)
    if by is Side.SYSTEM:
        return "system"
    person_id = booking.invitee.person_id
    return person_actor(person_id) if person_id else f"invitee:{booking.id}"


def waiting_actor(waiting: Waiting) -> str:
    """Return the audit's name of somebody who waits: a person if known."""
    person_id = waiting.invitee.person_id
    return person_actor(person_id) if person_id else f"waiting:{waiting.id}"


def guest_actor(guest_id: UUID) -> str:
    """Return the audit's name of a guest."""
    return f"guest:{guest_id}"


def snake(name: str) -> str:
    """Return a class name in snake case."""
    return _HUMP.sub("_", name).lower()


def _snapshot(entity: Entity | None, beside: Mapping[str, Entity]) -> Mapping[str, Any] | None:
    if entity is None:
        return None
    snapshot: dict[str, Any] = dump(entity) | dump(beside)
    return snapshot


def _host_of(subject: Entity) -> UUID | None:
    match subject:
        case Host():
            return subject.id
        case Person():
            return None
        case _:
            return subject.host_id
