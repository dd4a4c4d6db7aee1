"""Running until told to stop: SIGTERM and SIGINT end a process in good order."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

STOPPING = (signal.SIGTERM, signal.SIGINT)


class Beating(Protocol):
    """What can be started and stopped: the heartbeat."""

    def start(self) -> None:
        """Begin."""
        ...

    def stop(self) -> None:
        """End."""
        ...


@contextmanager
def stop_signal() -> Iterator[asyncio.Event]:
    """Lend an event that the first SIGTERM or SIGINT sets; a second one ends the process at once."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()

    def heard() -> None:
        stop.set()
        for number in STOPPING:
            loop.remove_signal_handler(number)

    for number in STOPPING:
        loop.add_signal_handler(number, heard)
    yield stop


@contextmanager
def beating(heartbeat: Beating) -> Iterator[None]:
    """Have the heart beat as long as it lasts."""
    heartbeat.start()
    try:
        yield
    finally:
        heartbeat.stop()
