"""What can be booked with a host: event types and their rules."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from core.people import HOST_DEFAULTS, MOST_A_DAY, Host, Rules


class PlaceKind(StrEnum):
    """Where a meeting happens."""

    ZOOM = "zoom"
    PHONE = "phone"
    IN_PERSON = "in_person"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a meeting happens; `detail` is the link, number, address or description, and may be empty."""

    kind: PlaceKind = PlaceKind.CUSTOM
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something the host wants to know from an invitee."""

    id: UUID
    text: str
    required: bool = False


class Visibility(StrEnum):
    """Who sees an event type: everybody on the host's page, or only who has its link."""

    PUBLIC = "public"
    UNLISTED = "unlisted"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """A kind of meeting that can be booked."""

    id: UUID
    host_id: UUID
    code: str
    """Its part of the link, unique for the host, at most 50 characters of a-z 0-9 and hyphens."""
    title: str
    description: str = ""
    lengths: tuple[int, ...] = (30,)
    """Lengths in minutes that an invitee can choose; the first is the default."""
    rules: Rules = field(default_factory=Rules)
    place: Place = field(default_factory=Place)
    questions: tuple[Question, ...] = ()
    approval: bool = False
    """Whether the host must accept each booking."""
    schedule_id: UUID | None = None
    """None is the host's default schedule."""
    visibility: Visibility = Visibility.PUBLIC
    active: bool = True
    """False while paused."""
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The booking rules in force, with every value known; minutes, days, counts."""

    buffer_before: int
    buffer_after: int
    minimum_notice: int
    window_days: int
    daily_limit: int
    step: int


def limits(host: Host, event_type: EventType, length: int) -> Limits:
    """Return the rules in force for a length: the event type's where it has its own, else the host's.

    The stricter daily limit wins. The default step is the length, but at most 30 minutes, so that long meetings are not offered only on a coarse grid.
    """
    own, hosts, default = event_type.rules, host.rules, HOST_DEFAULTS

    def pick(name: str) -> int:
        values = (getattr(level, name) for level in (own, hosts, default))
        return next((value for value in values if value is not None), 0)

    caps = [r.daily_limit for r in (own, hosts) if r.daily_limit is not None]
    caps.append(MOST_A_DAY)
    return Limits(
        buffer_before=pick("buffer_before"),
        buffer_after=pick("buffer_after"),
        minimum_notice=pick("minimum_notice"),
        window_days=pick("window_days"),
        daily_limit=min(caps),
        step=pick("step") or min(length, 30),
    )
