"""Put bookings right whose instant new zone data have moved away from the local time that was meant."""

import argparse
import asyncio
import sys

from bot.logs import configure
from bot.settings import Settings
from bot.wiring import open_house
from core.commands import Healed
from core.errors import ConflictError, Fault
from jobs.healing import heal_all

STUCK = "{} could not be moved, for its time is taken by now; its host should move or cancel it."


def arguments(parser: argparse.ArgumentParser) -> None:
    """There are no options."""


def run(_options: argparse.Namespace) -> int:
    """Heal once, print how many were moved and which are stuck; 1 if one is stuck or the database is away."""
    settings = Settings.load()
    configure(settings.log_level, settings.log_format)
    try:
        healed = asyncio.run(_heal(settings))
    except (Fault, ConflictError) as error:
        print(f"Nothing more can be healed now: {error}", file=sys.stderr)
        return 1
    print(f"{len(healed.moved)} moved, {len(healed.stuck)} stuck.")
    for each in healed.stuck:
        print(STUCK.format(each))
    return 1 if healed.stuck else 0


async def _heal(settings: Settings) -> Healed:
    async with open_house(settings) as house:
        return await heal_all(house.desk.perform)
