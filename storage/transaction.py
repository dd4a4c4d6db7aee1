"""How repositories run statements: on one connection, with its errors put into the house's words."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from sqlalchemy import Executable, Row
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialects import FAILURES, translated


@contextmanager
def in_our_words() -> Iterator[None]:
    """Raise what the database says as Refused, ConflictError or Transient; defects pass as they are."""
    try:
        yield
    except FAILURES as error:
        ours = translated(error)
        if ours is None:
            raise
        raise ours from error


Found = Row[Any]
"""A row that a statement returned; its columns are its attributes."""


class Transaction:
    """Runs statements that were built once, with values by name."""

    __slots__ = ("_connection",)

    def __init__(self, connection: AsyncConnection) -> None:
        """Work on an open connection."""
        self._connection = connection

    async def rows(self, statement: Executable, **values: Any) -> Sequence[Row[Any]]:
        """Return all rows."""
        with in_our_words():
            return (await self._connection.execute(statement, values)).all()

    async def row(self, statement: Executable, **values: Any) -> Row[Any] | None:
        """Return the first row, or None."""
        with in_our_words():
            return (await self._connection.execute(statement, values)).first()

    async def value(self, statement: Executable, **values: Any) -> Any:
        """Return the first column of the first row, or None."""
        found = await self.row(statement, **values)
        return None if found is None else found[0]

    async def run(self, statement: Executable, **values: Any) -> int:
        """Write; return how many rows were touched."""
        with in_our_words():
            return (await self._connection.execute(statement, values)).rowcount

    async def each(self, statement: Executable, values: Sequence[dict[str, Any]]) -> None:
        """Write once for each set of values, if there are any."""
        if not values:
            return
        with in_our_words():
            await self._connection.execute(statement, values[0] if len(values) == 1 else values)

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[None]:
        """Roll back, of what the transaction did, what was done in the block if it is left by an error."""
        await self._order("SAVEPOINT attempt")
        try:
            yield
        except Exception:
            await self._order("ROLLBACK TO SAVEPOINT attempt")
            await self._order("RELEASE SAVEPOINT attempt")
            raise
        await self._order("RELEASE SAVEPOINT attempt")

    async def commit(self) -> None:
        """Keep what was done; raise ConflictError or Transient if the database cannot."""
        with in_our_words():
            await self._connection.commit()

    async def close(self) -> None:
        """Roll back what was not committed, and give the connection back."""
        with in_our_words():
            await self._connection.close()

    async def _order(self, words: str) -> None:
        with in_our_words():
            await self._connection.exec_driver_sql(words)


class Repository:
    """Reads and writes one kind of rows."""

    def __init__(self, transaction: Transaction) -> None:
        """Work inside a transaction."""
        self._transaction = transaction
