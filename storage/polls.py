"""Polls with their votes in the database."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import bindparam as value

from core.errors import ConflictError
from core.interval import Interval
from core.jsonable import dump, load
from core.polls import Poll, PollStatus, Vote
from storage.tables import OPEN, poll
from storage.transaction import Found, Transaction

POLL = sa.select(poll).where(poll.c.id == value("id"))
BY_CODE = sa.select(poll).where(poll.c.code == value("code"))
OF_HOST = (
    sa.select(poll)
    .where(poll.c.host_id == value("host_id"), sa.text(f"poll.{OPEN}"))
    .order_by(poll.c.created_at.desc(), poll.c.id)
)
ADD = sa.insert(poll)
SAVE = sa.update(poll).where(poll.c.id == value("row"), poll.c.version == value("seen"))


class Polls:
    """Implements `core.ports.many.Polls`."""

    def __init__(self, transaction: Transaction) -> None:
        """Work inside a transaction."""
        self._transaction = transaction

    async def poll(self, poll_id: UUID) -> Poll | None:
        """Return one."""
        found = await self._transaction.row(POLL, id=poll_id)
        return _poll(found) if found else None

    async def by_code(self, code: str) -> Poll | None:
        """Return the poll of a link."""
        found = await self._transaction.row(BY_CODE, code=code)
        return _poll(found) if found else None

    async def of_host(self, host_id: UUID) -> Sequence[Poll]:
        """Return a host's open polls, newest first."""
        return [_poll(row) for row in await self._transaction.rows(OF_HOST, host_id=host_id)]

    async def add(self, poll: Poll) -> None:
        """Insert one; raise ConflictError if its code is in use."""
        await self._transaction.run(ADD, **_values(poll))

    async def save(self, poll: Poll) -> Poll:
        """Update one; return it with its new version; raise ConflictError."""
        saved = replace(poll, version=poll.version + 1)
        if not await self._transaction.run(SAVE, row=poll.id, seen=poll.version, **_values(saved)):
            raise ConflictError("poll")
        return saved


def _poll(row: Found) -> Poll:
    return Poll(
        id=row.id,
        host_id=row.host_id,
        event_type_id=row.event_type_id,
        title=row.title,
        code=row.code,
        options=load(tuple[Interval, ...], row.options),
        votes=load(tuple[Vote, ...], row.votes),
        status=PollStatus(row.status),
        booking_id=row.booking_id,
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )


def _values(poll: Poll) -> dict[str, Any]:
    return {
        "id": poll.id,
        "host_id": poll.host_id,
        "event_type_id": poll.event_type_id,
        "title": poll.title,
        "code": poll.code,
        "options": dump(poll.options),
        "votes": dump(poll.votes),
        "status": poll.status.value,
        "booking_id": poll.booking_id,
        "created_at": poll.created_at,
        "updated_at": poll.updated_at,
        "version": poll.version,
    }
