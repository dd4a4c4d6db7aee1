"""What the use cases can be told to do. Plain values, so that flows stay pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from core.booking import Booking, Proposal, Side
from core.calendars import CalendarRules
from core.commands.calendars import (
    ChooseCalendars,
    ConnectAccount,
    DisconnectAccount,
    ReadCalendars,
    SettleUnread,
)
from core.commands.entries import RestoreEntry
from core.commands.event_types import ChangeEventType, CreateEventType, DeleteEventType
from core.commands.hours import AddRecurring, AddSchedule, ChangeSchedule, DeleteSchedule, RemoveRecurring
from core.commands.many import (
    AddGuests,
    AnswerInvitation,
    BookSeries,
    CancelSeries,
    CastVote,
    ClosePoll,
    CreatePoll,
    HealBookings,
    Healed,
    JoinWaitlist,
    LapseSeat,
    LeaveWaitlist,
    RemoveGuest,
    TakeSeat,
)
from core.commands.rooms import NoteRoom
from core.commands.signing import CheckCode, RevokeSessions, SendCode
from core.commands.teams import ChangeMember, ChangeTeam, CreateTeam, DeleteTeam, JoinTeam, RemoveMember
from core.effects import Change, Note, Told
from core.hours import Override, TimeOff, WeeklyHours
from core.interval import Interval
from core.people import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a command did: its main value, news for both sides, and what can be undone."""

    value: Any = None
    told: tuple[Told, ...] = ()
    notes: tuple[Note, ...] = ()
    """What people are told who are no side of a booking."""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterHost:
    """Make a host of a person, with default schedule and event type. Outcome.value: `Desk`."""

    person_id: UUID
    name: str
    zone: str
    locale: str = "en"
    username: str | None = None
    """None makes one up from the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePerson:
    """Change what is known of a person; None leaves as is. Outcome.value: `Person`."""

    person_id: UUID
    name: str | None = None
    email: str | None = None
    """Sets it unverified."""
    phone: str | None = None
    zone: str | None = None
    locale: str | None = None
    notify: tuple[str, ...] | None = None
    """As `Person.notify`."""
    host_id: UUID | None = None
    """The host that the person is and acts as."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeHost:
    """Change a host's profile or rules; None leaves as is. Refused(NAME_TAKEN, INVALID). Outcome.value: `Host`."""

    host_id: UUID
    name: str | None = None
    username: str | None = None
    zone: str | None = None
    """Also moves the default schedule to the zone."""
    bio: str | None = None
    welcome: str | None = None
    rules: Rules | None = None
    """Fields that are not None replace the host's."""
    clear: frozenset[str] = frozenset()
    """Names of rules to set back to their default."""
    reminders: tuple[int, ...] | None = None
    paused: bool | None = None
    calendar_rules: CalendarRules | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetWeekly:
    """Set weekly hours of a schedule (None: the default one). Outcome.value: `Schedule`."""

    host_id: UUID
    weekly: WeeklyHours
    schedule_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOverrides:
    """Set overrides (replacing those of the same dates) and take away those of `remove`. Outcome.value: `Schedule`."""

    host_id: UUID
    overrides: tuple[Override, ...] = ()
    remove: tuple[date, ...] = ()
    schedule_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTimeOff:
    """Be away. Outcome.value: `AwayReport`."""

    host_id: UUID
    during: Interval
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AwayReport:
    """The time off, and the bookings that stand inside it and need the host's attention."""

    time_off: TimeOff
    clashes: tuple[Booking, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveTimeOff:
    """Be back. Refused(NOT_FOUND, INVALID). Outcome.value: `TimeOff`, as it was."""

    host_id: UUID
    time_off_id: UUID
    during: Interval | None = None
    """The part of it in which one is back; None is all of it. What lies before and after stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldSlot:
    """Hold a time for its owner for 10 minutes, instead of any earlier hold. Refused(TAKEN and every `Cause`). Outcome.value: `Hold`."""

    host_id: UUID
    event_type_id: UUID
    start: datetime
    length: int
    owner: str
    moving: UUID | None = None
    seats: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseHolds:
    """Let go of what an owner holds. Outcome.value: how many."""

    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Book a time. Idempotent by `request_id`. Refused(TAKEN, UNVERIFIED, TOO_MANY_BOOKINGS, INVALID, MISSING_ANSWER and every `Cause`). Outcome.value: `Booking`, confirmed or, where the event type wants approval, pending."""

    request_id: str
    host_id: UUID
    event_type_id: UUID
    start: datetime
    length: int
    owner: str | None = None
    """Whose hold this uses up."""
    person_id: UUID | None = None
    name: str
    email: str | None = None
    phone: str | None = None
    zone: str
    locale: str = "en"
    introduces: bool = False
    """Whether `name` is the person's own and to be remembered if none is known."""
    verified: bool
    """Whether the e-mail was proved by a code or the channel vouches for the person."""
    message: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    seats: int = 1
    guests: tuple[str, ...] = ()
    """E-mails of the people whom the invitee brings."""
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveBooking:
    """Move a booking to another time, keeping its identity. A pending one stays pending; by an invitee of an approval event type it becomes pending. Outcome.value: `Booking`."""

    booking_id: UUID
    by: Side
    start: datetime
    length: int | None = None
    reason: str = ""
    owner: str | None = None
    host_id: UUID | None = None
    """Which of its hosts acts, where a host does; None is the booking's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelBooking:
    """Cancel. Refused(WRONG_STATUS, ALREADY_OVER). Outcome.value: `Booking`."""

    booking_id: UUID
    by: Side
    reason: str = ""
    host_id: UUID | None = None
    """Which of its hosts acts, where a host does; None is the booking's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRequest:
    """The host accepts or declines a pending booking; or either accepts or declines the other's proposal. Outcome.value: `Booking`."""

    booking_id: UUID
    by: Side
    accept: bool
    reason: str = ""
    host_id: UUID | None = None
    """Which of its hosts acts, where a host does; None is the booking's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeTime:
    """Propose another time for a booking, without moving it. Outcome.value: `Booking` with its `Proposal`."""

    booking_id: UUID
    proposal: Proposal
    owner: str | None = None
    """Whose hold does not stand in the way, and ends with the proposal: a proposed time is not kept."""
    host_id: UUID | None = None
    """Which of its hosts acts, where a host does; None is the booking's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishBooking:
    """Say whether a meeting took place (completed or no_show). Outcome.value: `Booking`."""

    booking_id: UUID
    by: Side
    took_place: bool
    host_id: UUID | None = None
    """Which of its hosts acts, where a host does; None is the booking's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningLate:
    """Tell the other side that one is late, by so many minutes if known. Refused(WRONG_STATUS, ALREADY_OVER, INVALID). Outcome.value: `Booking`."""

    booking_id: UUID
    by: Side
    minutes: int | None = None
    host_id: UUID | None = None
    """Which of its hosts acts, where a host does; None is the booking's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Take back the actor's last change. Refused(NOTHING_TO_UNDO, TOO_LATE_TO_UNDO, CHANGED_SINCE, TAKEN). Outcome.value: the `Change`."""

    actor: str


Command = (
    RegisterHost
    | ChangePerson
    | ChangeHost
    | SetWeekly
    | SetOverrides
    | AddTimeOff
    | RemoveTimeOff
    | CreateEventType
    | ChangeEventType
    | DeleteEventType
    | HoldSlot
    | ReleaseHolds
    | Book
    | MoveBooking
    | CancelBooking
    | AnswerRequest
    | ProposeTime
    | FinishBooking
    | RunningLate
    | SendCode
    | CheckCode
    | Undo
    | AddSchedule
    | ChangeSchedule
    | DeleteSchedule
    | AddRecurring
    | RemoveRecurring
    | BookSeries
    | CancelSeries
    | JoinWaitlist
    | LeaveWaitlist
    | TakeSeat
    | LapseSeat
    | AddGuests
    | RemoveGuest
    | AnswerInvitation
    | CreatePoll
    | CastVote
    | ClosePoll
    | HealBookings
    | CreateTeam
    | JoinTeam
    | ChangeMember
    | RemoveMember
    | ChangeTeam
    | DeleteTeam
    | ConnectAccount
    | ChooseCalendars
    | DisconnectAccount
    | ReadCalendars
    | NoteRoom
    | RestoreEntry
    | RevokeSessions
    | SettleUnread
)

__all__ = [  # what the modules of this package and this one offer
    "AddGuests",
    "AddRecurring",
    "AddSchedule",
    "AddTimeOff",
    "AnswerInvitation",
    "AnswerRequest",
    "AwayReport",
    "Book",
    "BookSeries",
    "CancelBooking",
    "CancelSeries",
    "CastVote",
    "ChangeEventType",
    "ChangeHost",
    "ChangeMember",
    "ChangePerson",
    "ChangeSchedule",
    "ChangeTeam",
    "CheckCode",
    "ChooseCalendars",
    "ClosePoll",
    "Command",
    "ConnectAccount",
    "CreateEventType",
    "CreatePoll",
    "CreateTeam",
    "DeleteEventType",
    "DeleteSchedule",
    "DeleteTeam",
    "DisconnectAccount",
    "FinishBooking",
    "HealBookings",
    "Healed",
    "HoldSlot",
    "JoinTeam",
    "JoinWaitlist",
    "LapseSeat",
    "LeaveWaitlist",
    "MoveBooking",
    "NoteRoom",
    "Outcome",
    "ProposeTime",
    "ReadCalendars",
    "RegisterHost",
    "ReleaseHolds",
    "RemoveGuest",
    "RemoveMember",
    "RemoveRecurring",
    "RemoveTimeOff",
    "RestoreEntry",
    "RevokeSessions",
    "RunningLate",
    "SendCode",
    "SetOverrides",
    "SetWeekly",
    "SettleUnread",
    "TakeSeat",
    "Undo",
]
