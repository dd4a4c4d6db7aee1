"""A booking and its life: who may move it from which status to which."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from core.calendars import Unread
from core.event_types import EventType, Place, Price
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

COUNTING = ACTIVE | {Status.COMPLETED, Status.NO_SHOW}
"""Statuses in which a booking counts towards limits: what was held counts on."""

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


class GuestRole(StrEnum):
    """What a guest does in the meeting."""

    HOST = "host"
    CO_HOST = "co_host"
    ACTIVE = "active"
    PASSIVE = "passive"


class Rsvp(StrEnum):
    """What a guest answered."""

    NONE = "none"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    MAYBE = "maybe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody whom the invitee or the host brings along; invited by mail."""

    id: UUID
    name: str = ""
    email: str
    role: GuestRole = GuestRole.ACTIVE
    answer: Rsvp = Rsvp.NONE


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
    co_hosts: tuple[UUID, ...] = ()
    """Further hosts who take part; each one's time is claimed as `host_id`'s is."""
    guests: tuple[Guest, ...] = ()
    seats: int = 1
    """How many seats of a class it takes."""
    session: UUID | None = None
    """The class it belongs to (see `session_id`): bookings of one session share one stretch of the host's time."""
    series_id: UUID | None = None
    """The series it belongs to."""
    meant: datetime | None = None
    """The start by the wall clock of `zone`, naive, as it was agreed; it holds also when zone data change."""
    chosen: Mapping[str, Any] = field(default_factory=dict)
    """Why these hosts: by the id of each whom round robin chose, the facts of that choice (see `core.fairness`)."""
    price: Price | None = None
    """What it costs, as it was when it was booked."""
    unread: tuple[Unread, ...] = ()
    """Calendars that could not be read when it was asked for, and that keep it pending; see `WhenUnread.PENDING`."""
    room: str = ""
    """What the meeting room that was made for it is called at its provider, if it is no part of a calendar event."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    created_at: datetime
    updated_at: datetime
    version: int = 1

    @property
    def uid(self) -> str:
        """The iCalendar UID: the same for the whole life of the booking."""
        return f"{self.id}@parley"

    @property
    def host_ids(self) -> tuple[UUID, ...]:
        """All hosts who take part, its own host first."""
        return (self.host_id, *self.co_hosts)

    @property
    def claim(self) -> Interval:
        """The host's time it takes up, buffers included."""
        return self.slot.widened(self.buffer_before, self.buffer_after)

    @property
    def subject(self) -> UUID:
        """Whose claims may overlap this one's: its class's, else only its own."""
        return self.session or self.id

    @property
    def active(self) -> bool:
        """Whether it takes up the host's time."""
        return self.status in ACTIVE

    def as_shown_to(self, host_id: UUID | None) -> "Booking":
        """Return it as one of its hosts may see it, or with None anybody else: what calendars are called is their host's matter."""
        shown = tuple(each if each.host_id == host_id else replace(each, calendar="") for each in self.unread)
        return replace(self, unread=shown) if self.unread else self


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
    co_hosts: tuple[UUID, ...] = ()
    seats: int = 1
    session: UUID | None = None

    @property
    def host_ids(self) -> tuple[UUID, ...]:
        """All hosts whose time it keeps, its own host first."""
        return (self.host_id, *self.co_hosts)

    @property
    def subject(self) -> UUID:
        """Whose claims may overlap this one's: its class's, or the moved booking's, else only its own."""
        return self.session or self.moving or self.id

    @property
    def claim(self) -> Interval:
        """The host's time it takes up, buffers included."""
        return self.slot.widened(self.buffer_before, self.buffer_after)


def session_id(event_type_id: UUID, slot: Interval) -> UUID:
    """Return the id of the class of an event type at a time: the same for everybody who books a seat in it."""
    return uuid5(event_type_id, f"{slot.start.astimezone(UTC).isoformat()}/{slot.minutes}")


def session_of(event_type: EventType, slot: Interval) -> UUID | None:
    """Return the class that a meeting at a time belongs to; None for an event type with one seat."""
    return session_id(event_type.id, slot) if event_type.seats > 1 else None


def can_become(current: Status, following: Status) -> bool:
    """Say whether the move between two statuses exists."""
    return following in NEXT[current]
