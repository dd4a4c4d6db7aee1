"""Parley as a process of its own, asking a Telegram on loopback; killed, and started again."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.support.processes import free_port, running
from tests.support.telegram.bot_api import TOKEN, BotApi
from tests.support.telegram.people import User, replies
from tests.support.telegram.server import serving

PATIENCE = 60


@asynccontextmanager
async def parley(folder: Path, address: str) -> AsyncIterator[object]:
    """Serve with Telegram at an address."""
    named = {
        "PARLEY_PORT": str(free_port()),
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": address,
    }
    with running("serve", folder=folder, **named) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGKILL)
            await asyncio.to_thread(process.wait)


async def test_who_is_killed_before_acknowledging_loses_nothing_and_repeats_nothing(tmp_path):
    api = BotApi(time.time)
    bob, eve = User(api, 22, "Bob", "bob"), User(api, 33, "Eve", "eve")
    async with serving(api) as address:
        first = bob.says("hello")
        api.wait_for(first)
        async with parley(tmp_path, address):
            await api.until(lambda: replies(bob.private), PATIENCE)
        api.updates.clear()
        for each in (first, eve.says("hello")):  # Telegram was not told that the first was kept
            api.wait_for(each)
        async with parley(tmp_path, address):
            await api.until(lambda: replies(eve.private), PATIENCE)
    assert len(replies(eve.private)) == 1
    (welcome,) = replies(bob.private)
    assert welcome["text"].startswith("Hello, I am Parley.")
    assert api.wrong == []
