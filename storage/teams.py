"""Teams with their members in the database."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import bindparam as value

from core.errors import ConflictError
from core.teams import Member, Role, Team
from storage.tables import member, team
from storage.transaction import Found, Transaction

LIVING = (
    sa.select(
        team,
        member.c.host_id.label("member_id"),
        member.c.role.label("member_role"),
        member.c.group_name.label("member_group"),
    )
    .outerjoin(member, member.c.team_id == team.c.id)
    .where(team.c.deleted_at.is_(None))
    .order_by(team.c.created_at, team.c.id, member.c.rank)
)
TEAM = LIVING.where(team.c.id == value("id"))
BY_JOIN_CODE = LIVING.where(team.c.join_code == value("join_code"))
_MINE = member.alias("mine")
OF_HOST = LIVING.where(team.c.id.in_(sa.select(_MINE.c.team_id).where(_MINE.c.host_id == value("host_id"))))
ADD = sa.insert(team)
SAVE = sa.update(team).where(team.c.id == value("row"), team.c.version == value("seen"))
ADD_MEMBER = sa.insert(member)
DROP_MEMBERS = sa.delete(member).where(member.c.team_id == value("id"))


class Teams:
    """Implements `core.ports.many.Teams`."""

    def __init__(self, transaction: Transaction) -> None:
        """Work inside a transaction."""
        self._transaction = transaction

    async def team(self, team_id: UUID) -> Team | None:
        """Return a team that is not deleted."""
        return next(iter(await self._found(TEAM, id=team_id)), None)

    async def by_join_code(self, join_code: str) -> Team | None:
        """Return the team, not deleted, that one joins by a code."""
        return next(iter(await self._found(BY_JOIN_CODE, join_code=join_code)), None)

    async def of_host(self, host_id: UUID) -> Sequence[Team]:
        """Return the teams in which a host is a member, oldest first."""
        return await self._found(OF_HOST, host_id=host_id)

    async def add(self, team: Team) -> None:
        """Insert a team with its members; raise Refused(NAME_TAKEN) if its code is in use."""
        await self._transaction.run(ADD, **_values(team))
        await self._transaction.each(ADD_MEMBER, _member_values(team))

    async def save(self, team: Team) -> Team:
        """Update a team and replace its members; raise Refused(NAME_TAKEN) or ConflictError."""
        saved = replace(team, version=team.version + 1)
        if not await self._transaction.run(SAVE, row=team.id, seen=team.version, **_values(saved)):
            raise ConflictError("team")
        await self._transaction.run(DROP_MEMBERS, id=team.id)
        await self._transaction.each(ADD_MEMBER, _member_values(team))
        return saved

    async def _found(self, statement: sa.Select[Any], **values: Any) -> list[Team]:
        found = await self._transaction.rows(statement, **values)
        return [_team(list(rows)) for _, rows in groupby(found, lambda row: row.id)]


def _team(rows: Sequence[Found]) -> Team:
    row = rows[0]
    return Team(
        id=row.id,
        host_id=row.host_id,
        name=row.name,
        code=row.code,
        join_code=row.join_code,
        members=tuple(_member(each) for each in rows if each.member_id is not None),
        created_at=row.created_at,
        updated_at=row.updated_at,
        deleted_at=row.deleted_at,
        version=row.version,
    )


def _member(row: Found) -> Member:
    return Member(host_id=row.member_id, role=Role(row.member_role), group=row.member_group)


def _values(team: Team) -> dict[str, Any]:
    return {
        "id": team.id,
        "host_id": team.host_id,
        "name": team.name,
        "code": team.code,
        "join_code": team.join_code,
        "created_at": team.created_at,
        "updated_at": team.updated_at,
        "deleted_at": team.deleted_at,
        "version": team.version,
    }


def _member_values(team: Team) -> list[dict[str, Any]]:
    return [
        {
            "team_id": team.id,
            "host_id": each.host_id,
            "rank": rank,
            "role": each.role.value,
            "group_name": each.group,
        }
        for rank, each in enumerate(team.members)
    ]
