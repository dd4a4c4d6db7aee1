"""What a network brings with it: how messages reach people on it, and where theirs come in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from aiohttp.web import AbstractRouteDef

from bot.ports import Channel, Pace


class Door(Protocol):
    """Where a network's messages come in."""

    def routes(self) -> Sequence[AbstractRouteDef]:
        """Return what the web server serves for it (webhooks, installation pages); may be empty."""
        ...

    async def open(self) -> None:
        """Begin to listen where we do the asking (polling, a socket of our own); return at once."""
        ...

    async def close(self) -> None:
        """Take nothing new, finish what was taken, let go of connections."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """One configured network."""

    name: str
    """As in `Address.channel`."""
    channel: Channel
    door: Door
    pace: Pace
