"""A front desk of real storage and real use cases, whose bot only repeats what it hears."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.links import Links
from bot.messages import MAX_TEXT, Address, Incoming
from bot.ports import Line, Storage
from core import usecases
from core.commands import ChangeHost, Command, Desk, Outcome, Query, RegisterHost, SendCode
from core.effects import Effect, Kind
from core.people import Person
from tests.support.world import FrozenWorld

BASE = "http://127.0.0.1:8080"
SECRET = "only for tests, and long enough"


@dataclass
class SmallDesk:
    """Implements `bot.ports.FrontDesk`."""

    storage: Storage
    world: FrozenWorld
    links: Links = field(default_factory=lambda: Links(BASE, SECRET))
    codes: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    heard: list[Incoming] = field(default_factory=list)
    told: list[Any] = field(default_factory=list)
    broken: bool = False
    _events: dict[str, set[asyncio.Event]] = field(default_factory=dict)

    @property
    def clock(self):
        return self.world.clock

    @property
    def chance(self):
        return self.world.chance

    async def hear(self, incoming: Incoming) -> bool:
        if self.broken:
            raise RuntimeError("the database went away")
        self.heard.append(incoming)
        self.world.clock.tick(milliseconds=1)
        async with self.storage.writing() as uow:
            new = await uow.inbox.accept(incoming)
            if new:
                await uow.outbox.add([self._reply(incoming)])
                self.world.clock.tick(milliseconds=1)
            await uow.commit()
        for event in self._events.get(incoming.address.key, ()):
            event.set()
        return new

    def _reply(self, incoming: Incoming) -> Effect:
        text = (
            "Please be brief" if len(incoming.text) > MAX_TEXT else f"You said: {incoming.text or 'nothing'}"
        )
        choices = [{"token": "t1", "label": "Yes, please"}, {"token": "t2", "label": "No"}]
        return Effect(
            key=f"{incoming.key}:reply",
            kind=Kind.CHAT,
            lane=incoming.address.key,
            due=incoming.at + timedelta(milliseconds=1),
            payload={"address": incoming.address.key, "outgoing": {"text": text, "choices": choices}},
        )

    async def settle(self, address: Address) -> None:
        return

    async def answer(self, query: Query) -> Any:
        if self.broken:
            raise RuntimeError("the database went away")
        async with self.storage.reading() as uow:
            return await usecases.answer(uow, self.world, query)

    async def perform(self, command: Command) -> Outcome:
        async with self.storage.writing() as uow:
            outcome = await usecases.perform(uow, self.world, command)
            await uow.commit()
        if isinstance(command, SendCode):
            self.codes.append(outcome.value)
        self.told += outcome.told
        return outcome

    async def lines(self, address: Address, position: str, limit: int = 200) -> Sequence[Line]:
        async with self.storage.reading() as uow:
            if position:
                return await uow.thread.since(address, position, limit)
            return await uow.thread.newest(address, limit)

    @contextmanager
    def wakes(self, address: Address) -> Iterator[asyncio.Event]:
        event = asyncio.Event()
        self._events.setdefault(address.key, set()).add(event)
        yield event
        self._events[address.key].discard(event)

    async def faults(self) -> Sequence[str]:
        return self.wrong


async def register(desk: SmallDesk, name: str = "Anna Lind", zone: str = "Europe/Berlin") -> Desk:
    """Make a host who works Monday to Friday, 9 to 17."""
    now = desk.clock.now()
    person = Person(id=desk.chance.uuid(), name=name, zone=zone, created_at=now, updated_at=now)
    async with desk.storage.writing() as uow:
        await uow.people.add_person(person)
        await uow.commit()
    username = name.split()[0].lower()
    made = await desk.perform(RegisterHost(person_id=person.id, name=name, zone=zone, username=username))
    host = made.value.host
    await desk.perform(ChangeHost(host_id=host.id, bio="Designer of chairs.", welcome="Glad you are here."))
    return made.value
