"""What hosts can tell about teams."""

from dataclasses import dataclass
from uuid import UUID

from core.teams import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTeam:
    """Make a team of which the host is the owner. Refused(INVALID, NAME_TAKEN). Outcome.value: `Team`."""

    host_id: UUID
    name: str
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinTeam:
    """Join by the team's join code. Refused(NOT_FOUND); nothing happens if one is a member. Outcome.value: `Team`."""

    host_id: UUID
    join_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMember:
    """Change a member's role or group. Refused(NOT_ALLOWED, NOT_FOUND, INVALID: the last owner stays owner).

    Outcome.value: `Team`.
    """

    team_id: UUID
    by: UUID
    """The host who does it."""
    host_id: UUID
    role: Role | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveMember:
    """Take a member out, or leave (`by` is the member). Event types lose the host's part. Refused(NOT_ALLOWED, INVALID).

    Outcome.value: `Team`.
    """

    team_id: UUID
    by: UUID
    host_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTeam:
    """Rename a team or give it a new join code. Refused(NOT_ALLOWED, INVALID). Outcome.value: `Team`."""

    team_id: UUID
    by: UUID
    name: str | None = None
    new_join_code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteTeam:
    """Delete (softly) a team; its event types are its owner's alone again. Refused(NOT_ALLOWED). Outcome.value: `Team`."""

    team_id: UUID
    by: UUID
