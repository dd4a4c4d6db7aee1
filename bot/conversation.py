"""The memory of a talk."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zlib import crc32

from bot.messages import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a token, "2", "the second" and "Tuesday at 3" stand for. `value` is JSON-able and has a `kind`."""

    token: str
    value: Mapping[str, Any]


def token(conversation: "Conversation", index: str) -> str:
    """Return a token for the list that the next version of a talk lays on the table; no two talks in a room have the same."""
    thread = conversation.address.thread
    talk = f".{crc32(thread.encode()):08x}" if thread else ""
    return f"{conversation.version + 1}.{index}{talk}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The whole memory of a talk: a typed, versioned, JSON-able snapshot."""

    address: Address
    version: int = 0
    """0 is a conversation that was never saved."""
    person_id: UUID | None = None
    host_id: UUID | None = None
    """The host with whom this talk is about booking; None in a host's own talk."""
    event_type_code: str | None = None
    """The event type that the link named."""
    flow: str = ""
    step: str = ""
    slots: Mapping[str, Any] = field(default_factory=dict)
    """What the open flow has gathered; JSON-able."""
    offers: tuple[Offer, ...] = ()
    """The list last shown; numbers refer to it."""
    past: tuple[Offer, ...] = ()
    """Older offers, so that old buttons still mean what they meant."""
    asked: str = ""
    """What was last asked: see `bot.understood.Asked`."""
    locale: str = "en"
    touched: datetime | None = None
