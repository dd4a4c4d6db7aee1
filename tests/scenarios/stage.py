"""A migrated database with a scenario's cast in it, and the deeds that are tried on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from bot.frozen import FrozenWorld
from core.booking import Booking, Hold
from core.commands import Command
from core.errors import ConflictError
from core.event_types import EventType
from core.people import Person
from core.ports import UnitOfWork
from core.queries import Query
from core.usecases import answer, perform
from storage import Database
from tests.scenarios.cast import Cast, Part
from tests.scenarios.telling import ROOT

TRIES = 20
"""How often a deed is computed again when somebody else's came first, as the dialogue does with a turn."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Asks and does through the real use cases, each in a transaction of its own."""

    storage: Database
    world: FrozenWorld
    cast: Cast

    async def do(self, command: Command) -> Any:
        """Carry a command out and commit; return its value, raise Refused."""
        for _ in range(TRIES):
            try:
                async with self.storage.writing() as unit:
                    outcome = await perform(unit, self.world, command)
                    await unit.commit()
            except ConflictError:
                continue
            return outcome.value
        raise RuntimeError("somebody else always came first")

    async def ask(self, query: Query) -> Any:
        """Answer a query."""
        async with self.storage.reading() as unit:
            return await answer(unit, self.world, query)


async def staged(storage: Database, cast: Cast) -> Stage:
    """Write the cast into an empty, migrated database."""
    async with storage.writing() as unit:
        for part in cast.parts:
            await _settle(unit, part, cast)
        for event_type in (cast.event_type, *_others(cast)):
            await unit.event_types.add(event_type)
        for booking in _at_peace(_all_bookings(cast)):
            await unit.bookings.add(booking)
        await unit.commit()
    async with storage.writing() as unit:
        for hold in _holds(cast):
            await unit.bookings.add_hold(hold, min(cast.now, hold.expires_at - timedelta(minutes=1)))
        await unit.commit()
    return Stage(storage, FrozenWorld(cast.now), cast)


async def _settle(unit: UnitOfWork, part: Part, cast: Cast) -> None:
    host = part.host
    person = Person(
        id=host.person_id, name=host.name, zone=host.zone, created_at=cast.now, updated_at=cast.now
    )
    await unit.people.add_person(person)
    await unit.people.add_host(host)
    await unit.availability.add_schedule(part.schedule)
    for away in part.time_off:
        await unit.availability.add_time_off(away)


def _others(cast: Cast) -> list[EventType]:
    """Return the event types to which other bookings belong."""
    plain = EventType(
        id=cast.event_type.id,
        host_id=cast.event_type.host_id,
        code="other",
        title="Other meeting",
        created_at=cast.now,
        updated_at=cast.now,
    )
    return [replace(plain, id=each, code=f"other-{number}") for number, each in enumerate(cast.others)]


def _all_bookings(cast: Cast) -> list[Booking]:
    """Return every booking once, with all of its hosts, calendar entries among them."""
    found: dict[UUID, Booking] = {}
    for part in cast.parts:
        for booking in (*part.bookings, *part.entries):
            known = found.setdefault(booking.id, booking)
            if known.host_id != booking.host_id:
                found[booking.id] = replace(known, co_hosts=(*known.co_hosts, booking.host_id))
    return sorted(found.values(), key=lambda each: each.slot)


def _at_peace(bookings: Sequence[Booking]) -> list[Booking]:
    """Give bookings that overlap already one subject: the database would not admit them beside each other."""
    placed: list[Booking] = []
    for booking in bookings:
        other = next((each for each in placed if _clash(each, booking)), None)
        if other is None:
            placed.append(booking)
            continue
        session = other.session or uuid5(ROOT, f"overlap {other.id}")
        placed[placed.index(other)] = replace(other, session=session)
        placed.append(replace(booking, session=session))
    return placed


def _clash(one: Booking, other: Booking) -> bool:
    shared = set(one.host_ids) & set(other.host_ids)
    both = one.active and other.active and one.subject != other.subject
    return bool(shared) and both and one.claim.overlaps(other.claim)


def _holds(cast: Cast) -> list[Hold]:
    """Return the holds that stand, then those that have expired and are in nobody's way."""
    holds = [each for part in cast.parts for each in part.holds]
    live = [each for each in holds if each.expires_at > cast.now]
    gone = (each for each in holds if each.expires_at <= cast.now)
    return live + [
        each
        for each in gone
        if not any(each.host_id == o.host_id and each.claim.overlaps(o.claim) for o in live)
    ]
