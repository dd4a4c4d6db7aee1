"""Seal with the newest key whatever an older one sealed, so that this one can be taken out of the settings."""

import argparse
import asyncio
import sys

from bot.logs import configure
from bot.settings import Settings
from core.errors import ConflictError, Fault
from storage import open_storage

NO_KEY = "There is no key: set CALENDAR_TOKEN_ENCRYPTION_KEY (openssl rand -hex 32)."
DONE = "{} sealed anew with the newest key; all that can be opened is sealed with it now."


def arguments(parser: argparse.ArgumentParser) -> None:
    """There are no options."""


def run(_options: argparse.Namespace) -> int:
    """Seal everything anew and print how much it was; 1 if there is no key or the database is away."""
    settings = Settings.load()
    configure(settings.log_level, settings.log_format)
    if not settings.token_keys:
        print(NO_KEY, file=sys.stderr)
        return 1
    try:
        count = asyncio.run(_reseal(settings))
    except (Fault, ConflictError) as error:
        print(f"Nothing can be sealed now: {error}", file=sys.stderr)
        return 1
    print(DONE.format(count))
    return 0


async def _reseal(settings: Settings) -> int:
    storage = open_storage(settings.database_url, keys=settings.token_keys)
    try:
        async with storage.writing() as unit:
            count = await unit.reseal()
            await unit.commit()
    finally:
        await storage.close()
    return count
