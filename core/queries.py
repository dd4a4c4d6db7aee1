"""What the use cases can be asked, and how they answer. Plain values, so that flows stay pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from core.booking import Booking, Status
from core.calendars import Account, Calendar
from core.event_types import EventType
from core.hours import Schedule, TimeOff
from core.interval import Interval
from core.people import Host
from core.teams import Team
from core.waiting import Waiting


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
    seats: int = 1
    known: Known | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Free slots, by start; `horizon` is how far one can book at all."""

    slots: tuple[Interval, ...]
    horizon: Interval
    host: Host
    event_type: EventType
    seats_left: Mapping[datetime, int] = field(default_factory=dict)
    """For classes: free seats by the start of each slot."""
    full: tuple[Interval, ...] = ()
    """For classes with a waiting list: those that have too few seats left, by start."""
    fits: frozenset[datetime] = frozenset()
    """With one host: the starts that leave their day whole (see `core.recommend.fitting`); never to be told as such."""


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
    DURATION_LIMIT = "duration_limit"
    SEATS_FULL = "seats_full"
    UNREADABLE = "unreadable"
    """A calendar could not be read, and the host wants no booking then."""
    NO_HOST = "no_host"
    """With several hosts: no host of a group is free (`facts["group"]`), or a required one is not (`facts["host"]`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """One thing that stands in the way; `facts` may name rule or meeting, for the host's eyes only."""

    cause: Cause
    facts: Mapping[str, Any] = field(default_factory=dict)
    remedies: tuple["Remedy", ...] = ()
    """What would take it out of the way, cheapest first; for the host's eyes only."""


class Change(StrEnum):
    """Kinds of changes that would open a time, cheapest first."""

    WAIT = "wait"
    RESUME = "resume"
    LOWER_NOTICE = "lower_notice"
    WIDEN_WINDOW = "widen_window"
    OTHER_START = "other_start"
    OTHER_LENGTH = "other_length"
    SHRINK_BUFFER = "shrink_buffer"
    RAISE_LIMIT = "raise_limit"
    RAISE_SEATS = "raise_seats"
    OPEN_HOURS = "open_hours"
    DROP_OVERRIDE = "drop_override"
    END_TIME_OFF = "end_time_off"
    DROP_RULE = "drop_rule"
    RECONNECT = "reconnect"
    MOVE_MEETING = "move_meeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """One change that would take an obstacle away; `facts` has the value that is just enough."""

    change: Change
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
    seats: int = 1
    known: Known | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """Which bookings does a host have in a stretch of time? Answer: a tuple of `Booking`, by start."""

    host_id: UUID
    within: Interval
    statuses: frozenset[Status] = frozenset({Status.PENDING, Status.CONFIRMED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """What do a host's checked calendars show in a stretch of time? Answer: `core.calendars.Seen`; bookings are not among it."""

    host_id: UUID
    within: Interval


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
    hosts: tuple[Host, ...] = ()
    """The hosts who take part in its event types of several hosts, so that they can be named."""


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
    calendars: tuple["ConnectedAccount", ...] = ()
    """Calendars that the host keeps elsewhere, by account, the oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowChanges:
    """What was changed of what belongs to a host? Answer: a tuple of `core.effects.Change`, newest first."""

    host_id: UUID
    limit: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSeries:
    """Which dates of a series are free? Answer: `core.series.Report`; nothing is booked."""

    host_id: UUID
    event_type_id: UUID
    starts: tuple[datetime, ...]
    length: int
    owner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonFree:
    """When are 2 to 20 hosts all free? Answer: a tuple of `core.common.Common`, best first; Refused(NOT_FOUND, INVALID)."""

    host_ids: tuple[UUID, ...]
    length: int
    within: Interval
    most: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowTeams:
    """The teams of a host with their members' names. Answer: a tuple of `TeamPage`."""

    host_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPage:
    """A team, and the hosts in it."""

    team: Team
    hosts: tuple[Host, ...]
    event_types: tuple[EventType, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowWaitlist:
    """Who waits for which classes of a host from now on, in order? Answer: a tuple of `core.waiting.Waiting`."""

    host_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MyWaiting:
    """What does a person wait for? Answer: a tuple of `core.waiting.Waiting`."""

    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowWaiting:
    """Somebody who waits, with host and event type. Answer: `WaitingPage`; Refused(NOT_FOUND)."""

    waiting_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingPage:
    """Somebody who waits, and for what."""

    waiting: Waiting
    host: Host
    event_type: EventType
    ahead: int
    """How many wait before them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowCalendars:
    """Which calendars has a host connected? Answer: a tuple of `ConnectedAccount`, oldest first; Refused(NOT_FOUND)."""

    host_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowEvents:
    """What do a host's checked calendars hold of a stretch of time, as far as it is kept? Answer: a tuple of pairs of `Calendar` and its `RemoteEvent`s by start; Refused(NOT_FOUND)."""

    host_id: UUID
    within: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectedAccount:
    """An account with its calendars."""

    account: Account
    calendars: tuple[Calendar, ...]
    stale: bool = False
    """Whether something that is checked has not been read for longer than it should be."""
    read_at: datetime | None = None
    """Of its checked calendars the earliest reading; None if one was never read, or none is checked."""
    since: datetime | None = None
    """Since when it, or one of its checked calendars, cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPoll:
    """A poll by its code. Answer: `core.polls.Poll`; Refused(NOT_FOUND)."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MyPolls:
    """A host's open polls. Answer: a tuple of `core.polls.Poll`, newest first."""

    host_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowSeries:
    """The bookings of a series. Answer: a tuple of `Booking`, by start."""

    series_id: UUID


Query = (
    FindSlots
    | WhyNot
    | Agenda
    | MyBookings
    | ShowBooking
    | ShowHost
    | HostDesk
    | ShowChanges
    | PlanSeries
    | CommonFree
    | ShowTeams
    | ShowWaitlist
    | MyWaiting
    | ShowWaiting
    | ShowPoll
    | MyPolls
    | ShowSeries
    | ShowCalendars
    | Elsewhere
    | ShowEvents
)
