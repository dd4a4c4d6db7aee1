"""The processes that docker-compose.yml declares, started by hand on one PostgreSQL: two servers and a worker."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import aiohttp
import pytest
import yaml

from tests.support import postgres
from tests.support.processes import ROOT, free_port, parley, running, said

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
PATIENCE = 20

pytestmark = pytest.mark.postgres


def command(service: str) -> list[str]:
    """Return the arguments that the compose file gives to `parley`."""
    program, *arguments = COMPOSE["services"][service]["command"]
    assert program == "parley"
    return arguments


def health(service: str) -> list[str]:
    """Return the arguments of a service's health check."""
    kind, program, *arguments = COMPOSE["services"][service]["healthcheck"]["test"]
    assert (kind, program) == ("CMD", "parley")
    return arguments


def ready(port: int) -> bool:
    with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=PATIENCE) as answer:
        return json.load(answer)["status"] == "ready"


@pytest.fixture
def database(postgres_server: postgres.Server) -> Iterator[str]:
    """An empty database, not migrated."""
    yield postgres_server.create("compose")
    postgres_server.drop("compose")


@pytest.fixture
def settings(database: str) -> dict[str, str]:
    """What all processes are configured with."""
    return {
        "DATABASE_URL": database,
        "PARLEY_SECRET_KEY": "s" * 40,
        "PARLEY_ENV": COMPOSE["x-parley"]["environment"]["PARLEY_ENV"],
    }


def test_two_servers_and_a_worker_share_a_database_and_stop_when_told(
    tmp_path: Path, settings: dict[str, str]
):
    assert parley(*command("migrate"), folder=tmp_path, **settings).returncode == 0
    ports = [free_port() for _ in range(COMPOSE["services"]["serve"]["deploy"]["replicas"])]
    assert len(ports) == 2
    with ExitStack() as stack:
        servers = [
            stack.enter_context(
                running(*command("serve"), folder=tmp_path, PARLEY_PORT=str(port), **settings)
            )
            for port in ports
        ]
        worker = stack.enter_context(running(*command("work"), folder=tmp_path, **settings))
        assert all(said(each, "Parley is ready") for each in servers)
        assert said(worker, "Parley works")
        assert [ready(port) for port in ports] == [True, True]
        assert parley(*health("work"), folder=tmp_path, **settings).returncode == 0
        asyncio.run(_said_here_shown_there(*ports))
        for each in (*servers, worker):
            each.terminate()
        assert [each.wait(PATIENCE) for each in (*servers, worker)] == [0, 0, 0]


async def _said_here_shown_there(here: int, there: int) -> None:
    """A talk that is begun on one server goes on on the other, with the same cookie."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as client, asyncio.timeout(PATIENCE):
        async with client.get(f"http://127.0.0.1:{here}/chat") as page:
            assert page.status == 200
        first = await _first_line(client, here)
        assert first["text"]
        assert await _first_line(client, there) == first


async def _first_line(client: aiohttp.ClientSession, port: int) -> dict[str, Any]:
    base = f"http://127.0.0.1:{port}"
    async with client.ws_connect(f"{base}/ws", origin=base) as talk:
        await talk.send_json({"type": "hello", "zone": "Europe/Berlin", "locale": "en"})
        async for message in talk:
            frame: dict[str, Any] = message.json()
            if frame["type"] == "line" and not frame["mine"]:
                return frame
    raise AssertionError("nothing was said")


def test_only_one_of_them_is_declared_to_do_the_jobs():
    assert command("serve") == ["serve", "--no-jobs"]
    assert command("work") == ["work"]
