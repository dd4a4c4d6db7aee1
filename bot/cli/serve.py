"""Serve the pages and channels, and do the jobs too unless told otherwise."""

import argparse
import asyncio
import errno
import sys
from contextlib import AsyncExitStack

from aiohttp import web

from bot.cli.running import stop_signal
from bot.logs import configure
from bot.settings import Settings
from bot.wiring import open_house

LAST_WORDS = 5.0
"""Seconds that open requests get to finish when the server is stopped."""
PAGES = {
    "/": "what Parley is",
    "/chat": "talk as a host",
    "/try": "both sides at once",
    "/outbox": "the mails that went out",
}
TRYING_OUT = frozenset({"/try", "/outbox"})
"""Pages that exist in development only."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the options."""
    parser.add_argument("--host", help="address to listen on (default: PARLEY_HOST)")
    parser.add_argument("--port", type=int, help="port to listen on (default: PARLEY_PORT)")
    parser.add_argument(
        "--no-jobs", action="store_true", help="leave mails, reminders and sweeps to `parley work`"
    )


def run(options: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT."""
    settings = Settings.load().at(options.host, options.port)
    configure(settings.log_level, settings.log_format)
    return asyncio.run(_serve(settings, jobs=not options.no_jobs))


async def _serve(settings: Settings, *, jobs: bool) -> int:
    async with AsyncExitStack() as stack:
        stop = stack.enter_context(stop_signal())
        house = await stack.enter_async_context(open_house(settings))
        runner = web.AppRunner(house.web_app(), access_log=None, shutdown_timeout=LAST_WORDS)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        try:
            await web.TCPSite(runner, settings.host, settings.port).start()
        except OSError as error:
            return _cannot_listen(settings, error)
        await stack.enter_async_context(house.listening())
        if jobs:
            house.heartbeat.start()
        _greet(settings)
        await stop.wait()
    return 0


def _cannot_listen(settings: Settings, error: OSError) -> int:
    if error.errno == errno.EADDRINUSE:
        reason = f"Port {settings.port} is taken by another program; stop it, or choose another port with PARLEY_PORT."
    else:
        reason = f"Cannot listen on {settings.host}:{settings.port}: {error.strerror or error}"
    print(reason, file=sys.stderr)
    return 1


def _greet(settings: Settings) -> None:
    print("Parley is ready. Open:")
    for path, what in PAGES.items():
        if settings.is_development or path not in TRYING_OUT:
            print(f"  {settings.base_url + path:<36} {what}")
    print("Ctrl-C stops it.", flush=True)
