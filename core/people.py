"""Who takes part: people, and those of them who are hosts."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who talks to Parley; known by the addresses that are linked to them."""

    id: UUID
    name: str | None = None
    email: str | None = None
    email_verified: bool = False
    phone: str | None = None
    zone: str | None = None
    """IANA name; None until it is known."""
    zone_confirmed: bool = False
    locale: str = "en"
    created_at: datetime
    updated_at: datetime
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Booking rules, all in minutes, days or counts. On an event type, None means "as the host's"."""

    buffer_before: int | None = None
    buffer_after: int | None = None
    minimum_notice: int | None = None
    """Minutes between now and the earliest start that can be booked."""
    window_days: int | None = None
    """How many days ahead can be booked."""
    daily_limit: int | None = None
    """Most meetings a day, counted on the schedule's calendar; None is no limit of one's own."""
    step: int | None = None
    """Minutes between offered starts; None is every `length` minutes, at most 30."""


MOST_A_DAY = 10
"""Nobody is booked more often than this in a day, whatever the limits of host and event type."""

HOST_DEFAULTS = Rules(
    buffer_before=0, buffer_after=0, minimum_notice=60, window_days=56, daily_limit=MOST_A_DAY, step=None
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A person who can be booked."""

    id: UUID
    person_id: UUID
    username: str
    """Unique, lower case, at most 50 characters of a-z 0-9 and hyphens."""
    name: str
    email: str | None = None
    email_verified: bool = False
    zone: str
    locale: str = "en"
    bio: str = ""
    welcome: str = ""
    rules: Rules = field(default=HOST_DEFAULTS)
    reminders: tuple[int, ...] = (1440, 120)
    """Minutes before the start at which both sides are reminded."""
    paused: bool = False
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None
    version: int = 1
