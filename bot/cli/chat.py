"""Talk in the terminal, as a host or as an invitee."""

import argparse
import asyncio

from bot.cli.kinds import zone_name
from bot.logs import configure
from bot.settings import Settings
from bot.wiring import open_house
from channels.console.talk import talk


def arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the options."""
    parser.add_argument(
        "--as", dest="identity", default="me", metavar="NAME", help="who you are (default: me)"
    )
    parser.add_argument(
        "--with", dest="link", metavar="HOST[/EVENT]", help="book with a host, such as anna/intro"
    )
    parser.add_argument("--zone", type=zone_name, help="your time zone (IANA), such as Europe/Berlin")
    parser.add_argument("--locale", help="your language, such as en-GB")


def run(options: argparse.Namespace) -> int:
    """Talk until the input ends."""
    settings = Settings.load()
    configure("error", "text")
    return asyncio.run(_chat(settings, options))


async def _chat(settings: Settings, options: argparse.Namespace) -> int:
    thread = f"@{options.link.removeprefix('@')}" if options.link else ""
    async with open_house(settings) as house:
        house.heartbeat.start()
        await talk(
            house.desk, identity=options.identity, thread=thread, zone=options.zone, locale=options.locale
        )
    return 0
