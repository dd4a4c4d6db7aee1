"""A house is ready when its database is migrated and its zone data is the package's; it starts in any case."""

import json
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from bot.settings import Settings
from bot.wiring import open_house
from storage import migrate
from tests.support import postgres
from tests.support.processes import free_port, parley, running, said

BEHIND = "the database is not at the newest migration (`parley migrate` brings it there)"
PATIENCE = 20


def configured(url: str, folder: Path) -> Settings:
    return Settings.model_validate(
        {"DATABASE_URL": url, "PARLEY_SECRET_KEY": "s" * 40, "PARLEY_VAR_DIR": folder}
    )


def ready(port: int) -> tuple[int, list[str]]:
    """Return the status of `/readyz`, and what it finds wrong."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=PATIENCE) as answer:
            return answer.status, json.load(answer)["faults"]
    except HTTPError as error:
        with error:
            return error.code, json.load(error)["faults"]


@pytest.fixture
def empty_postgres(postgres_server: postgres.Server) -> Iterator[str]:
    """The address of a database that was never migrated."""
    yield postgres_server.create("not_migrated")
    postgres_server.drop("not_migrated")


async def test_a_house_on_sqlite_migrates_by_itself(tmp_path: Path):
    async with open_house(configured(f"sqlite:///{tmp_path}/new/parley.db", tmp_path)) as house:
        assert await house.desk.faults() == ()


@pytest.mark.postgres
async def test_a_house_on_postgresql_waits_for_its_migrations(empty_postgres: str, tmp_path: Path):
    async with open_house(configured(empty_postgres, tmp_path)) as house:
        for _ in range(2):
            assert await house.desk.faults() == (BEHIND,)
        await migrate.upgrade(empty_postgres)
        assert await house.desk.faults() == ()


async def test_what_was_migrated_once_is_not_asked_again(tmp_path: Path):
    url = f"sqlite:///{tmp_path}/parley.db"
    async with open_house(configured(url, tmp_path)) as house:
        assert await house.desk.faults() == ()
        await migrate.downgrade(url, "base")
        assert await house.desk.faults() == ()
    async with open_house(configured(url, tmp_path)) as house:
        await migrate.downgrade(url, "base")
        assert await house.desk.faults() == (BEHIND,)


async def test_zone_data_of_the_machine_is_a_fault(tmp_path: Path, request: pytest.FixtureRequest):
    request.addfinalizer(lambda: zoneinfo.reset_tzpath(()))
    async with open_house(configured(f"sqlite:///{tmp_path}/parley.db", tmp_path)) as house:
        zoneinfo.reset_tzpath(["/usr/share/zoneinfo"])
        assert await house.desk.faults() == ("zone data does not come from the tzdata package",)


@pytest.mark.postgres
def test_a_server_without_migrations_starts_and_gets_ready_when_they_are_made(
    empty_postgres: str, tmp_path: Path
):
    port = free_port()
    settings = {"DATABASE_URL": empty_postgres, "PARLEY_PORT": str(port)}
    with running("serve", folder=tmp_path, **settings) as server:
        assert said(server, "Parley is ready")
        assert ready(port) == (503, [BEHIND])
        assert parley("migrate", folder=tmp_path, **settings).returncode == 0
        assert ready(port) == (200, [])
        server.terminate()
        assert server.wait(PATIENCE) == 0
