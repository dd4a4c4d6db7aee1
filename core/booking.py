"""A booking and its life: who may move it from which status to which."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from core.event_types import Place
from core.interval import Interval


class Status(StrEnum):
    """Where a booking stands. A move to another time is an event, not a status."""

    PENDING = "pending"
    PENDING_PAYMENT = "pending_payment"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    REFUNDED = "refunded"


ACTIVE = frozenset({Status.PENDING, Status.PENDING_PAYMENT, Status.CONFIRMED})
"""Statuses in which a booking takes up the host's time."""

NEXT: Mapping[Status, frozenset[Status]] = {
    Status.PENDING: frozenset({Status.CONFIRMED, Status.CANCELLED}),
    Status.PENDING_PAYMENT: frozenset({Status.PENDING, Status.CONFIRMED, Status.CANCELLED}),
    Status.CONFIRMED: frozenset({Status.CANCELLED, Status.COMPLETED, Status.NO_SHOW}),
    Status.COMPLETED: frozenset({Status.NO_SHOW, Status.REFUNDED}),
    Status.NO_SHOW: frozenset({Status.COMPLETED, Status.REFUNDED}),
    Status.CANCELLED: frozenset({Status.CONFIRMED, Status.PENDING, Status.REFUNDED}),
    Status.REFUNDED: frozenset(),
}
"""Moves that exist. Out of `cancelled` only an undo leads back."""


class Side(StrEnum):
    """Who of the two acts."""

    HOST = "host"
    INVITEE = "invitee"
    SYSTEM = "system"

    @property
    def other(self) -> "Side":
        """The side across the table."""
        return Side.INVITEE if self is Side.HOST else Side.HOST


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitee:
    """The one who booked."""

    person_id: UUID | None
    name: str
    email: str | None = None
    phone: str | None = None
    zone: str
    locale: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Another time that one side proposed and the other has not answered yet."""

    by: Side
    slot: Interval
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A meeting between a host and an invitee."""

    id: UUID
    host_id: UUID
    event_type_id: UUID
    invitee: Invitee
    slot: Interval
    zone: str
    """IANA zone in which the local time was meant (the schedule's)."""
    status: Status
    sequence: int = 0
    """Grows with each change that an invitation must tell (iCalendar SEQUENCE, RFC 5546)."""
    title: str
    place: Place = field(default_factory=Place)
    message: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    """Answers by the question's id."""
    proposal: Proposal | None = None
    reason: str = ""
    """Why it was last moved or cancelled."""
    changed_by: Side | None = None
    """Who last moved or cancelled it."""
    buffer_before: int = 0
    buffer_after: int = 0
    request_id: str
    """Unique; the same request books once."""
    created_at: datetime
    updated_at: datetime
    version: int = 1

    @property
    def uid(self) -> str:
        """The iCalendar UID: the same for the whole life of the booking."""
        return f"{self.id}@parley"

    @property
    def claim(self) -> Interval:
        """The host's time it takes up, buffers included."""
        return self.slot.widened(self.buffer_before, self.buffer_after)

    @property
    def active(self) -> bool:
        """Whether it takes up the host's time."""
        return self.status in ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A time kept for somebody for a few minutes while they decide."""

    id: UUID
    host_id: UUID
    event_type_id: UUID
    owner: str
    """Who holds it: the conversation's or the browser's key. An owner has at most one hold a host."""
    slot: Interval
    buffer_before: int = 0
    buffer_after: int = 0
    expires_at: datetime
    moving: UUID | None = None
    """The booking that is being moved here, if the hold is for a move."""

    @property
    def claim(self) -> Interval:
        """The host's time it takes up, buffers included."""
        return self.slot.widened(self.buffer_before, self.buffer_after)


def can_become(current: Status, following: Status) -> bool:
    """Say whether the move between two statuses exists."""
    return following in NEXT[current]
