"""The audit trail in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import bindparam as value

from core.effects import Change
from core.jsonable import dump
from storage.tables import change
from storage.transaction import Found, Transaction

ADD = sa.insert(change)
LAST = (
    sa.select(change)
    .where(
        change.c.actor == value("actor"),
        change.c.at >= value("since"),
        change.c.undone.is_(False),
        change.c.verb != "undo",
    )
    .order_by(change.c.at.desc(), change.c.position.desc())
    .limit(1)
)
RECENT = (
    sa.select(change)
    .where(change.c.host_id == value("host"))
    .order_by(change.c.at.desc(), change.c.position.desc())
    .limit(value("count"))
)
MARK_UNDONE = sa.update(change).where(change.c.id == value("row")).values(undone=True)


class Audit:
    """Implements `core.ports.Audit`."""

    def __init__(self, transaction: Transaction) -> None:
        """Work inside a transaction."""
        self._transaction = transaction

    async def add(self, *changes: Change) -> None:
        """Append changes in their order."""
        await self._transaction.each(ADD, [_values(each) for each in changes])

    async def last(self, actor: str, since: datetime) -> Change | None:
        """Return the actor's newest change since an instant that is not undone and is not itself an undo."""
        found = await self._transaction.row(LAST, actor=actor, since=since)
        return _change(found) if found else None

    async def recent(self, host_id: UUID, limit: int) -> Sequence[Change]:
        """Return the newest changes of what belongs to a host, newest first."""
        rows = await self._transaction.rows(RECENT, host=host_id, count=limit)
        return [_change(row) for row in rows]

    async def mark_undone(self, change_id: UUID) -> None:
        """Remember that a change was undone."""
        await self._transaction.run(MARK_UNDONE, row=change_id)


def _values(change: Change) -> dict[str, Any]:
    return {
        "id": change.id,
        "host_id": change.host_id,
        "at": change.at,
        "actor": change.actor,
        "verb": change.verb,
        "entity": change.entity,
        "entity_id": change.entity_id,
        "before": dump(change.before),
        "after": dump(change.after),
        "undone": change.undone,
    }


def _change(row: Found) -> Change:
    return Change(
        id=row.id,
        at=row.at,
        actor=row.actor,
        verb=row.verb,
        entity=row.entity,
        entity_id=row.entity_id,
        before=row.before,
        after=row.after,
        host_id=row.host_id,
        undone=row.undone,
    )
