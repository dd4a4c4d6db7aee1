"""A talk in the terminal: reads lines, prints what is new in the talk."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from shutil import get_terminal_size
from textwrap import fill
from threading import Event, Thread

from bot.messages import Address
from bot.ports import FrontDesk, Line
from channels.console.channel import Visit, to_incoming, to_text

EARLIER = 6
"""Lines of an earlier talk that are shown again."""
POLL = 1.0
"""Seconds after which the talk is read again even if nobody woke us."""


async def talk(
    desk: FrontDesk, *, identity: str, thread: str = "", zone: str | None = None, locale: str | None = None
) -> None:
    """Talk until the input ends. `thread` is `@anna/intro` to book with a host, empty for one's own talk."""
    visit = Visit(address=Address(channel="console", room=identity, thread=thread), locale=locale, zone=zone)
    seen: set[str] = set()
    for line in await desk.lines(visit.address, "", EARLIER):
        _show(line)
        seen.add(line.key)
    showing = asyncio.create_task(_follow(desk, visit.address, seen))
    try:
        await _say(desk, visit, "", opening=True)
        await _print_new(desk, visit.address, seen)
        async for typed in _typed_lines():
            await _say(desk, visit, typed)
            await _print_new(desk, visit.address, seen)
    finally:
        showing.cancel()
        with suppress(asyncio.CancelledError):
            await showing


async def _typed_lines() -> AsyncIterator[str]:
    """Yield what is typed until the input ends. The reading thread is a daemon, so that Ctrl-C ends the program at once."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str] = asyncio.Queue()
    wanted = Event()

    def read() -> None:
        while wanted.wait():
            wanted.clear()
            typed = _typed()
            loop.call_soon_threadsafe(lines.put_nowait, typed)
            if not typed:
                return

    Thread(target=read, daemon=True).start()
    while True:
        wanted.set()
        typed = await lines.get()
        if not typed:
            return
        if typed.strip():
            yield typed


def _typed() -> str:
    """Wait for a line; a person at a terminal is shown where to type."""
    if sys.stdin.isatty():
        print("you: ", end="", flush=True)
    return sys.stdin.readline()


async def _say(desk: FrontDesk, visit: Visit, typed: str, *, opening: bool = False) -> None:
    key = f"console:{desk.chance.token()}"
    await desk.hear(to_incoming(typed, key, visit, desk.clock.now(), opening=opening))
    await desk.settle(visit.address)


async def _follow(desk: FrontDesk, address: Address, seen: set[str]) -> None:
    """Print lines of the talk as they come, also those that somebody else caused."""
    with desk.wakes(address) as woken:
        while True:
            await _print_new(desk, address, seen)
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL):
                    await woken.wait()
            woken.clear()


async def _print_new(desk: FrontDesk, address: Address, seen: set[str]) -> None:
    for line in await desk.lines(address, "", 20):
        if line.key not in seen:
            seen.add(line.key)
            _show(line)


def _show(line: Line) -> None:
    if not line.mine:
        print(f"\r{_wrapped(to_text(line.outgoing))}\n", flush=True)


def _wrapped(text: str) -> str:
    """Break long lines between words, at the width of the terminal."""
    width = get_terminal_size().columns
    return "\n".join(
        fill(each, width, replace_whitespace=False, break_long_words=False) for each in text.split("\n")
    )
