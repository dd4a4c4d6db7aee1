"""Who waits for seats, in the database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import bindparam as value

from core.errors import ConflictError
from core.interval import Interval
from core.waiting import Standing, Waiting
from storage.booking_rows import invitee_of, invitee_values
from storage.tables import STANDS, waiting
from storage.transaction import Found, Transaction

_STANDS = sa.text(f"waiting.{STANDS}")
_FIRST_COME = (waiting.c.created_at, waiting.c.id)

WAITING = sa.select(waiting).where(waiting.c.id == value("id"))
LINE = sa.select(waiting).where(waiting.c.session == value("session"), _STANDS).order_by(*_FIRST_COME)
OF_HOST = (
    sa.select(waiting)
    .where(waiting.c.host_id == value("host_id"), _STANDS, waiting.c.starts > value("after"))
    .order_by(waiting.c.starts, *_FIRST_COME)
)
OF_PERSON = (
    sa.select(waiting)
    .where(waiting.c.person_id == value("person_id"), _STANDS, waiting.c.starts > value("after"))
    .order_by(waiting.c.starts, *_FIRST_COME)
)
ADD = sa.insert(waiting)
SAVE = sa.update(waiting).where(waiting.c.id == value("row"), waiting.c.version == value("seen"))


class Waitlist:
    """Implements `core.ports.many.Waitlist`."""

    def __init__(self, transaction: Transaction) -> None:
        """Work inside a transaction."""
        self._transaction = transaction

    async def waiting(self, waiting_id: UUID) -> Waiting | None:
        """Return one."""
        found = await self._transaction.row(WAITING, id=waiting_id)
        return _waiting(found) if found else None

    async def line(self, session: UUID) -> Sequence[Waiting]:
        """Return who waits for a seat of a class or is offered one, first come first."""
        return [_waiting(row) for row in await self._transaction.rows(LINE, session=session)]

    async def of_host(self, host_id: UUID, after: datetime) -> Sequence[Waiting]:
        """Return who waits for, or is offered, seats of classes that start after an instant, by start and order."""
        found = await self._transaction.rows(OF_HOST, host_id=host_id, after=after)
        return [_waiting(row) for row in found]

    async def of_person(self, person_id: UUID, after: datetime) -> Sequence[Waiting]:
        """Return what a person waits for, or is offered, that starts after an instant, by start."""
        found = await self._transaction.rows(OF_PERSON, person_id=person_id, after=after)
        return [_waiting(row) for row in found]

    async def add(self, waiting: Waiting) -> None:
        """Insert one."""
        await self._transaction.run(ADD, **_values(waiting))

    async def save(self, waiting: Waiting) -> Waiting:
        """Update one; return it with its new version; raise ConflictError."""
        saved = replace(waiting, version=waiting.version + 1)
        values = _values(saved)
        if not await self._transaction.run(SAVE, row=waiting.id, seen=waiting.version, **values):
            raise ConflictError("waiting")
        return saved


def _waiting(row: Found) -> Waiting:
    return Waiting(
        id=row.id,
        host_id=row.host_id,
        event_type_id=row.event_type_id,
        slot=Interval(row.starts, row.ends),
        session=row.session,
        invitee=invitee_of(row),
        seats=row.seats,
        answers=row.answers,
        standing=Standing(row.standing),
        offered_until=row.offered_until,
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )


def _values(waiting: Waiting) -> dict[str, Any]:
    return {
        "id": waiting.id,
        "host_id": waiting.host_id,
        "event_type_id": waiting.event_type_id,
        **invitee_values(waiting.invitee),
        "starts": waiting.slot.start,
        "ends": waiting.slot.end,
        "session": waiting.session,
        "seats": waiting.seats,
        "answers": dict(waiting.answers),
        "standing": waiting.standing.value,
        "offered_until": waiting.offered_until,
        "created_at": waiting.created_at,
        "updated_at": waiting.updated_at,
        "version": waiting.version,
    }
