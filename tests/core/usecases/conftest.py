"""A house with Anna as host, asked and told through a real database."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest

from core.booking import Booking
from core.commands import Book, Command, Outcome, RegisterHost
from core.errors import Refusal, Refused
from core.event_types import EventType
from core.people import Host, Person
from core.queries import Desk, HostDesk, Query
from core.usecases import answer, perform
from storage import Database
from tests.core.examples import at
from tests.support.world import FrozenWorld


@dataclass
class House:
    """Does and asks, each in a transaction of its own."""

    storage: Database
    world: FrozenWorld
    desk: Desk

    @property
    def host(self) -> Host:
        return self.desk.host

    @property
    def intro(self) -> UUID:
        return self.desk.event_types[0].id

    async def do(self, command: Command) -> Outcome:
        """Carry out a command and commit."""
        async with self.storage.writing() as unit:
            outcome = await perform(unit, self.world, command)
            await unit.commit()
        return outcome

    async def refused(self, command: Command) -> Refusal:
        """Return the refusal that a command must meet with; nothing is kept."""
        with pytest.raises(Refused) as raised:
            await self.do(command)
        return raised.value.refusal

    async def ask(self, query: Query) -> Any:
        async with self.storage.reading() as unit:
            return await answer(unit, self.world, query)

    async def person(self, name: str = "Bob", **other: Any) -> Person:
        """Add a person."""
        now = self.world.clock.now()
        person = Person(id=self.world.chance.uuid(), name=name, created_at=now, updated_at=now, **other)
        async with self.storage.writing() as unit:
            await unit.people.add_person(person)
            await unit.commit()
        return person

    def booking_of(self, clock: str = "10:00", day: int = 24, **other: Any) -> Book:
        """Return the command by which Bob books Anna on a day of November, UTC."""
        fields = {
            "request_id": f"{day} {clock} {other.get('email', 'bob')}",
            "host_id": self.host.id,
            "event_type_id": self.intro,
            "start": at(clock, day),
            "length": 30,
            "name": "Bob",
            "email": "bob@example.com",
            "zone": "Asia/Tokyo",
            "verified": True,
        }
        return Book(**{**fields, **other})

    async def colleague(self, name: str) -> Host:
        """Make another host in UTC, with office hours."""
        person = await self.person(name)
        desk: Desk = (await self.do(RegisterHost(person_id=person.id, name=name, zone="UTC"))).value
        return desk.host

    async def ask_desk(self, host: Host) -> Desk:
        """Return what another host has set up."""
        desk: Desk = await self.ask(HostDesk(host_id=host.id))
        return desk

    async def offers(self, **fields: Any) -> EventType:
        """Change what Anna's intro is, as it is stored."""
        async with self.storage.writing() as unit:
            intro = await unit.event_types.event_type(self.intro)
            assert intro is not None
            saved = await unit.event_types.save(replace(intro, **fields))
            await unit.commit()
        return saved

    async def hires(self, host: Host, **fields: Any) -> Host:
        """Change a host, as they are stored."""
        async with self.storage.writing() as unit:
            saved = await unit.people.save_host(replace(host, **fields))
            await unit.commit()
        return saved

    async def booked(self, clock: str = "10:00", day: int = 24, **other: Any) -> Booking:
        """Book Anna as Bob and return the booking."""
        booking: Booking = (await self.do(self.booking_of(clock, day, **other))).value
        return booking


async def settle(storage: Database, world: FrozenWorld) -> House:
    """Make Anna a host in UTC."""
    now = world.clock.now()
    anna = Person(id=world.chance.uuid(), name="Anna", created_at=now, updated_at=now)
    async with storage.writing() as unit:
        await unit.people.add_person(anna)
        registered = await perform(unit, world, RegisterHost(person_id=anna.id, name="Anna", zone="UTC"))
        await unit.commit()
    return House(storage, world, registered.value)


@pytest.fixture
async def house(sqlite_storage: Database, world: FrozenWorld) -> House:
    """Anna's house on SQLite. It is Monday 2026-11-23, 8:00 UTC."""
    return await settle(sqlite_storage, world)


@pytest.fixture
async def each_house(storage: Database, world: FrozenWorld) -> House:
    """Anna's house, on SQLite and on PostgreSQL."""
    return await settle(storage, world)
