"""The postman's side of the outbox, as a port: what is claimed, what is held back, what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from core.effects import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A claimed outbox row."""

    id: UUID
    key: str
    kind: Kind
    lane: str
    channel: str = ""
    """Whose messages it is paced with: a talk's channel, `mail`, empty for what is carried out inside."""
    due: datetime
    payload: dict[str, Any]
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnstile:
    """What one message uses up of what an account, or with a `room` a chat, takes; seconds."""

    channel: str
    account: str
    room: str = ""
    every: float = 0
    """By so much its level rises with each message, and sinks as time passes; 0 is no limit on average."""
    slack: float = 0
    """It is open while its level lies less than this ahead: how much may come at once."""
    between: float = 0
    """It stays shut for at least so long after each message."""


class Post(Protocol):
    """The postman's side of the outbox."""

    async def channels(self, now: datetime) -> Sequence[str]:
        """Return the channels for which a row is due: those of talks, `mail`, and an empty one for what is carried out inside."""
        ...

    async def claim(self, channel: str, now: datetime, limit: int, lease: float) -> Sequence[Delivery]:
        """Claim up to `limit` due rows of a channel for `lease` seconds, at most the oldest unfinished of each lane and none that a turnstile holds back."""
        ...

    async def release(self, delivery_id: UUID) -> None:
        """Give a claimed row back untried."""
        ...

    async def admit(self, turnstile: Turnstile, now: datetime) -> bool:
        """Let one message through a turnstile, for all processes; False if it is shut."""
        ...

    async def shut(self, turnstile: Turnstile, until: datetime) -> None:
        """Keep a turnstile shut until an instant, or longer if it was shut for longer."""
        ...

    async def row(self, key: str) -> Delivery | None:
        """Return a row by its key, whatever became of it."""
        ...

    async def begun(self, prefix: str) -> int:
        """Count the rows, whatever became of them, whose key begins so."""
        ...

    async def held_until(self, now: datetime) -> datetime | None:
        """Return the first instant at which a turnstile opens that holds back something due, None if none does."""
        ...

    async def sent(self, delivery_id: UUID, now: datetime, receipt: str = "") -> None:
        """Mark a row carried out."""
        ...

    async def retry(self, delivery_id: UUID, at: datetime, error: str) -> None:
        """Count a failed try; the row is due again at `at`."""
        ...

    async def bury(self, delivery_id: UUID, now: datetime, error: str) -> None:
        """Give a row up, visibly."""
        ...

    async def buried(self, limit: int) -> Sequence[tuple[Delivery, str]]:
        """Return given-up rows with their last error, newest first."""
        ...

    async def revive(self) -> int:
        """Let rows that were given up be tried again, but for those that came too late; return how many."""
        ...

    async def age(self, now: datetime) -> float:
        """Return the seconds for which the oldest due row has been waiting, 0 if none."""
        ...

    async def discard(self, before: datetime, limit: int) -> int:
        """Delete up to `limit` rows carried out before an instant and as many given up before it; return how many."""
        ...
