"""Statements put straight to asyncpg: each is compiled once, and its values come as asyncpg makes them.

Compiling, cursors and rows of SQLAlchemy cost more than a small statement does: bookings are inserted half as fast again this way.
What they would do to a value on its way back from PostgreSQL is nothing: asyncpg returns aware UTC instants, UUIDs,
days and, with the codec that SQLAlchemy registers on each connection, JSON as they are wanted.
"""

from asyncio import CancelledError
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from operator import itemgetter
from typing import Any, cast

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import BindParameter, Executable
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from typing_extensions import override

from storage.dialects import FAILURES
from storage.transaction import Found, Transaction, found, in_our_words

MOST_STATEMENTS = 500
"""How many compiled statements are kept: more than there are."""
_DIALECT = dialect()  # type: ignore[no-untyped-call]

_Parameters = Callable[[Mapping[str, Any]], list[Any]]


class QuickTransaction(Transaction):
    """Runs statements on the asyncpg connection that an SQLAlchemy connection lends from its pool.

    Their SQL may not depend on values, as `IN` with a list of any length does.
    """

    __slots__ = ("_begun", "_driver", "_writes")

    def __init__(self, connection: AsyncConnection, *, writes: bool) -> None:
        """Work on an open connection that nobody else uses; one that does not write needs no BEGIN and no COMMIT."""
        super().__init__(connection)
        self._driver: Any = connection.sync_connection.connection.driver_connection  # type: ignore[union-attr]
        self._writes = writes
        self._begun = False

    @override
    async def rows(self, statement: Executable, **values: Any) -> Sequence[Found]:
        sql, parameters = _compiled(statement, tuple(values))
        positional = parameters(values)
        with self._talking():
            await self._begin()
            rows = await self._driver.fetch(sql, *positional)
        return found(rows[0].keys(), rows) if rows else ()

    @override
    async def queue(self, statement: Executable, **values: Any) -> None:
        await self.rows(statement, **values)

    @override
    async def run(self, statement: Executable, **values: Any) -> int:
        sql, parameters = _compiled(statement, tuple(values))
        positional = parameters(values)
        with self._talking():
            await self._begin()
            status = await self._driver.execute(sql, *positional)
        return int(status.rpartition(" ")[2])  # as in "INSERT 0 1" and "UPDATE 1"

    @override
    async def each(self, statement: Executable, values: Sequence[dict[str, Any]]) -> None:
        if len(values) < 2:
            for only in values:
                await self.run(statement, **only)  # costs less than `executemany` does
            return
        sql, parameters = _compiled(statement, tuple(values[0]))
        positional = [parameters(each) for each in values]
        with self._talking():
            await self._begin()
            await self._driver.executemany(sql, positional)

    @override
    async def commit(self) -> None:
        if self._begun:
            with self._talking():
                await self._driver.execute("COMMIT")
            self._begun = False

    @override
    async def close(self) -> None:
        try:
            if not self._driver.is_closed() and self._driver.is_in_transaction():
                await self._driver.execute("ROLLBACK")
        except FAILURES:
            self._driver.terminate()  # the server rolls back when nobody is there any more
        finally:
            await super().close()

    @override
    async def _order(self, words: str) -> None:
        with self._talking():
            await self._begin()
            await self._driver.execute(words)

    async def _begin(self) -> None:
        if self._writes and not self._begun:
            await self._driver.execute("BEGIN")
            self._begun = True

    @contextmanager
    def _talking(self) -> Iterator[None]:
        with in_our_words():
            try:
                yield
            except asyncpg.PostgresError as error:
                error.detail = None  # it repeats the row: errors are logged, and what people said is not
                raise
            except (TimeoutError, CancelledError):
                self._driver.terminate()  # left half-way: the pool makes a new one
                raise


@lru_cache(MOST_STATEMENTS)
def _compiled(statement: ClauseElement, names: tuple[str, ...]) -> tuple[str, _Parameters]:
    """Return a statement's SQL, and what makes its positional parameters of values that have these names."""
    compiled = cast(SQLCompiler, statement.compile(dialect=_DIALECT, column_keys=list(names)))
    fixed = _fixed(compiled)
    binds = [compiled.binds[name] for name in compiled.positiontup or ()]
    takes = [_take(bind) if bind.key in names else _constant(bind, fixed[bind.key]) for bind in binds]
    return str(compiled), lambda values: [take(values) for take in takes]


def _fixed(compiled: SQLCompiler) -> dict[str, Any]:
    """Return the values that a statement brings itself, and the defaults of columns that it inserts."""
    brought = {bind.key: bind.effective_value for bind in compiled.binds.values() if not bind.required}
    defaults = {column.key: column.default for column in compiled.insert_prefetch}
    return brought | {
        key: default.arg
        for key, default in defaults.items()
        if isinstance(default, ScalarElementColumnDefault)
    }


def _take(bind: BindParameter[Any]) -> Callable[[Mapping[str, Any]], Any]:
    process, given = _processor(bind), itemgetter(bind.key)
    return given if process is None else lambda values: process(given(values))


def _constant(bind: BindParameter[Any], value: Any) -> Callable[[Mapping[str, Any]], Any]:
    process = _processor(bind)
    constant = value if process is None else process(value)
    return lambda _: constant


def _processor(bind: BindParameter[Any]) -> Callable[[Any], Any] | None:
    return bind.type.dialect_impl(_DIALECT).bind_processor(_DIALECT)
