"""Brings a database to the shape that the tables have."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.types import TypeEngine

from storage import dialects
from storage.tables import metadata
from storage.transaction import in_our_words

T = TypeVar("T")

ONE_AT_A_TIME = sa.text("SELECT pg_advisory_xact_lock(7262391)")
"""Processes that start together migrate one after the other; on SQLite, BEGIN IMMEDIATE sees to that."""


async def upgrade(url: str, revision: str = "head") -> None:
    """Migrate up to a revision, all or nothing. On SQLite the file and its folder are made. Raise Transient."""
    _make_folder(url)
    await _on_connection(url, lambda connection: _command(connection, command.upgrade, revision))


async def downgrade(url: str, revision: str) -> None:
    """Migrate down to a revision (`base` is the empty database), all or nothing. Raise Transient."""
    await _on_connection(url, lambda connection: _command(connection, command.downgrade, revision))


async def current(url: str) -> str | None:
    """Return the revision of a database, None for one that was never migrated. Raise Transient."""
    return await _on_connection(url, _current)


async def pending(url: str) -> bool:
    """Say whether a database lacks migrations. Raise Transient."""
    return await current(url) != head()


async def differences(url: str) -> list[Any]:
    """Return in what a database differs from the tables, as Alembic words it."""
    return await _on_connection(url, _differences)


def head() -> str | None:
    """Return the newest revision."""
    with _config() as config:
        return ScriptDirectory.from_config(config).get_current_head()


@contextmanager
def _config() -> Iterator[Config]:
    with as_file(files("migrations")) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        yield config


def _make_folder(url: str) -> None:
    where = dialects.address(url)
    if where.get_backend_name() == "sqlite" and where.database:
        Path(where.database).parent.mkdir(parents=True, exist_ok=True)


async def _on_connection(url: str, work: Callable[[sa.Connection], T]) -> T:
    engine = dialects.writers(url, pool_size=1)
    try:
        with in_our_words():
            async with engine.begin() as connection:
                return await connection.run_sync(work)
    finally:
        await engine.dispose()


def _command(connection: sa.Connection, run: Callable[[Config, str], None], revision: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(ONE_AT_A_TIME)
    with _config() as config:
        config.attributes["connection"] = connection
        run(config, revision)


def _current(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _differences(connection: sa.Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": _type_differs})
    return list(compare_metadata(context, metadata))


def _type_differs(context: MigrationContext, _kept: Any, _meant: Any, *types: TypeEngine[Any]) -> bool:
    # By how the database spells them; Alembic's own way forgets the collation of `storage.types.Key`.
    kept, meant = (each.compile(dialect=context.dialect) for each in types)
    return kept != meant
