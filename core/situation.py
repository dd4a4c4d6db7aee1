"""Everything a slot search needs to know about one host and event type, read once, then pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from core.booking import Booking, Hold
from core.calendars import Seen, Unread, WhenUnread
from core.event_types import EventType, Limits, limits
from core.hours import Schedule, TimeOff
from core.interval import Interval
from core.people import Host


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """As much of a booking as limits count."""

    booking_id: UUID
    host_id: UUID
    """Whose time it takes (one load for each host of a booking)."""
    event_type_id: UUID
    slot: Interval
    session: UUID | None = None
    """Bookings of one session count once."""


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
    """The host's bookings that stand or were held, of any event type, by start."""
    holds: tuple[Hold, ...] = ()
    """Unexpired holds of anybody; those of `owner` do not stand in the owner's way."""
    busy: tuple[Interval, ...] = ()
    """Busy time from elsewhere, such as connected calendars."""
    busy_in: Mapping[Interval, str] = field(default_factory=dict)
    """What the calendar is called in which busy time stands, as far as it is known; for the host's eyes."""
    owner: str | None = None
    """Who is looking (the owner of holds)."""
    moving: UUID | None = None
    """The booking that is to be moved; it does not stand in its own way."""
    seats: int = 1
    """How many seats are wished for."""
    loads: tuple[Load, ...] = ()
    """What counts towards limits beyond what `bookings` shows: all such bookings of the host in the weeks, months and years that are touched; empty if no such limit is in force."""
    daily_cap: int | None = None
    """The host's own cap of this event type a day, from their `Assignment`."""
    unreadable: tuple[Unread, ...] = ()
    """Checked calendars that could not be read, where the host wants no booking then."""
    unread: tuple[Unread, ...] = ()
    """Those that could not be read, where the host wants to be asked then."""
    worked_out: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What the slot search has worked out of all this, so that the next question need not do it again."""

    @property
    def limits(self) -> Limits:
        """The booking rules in force."""
        found = self.worked_out.get("limits")
        if found is None:
            found = limits(self.host, self.event_type, self.length, self.daily_cap)
            self.worked_out["limits"] = found
        return found


def with_seen(situation: Situation, seen: Seen | None) -> Situation:
    """Return a situation with what the host's calendars show, taken as the host wants it; None: they have none."""
    if seen is None:
        return situation
    rules = situation.host.calendar_rules
    taken = sorted((*seen.busy, *seen.tentative)) if rules.tentative_blocks else seen.busy
    return replace(
        situation,
        busy=tuple(during for during, _ in taken),
        busy_in=dict(reversed(taken)),
        unreadable=seen.unread if rules.unread is WhenUnread.STRICT else (),
        unread=seen.unread if rules.unread is WhenUnread.PENDING else (),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamSituation:
    """What stands around the time in question for each host of an event type of several hosts.

    All have the same `now`, `event_type`, `length`, `owner` and `moving`; the order is that of the assignments.
    """

    hosts: tuple[Situation, ...]
    worked_out: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What the search has worked out of all this, so that the next question need not do it again."""
