"""A worker process killed in the middle of a delivery loses nothing, and repeats at most that delivery, recognisably."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from storage import Database
from tests.support.letters import code_letter
from tests.support.post import mail, put
from tests.support.smtp import MailServer

ROOT = Path(__file__).parents[2]
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@asynccontextmanager
async def worker(url: str, server: MailServer) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start a worker process; on leaving it is killed with SIGKILL, whatever it is doing."""
    command = (sys.executable, "-m", "tests.support.worker", url, str(server.port), "1.5")
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        await process.wait()


async def arrivals(server: MailServer, count: int) -> list[str]:
    """Wait for so many letters; return their Message-IDs."""
    async with asyncio.timeout(30):
        return [str((await server.arrived.get())["Message-ID"]) for _ in range(count)]


async def put_letters(storage: Database, *names: str) -> None:
    """Put letters into the outbox, long due, two for each person: who gets the second has the first behind them."""
    for name in names:
        letter = code_letter(to_email=f"{name}@example.org")
        await put(storage, mail(f"{name} 1", LONG_AGO, letter), mail(f"{name} 2", LONG_AGO, letter))


async def test_a_worker_killed_before_the_server_took_the_letters_loses_none(
    storage: Database, database_url: str
) -> None:
    await put_letters(storage, "ann", "bob", "cem")
    async with MailServer() as server:
        server.gate.clear()
        async with worker(database_url, server):
            begun = await arrivals(server, 3)
        assert server.accepted == []
        server.gate.set()
        async with worker(database_url, server):
            finished = await arrivals(server, 6)
    assert len(set(begun)) == 3
    assert set(begun) < set(finished)
    assert len(set(finished)) == len(server.accepted) == 6


async def test_a_worker_killed_after_the_server_took_a_letter_repeats_that_one_as_the_same(
    storage: Database, database_url: str
) -> None:
    await put_letters(storage, "ann")
    async with MailServer() as server:
        server.farewell.clear()
        async with worker(database_url, server):
            async with asyncio.timeout(30):
                await server.leaving.wait()
        assert len(server.accepted) == 1
        server.farewell.set()
        async with worker(database_url, server):
            first, again, second = await arrivals(server, 3)
    assert first == again != second
    assert len(server.accepted) == 3
