"""Migrations run up and down on both engines and make just the tables that the code has."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.errors import Transient
from storage import dialects, migrate
from storage.tables import metadata
from tests.support.postgres import Server

EMPTY = ["alembic_version"]
_numbers = count(1)


@pytest.fixture
def empty_sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'deep' / 'er' / '100%.db'}"


@pytest.fixture
def empty_postgres(postgres_server: Server) -> Iterator[str]:
    name = f"empty_{next(_numbers)}"
    yield postgres_server.create(name)
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"empty_{request.param}")
    return url


async def tables(url: str) -> list[str]:
    engine = dialects.writers(url, 1)
    async with engine.connect() as connection:
        names = await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names())
    await engine.dispose()
    return sorted(names)


async def execute(url: str, statement: str) -> None:
    engine = dialects.writers(url, 1)
    async with engine.begin() as connection:
        await connection.execute(sa.text(statement))
    await engine.dispose()


async def test_up_down_and_up_again(empty_url: str) -> None:
    for _ in range(2):
        await migrate.upgrade(empty_url)
        assert await tables(empty_url) == sorted([*metadata.tables, *EMPTY])
        assert await migrate.current(empty_url) == migrate.head()
        assert not await migrate.pending(empty_url)
        await migrate.downgrade(empty_url, "base")
        assert await tables(empty_url) == EMPTY
        assert await migrate.current(empty_url) is None
        assert await migrate.pending(empty_url)


async def test_migrating_twice_changes_nothing(database_url: str) -> None:
    before = await tables(database_url)
    await migrate.upgrade(database_url)
    assert await tables(database_url) == before


async def test_processes_that_start_together_migrate_once(empty_url: str) -> None:
    await asyncio.gather(*(migrate.upgrade(empty_url) for _ in range(4)))
    assert not await migrate.pending(empty_url)


async def test_a_step_that_fails_leaves_nothing_behind(empty_url: str) -> None:
    await migrate.upgrade(empty_url)
    await migrate.downgrade(empty_url, "base")
    await execute(empty_url, "CREATE TABLE attempt (id integer)")
    with pytest.raises(sa.exc.DBAPIError):
        await migrate.upgrade(empty_url)
    assert await tables(empty_url) == sorted([*EMPTY, "attempt"])


async def test_the_tables_are_what_the_migrations_make(database_url: str) -> None:
    assert await migrate.differences(database_url) == []


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("ALTER TABLE turn DROP COLUMN micros", "add_column"),
        ("ALTER TABLE turn ADD COLUMN more integer", "remove_column"),
        ("DROP INDEX ix_turn_address", "add_index"),
        ("CREATE TABLE other (id integer)", "remove_table"),
    ],
)
async def test_a_difference_is_seen(database_url: str, statement: str, word: str) -> None:
    await execute(database_url, statement)
    assert [each[0] for each in await migrate.differences(database_url)] == [word]


def test_the_check_of_the_house_passes() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "storage.check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_an_address_that_is_not_supported_is_named_a_fault(url: str) -> None:
    with pytest.raises(ValueError, match="database URL"):
        dialects.address(url)


async def test_a_server_that_is_away_is_a_passing_failure() -> None:
    with pytest.raises(Transient):
        await migrate.current("postgresql://nobody@127.0.0.1:1/none")
