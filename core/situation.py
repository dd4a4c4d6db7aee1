"""Everything a slot search needs to know about one host and event type, read once, then pure."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from core.booking import Booking, Hold
from core.event_types import EventType, Limits, limits
from core.hours import Schedule, TimeOff
from core.interval import Interval
from core.people import Host


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What stands at `now` around the time in question. All instants UTC."""

    now: datetime
    host: Host
    event_type: EventType
    length: int
    """Minutes of the meeting wished for."""
    schedule: Schedule
    time_off: tuple[TimeOff, ...] = ()
    bookings: tuple[Booking, ...] = ()
    """The host's active bookings, of any event type."""
    holds: tuple[Hold, ...] = ()
    """Unexpired holds of anybody; those of `owner` do not stand in the owner's way."""
    busy: tuple[Interval, ...] = ()
    """Busy time from elsewhere, such as connected calendars."""
    owner: str | None = None
    """Who is looking (the owner of holds)."""
    moving: UUID | None = None
    """The booking that is to be moved; it does not stand in its own way."""
    unreadable: frozenset[str] = field(default_factory=frozenset)
    """Names of calendars that could not be read."""

    @property
    def limits(self) -> Limits:
        """The booking rules in force."""
        return limits(self.host, self.event_type, self.length)
