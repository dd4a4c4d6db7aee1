"""How messages fared that were sent on a network, as the network reports it afterwards."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.messages import Address, Incoming


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """How a message fared that was sent on a network, as the network reports it afterwards."""

    receipt: str
    """The network's own id of the message."""
    key: str
    """Our key of the message, or of the part of it."""
    address: Address
    status: str
    """In the network's words: `sent`, `delivered`, `read`, `failed`, …"""
    rank: int
    """How late the status is in the life of a message: reports may come in any order, and never lead back."""
    error: str = ""
    """The network's code of what went wrong."""
    at: datetime


class Receipts(Protocol):
    """How messages fared."""

    async def note(self, receipt: Receipt) -> bool:
        """Keep news of a message unless more is known of it already; return whether it was kept."""
        ...

    async def of_key(self, channel: str, key: str) -> Receipt | None:
        """Return the best news of the message that was sent under a key."""
        ...

    async def discard(self, before: datetime, limit: int) -> int:
        """Delete up to `limit` of which the last news is older than an instant; return how many."""
        ...


class Reports(Protocol):
    """Where networks report what became of messages, and who wants none."""

    async def report(self, receipt: Receipt) -> bool:
        """Keep news of a message that was sent; False if more was known of it already."""
        ...

    async def receipt(self, channel: str, key: str) -> Receipt | None:
        """Return the best news of the message that was sent under a key."""
        ...

    async def hush(self, incoming: Incoming, why: str) -> bool:
        """Keep a delivery that asks us to be silent: nothing is said to its room any more, and no turn is taken. False if it was known already."""
        ...
