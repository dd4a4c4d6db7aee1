"""Everything in which SQLite and PostgreSQL differ while Parley runs: addresses, settings, clock, numbering, errors."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from sqlite3 import OperationalError
from typing import Any, Self

import asyncpg  # type: ignore[import-untyped]
import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.util import await_only
from typing_extensions import override

from core.errors import Code, ConflictError, Refused, Transient
from storage import quick_sqlite
from storage.types import Ids, Instant, Key, Keys

LOCK_WAIT = 10
"""Seconds that a writer waits for another before it gives up."""
SWITCHES, SWITCH_PAUSE = 100, 0.05
"""How often, and after how many seconds each, a switch to WAL is tried again."""

POSTGRESQL_SETTINGS = {
    "application_name": "parley",
    "jit": "off",  # costs more than it saves on statements this small
    "lock_timeout": f"{LOCK_WAIT}s",
    "idle_in_transaction_session_timeout": "60s",
}

NAMES = frozenset({"ux_host_username", "ux_event_type_code", "ux_schedule_code", "ux_team_code"})
"""Unique indexes on names that people choose."""
NAMES_ON_SQLITE = (
    "host.username",
    "event_type.host_id, event_type.code",
    "schedule.host_id, schedule.code",
    "team.code",
)
"""The same as SQLite words them."""


def address(url: str) -> sa.URL:
    """Return a database URL with its asyncio driver; raise ValueError for a database that is not supported."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ValueError("not a database URL") from error
    match parsed.get_backend_name():
        case "sqlite" if parsed.database and parsed.database != ":memory:":
            return parsed.set(drivername="sqlite+aiosqlite")
        case "postgresql" | "postgres":
            return parsed.set(drivername="postgresql+asyncpg")
        case _:
            raise ValueError("a database URL begins with sqlite:///path or postgresql://")


# -- engines ---------------------------------------------------------------------------------------


def writers(url: str, pool_size: int) -> AsyncEngine:
    """Return an engine whose transactions may write; on SQLite it has one connection, since one can write at a time."""
    where = address(url)
    if where.get_backend_name() == "sqlite":
        engine = _sqlite(where, 1)
        sa.event.listen(engine.sync_engine, "connect", _prepare_sqlite_writer)
        sa.event.listen(engine.sync_engine, "begin", _begin_immediate)
        return engine
    return _postgresql(where, pool_size, POSTGRESQL_SETTINGS)


def readers(url: str, pool_size: int) -> AsyncEngine:
    """Return an engine that can only read, each statement by itself: no transaction is begun or ended."""
    where = address(url)
    if where.get_backend_name() == "sqlite":
        engine = _sqlite(where, pool_size, isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True)
        sa.event.listen(engine.sync_engine, "connect", _prepare_sqlite_reader)
        return engine
    settings = {**POSTGRESQL_SETTINGS, "default_transaction_read_only": "on"}
    return _postgresql(where, pool_size, settings, isolation_level="AUTOCOMMIT")


def _sqlite(where: sa.URL, pool_size: int, **options: Any) -> AsyncEngine:
    return create_async_engine(
        where,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=LOCK_WAIT,
        hide_parameters=True,  # errors are logged, and what people said is not
        pool_reset_on_return=None,  # a unit that is left without a commit rolls back by itself
        connect_args={"async_creator_fn": quick_sqlite.connect},
        **options,
    )


def _postgresql(where: sa.URL, pool_size: int, settings: Mapping[str, str], **options: Any) -> AsyncEngine:
    engine = create_async_engine(
        where,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=LOCK_WAIT,
        hide_parameters=True,
        connect_args={
            "server_settings": dict(settings),
            "timeout": LOCK_WAIT,
            "command_timeout": 3 * LOCK_WAIT,
            "statement_cache_size": 500,
            "max_cached_statement_lifetime": 0,  # for ever: they are always the same few
        },
        **options,
    )
    sa.event.listen(engine.sync_engine, "checkout", _refuse_closed)
    return engine


def _refuse_closed(connection: Any, _record: Any, _proxy: Any) -> None:
    # asyncpg notices at once when the server hangs up, so this costs no round trip, as a ping would.
    if connection.driver_connection.is_closed():
        raise DisconnectionError("the server closed the connection")


def _prepare_sqlite_writer(connection: Any, _record: Any) -> None:
    # FULL, not NORMAL: a delivery is acknowledged once it is kept, so a commit must survive a power cut.
    _prepare_sqlite(connection, "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")


def _prepare_sqlite_reader(connection: Any, _record: Any) -> None:
    _prepare_sqlite(connection, "query_only=ON")


def _prepare_sqlite(connection: Any, *pragmas: str) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself; `_begin_immediate` does
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={LOCK_WAIT * 1000}", *pragmas):
        _patiently(cursor, f"PRAGMA {pragma}")
    cursor.close()


def _patiently(cursor: Any, statement: str) -> None:
    """Run a statement that SQLite refuses at once, however long it may wait for locks: two who switch a new file to WAL."""
    for _ in range(SWITCHES):
        try:
            cursor.execute(statement)
        except OperationalError as error:
            if "locked" not in str(error):
                raise
            await_only(asyncio.sleep(SWITCH_PAUSE))
        else:
            return
    cursor.execute(statement)


def _begin_immediate(connection: sa.Connection) -> None:
    # The write lock is taken first: a transaction that read before it wrote could only fail, not wait.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


# -- expressions -----------------------------------------------------------------------------------


