"""What a network brings with it: how messages reach people on it, and where theirs come in."""

from collections.abc import Awaitable, Callable, Sequence
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


async def nothing_to_release() -> None:
    """Be what lets go of connections where there are none."""


def no_link(_text: str) -> str:
    """Return that there is no such address."""
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """One configured network."""

    name: str
    """As in `Address.channel`."""
    channel: Channel
    door: Door
    pace: Pace
    link: Callable[[str], str] = no_link
    """Makes the address that opens the network and carries a short text there (`t.me/…?start=…`); empty if there is none."""
    release: Callable[[], Awaitable[None]] = nothing_to_release
    """Lets go of the connections by which messages are sent; called when nothing is sent any more."""
