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
    """`booking`, `schedule`, `event_type`, `host`, `time_off` or `person`."""
    entity_id: UUID
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    host_id: UUID | None = None
    undone: bool = False
