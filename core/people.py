"""Who takes part: people, and those of them who are hosts."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from core.calendars import CalendarRules


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
    phone_verified: bool = False
    notify: tuple[str, ...] = ()
    """Where they want to be told news, the best channel first (`telegram`, `email`, …); `reminder:sms` holds for one kind of news, `-sms` is never there, `only` says that nothing else is wanted."""
    created_at: datetime
    updated_at: datetime
    version: int = 1

    def is_surely(self, other: "Person") -> bool:
        """Whether both proved the same e-mail address or telephone number."""
        mail = self.email_verified and other.email_verified and _same(self.email, other.email)
        phone = self.phone_verified and other.phone_verified and _same(self.phone, other.phone)
        return mail or phone


def _same(one: str | None, other: str | None) -> bool:
    return bool(one and other) and str(one).lower() == str(other).lower()


class DayCount(StrEnum):
    """Which days a booking window counts."""

    CALENDAR = "calendar"
    BUSINESS = "business"
    """Monday to Friday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Booking rules, all in minutes, days, dates or counts.

    On an event type, None means "as the host's"; a limit of an event type counts its own bookings with the host, a
    limit of the host all of them, and both hold.
    """

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
    offset: int | None = None
    """Minutes by which the grid of starts begins after the window to which it is anchored."""
    weekly_limit: int | None = None
    monthly_limit: int | None = None
    yearly_limit: int | None = None
    daily_minutes: int | None = None
    """Most booked minutes a day, buffers not counted."""
    weekly_minutes: int | None = None
    monthly_minutes: int | None = None
    yearly_minutes: int | None = None
    window_counts: DayCount | None = None
    """Which days `window_days` counts."""
    opens: date | None = None
    """First date that can be booked, on the schedule's calendar."""
    closes: date | None = None
    """Last date that can be booked."""
    cancel_notice: int | None = None
    """Minutes before the start until which an invitee may move or cancel by themselves."""
    week_start: int | None = None
    """Weekday on which the week of a weekly limit begins, Monday 0."""


MOST_A_DAY = 10
"""How often a host is booked in a day at most, unless they say another number, smaller or larger, themselves."""

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
    calendar_rules: CalendarRules = field(default=CalendarRules())
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None
    version: int = 1
