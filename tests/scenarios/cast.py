"""Who and what a scenario is about, as values of the core."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from core.booking import Booking, Hold
from core.event_types import EventType, Mode
from core.hours import Schedule, TimeOff
from core.interval import Interval
from core.people import Host
from core.situation import Load, Situation

Case = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One host of a scenario, and what stands in their calendar."""

    name: str
    host: Host
    schedule: Schedule
    time_off: tuple[TimeOff, ...] = ()
    bookings: tuple[Booking, ...] = ()
    holds: tuple[Hold, ...] = ()
    busy: tuple[Interval, ...] = ()
    """Entries of a connected calendar, merged."""
    entries: tuple[Booking, ...] = ()
    """The same as meetings of another kind, for where no calendar is connected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Everybody in a scenario."""

    now: datetime
    event_type: EventType
    length: int
    parts: tuple[Part, ...]
    others: tuple[UUID, ...] = ()
    """Further event types that bookings belong to."""
    named: Mapping[str, UUID] = field(default_factory=dict)
    """Bookings by the names that the scenario gives them."""

    @property
    def together(self) -> bool:
        """Whether the event type is one of several hosts."""
        return self.event_type.mode is not Mode.SOLO

    def moving(self, asked: Case) -> UUID | None:
        """Return the booking that is moved by what is asked or attempted."""
        name = asked.get("reschedule_of")
        return None if name is None else self.named[name]

    def situations(self, query: Case) -> tuple[Situation, ...]:
        """Return what stands around a query for each host."""
        return tuple(self._situation(part, query) for part in self.parts)

    def _situation(self, part: Part, query: Case) -> Situation:
        active = tuple(each for each in part.bookings if each.active)
        return Situation(
            now=self.now,
            host=part.host,
            event_type=self.event_type,
            length=self.length,
            schedule=part.schedule,
            time_off=part.time_off,
            bookings=active,
            holds=tuple(each for each in part.holds if each.expires_at > self.now),
            busy=part.busy,
            owner=query.get("by"),
            moving=self.moving(query),
            seats=query.get("seats", 1),
            loads=tuple(_load(each, part.host.id) for each in active),
        )


def _load(booking: Booking, host_id: UUID) -> Load:
    return Load(
        booking_id=booking.id,
        host_id=host_id,
        event_type_id=booking.event_type_id,
        slot=booking.slot,
        session=booking.session,
    )


def moment(text: str) -> datetime:
    """Return an instant that is written in ISO 8601."""
    return datetime.fromisoformat(text)


def span(told: Case) -> Interval:
    """Return the stretch that is told by its start and end."""
    return Interval(moment(told["start"]), moment(told["end"]))
