"""How repositories run statements: on one connection, with its errors put into the house's words."""

from collections import namedtuple
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import Executable
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


class Found(Protocol):
    """A row that a statement returned: its columns are its attributes, and in their order its items."""

    def __getattr__(self, column: str) -> Any: ...
    def __getitem__(self, index: int) -> Any: ...


def found(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> Sequence[Found]:
    """Return rows with their columns as attributes, which those of the drivers look up by name each time."""
    make = _maker(tuple(columns))
    return [make(row) for row in rows]


@lru_cache(500)  # more than there are statements
def _maker(columns: tuple[str, ...]) -> Callable[[Iterable[Any]], Any]:
    # The columns are known only when a statement has run.
    kind: Any = namedtuple("Found", columns, rename=True)  # type: ignore[misc]  # noqa: PYI024
    make: Callable[[Iterable[Any]], Any] = kind._make
    return make


class Transaction:
    """Runs statements that were built once, with values by name."""

    __slots__ = ("_connection",)

    def __init__(self, connection: AsyncConnection) -> None:
        """Work on an open connection."""
        self._connection = connection

    async def rows(self, statement: Executable, **values: Any) -> Sequence[Found]:
        """Return all rows."""
        with in_our_words():
            result = await self._connection.execute(statement, values)
            return found(result.keys(), result.all())

    async def row(self, statement: Executable, **values: Any) -> Found | None:
        """Return the first row, or None."""
        rows = await self.rows(statement, **values)
        return rows[0] if rows else None

    async def value(self, statement: Executable, **values: Any) -> Any:
        """Return the first column of the first row, or None."""
        row = await self.row(statement, **values)
        return None if row is None else row[0]

    async def queue(self, statement: Executable, **values: Any) -> None:
        """Run a statement that only waits for others: nothing to do where a transaction that writes is alone, as on SQLite."""

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
