"""Who prove one new address at once become one person; without the guard they become several."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from bot.identity import vouched_for
from bot.messages import Address, Incoming
from core.commands import CheckCode, SendCode
from core.people import Person
from core.usecases import perform
from core.usecases.signing.people import person_with
from storage import Database, open_storage
from storage.tables import person as table
from tests.support.world import FrozenWorld

EMAIL = "new@example.com"
MANY = 5
"""As many as are mailed a code for one address in an hour."""
PROVED = sa.select(sa.func.count()).select_from(table).where(table.c.verified_email == EMAIL)

Prove = Callable[[Any, FrozenWorld, Person, str], Awaitable[None]]
"""Has somebody, who holds a code, prove the address in a unit of work."""


async def by_signing_in(unit: Any, world: FrozenWorld, _somebody: Person, _code: str) -> None:
    await person_with(unit, world, EMAIL, None)


async def by_a_code_in_a_talk(unit: Any, world: FrozenWorld, somebody: Person, code: str) -> None:
    check = CheckCode(subject=str(somebody.id), email=EMAIL, code=code, person_id=somebody.id)
    await perform(unit, world, check)


async def by_a_channel_that_vouches(unit: Any, world: FrozenWorld, somebody: Person, _code: str) -> None:
    where = Address(channel="slack", room=str(somebody.id))
    said = Incoming(key=str(somebody.id), address=where, at=world.clock.now(), text="hello", email=EMAIL)
    vouched = await vouched_for(unit, somebody, said)
    if vouched.id == somebody.id:
        await unit.people.save_person(vouched)


PROOFS: tuple[Prove, ...] = (by_signing_in, by_a_code_in_a_talk, by_a_channel_that_vouches)


class Onlooker:
    """A unit of work that waits for nobody, and only notes what would be written of people."""

    def __init__(self, unit: Any) -> None:
        self._unit, self.meant = unit, []
        self.people = self

    def __getattr__(self, name: str) -> Any:
        inner = self._unit if name not in dir(self._unit.people) else self._unit.people
        return getattr(inner, name)

    async def lock_proof(self, _: str) -> None:
        """Wait for nobody."""

    async def add_person(self, person: Person) -> None:
        self.meant.append(("add_person", person))

    async def save_person(self, person: Person) -> Person:
        self.meant.append(("save_person", person))
        return replace(person, version=person.version + 1)


async def strangers(storage: Database, world: FrozenWorld) -> list[tuple[Person, str]]:
    """Let there be people whom nobody knows, each with a code for the address."""
    found = []
    for _ in range(MANY):
        now = world.clock.now()
        somebody = Person(id=world.chance.uuid(), name="", created_at=now, updated_at=now)
        async with storage.writing() as unit:
            await unit.people.add_person(somebody)
            await unit.commit()
        found.append(somebody)
    async with storage.writing() as unit:
        digests = [(each, await _code(unit, world, each)) for each in found]
        await unit.commit()
    return digests


async def _code(unit: Any, world: FrozenWorld, somebody: Person) -> str:
    sent = await perform(unit, world, SendCode(subject=str(somebody.id), email=EMAIL))
    return str(sent.value)


async def proved(storage: Database) -> int:
    """Return how many people have proved the address."""
    async with storage.reading() as unit:
        return int(await unit.people._transaction.value(PROVED))


@pytest.mark.parametrize("prove", PROOFS)
async def test_who_prove_one_address_at_once_are_one_person(
    storage: Database, database_url: str, world: FrozenWorld, prove: Prove
) -> None:
    all_of_them = await strangers(storage, world)
    others = [open_storage(database_url) for _ in range(2)]  # as two processes

    async def act(number: int, somebody: Person, code: str) -> None:
        async with others[number % 2].writing() as unit:
            await prove(unit, world, somebody, code)
            await unit.commit()

    await asyncio.gather(*(act(number, *each) for number, each in enumerate(all_of_them)))
    for each in others:
        await each.close()
    assert await proved(storage) == 1


@pytest.mark.parametrize("prove", PROOFS)
async def test_without_the_guard_they_are_many(storage: Database, world: FrozenWorld, prove: Prove) -> None:
    all_of_them = await strangers(storage, world)
    meant = []
    for each in all_of_them:  # all look before anybody writes
        async with storage.writing() as unit:
            onlooker = Onlooker(unit)
            await prove(onlooker, world, *each)
            meant += onlooker.meant
    for method, person in meant:
        async with storage.writing() as unit:
            await getattr(unit.people, method)(person)
            await unit.commit()
    assert await proved(storage) == MANY
