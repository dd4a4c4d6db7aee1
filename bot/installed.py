"""Where we were let in on networks, with the tokens that we were given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from core.people import Host


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Where we were let in on a network: a workspace, with the tokens that it gave us."""

    channel: str
    account: str
    name: str = ""
    """How the workspace is called."""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Tokens by name; sealed at rest."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What else is known of it, in JSON; no secrets."""
    expires_at: datetime | None = None
    """When the token ends, if it does."""


class Installations(Protocol):
    """Where we are installed on networks."""

    async def get(self, channel: str, account: str) -> Installation | None:
        """Return an installation, None if there is none (any more)."""
        ...

    async def all(self, channel: str) -> Sequence[Installation]:
        """Return all installations on a network, by account."""
        ...

    async def save(self, installation: Installation, at: datetime) -> None:
        """Insert or replace an installation; one that was removed is there again."""
        ...

    async def remove(self, channel: str, account: str, at: datetime) -> bool:
        """Forget the tokens of an installation; False if there was none."""
        ...

    async def reseal(self) -> int:
        """Seal with the newest key what an older one sealed, so that this one can be given up; return how many."""
        ...


class NetworkDesk(Protocol):
    """What networks ask of the inside about where we are installed, and who is who there; each in a transaction of its own."""

    async def installation(self, channel: str, account: str) -> Installation | None:
        """Return where we are installed on a network, None if we are not (any more)."""
        ...

    async def installations(self, channel: str) -> Sequence[Installation]:
        """Return all installations on a network."""
        ...

    async def install(self, installation: Installation) -> None:
        """Keep an installation or its new tokens; rooms that were gone with it can be spoken to again."""
        ...

    async def uninstall(self, channel: str, account: str) -> None:
        """Forget the tokens of an installation; its rooms are gone until it is there again."""
        ...

    async def person_at(self, channel: str, account: str, room: str) -> UUID | None:
        """Return the person to whom a room on a network belongs."""
        ...

    async def host_at(self, channel: str, account: str, room: str) -> Host | None:
        """Return the host whose room on a network this is, if it is one's."""
        ...
