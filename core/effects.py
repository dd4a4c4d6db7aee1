"""What has to happen in the world, later: told as facts, carried out by the jobs after the transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from core.booking import Booking, Side


class News(StrEnum):
    """What happened to a booking, as both sides are told it."""

    BOOKED = "booked"
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    COUNTERED = "countered"
    MOVED = "moved"
    CANCELLED = "cancelled"
    RESTORED = "restored"
    REMINDER = "reminder"
    FOLLOW_UP = "follow_up"
    LATE = "late"
    SERIES = "series"
    """Several dates were booked at once: `Told.booking` is the first, `Told.others` the rest."""
    SERIES_CANCELLED = "series_cancelled"
    HEALED = "healed"
    """Zone data changed: the meeting keeps its local time, at another instant."""
    GUESTS = "guests"
    """Guests came or went: `Told.before` shows who."""
    LINKED = "linked"
    """The meeting room is there now: `Told.booking.place` has its link."""
    ANSWERED = "answered"
    """A guest said whether they come; only told to host and invitee."""


class Kind(StrEnum):
    """What the postman does with an outbox row."""

    CHAT = "chat"
    """Say `payload["outgoing"]` to `payload["address"]`."""
    MAIL = "mail"
    """Send the letter `payload["letter"]`, see `channels.email`."""
    REMIND = "remind"
    """Remind both sides of a booking, if it still stands at `payload["sequence"]`."""
    FOLLOW_UP = "follow_up"
    """Ask the host whether the meeting took place."""
    LAPSE = "lapse"
    """An unanswered request for approval, or an unconfirmed offer, comes to its end."""
    ENTRY = "entry"
    """Have a host's calendar show a booking as it is now: `payload["booking_id"]`, `payload["host_id"]`."""
    ROOM = "room"
    """Have the meeting room of a booking made, moved or deleted as the booking is now: `payload["booking_id"]`."""
    FAREWELL = "farewell"
    """Give back the permission of an account that was disconnected: `payload["account_id"]`, `payload["watches"]` (dumps of `core.calendars.Watch`)."""
    LAPSE_SEAT = "lapse_seat"
    """The time to take an offered seat is over: `payload["waiting_id"]`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One row of the outbox. The key is unique: the same effect twice is one."""

    key: str
    kind: Kind
    lane: str
    """Rows of one lane are carried out in order (a conversation's key, a mail address, a booking's id)."""
    due: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)
    """JSON-able."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A piece of news about a booking for both sides; the bot puts it into words, letters and effects."""

    news: News
    booking: Booking
    by: Side
    before: Booking | None = None
    """The booking as it was, where the news is a change."""
    lead: int | None = None
    """For a reminder: minutes before the start. For somebody late: minutes after it, None if they did not say."""
    others: tuple[Booking, ...] = ()
    """For a series: its further bookings."""


class Notice(StrEnum):
    """What somebody is told who is no side of a booking."""

    SEAT_OFFERED = "seat_offered"
    """A seat is kept for who waited: title, start, length, until, waiting (id)."""
    SEAT_LAPSED = "seat_lapsed"
    """They did not answer in time, and it went to the next."""
    CLASS_GONE = "class_gone"
    """The class they waited for is over or was called off."""
    POLL_VOTED = "poll_voted"
    """To the host: somebody voted."""
    POLL_CLOSED = "poll_closed"
    """To the voters: what was booked, or that nothing was."""
    TEAM_JOINED = "team_joined"
    """To the owner: somebody joined."""
    TEAM_LEFT = "team_left"
    """To the owner: somebody left."""
    TEAM_REMOVED = "team_removed"
    """To who was taken out of a team."""
    ASSIGNED = "assigned"
    """To a host: they take part in an event type now."""
    CALENDAR_CLASH = "calendar_clash"
    """To a host: an event in one of their calendars (calendar, busy_start, busy_end) has come to lie over a booking: booking (id), who, title, slot."""
    CAME_UP = "came_up"
    """To an invitee: something has come up for the host (who) at the time of their booking: booking (id), title, slot."""
    CALENDAR_TROUBLE = "calendar_trouble"
    """To a host: an account cannot be read any more: account (id), name, provider, trouble, since."""
    CALENDAR_BACK = "calendar_back"
    """To a host: an account that could not be read can be again: name, provider."""
    ENTRY_MOVED = "entry_moved"
    """To a host who wants to be asked: they moved a booking's event in their calendar: booking (id), who, title, slot (as booked), to_start, to_end (as moved), side (theirs in it)."""
    ENTRY_DELETED = "entry_deleted"
    """To a host who wants to be asked: they deleted a booking's event in their calendar: booking (id), who, title, slot."""
    SIGN_IN_LOCKED = "sign_in_locked"
    """To somebody whose password was guessed wrong too often: signing in with it is locked for a while."""
    ACCESS_CHANGED = "access_changed"
    """To somebody whose password or second factor was set, changed or taken away."""
    UNREACHED = "unreached"
    """To a host: news of a booking could not be brought to the invitee: who, title, start, end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A piece of news for one person, in the chat if they have one and by mail."""

    key: str
    """Unique: the same note twice is one."""
    notice: Notice
    person_id: UUID | None = None
    email: str | None = None
    name: str = ""
    locale: str = "en"
    zone: str = "UTC"
    host_id: UUID | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    """JSON-able; what the notice's docstring names."""
    not_after: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row of the audit trail: who changed what, before and after (JSON-able snapshots)."""

    id: UUID
    at: datetime
    actor: str
    """`person:<id>`, `host:<id>`, `invitee:<booking id>` or `system`."""
    verb: str
    """The use case, such as `book`, `set_hours`."""
    entity: str
    """The kind of thing that changed: `booking`, `schedule`, `event_type`, `host`, `calendar_choice` …"""
    entity_id: UUID
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    host_id: UUID | None = None
    undone: bool = False
