"""`parley whatsapp templates`: create the texts that WhatsApp has to approve, and say how their approval stands."""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Mapping, Sequence

from bot.logs import configure
from bot.settings import Settings
from bot.wiring.networks import twilio_credentials
from channels.twilio import Kept, Template, every_template, keeping
from core.errors import Fault

MISSING = "missing"
APPROVED = "approved"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the options."""
    parser.add_argument("what", choices=["templates"], help="the texts with which Parley begins to speak")
    parser.add_argument(
        "--create", action="store_true", help="create those that are missing and ask WhatsApp to approve them"
    )
    parser.add_argument("--language", action="append", help="only this language (can be repeated)")
    parser.add_argument("--show", action="store_true", help="show the texts too")


def run(options: argparse.Namespace) -> int:
    """Create if asked to, and list; 0 if every template is approved, else 1."""
    configure("error", "text")
    settings = Settings.load()
    if not (settings.twilio_account_sid and settings.twilio_auth_token):
        print("Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN first.", file=sys.stderr)
        return 1
    wanted = [each for each in every_template() if not options.language or each.language in options.language]
    try:
        states = asyncio.run(_states(settings, wanted, create=options.create))
    except Fault as fault:
        print(f"Twilio: {fault}", file=sys.stderr)
        return 1
    _show(wanted, states, texts=options.show)
    return 0 if all(each.status == APPROVED for each in states.values()) else 1


async def _states(settings: Settings, wanted: Sequence[Template], *, create: bool) -> Mapping[str, Kept]:
    """Return how each template stands, by the name of its Content; create what is missing if asked to."""
    async with keeping(twilio_credentials(settings)) as keeper:
        if create:
            for each in wanted:
                await keeper.ensure(each)
        return await keeper.states(wanted)


def _show(wanted: Sequence[Template], states: Mapping[str, Kept], *, texts: bool) -> None:
    for each in wanted:
        kept = states[each.content.name]
        reason = f" ({kept.reason})" if kept.reason else ""
        print(f"{kept.status or MISSING:<12}{each.language}  {each.news}{reason}")
        if texts:
            print(f"            {each.body}")
    counted = Counter(kept.status or MISSING for kept in states.values())
    print(", ".join(f"{count} {status}" for status, count in sorted(counted.items())))
    if counted[MISSING]:
        print("Run `parley whatsapp templates --create` to create what is missing.")
