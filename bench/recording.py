"""Records which rows a turn reads and writes, so that the same can be done again with no thinking."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Self

from bot.ports import Storage, UnitOfWork


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a repository."""

    repository: str
    method: str
    positional: tuple[Any, ...]
    named: dict[str, Any]


@dataclass(slots=True)
class Recorded:
    """What was done in one unit of work."""

    writes: bool
    calls: list[Call] = field(default_factory=list)
    committed: bool = False


class RecordingStorage:
    """A storage that works as the real one and remembers what was asked of it."""

    def __init__(self, storage: Storage) -> None:
        """Nothing is recorded yet."""
        self._storage = storage
        self._units: list[Recorded] = []

    def reading(self) -> UnitOfWork:
        """Return a recording unit of work that only reads."""
        return RecordingUnit(self._storage.reading(), self._begin(writes=False))

    def writing(self) -> UnitOfWork:
        """Return a recording unit of work that may write."""
        return RecordingUnit(self._storage.writing(), self._begin(writes=True))

    def take(self) -> list[Recorded]:
        """Return what was recorded since the last time."""
        taken, self._units = self._units, []
        return taken

    async def ping(self) -> None:
        """Return if the database answers."""
        await self._storage.ping()

    async def close(self) -> None:
        """Let go of all connections."""
        await self._storage.close()

    def _begin(self, *, writes: bool) -> Recorded:
        self._units.append(Recorded(writes))
        return self._units[-1]


class RecordingUnit:
    """A unit of work that remembers the calls of its repositories."""

    def __init__(self, unit: UnitOfWork, record: Recorded) -> None:
        """Wrap a unit."""
        self._unit = unit
        self._record = record

    async def __aenter__(self) -> Self:
        """Begin."""
        await self._unit.__aenter__()
        return self

    async def __aexit__(self, *error: object) -> None:
        """Roll back what was not committed."""
        await self._unit.__aexit__(*error)

    async def reseal(self) -> int:
        """Seal anew, unrecorded: no turn does."""
        return await self._unit.reseal()

    def attempt(self) -> AbstractAsyncContextManager[None]:
        """Return a part of the unit; its calls are recorded as the others."""
        return self._unit.attempt()

    async def commit(self) -> None:
        """Keep what was done."""
        self._record.committed = True
        await self._unit.commit()

    def __getattr__(self, repository: str) -> "RecordingRepository":
        """Return a repository that records."""
        return RecordingRepository(getattr(self._unit, repository), repository, self._record.calls)


@dataclass(frozen=True, slots=True)
class RecordingRepository:
    """A repository that remembers its calls."""

    real: Any
    name: str
    calls: list[Call]

    def __getattr__(self, method: str) -> Callable[..., Any]:
        """Return a method that records."""
        real = getattr(self.real, method)

        async def recorded(*positional: Any, **named: Any) -> Any:
            self.calls.append(Call(self.name, method, positional, named))
            return await real(*positional, **named)

        return recorded


async def replay(storage: Storage, units: list[Recorded]) -> None:
    """Do the same calls again, in the same units of work."""
    for unit in units:
        async with storage.writing() if unit.writes else storage.reading() as uow:
            for call in unit.calls:
                await getattr(getattr(uow, call.repository), call.method)(*call.positional, **call.named)
            if unit.committed:
                await uow.commit()
