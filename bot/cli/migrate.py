"""Bring the database to the newest form, or back to an earlier one."""

import argparse
import asyncio
import sys

from alembic.util.exc import CommandError

from bot.logs import configure
from bot.settings import Settings
from core.errors import Fault
from storage import migrate


def arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the options."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--down", metavar="REVISION", help="go back to a revision; `base` empties the database"
    )
    which.add_argument("--check", action="store_true", help="change nothing; 1 if migrations are missing")


def run(options: argparse.Namespace) -> int:
    """Migrate; 1 if it cannot be done."""
    settings = Settings.load()
    configure(settings.log_level, settings.log_format)
    try:
        return asyncio.run(_migrate(settings.database_url, options))
    except (Fault, CommandError) as error:
        print(f"The database cannot be migrated: {error}", file=sys.stderr)
        return 1


async def _migrate(url: str, options: argparse.Namespace) -> int:
    if options.check:
        return await _check(url)
    if options.down:
        await migrate.downgrade(url, options.down)
    else:
        await migrate.upgrade(url)
    print(f"The database is at revision {await migrate.current(url) or 'base'}.")
    return 0


async def _check(url: str) -> int:
    found, newest = await migrate.current(url), migrate.head()
    print(f"The database is at revision {found or 'base'}, the newest is {newest}.")
    return 0 if found == newest else 1
