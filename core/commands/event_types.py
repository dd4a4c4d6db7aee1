"""What hosts can tell about what can be booked with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from core.event_types import Assignment, Fairness, Mode, Place, Price, Question, Visibility
from core.people import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateEventType:
    """Make an event type. Refused(INVALID). Outcome.value: `EventType`."""

    host_id: UUID
    title: str
    lengths: tuple[int, ...] = (30,)
    code: str | None = None
    """None makes one up from the title."""
    description: str = ""
    rules: Rules = field(default_factory=Rules)
    place: Place = field(default_factory=Place)
    questions: tuple[Question, ...] = ()
    approval: bool = False
    schedule_id: UUID | None = None
    visibility: Visibility = Visibility.PUBLIC
    prices: tuple[Price, ...] = ()
    seats: int = 1
    waitlist: bool = True
    most_guests: int = 10
    series_most: int = 12
    single_use: bool = False
    secret: bool = False
    """Whether its code is unguessable (and `code` is not looked at)."""
    mode: Mode = Mode.SOLO
    team_id: UUID | None = None
    assignments: tuple[Assignment, ...] = ()
    fairness: Fairness = field(default_factory=Fairness)
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEventType:
    """Change an event type; None leaves as is. Outcome.value: `EventType`."""

    host_id: UUID
    event_type_id: UUID
    title: str | None = None
    code: str | None = None
    description: str | None = None
    lengths: tuple[int, ...] | None = None
    rules: Rules | None = None
    clear: frozenset[str] = frozenset()
    place: Place | None = None
    questions: tuple[Question, ...] | None = None
    approval: bool | None = None
    active: bool | None = None
    schedule_id: UUID | None = None
    default_schedule: bool = False
    """Whether it follows the default schedule again."""
    visibility: Visibility | None = None
    secret: bool = False
    """Whether it gets another code, an unguessable one (and `code` is not looked at)."""
    prices: tuple[Price, ...] | None = None
    seats: int | None = None
    waitlist: bool | None = None
    most_guests: int | None = None
    series_most: int | None = None
    single_use: bool | None = None
    mode: Mode | None = None
    team_id: UUID | None = None
    assignments: tuple[Assignment, ...] | None = None
    fairness: Fairness | None = None
    metadata: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteEventType:
    """Delete (softly) an event type; its bookings stand. Outcome.value: `EventType`."""

    host_id: UUID
    event_type_id: UUID
