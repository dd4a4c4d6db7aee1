"""Delivering to a chat page: the line lies in the talk already, its sockets only have to be woken."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.messages import Address, Outgoing


@dataclass(frozen=True, slots=True)
class WebChat:
    """The web chat as a channel; `wake` tells the open sockets of a talk to look for new lines."""

    wake: Callable[[Address], None]

    async def deliver(self, key: str, address: Address, outgoing: Outgoing) -> str:
        """Wake the sockets of the talk; a page that is closed reads the line when it is opened."""
        self.wake(address)
        return key
