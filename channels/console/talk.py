"""A talk in the terminal: reads lines, prints what is new in the talk."""

import asyncio
import sys
from contextlib import suppress

from bot.messages import Address, Incoming
from bot.ports import FrontDesk, Line
from channels.console.channel import to_text

POLL = 1.0
"""Seconds after which the talk is read again even if nobody woke us."""


async def talk(
    desk: FrontDesk, *, identity: str, thread: str = "", zone: str | None = None, locale: str | None = None
) -> None:
    """Talk until the input ends. `thread` is `@anna/intro` to book with a host, empty for one's own talk."""
    address = Address(channel="console", room=identity, thread=thread)
    seen: set[str] = set()
    earlier = await desk.lines(address, "", 6)
    for line in earlier:
        _show(line)
        seen.add(line.key)
    showing = asyncio.create_task(_follow(desk, address, seen))
    try:
        start = Incoming(
            key=f"console:{desk.chance.token()}",
            address=address,
            at=desk.clock.now(),
            choice="start",
            zone=zone,
            locale=locale,
        )
        await _say(desk, start)
        await _read(desk, address, zone, locale)
    finally:
        await asyncio.sleep(0.1)
        showing.cancel()
        with suppress(asyncio.CancelledError):
            await showing


async def _read(desk: FrontDesk, address: Address, zone: str | None, locale: str | None) -> None:
    while True:
        typed = await asyncio.to_thread(sys.stdin.readline)
        if not typed:
            return
        if not typed.strip():
            continue
        incoming = Incoming(
            key=f"console:{desk.chance.token()}",
            address=address,
            at=desk.clock.now(),
            text=typed.strip(),
            zone=zone,
            locale=locale,
        )
        await _say(desk, incoming)


async def _say(desk: FrontDesk, incoming: Incoming) -> None:
    await desk.hear(incoming)
    await desk.settle(incoming.address)


async def _follow(desk: FrontDesk, address: Address, seen: set[str]) -> None:
    """Print lines of the talk as they come, also those that somebody else caused."""
    with desk.wakes(address) as woken:
        while True:
            for line in await desk.lines(address, "", 20):
                if line.key not in seen:
                    seen.add(line.key)
                    _show(line)
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL):
                    await woken.wait()
            woken.clear()


def _show(line: Line) -> None:
    if not line.mine:
        print(f"\n{to_text(line.outgoing)}\n", flush=True)
