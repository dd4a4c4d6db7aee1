"""Hosts who work together, and what each may do in the team."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What a member may do: owners everything, admins all but change owners, members see and leave."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A host in a team."""

    host_id: UUID
    role: Role = Role.MEMBER
    group: str = ""
    """Name of the group they belong to ("sales"), by which event types may ask for one of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Hosts who share event types."""

    id: UUID
    host_id: UUID
    """The host who made it."""
    name: str
    code: str
    """Unique everywhere, at most 50 characters of a-z 0-9 and hyphens."""
    join_code: str
    """Who says it joins the team: unguessable, changed by `ChangeTeam(new_join_code=True)`."""
    members: tuple[Member, ...]
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None
    version: int = 1

    def member(self, host_id: UUID) -> Member | None:
        """Return a host's membership."""
        return next((each for each in self.members if each.host_id == host_id), None)
