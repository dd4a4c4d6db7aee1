"""What everything about calendars works with: the database, the world, the providers, and how something is said or done."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot import notices
from bot.links import Links
from bot.messages import Address
from bot.notices.chats import Present
from bot.ports import Storage, UnitOfWork
from core.calendars import Provider
from core.commands import Command, Outcome
from core.effects import Note
from core.errors import ConflictError
from core.ports import World
from core.ports.calendars import CalendarService

TRIES = 5
"""How often a transaction that raced with another writer is tried."""


async def _nobody(command: Command) -> Outcome:
    raise LookupError(f"nobody carries out {type(command).__name__}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """The doors that the parts of this package share; wiring opens them."""

    storage: Storage
    world: World
    links: Links
    services: Mapping[Provider, CalendarService] = field(default_factory=dict)
    spoken: Callable[[Address], None] = lambda _: None
    """Is told each talk that got a new line, after the transaction."""
    posted: Callable[[], None] = lambda: None
    """Is told that there is something in the outbox."""
    perform: Callable[[Command], Awaitable[Outcome]] = _nobody
    """Carries out a command in a transaction of its own, with all notices."""

    async def write(self, work: Callable[[UnitOfWork], Awaitable[tuple[Note, ...]]]) -> None:
        """Do something in one transaction and say the notes that it returns; what raced is done again."""
        for _ in range(TRIES):
            try:
                return await self._write(work)
            except ConflictError:
                await asyncio.sleep(0)
        raise ConflictError(f"raced {TRIES} times")

    async def _write(self, work: Callable[[UnitOfWork], Awaitable[tuple[Note, ...]]]) -> None:
        spoken: list[Address] = []
        async with self.storage.writing() as uow:
            notes = await work(uow)
            present = Present(None, self.world.clock.now(), self.links)
            for note in notes:
                spoken += await notices.pass_on(uow, self.links, note, present)
            await uow.commit()
        for address in spoken:
            self.spoken(address)
        self.posted()
