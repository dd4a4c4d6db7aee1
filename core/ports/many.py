"""What the use cases about teams, waiting and polls need from outside, as protocols."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from core.polls import Poll
from core.teams import Team
from core.waiting import Waiting


class Teams(Protocol):
    """Teams with their members."""

    async def team(self, team_id: UUID) -> Team | None:
        """Return a team that is not deleted."""
        ...

    async def by_join_code(self, join_code: str) -> Team | None:
        """Return the team that one joins by a code."""
        ...

    async def of_host(self, host_id: UUID) -> Sequence[Team]:
        """Return the teams in which a host is a member, oldest first."""
        ...

    async def add(self, team: Team) -> None:
        """Insert a team with its members; raise Refused(NAME_TAKEN) if its code is in use."""
        ...

    async def save(self, team: Team) -> Team:
        """Update a team and replace its members; raise ConflictError. Return it with its new version."""
        ...


class Waitlist(Protocol):
    """Who waits for seats."""

    async def waiting(self, waiting_id: UUID) -> Waiting | None:
        """Return one."""
        ...

    async def line(self, session: UUID) -> Sequence[Waiting]:
        """Return who waits for a seat of a class or is offered one, first come first."""
        ...

    async def of_host(self, host_id: UUID, after: datetime) -> Sequence[Waiting]:
        """Return who waits for, or is offered, seats of a host's classes that start after an instant, by start and order."""
        ...

    async def of_person(self, person_id: UUID, after: datetime) -> Sequence[Waiting]:
        """Return what a person waits for, or is offered, that starts after an instant."""
        ...

    async def add(self, waiting: Waiting) -> None:
        """Insert one."""
        ...

    async def save(self, waiting: Waiting) -> Waiting:
        """Update one; raise ConflictError. Return it with its new version."""
        ...


class Polls(Protocol):
    """Polls with their votes."""

    async def poll(self, poll_id: UUID) -> Poll | None:
        """Return one."""
        ...

    async def by_code(self, code: str) -> Poll | None:
        """Return the poll of a link."""
        ...

    async def of_host(self, host_id: UUID) -> Sequence[Poll]:
        """Return a host's open polls, newest first."""
        ...

    async def add(self, poll: Poll) -> None:
        """Insert one."""
        ...

    async def save(self, poll: Poll) -> Poll:
        """Update one; raise ConflictError. Return it with its new version."""
        ...
