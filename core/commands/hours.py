"""What hosts can tell about schedules beyond weekly hours and overrides."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from core.hours import Period, Recurring, WeeklyHours


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSchedule:
    """Make a further schedule. Refused(INVALID, NAME_TAKEN). Outcome.value: `Schedule`."""

    host_id: UUID
    name: str
    """At most 50 characters; may repeat."""
    code: str | None = None
    """None makes one up from the name."""
    zone: str | None = None
    """None is the host's."""
    weekly: WeeklyHours | None = None
    """None is office hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSchedule:
    """Change a schedule; None leaves as is. Refused(INVALID, NAME_TAKEN). Outcome.value: `Schedule`."""

    host_id: UUID
    schedule_id: UUID | None = None
    """None is the default one."""
    name: str | None = None
    code: str | None = None
    zone: str | None = None
    make_default: bool = False
    periods: tuple[Period, ...] | None = None
    """All of them, instead of those there are."""
    metadata: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteSchedule:
    """Delete (softly) a schedule; its event types follow the default one. Refused(INVALID) for the default one.

    Outcome.value: `Schedule`.
    """

    host_id: UUID
    schedule_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AddRecurring:
    """Add a recurring rule. Refused(INVALID) for a rule that never occurs or cannot be read, Refused(OVERLAP).

    Refused(OVERLAP, rule=…) if its occurrences meet those of a rule of the same kind, unless `merge` lets them join or
    `instead` takes the other rule away. Outcome.value: `Schedule`.
    """

    host_id: UUID
    rule: Recurring
    schedule_id: UUID | None = None
    merge: bool = False
    instead: bool = False
    """Whether the rules that it meets are taken away."""
    replaces: UUID | None = None
    """The rule in whose place it comes. Refused(NOT_FOUND)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveRecurring:
    """Take a recurring rule away. Outcome.value: `Schedule`."""

    host_id: UUID
    rule_id: UUID
    schedule_id: UUID | None = None
