"""Waiting for a seat: who waits for which class, in the order in which they came."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from core.booking import Invitee
from core.interval import Interval

OWNER = "waiting:"
"""How the owner of a hold begins that keeps an offered seat."""


class Standing(StrEnum):
    """Where somebody who waits stands."""

    WAITING = "waiting"
    OFFERED = "offered"
    """A seat is kept for them until `offered_until`."""
    BOOKED = "booked"
    LAPSED = "lapsed"
    """They did not answer in time."""
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Somebody who waits for a seat."""

    id: UUID
    host_id: UUID
    event_type_id: UUID
    slot: Interval
    session: UUID
    invitee: Invitee
    seats: int = 1
    answers: Mapping[str, str] = field(default_factory=dict)
    standing: Standing = Standing.WAITING
    offered_until: datetime | None = None
    place: int | None = None
    """Place in line as it is counted when somebody asks; never stored."""
    created_at: datetime
    updated_at: datetime
    version: int = 1

    @property
    def owner(self) -> str:
        """The owner of the hold that keeps an offered seat."""
        return f"{OWNER}{self.id}"
