"""A database that goes away while people talk and look at pages, and comes back: nothing is lost, everybody is told."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse
from aiohttp.test_utils import TestClient, TestServer

from bot.messages import Address
from bot.settings import Settings
from bot.wiring import House, open_house
from storage import migrate
from tests.support import postgres
from tests.support.world import FrozenWorld

SAY = {"type": "say", "id": "0123456789abcdef", "text": "Hello"}
HELLO = {"type": "hello", "zone": "Europe/Berlin", "locale": "en"}
REFUSED = {"type": "refused", "why": "not_now", "after": 2}
PATIENCE = 20

pytestmark = pytest.mark.postgres


@pytest.fixture
def server(postgres_server: postgres.Server) -> Iterator[postgres.Server]:
    """A server of one's own, that can be stopped."""
    programs = postgres.binaries()
    assert programs is not None
    with postgres.throwaway(programs) as found:
        yield found


@pytest.fixture
async def house(server: postgres.Server, world: FrozenWorld, tmp_path: Path) -> AsyncIterator[House]:
    """A whole house on that server."""
    await migrate.upgrade(server.url())
    settings = Settings.model_validate(
        {"DATABASE_URL": server.url(), "PARLEY_SECRET_KEY": "s" * 40, "PARLEY_VAR_DIR": tmp_path}
    )
    async with open_house(settings, world) as found:
        yield found


@pytest.fixture
async def client(house: House) -> AsyncIterator[TestClient[Any, Any]]:
    """A browser that looks at its pages."""
    async with TestClient(TestServer(house.web_app())) as found:
        yield found


class Page:
    """The socket of a chat page."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket
        self.unread: list[dict[str, Any]] = []

    async def until(self, **facts: Any) -> dict[str, Any]:
        """Take the next frame that holds the facts; those before it can be taken later."""
        async with asyncio.timeout(PATIENCE):
            while True:
                found = next((each for each in self.unread if facts.items() <= each.items()), None)
                if found:
                    self.unread.remove(found)
                    return found
                self.unread.append(await self.socket.receive_json())


async def chat(client: TestClient[Any, Any]) -> Page:
    """Open a chat page."""
    assert (await client.get("/chat")).status == 200
    origin = str(client.make_url("")).rstrip("/")
    return Page(await client.ws_connect("/ws", headers={"Origin": origin}))


def talk_of(key: str) -> Address:
    """Return the talk in which the line of that key was said."""
    return Address(channel="webchat", room=key.split(":")[2])


async def test_a_message_is_put_off_while_the_database_is_away_and_answered_once_it_is_back(
    client: TestClient[Any, Any], server: postgres.Server, house: House
):
    page = await chat(client)
    await page.socket.send_json(HELLO)
    greeting = await page.until(type="line", mine=False)
    await house.desk.drain()
    await asyncio.to_thread(server.stop)
    for _ in range(2):
        await page.socket.send_json(SAY)
        assert await page.until(type="refused") == REFUSED | {"id": SAY["id"]}
    assert not page.socket.closed
    await asyncio.to_thread(server.start)
    for _ in range(2):
        await page.socket.send_json(SAY)
        await page.until(type="ack", id=SAY["id"])
    own, answer = await page.until(type="line", mine=True), await page.until(type="line", mine=False)
    await house.desk.drain()
    kept = await house.desk.lines(talk_of(greeting["key"]), "")
    assert [line.key for line in kept][1:] == [greeting["key"], own["key"], answer["key"]]


async def test_a_page_opened_while_the_database_is_away_is_greeted_when_it_asks_again(
    client: TestClient[Any, Any], server: postgres.Server
):
    await asyncio.to_thread(server.stop)
    page = await chat(client)
    await page.socket.send_json(HELLO)
    assert await page.until(type="refused") == REFUSED | {"id": ""}
    await asyncio.to_thread(server.start)
    await page.socket.send_json(HELLO)
    assert (await page.until(type="line", mine=False))["text"]


async def test_pages_say_that_it_takes_a_moment(client: TestClient[Any, Any], server: postgres.Server):
    assert (await client.get("/@anna")).status == 404
    await asyncio.to_thread(server.stop)
    answer = await client.get("/@anna")
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "try again in a minute" in await answer.text()
    ready = await client.get("/readyz")
    assert (ready.status, (await ready.json())["faults"]) == (503, ["the database does not answer"])
    assert (await client.get("/healthz")).status == 200
    await asyncio.to_thread(server.start)
    assert (await client.get("/@anna")).status == 404
    assert (await client.get("/readyz")).status == 200
