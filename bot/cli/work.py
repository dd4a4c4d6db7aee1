"""Do the jobs only: deliver, remind, sweep."""

import argparse
import asyncio

from bot.cli.running import stop_signal
from bot.logs import configure
from bot.settings import Settings
from bot.wiring import open_house


def arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the options: none."""


def run(_options: argparse.Namespace) -> int:
    """Work until SIGTERM or SIGINT."""
    settings = Settings.load()
    configure(settings.log_level, settings.log_format)
    return asyncio.run(_work(settings))


async def _work(settings: Settings) -> int:
    with stop_signal() as stop:
        async with open_house(settings) as house:
            house.heartbeat.start()
            print("Parley works. Ctrl-C stops it.", flush=True)
            await stop.wait()
    return 0
