"""Do the jobs only: deliver, remind, sweep."""

import argparse
import asyncio

from bot.cli.running import stop_signal
from bot.logs import configure
from bot.settings import Settings
from bot.wiring import House, open_house


def arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the options."""
    parser.add_argument("--again", action="store_true", help="first let what was given up be tried again")


def run(options: argparse.Namespace) -> int:
    """Work until SIGTERM or SIGINT."""
    settings = Settings.load()
    configure(settings.log_level, settings.log_format)
    return asyncio.run(_work(settings, again=options.again))


async def _work(settings: Settings, *, again: bool) -> int:
    with stop_signal() as stop:
        async with open_house(settings) as house:
            if again:
                print(f"{await _revive(house)} rows are tried again.", flush=True)
            house.heartbeat.start()
            print("Parley works. Ctrl-C stops it.", flush=True)
            await stop.wait()
    return 0


async def _revive(house: House) -> int:
    async with house.storage.writing() as uow:
        revived = await uow.post.revive()
        await uow.commit()
    return revived
