"""Letting everybody act at once: with the guards, and without them.

Without: all look at the same moment, and then each writes what it decided, as if nobody else were there.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from core.booking import Booking
from core.commands import Command
from core.errors import ConflictError, Refused, Transient
from core.ports import World
from core.usecases import perform
from storage import Database, dialects, open_storage

WON = "won"
TRIES = 50
CLAIM_GUARDS = {
    "sqlite": ("DROP TRIGGER claim_overlap_insert", "DROP TRIGGER claim_overlap_update"),
    "postgresql": ("ALTER TABLE claim DROP CONSTRAINT ex_claim_overlap",),
}


async def race(url: str, world: World, commands: Sequence[Command]) -> Counter[str]:
    """Carry all out at once, spread over two storages as over two processes; count how each ended."""
    return await _over_two(url, [Attempt(world, each) for each in commands])


async def race_unguarded(url: str, world: World, commands: Sequence[Command]) -> Counter[str]:
    """The same without locks, and without looking again before writing."""
    looked = asyncio.Barrier(len(commands))
    return await _over_two(url, [Unguarded(world, each, looked) for each in commands])


async def disarm(url: str) -> None:
    """Take away what makes the database the judge of overlapping claims."""
    engine = dialects.writers(url, 1)
    async with engine.begin() as connection:
        for statement in CLAIM_GUARDS[engine.dialect.name]:
            await connection.execute(sa.text(statement))
    await engine.dispose()


@dataclass
class Attempt:
    """One who acts, and tries again if they raced, as the front desk does."""

    world: World
    command: Command

    async def run(self, storage: Database) -> str:
        for _ in range(TRIES):
            try:
                async with storage.writing() as unit:
                    await perform(unit, self.world, self.command)
                    await unit.commit()
            except (ConflictError, Transient):
                continue
            except Refused as refused:
                return refused.refusal.code.value
            return WON
        raise AssertionError("raced for ever")


@dataclass
class Unguarded:
    """One who looks when all look, and then writes."""

    world: World
    command: Command
    looked: asyncio.Barrier

    async def run(self, storage: Database) -> str:
        async with storage.reading() as unit:
            onlooker = Onlooker(unit)
            await perform(onlooker, self.world, self.command)  # type: ignore[arg-type]
        await self.looked.wait()
        async with storage.writing() as unit:
            for method, value in onlooker.bookings.meant:
                await getattr(unit.bookings, method)(*value)
            await unit.commit()
        return WON


async def _over_two(url: str, runs: Sequence[Attempt | Unguarded]) -> Counter[str]:
    storages = [open_storage(url) for _ in range(2)]
    try:
        return Counter(await asyncio.gather(*(each.run(storages[n % 2]) for n, each in enumerate(runs))))
    finally:
        for storage in storages:
            await storage.close()


class Onlooker:
    """A unit of work that only notes what would be written to bookings, and locks nothing."""

    def __init__(self, unit: Any) -> None:
        self._unit = unit
        self.bookings = _Noted(unit.bookings)
        self.audit = _Nothing()
        self.event_types = _Silent(unit.event_types)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._unit, name)

    def attempt(self) -> AbstractAsyncContextManager[None]:
        return nullcontext()


class _Nothing:
    async def add(self, *_: Any) -> None:
        """Write nothing."""


class _Silent:
    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def save(self, value: Any) -> Any:
        return value


class _Noted(_Silent):
    def __init__(self, inner: Any) -> None:
        super().__init__(inner)
        self.meant: list[tuple[str, tuple[Any, ...]]] = []

    async def lock(self, _: Any) -> None:
        """Wait for nobody."""

    async def lock_invitee(self, *_: Any) -> None:
        """Wait for nobody."""

    async def drop_holds(self, _: str) -> int:
        return 0

    async def add(self, booking: Booking) -> None:
        self.meant.append(("add", (booking,)))

    async def add_hold(self, *hold: Any) -> None:
        self.meant.append(("add_hold", hold))

    async def save(self, booking: Booking) -> Booking:
        self.meant.append(("save", (booking,)))
        return replace(booking, version=booking.version + 1)
