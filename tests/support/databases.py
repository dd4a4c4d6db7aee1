"""Fixtures: migrated databases of both engines, one for each test.

`database_url` and `storage` run a test once on SQLite and once on PostgreSQL; `sqlite_url`, `sqlite_storage`,
`postgres_url` and `postgres_storage` are one of them; `postgres_server` is the server itself.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage import Database, migrate, open_storage
from tests.support import postgres
from tests.support.recycling import Databases

TEMPLATE = "parley_template"
KEYS = (b"k" * 32,)
"""What tokens are sealed with."""
MISSING = "no PostgreSQL server here (Debian: postgresql-15): its tests are skipped"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """One server for all tests, with a migrated template; without PostgreSQL skips, and fails where CI is set."""
    programs = postgres.binaries()
    if programs is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with postgres.throwaway(programs) as server:
        asyncio.run(migrate.upgrade(server.create(TEMPLATE)))
        yield server


@pytest.fixture(scope="session")
def postgres_databases(postgres_server: postgres.Server) -> Databases:
    """Migrated, empty databases of the server."""
    return Databases(postgres_server, TEMPLATE)


@pytest.fixture
def postgres_url(postgres_server: postgres.Server, postgres_databases: Databases) -> Iterator[str]:
    """The address of a migrated, empty PostgreSQL database."""
    name = postgres_databases.lend()
    yield postgres_server.url(name)
    postgres_databases.take_back(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    asyncio.run(migrate.upgrade(f"sqlite:///{path}"))
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a migrated, empty SQLite database."""
    path = tmp_path / "parley.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated, empty database: the test runs on both engines."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def storage(database_url: str) -> AsyncIterator[Database]:
    """Storage on both engines."""
    opened = open_storage(database_url, keys=KEYS)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_storage(sqlite_url: str) -> AsyncIterator[Database]:
    """Storage on SQLite."""
    opened = open_storage(sqlite_url, keys=KEYS)
    yield opened
    await opened.close()


@pytest.fixture
async def postgres_storage(postgres_url: str) -> AsyncIterator[Database]:
    """Storage on PostgreSQL."""
    opened = open_storage(postgres_url, keys=KEYS)
    yield opened
    await opened.close()
