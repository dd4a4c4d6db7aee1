"""The desk where one signs in, with passwords that cost next to nothing and shortcuts for tests."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pyotp
import pytest
import sqlalchemy as sa

from bot.links import Links
from bot.messages import Address, Letter
from bot.signed import Entrance, SignedIn
from bot.signing.desk import Judges, SigningDesk
from core.commands import RegisterHost
from core.errors import Code, Refused
from core.jsonable import load
from core.people import Person
from core.signing import Device, SessionKind
from core.usecases import perform
from integrations.secrets.codes import Totp
from integrations.secrets.passwords import Argon2Passwords, quick
from storage import Database
from storage.tables import outbox
from tests.support.world import FrozenWorld

BOB = "bob@example.com"
PASSWORD = "a walk along the river"
STEP = timedelta(seconds=30)
PROGRAM = Device(kind=SessionKind.API, label="curl")


class Front:
    """Takes note of whom is spoken to."""

    def __init__(self) -> None:
        self.heard: list[Address] = []

    def spoken(self, address: Address) -> None:
        self.heard.append(address)

    def posted(self) -> None:
        """Nothing is sent here."""


class Desk(SigningDesk):
    """A desk with passwords that cost next to nothing, and shortcuts."""

    def __init__(
        self, storage: Database, world: FrozenWorld, passwords: Argon2Passwords | None = None
    ) -> None:
        judges = Judges(passwords=passwords or quick(), authenticator=Totp())
        super().__init__(storage, world, Links("http://127.0.0.1:8080", "x" * 40), judges, Front())
        self.storage, self.world = storage, world

    async def letters(self) -> Sequence[Letter]:
        mails = sa.select(outbox.c.payload).where(outbox.c.kind == "mail").order_by(outbox.c.position)
        async with self.storage.reading() as unit:
            rows = await unit.codes._transaction.rows(mails)
        return [load(Letter, row.payload["letter"]) for row in rows]

    async def code(self) -> str:
        return (await self.letters())[-1].code

    async def by_mail(self, email: str = BOB, device: Device = PROGRAM) -> Entrance:
        await self.send("here", email, "en")
        return await self.by_code("here", email, await self.code(), device)

    async def signed(self, entrance: Entrance) -> SignedIn:
        found = await self.of_session(entrance.session.id)
        assert found is not None
        return found

    async def with_second(self) -> str:
        """Give Bob a second factor; return its secret."""
        signed = await self.signed(await self.by_mail())
        secret, _ = await self.prepare_second(signed)
        self.recovery = await self.switch_on_second(signed, self.now(secret))
        self.world.clock.tick(minutes=1)
        return secret

    def now(self, secret: str, steps: int = 0) -> str:
        """Return the code that an app shows, some steps away from now."""
        return pyotp.TOTP(secret).at(self.world.clock.now() + steps * STEP)

    async def talks(self, room: str, **known: object) -> Person:
        """Let somebody talk in a browser."""
        now = self.world.clock.now()
        person = Person(id=self.world.chance.uuid(), created_at=now, updated_at=now, **known)  # type: ignore[arg-type]
        async with self.storage.writing() as unit:
            await unit.people.add_person(person)
            await unit.conversations.link("webchat", "", room, person.id)
            await unit.commit()
        return person

    async def at_room(self, room: str) -> UUID | None:
        async with self.storage.reading() as unit:
            return await unit.conversations.person_at("webchat", "", room)

    async def is_host(self, person: Person) -> None:
        async with self.storage.writing() as unit:
            await perform(unit, self.world, RegisterHost(person_id=person.id, name="Bob", zone="UTC"))
            await unit.commit()


def browser(room: str) -> Device:
    return Device(label="Firefox", room=room)


async def refused(awaited: object) -> Code:
    with pytest.raises(Refused) as raised:
        await awaited  # type: ignore[misc]
    return raised.value.refusal.code
