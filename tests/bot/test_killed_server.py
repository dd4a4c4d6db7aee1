"""A server killed between keeping a message and answering it: the answer comes, once, from whichever server is next."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import pytest
import sqlalchemy as sa

from storage import Database, open_storage
from tests.support.processes import free_port, running, said

PATIENCE = 60
SAY = {"type": "say", "id": "0123456789abcdef", "text": "Anna Berg, anna@example.org"}
ENDLESS = """
CREATE VIEW endless AS
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number) SELECT count(*) AS n FROM number;
CREATE TRIGGER stuck BEFORE INSERT ON turn BEGIN SELECT n FROM endless; END;
"""

Caught = Callable[[], Awaitable[None]]
"""Waits until somebody is caught."""


class Page:
    """A chat page, whichever server it is connected to."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
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


@asynccontextmanager
async def page(client: aiohttp.ClientSession, port: int, after: str = "") -> AsyncIterator[Page]:
    """Open the chat page on a server, with the lines up to a position seen already."""
    base = f"http://127.0.0.1:{port}"
    async with client.get(f"{base}/chat") as answer:
        assert answer.status == 200
    async with client.ws_connect(f"{base}/ws", origin=base) as socket:
        await socket.send_json({"type": "hello", "after": after, "zone": "Europe/Berlin", "locale": "en"})
        yield Page(socket)


@asynccontextmanager
async def endless_turns_on_sqlite(url: str) -> AsyncIterator[Caught]:
    """Let whoever writes down a turn never come to the end of it."""
    path = url.removeprefix("sqlite:///")
    probe = sqlite3.connect(path, isolation_level=None, timeout=1, check_same_thread=False)
    probe.executescript(ENDLESS)

    def caught() -> None:
        while True:
            try:
                probe.executescript("BEGIN IMMEDIATE; ROLLBACK")
            except sqlite3.OperationalError:  # locked for a second, so by a transaction that does not end
                return

    yield lambda: asyncio.to_thread(caught)
    probe.executescript("DROP TRIGGER stuck; DROP VIEW endless")
    probe.close()


@asynccontextmanager
async def endless_turns_on_postgresql(url: str) -> AsyncIterator[Caught]:
    """The same, by a lock that writing down a turn waits for."""
    holder, probe = await asyncpg.connect(url), await asyncpg.connect(url)
    async with holder.transaction():
        await holder.execute("LOCK TABLE turn IN SHARE ROW EXCLUSIVE MODE")

        async def caught() -> None:
            while not await probe.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
                pass

        yield caught
    await holder.close()
    await probe.close()


async def left(storage: Database, *questions: str) -> list[Any]:
    """Return the answers to questions in SQL."""
    async with storage._readers.connect() as connection:
        return [(await connection.execute(sa.text(each))).scalar() for each in questions]


@pytest.mark.parametrize("sent_again", [True, False], ids=["the page sends it again", "swept up"])
async def test_the_answer_comes_once_although_the_server_was_killed_in_the_middle_of_it(
    database_url: str, sent_again: bool, tmp_path: Path
) -> None:
    url = database_url
    endless = endless_turns_on_sqlite if url.startswith("sqlite") else endless_turns_on_postgresql
    ports = [free_port(), free_port()]
    storage = open_storage(url)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
        with running("serve", folder=tmp_path, DATABASE_URL=url, PARLEY_PORT=str(ports[0])) as server:
            assert await asyncio.to_thread(said, server, "Parley is ready")
            async with page(client, ports[0]) as before:
                greeting = await before.until(type="line", mine=False)
                async with endless(url) as caught:
                    await before.socket.send_json(SAY)
                    await before.until(type="ack", id=SAY["id"])
                    await asyncio.wait_for(caught(), PATIENCE)
                    server.kill()
                    await asyncio.to_thread(server.wait)
        assert await left(
            storage,
            "SELECT count(*) FROM inbox WHERE handled_at IS NULL",
            "SELECT count(*) FROM outbox WHERE kind = 'mail'",
        ) == [1, 0]
        with running("serve", folder=tmp_path, DATABASE_URL=url, PARLEY_PORT=str(ports[1])) as server:
            assert await asyncio.to_thread(said, server, "Parley is ready")
            async with page(client, ports[1], greeting["position"]) as again:
                if sent_again:
                    await again.socket.send_json(SAY)
                    await again.until(type="ack", id=SAY["id"])
                await again.until(type="line", mine=True, id=SAY["id"])
                answer = await again.until(type="line", mine=False, key=f"reply:{own_key(greeting)}")
                assert "code" in answer["text"]
            server.terminate()
            assert await asyncio.to_thread(server.wait) == 0
    assert await left(
        storage,
        "SELECT count(*) FROM inbox WHERE handled_at IS NULL",
        "SELECT count(*) FROM inbox",
        "SELECT count(*) FROM turn",
        "SELECT count(*) FROM outbox WHERE kind = 'chat'",
        "SELECT count(*) FROM outbox WHERE kind = 'mail'",
    ) == [0, 2, 2, 2, 1]
    await storage.close()


def own_key(greeting: dict[str, Any]) -> str:
    """Return the key of the delivery that `SAY` is in the talk of that greeting."""
    _, channel, visitor, *_ = greeting["key"].split(":")
    return f"{channel}:{visitor}:{SAY['id']}"