class next_position(FunctionElement[int]):  # noqa: N801 - named as the SQL function it stands for
    """The next number of the one row of numbers that inbox, outbox and changes share: the order in which they came."""

    type = sa.BigInteger()
    inherit_cache = True


class database_now(FunctionElement[datetime]):  # noqa: N801 - named as the SQL function it stands for
    """The database's own time, only for stamps that nothing is decided by."""

    type = Instant()
    inherit_cache = True


@compiles(next_position, "postgresql")
def _next_position_postgresql(_element: Any, _compiler: SQLCompiler, **_: Any) -> str:
    return "nextval('position_seq')"


@compiles(next_position, "sqlite")
def _next_position_sqlite(_element: Any, _compiler: SQLCompiler, **_: Any) -> str:
    last = "coalesce((SELECT max(position) FROM {}), 0)"
    return f"max({', '.join(last.format(table) for table in ('inbox', 'outbox', 'change'))}) + 1"


@compiles(database_now, "postgresql")
def _database_now_postgresql(_element: Any, _compiler: SQLCompiler, **_: Any) -> str:
    return "clock_timestamp()"


@compiles(database_now, "sqlite")
def _database_now_sqlite(_element: Any, _compiler: SQLCompiler, **_: Any) -> str:
    return "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)"


def queue_at(key: str) -> sa.ColumnElement[Any]:
    """Return PostgreSQL's wait until no other transaction under way has queued at the same text, given as a parameter."""
    return sa.func.pg_advisory_xact_lock(
        sa.func.hashtextextended(sa.bindparam(key, type_=Key()), sa.text("0"))
    )


class among(ColumnElement[bool]):  # noqa: N801 - named as the condition it stands for
    """Whether a column is one of the ids or keys of a parameter, which is one parameter however many they are."""

    type = sa.Boolean()
    inherit_cache = True
    _traverse_internals = [  # noqa: RUF012 - as SQLAlchemy declares it: what tells two such conditions apart
        ("column", InternalTraversal.dp_clauseelement),
        ("ids", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, column: ColumnElement[Any], ids: str) -> None:
        """Compare a column, of ids or of keys, with those of the parameter of that name."""
        self.column = column
        self.ids = sa.bindparam(ids, type_=Ids() if isinstance(column.type, sa.Uuid) else Keys())

    @override
    def self_group(self, against: Any = None) -> Self:
        """Stay as it is: SQLAlchemy would compare it with 1 on SQLite, which then uses no index."""
        return self


@compiles(among, "postgresql")
def _among_postgresql(element: among, compiler: SQLCompiler, **options: Any) -> str:
    column, ids = (compiler.process(each, **options) for each in (element.column, element.ids))
    kind = "UUID" if isinstance(element.column.type, sa.Uuid) else "TEXT"
    return f"({column} = ANY (CAST({ids} AS {kind}[])))"


@compiles(among, "sqlite")
def _among_sqlite(element: among, compiler: SQLCompiler, **options: Any) -> str:
    column, ids = (compiler.process(each, **options) for each in (element.column, element.ids))
    return f"({column} IN (SELECT value FROM json_each({ids})))"  # noqa: S608 - no value from outside


# -- errors ----------------------------------------------------------------------------------------


FAILURES = (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError)
"""What a statement can fail with; asyncpg's own while it connects, wrapped ones afterwards."""


def translated(error: Exception) -> Exception | None:
    """Return what a driver's error means to the house: a refusal, a conflict, a passing failure; None if it is a defect."""
    if isinstance(error, DBAPIError):
        if error.connection_invalidated:
            return Transient("the database hung up")
        return _translated(error.orig or error)
    return _translated(error)


def _translated(cause: BaseException) -> Exception | None:
    state = getattr(cause, "sqlstate", None)
    if isinstance(state, str):
        return _postgresql_error(state, cause)
    return _sqlite_error(str(cause)) or _driver_error(cause)


def _postgresql_error(state: str, cause: BaseException) -> Exception | None:
    # Codes: appendix A of the PostgreSQL manual.
    if state == "23P01":
        return Refused(Code.TAKEN)
    if state == "23505":
        name = getattr(cause, "constraint_name", None)
        return Refused(Code.NAME_TAKEN) if name in NAMES else ConflictError(f"not unique: {name}")
    if state in {"23503", "40001", "40P01", "55P03"}:
        return ConflictError(f"raced: {state}")
    if state[:2] in {"08", "53", "57"} or state == "25P03":
        return Transient(f"database away: {state}")
    return None


def _sqlite_error(message: str) -> Exception | None:
    # SQLite gives no codes for these through the driver's exception type alone; the wording is part of its interface.
    if message == "claim overlaps":
        return Refused(Code.TAKEN)
    if message.startswith("UNIQUE constraint failed: "):
        columns = message.removeprefix("UNIQUE constraint failed: ")
        return Refused(Code.NAME_TAKEN) if columns in NAMES_ON_SQLITE else ConflictError(message)
    if message.startswith("FOREIGN KEY constraint failed"):
        return ConflictError(message)
    if message.startswith(("database is locked", "unable to open database", "disk I/O error")):
        return Transient(message)
    return None


def _driver_error(cause: BaseException) -> Exception | None:
    # asyncpg says InterfaceError for a connection that is closed or was lost between two statements.
    lost = isinstance(cause, OSError | TimeoutError | NoConnection)
    if lost or "connection is closed" in str(cause) or "connection was closed" in str(cause):
        return Transient("the database cannot be reached")
    return None
