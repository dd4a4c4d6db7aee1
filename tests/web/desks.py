"""The real front desk on a frozen clock, which remembers what tests want to know and can be made to fail."""

from typing import Any

import sqlalchemy as sa

from bot.desk import FrontDesk
from bot.links import Links
from bot.messages import Incoming, Letter
from bot.signing.desk import Judges, SigningDesk
from core.commands import ChangeHost, Command, Outcome, RegisterHost, SendCode
from core.jsonable import load
from core.people import Person
from core.queries import Desk, Query
from integrations.secrets.codes import Totp
from integrations.secrets.passwords import quick
from storage.tables import outbox
from tests.support.world import FrozenWorld

BASE = "http://127.0.0.1:8080"
SECRET = "only for tests, and long enough"


LAST_MAIL = (
    sa.select(outbox.c.payload).where(outbox.c.kind == "mail").order_by(outbox.c.position.desc()).limit(1)
)


class WatchedDesk(FrontDesk):
    """The front desk; `codes` are those it would have sent, `heard` what was said to it."""

    def __init__(self, storage: Any, world: FrozenWorld, base_url: str = BASE) -> None:
        self.world = world
        self.codes: list[str] = []
        self.heard: list[Incoming] = []
        self.told: list[Any] = []
        self.wrong: list[str] = []
        self.broken = False
        super().__init__(storage, world, Links(base_url, SECRET), self._wrong)

    async def _wrong(self) -> list[str]:
        return self.wrong

    async def hear(self, incoming: Incoming) -> bool:
        if self.broken:
            raise RuntimeError("the database went away")
        self.world.clock.tick(milliseconds=1)
        new = await super().hear(incoming)
        if new:
            self.heard.append(incoming)
        return new

    async def answer(self, query: Query) -> Any:
        if self.broken:
            raise RuntimeError("the database went away")
        return await super().answer(query)

    async def perform(self, command: Command) -> Outcome:
        outcome = await super().perform(command)
        if isinstance(command, SendCode):
            self.codes.append(outcome.value)
        self.told += outcome.told
        return outcome


async def mailed(desk: WatchedDesk) -> Letter:
    """Return the letter that was put into the outbox last."""
    async with desk._storage.reading() as uow:
        found = await uow.codes._transaction.row(LAST_MAIL)
    assert found is not None
    return load(Letter, found.payload["letter"])


def signing_desk(desk: WatchedDesk) -> SigningDesk:
    """Return the desk where one signs in, with passwords that cost next to nothing."""
    judges = Judges(passwords=quick(), authenticator=Totp())
    return SigningDesk(desk._storage, desk.world, desk.links, judges, desk)


async def register(desk: WatchedDesk, name: str = "Anna Lind", zone: str = "Europe/Berlin") -> Desk:
    """Make a host who works Monday to Friday, 9 to 17."""
    now = desk.clock.now()
    person = Person(id=desk.chance.uuid(), name=name, zone=zone, created_at=now, updated_at=now)
    async with desk._storage.writing() as uow:
        await uow.people.add_person(person)
        await uow.commit()
    username = name.partition(" ")[0].lower()
    made = await desk.perform(RegisterHost(person_id=person.id, name=name, zone=zone, username=username))
    host = made.value.host
    await desk.perform(ChangeHost(host_id=host.id, bio="Designer of chairs.", welcome="Glad you are here."))
    desk.told.clear()
    return made.value
