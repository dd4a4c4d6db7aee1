"""What the use cases can be asked, and how they answer. Plain values, so that flows stay pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from core.booking import Booking, Status
from core.event_types import EventType
from core.hours import Schedule, TimeOff
from core.interval import Interval
from core.people import Host


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the asker has just read and need not be read again."""

    host: Host
    event_type: EventType
    schedule: Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class FindSlots:
    """Which slots of an event type start inside `within`? Answer: `Found`."""

    host_id: UUID
    event_type_id: UUID
    length: int
    within: Interval
    owner: str | None = None
    moving: UUID | None = None
    known: Known | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Free slots, by start; `horizon` is how far one can book at all."""

    slots: tuple[Interval, ...]
    horizon: Interval
    host: Host
    event_type: EventType


class Cause(StrEnum):
    """Kinds of things that stand in the way of a time; the same words as refusal codes."""

    PAST = "past"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    OUTSIDE_HOURS = "outside_hours"
    OVERRIDE = "override"
    TIME_OFF = "time_off"
    BUSY = "busy"
    BUFFER = "buffer"
    LIMIT = "limit"
    HELD = "held"
    OFF_GRID = "off_grid"
    HOST_PAUSED = "host_paused"
    EVENT_TYPE_PAUSED = "event_type_paused"
    LENGTH = "length"
    """The event type does not come in this length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """One thing that stands in the way; `facts` may name rule or meeting, for the host's eyes only."""

    cause: Cause
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNot:
    """What stands in the way of a start? Answer: a tuple of `Obstacle`, empty if it is free."""

    host_id: UUID
    event_type_id: UUID
    length: int
    start: datetime
    owner: str | None = None
    moving: UUID | None = None
    known: Known | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """Which bookings does a host have in a stretch of time? Answer: a tuple of `Booking`, by start."""

    host_id: UUID
    within: Interval
    statuses: frozenset[Status] = frozenset({Status.PENDING, Status.CONFIRMED})


@dataclass(frozen=True, slots=True, kw_only=True)
class MyBookings:
    """Which bookings that are not over has a person made as invitee? Answer: a tuple of `Booking`."""

    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowBooking:
    """One booking with its host and event type. Answer: `Shown`; Refused(NOT_FOUND)."""

    booking_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A booking and what belongs to it."""

    booking: Booking
    host: Host
    event_type: EventType


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowHost:
    """A host's public face. Answer: `HostPage`; Refused(NOT_FOUND)."""

    username: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPage:
    """A host with the event types that can be booked (active; unlisted ones included, see visibility)."""

    host: Host
    event_types: tuple[EventType, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HostDesk:
    """All that a host has set up. Answer: `Desk`."""

    host_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A host's settings."""

    host: Host
    schedules: tuple[Schedule, ...]
    event_types: tuple[EventType, ...]
    time_off: tuple[TimeOff, ...]
    """From now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowChanges:
    """What was changed of what belongs to a host? Answer: a tuple of `core.effects.Change`, newest first."""

    host_id: UUID
    limit: int = 10


Query = FindSlots | WhyNot | Agenda | MyBookings | ShowBooking | ShowHost | HostDesk | ShowChanges
