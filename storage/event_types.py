"""Event types with their questions in the database."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import bindparam as value

from core.errors import ConflictError
from core.event_types import EventType, Place, PlaceKind, Question, Visibility
from core.jsonable import dump, load
from core.people import Rules
from storage.tables import event_type, question
from storage.transaction import Found, Transaction

ALL = (
    sa.select(
        event_type,
        question.c.id.label("question_id"),
        question.c.text.label("question_text"),
        question.c.required.label("question_required"),
    )
    .outerjoin(question, question.c.event_type_id == event_type.c.id)
    .order_by(event_type.c.created_at, event_type.c.code, event_type.c.id, question.c.rank)
)
LIVING = ALL.where(event_type.c.deleted_at.is_(None), event_type.c.host_id == value("host_id"))
OF_HOST = LIVING
BY_CODE = LIVING.where(event_type.c.code == value("code"))
ONE = ALL.where(event_type.c.id == value("id"))
ADD = sa.insert(event_type)
SAVE = sa.update(event_type).where(event_type.c.id == value("row"), event_type.c.version == value("seen"))
ADD_QUESTION = sa.insert(question)
DROP_QUESTIONS = sa.delete(question).where(question.c.event_type_id == value("id"))


class EventTypes:
    """Implements `core.ports.EventTypes`."""

    def __init__(self, transaction: Transaction) -> None:
        """Work inside a transaction."""
        self._transaction = transaction

    async def of_host(self, host_id: UUID) -> Sequence[EventType]:
        """Return a host's event types that are not deleted, oldest first."""
        found = await self._transaction.rows(OF_HOST, host_id=host_id)
        return [_event_type(list(rows)) for _, rows in groupby(found, lambda row: row.id)]

    async def event_type(self, event_type_id: UUID) -> EventType | None:
        """Return one, also if deleted."""
        found = await self._transaction.rows(ONE, id=event_type_id)
        return _event_type(found) if found else None

    async def by_code(self, host_id: UUID, code: str) -> EventType | None:
        """Return the host's event type of that code, if not deleted."""
        found = await self._transaction.rows(BY_CODE, host_id=host_id, code=code)
        return _event_type(found) if found else None

    async def add(self, event_type: EventType) -> None:
        """Insert one; raise Refused(NAME_TAKEN) if its code is in use."""
        await self._transaction.run(ADD, **_values(event_type))
        await self._transaction.each(ADD_QUESTION, _question_values(event_type))

    async def save(self, event_type: EventType) -> EventType:
        """Update one and replace its questions; raise Refused(NAME_TAKEN) or ConflictError."""
        saved = replace(event_type, version=event_type.version + 1)
        values = _values(saved)
        if not await self._transaction.run(SAVE, row=event_type.id, seen=event_type.version, **values):
            raise ConflictError("event type")
        await self._transaction.run(DROP_QUESTIONS, id=event_type.id)
        await self._transaction.each(ADD_QUESTION, _question_values(event_type))
        return saved


def _event_type(rows: Sequence[Found]) -> EventType:
    row = rows[0]
    return EventType(
        id=row.id,
        host_id=row.host_id,
        code=row.code,
        title=row.title,
        description=row.description,
        lengths=tuple(row.lengths),
        rules=load(Rules, row.rules),
        place=Place(PlaceKind(row.place_kind), row.place_detail),
        questions=tuple(_question(each) for each in rows if each.question_id is not None),
        approval=row.approval,
        schedule_id=row.schedule_id,
        visibility=Visibility(row.visibility),
        active=row.active,
        created_at=row.created_at,
        updated_at=row.updated_at,
        deleted_at=row.deleted_at,
        version=row.version,
    )


def _question(row: Found) -> Question:
    return Question(id=row.question_id, text=row.question_text, required=row.question_required)


def _values(event_type: EventType) -> dict[str, Any]:
    return {
        "id": event_type.id,
        "host_id": event_type.host_id,
        "code": event_type.code,
        "title": event_type.title,
        "description": event_type.description,
        "lengths": list(event_type.lengths),
        "rules": dump(event_type.rules),
        "place_kind": event_type.place.kind.value,
        "place_detail": event_type.place.detail,
        "approval": event_type.approval,
        "schedule_id": event_type.schedule_id,
        "visibility": event_type.visibility.value,
        "active": event_type.active,
        "created_at": event_type.created_at,
        "updated_at": event_type.updated_at,
        "deleted_at": event_type.deleted_at,
        "version": event_type.version,
    }


def _question_values(event_type: EventType) -> list[dict[str, Any]]:
    return [
        {
            "event_type_id": event_type.id,
            "id": each.id,
            "host_id": event_type.host_id,
            "rank": rank,
            "text": each.text,
            "required": each.required,
        }
        for rank, each in enumerate(event_type.questions)
    ]
