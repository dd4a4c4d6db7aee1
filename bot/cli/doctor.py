"""Check configuration, database, zone data, mail and surroundings, and say how to mend what is wrong."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable

from bot.cli import checks, network_checks, service_checks
from bot.cli.checks import Finding
from bot.logs import configure
from bot.settings import Settings, SettingsError

Check = Callable[[Settings], Awaitable[list[Finding]]]
CHECKS: dict[str, Check] = {
    "names": checks.names,
    "secret": checks.secret,
    "token-keys": checks.token_keys,
    "base-url": checks.base_url,
    "zone-data": checks.zone_data,
    "database": checks.database,
    "mail": checks.mail,
    "outbox": checks.outbox,
    "port": checks.port,
    "disk": checks.disk,
    "telegram": network_checks.telegram,
    "slack": network_checks.slack,
    "twilio": network_checks.twilio,
    "google": service_checks.google,
    "microsoft": service_checks.microsoft,
    "github": service_checks.github,
    "zoom": service_checks.zoom,
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the options."""
    parser.add_argument("--quiet", action="store_true", help="say only what is wrong")
    parser.add_argument(
        "--only", action="append", choices=CHECKS, help="make only this check (can be repeated)"
    )


def run(options: argparse.Namespace) -> int:
    """Print findings; 1 if something is wrong."""
    configure("error", "text")
    findings = asyncio.run(_examine(options.only or list(CHECKS)))
    for each in findings:
        if each.wrong or not options.quiet:
            _show(each)
    wrong = sum(each.wrong for each in findings)
    if wrong or not options.quiet:
        print(f"{wrong} of {len(findings)} need mending." if wrong else "All is well.")
    return 1 if wrong else 0


async def _examine(wanted: list[str]) -> list[Finding]:
    try:
        settings = Settings.load()
    except SettingsError as error:
        return [
            Finding("configuration", fault, "Change it in the environment or in .env.")
            for fault in error.faults
        ]
    found = [Finding("configuration", f"read, for {settings.env}")]
    for name in wanted:
        found += await CHECKS[name](settings)
    return found


def _show(finding: Finding) -> None:
    print(f"{'WRONG' if finding.wrong else 'ok':<6}{finding.what}: {finding.state}", file=sys.stdout)
    if finding.mend:
        print(f"      -> {finding.mend}")
