"""The door to the database."""

import asyncio
from collections.abc import Sequence

import sqlalchemy as sa

from storage import dialects
from storage.sealing import KeyRing
from storage.transaction import Transaction, in_our_words
from storage.unit import Unit

SIGN_OF_LIFE = sa.text("SELECT 1")


class Database:
    """Implements `bot.ports.Storage` on SQLite and PostgreSQL."""

    def __init__(self, url: str, pool_size: int, ring: KeyRing) -> None:
        """Prepare engines; nothing is connected yet. Raise ValueError for an address that is not supported."""
        self._ring = ring
        self._writers = dialects.writers(url, pool_size)
        self._readers = dialects.readers(url, pool_size)
        # SQLite has one writer at a time: waiting for it in line is cheaper and fairer than waiting for its file.
        self._turnstile = asyncio.Lock() if self._writers.dialect.name == "sqlite" else None

    def reading(self) -> Unit:
        """Return a unit of work that can only read; each statement sees what is committed by then."""
        return Unit(self._readers, self._ring, writes=False)

    def writing(self) -> Unit:
        """Return a unit of work that may write. On SQLite never begin one inside another: it would wait for itself."""
        return Unit(self._writers, self._ring, self._turnstile, writes=True)

    async def ping(self) -> None:
        """Return if the database answers; raise Transient if it does not."""
        with in_our_words():
            async with self._readers.connect() as connection:
                await Transaction(connection).row(SIGN_OF_LIFE)

    async def close(self) -> None:
        """Let go of all connections."""
        await self._readers.dispose()
        await self._writers.dispose()


def open_storage(url: str, *, pool_size: int = 10, keys: Sequence[bytes] = ()) -> Database:
    """Return the storage at `sqlite:///path` or `postgresql://…`, with up to `pool_size` connections for each kind of unit.

    Tokens are sealed with the first of `keys` (32 bytes each) and opened with any; without keys none can be kept.
    """
    return Database(url, pool_size, KeyRing(keys))
