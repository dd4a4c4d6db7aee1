"""Event types with their questions and assignments in the database."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import bindparam as value

from core.errors import ConflictError
from core.event_types import (
    Assignment,
    EventType,
    Fairness,
    Mode,
    Place,
    PlaceKind,
    Price,
    Question,
    Visibility,
)
from core.jsonable import dump, load
from core.people import Rules
from storage.dialects import among
from storage.tables import assignment, event_type, question
from storage.transaction import Found, Transaction

ALL = (
    sa.select(
        event_type,
        question.c.id.label("question_id"),
        question.c.text.label("question_text"),
        question.c.required.label("question_required"),
        sa.exists().where(assignment.c.event_type_id == event_type.c.id).label("assigned"),
    )
    .outerjoin(question, question.c.event_type_id == event_type.c.id)
    .order_by(event_type.c.created_at, event_type.c.code, event_type.c.id, question.c.rank)
)
LIVING = ALL.where(event_type.c.deleted_at.is_(None))
OF_HOST = LIVING.where(event_type.c.host_id == value("host_id"))
BY_CODE = OF_HOST.where(event_type.c.code == value("code"))
OF_TEAM = LIVING.where(event_type.c.team_id == value("team_id"))
ONE = ALL.where(event_type.c.id == value("id"))
ADD = sa.insert(event_type)
SAVE = (
    sa.update(event_type)
    .where(event_type.c.id == value("row"), event_type.c.version == value("seen"))
    .returning(sa.exists().where(assignment.c.event_type_id == value("row")).label("assigned"))
)
ADD_QUESTION = sa.insert(question)
DROP_QUESTIONS = sa.delete(question).where(question.c.event_type_id == value("id"))

ASSIGNMENTS = (
    sa.select(assignment)
    .where(among(assignment.c.event_type_id, "ids"))
    .order_by(assignment.c.event_type_id, assignment.c.rank)
)
ADD_ASSIGNMENT = sa.insert(assignment)
DROP_ASSIGNMENTS = sa.delete(assignment).where(assignment.c.event_type_id == value("id"))


class EventTypes:
    """Implements `core.ports.EventTypes`."""

    def __init__(self, transaction: Transaction) -> None:
        """Work inside a transaction."""
        self._transaction = transaction

    async def of_host(self, host_id: UUID) -> Sequence[EventType]:
        """Return a host's event types that are not deleted, oldest first."""
        return await self._found(OF_HOST, host_id=host_id)

    async def of_team(self, team_id: UUID) -> Sequence[EventType]:
        """Return a team's event types that are not deleted, oldest first."""
        return await self._found(OF_TEAM, team_id=team_id)

    async def event_type(self, event_type_id: UUID) -> EventType | None:
        """Return one, also if deleted."""
        return next(iter(await self._found(ONE, id=event_type_id)), None)

    async def by_code(self, host_id: UUID, code: str) -> EventType | None:
        """Return the host's event type of that code, if not deleted."""
        return next(iter(await self._found(BY_CODE, host_id=host_id, code=code)), None)

    async def add(self, event_type: EventType) -> None:
        """Insert one; raise Refused(NAME_TAKEN) if its code is in use."""
        await self._transaction.run(ADD, **_values(event_type))
        await self._add_parts(event_type)

    async def save(self, event_type: EventType) -> EventType:
        """Update one and replace its parts; raise Refused(NAME_TAKEN) or ConflictError."""
        saved = replace(event_type, version=event_type.version + 1)
        values = _values(saved)
        was = await self._transaction.row(SAVE, row=event_type.id, seen=event_type.version, **values)
        if was is None:
            raise ConflictError("event type")
        await self._transaction.run(DROP_QUESTIONS, id=event_type.id)
        if was.assigned:
            await self._transaction.run(DROP_ASSIGNMENTS, id=event_type.id)
        await self._add_parts(event_type)
        return saved

    async def _add_parts(self, event_type: EventType) -> None:
        await self._transaction.each(ADD_QUESTION, _question_values(event_type))
        await self._transaction.each(ADD_ASSIGNMENT, _assignment_values(event_type))

    async def _found(self, statement: sa.Select[Any], **values: Any) -> list[EventType]:
        """Return the event types of a statement, which has a row for each question."""
        found = await self._transaction.rows(statement, **values)
        assigned = {row.id: list[Assignment]() for row in found if row.assigned}
        if assigned:
            for row in await self._transaction.rows(ASSIGNMENTS, ids=list(assigned)):
                assigned[row.event_type_id].append(_assignment(row))
        return [
            _event_type(list(rows), assigned.get(event_type_id, ()))
            for event_type_id, rows in groupby(found, lambda row: row.id)
        ]


def _event_type(rows: Sequence[Found], assignments: Iterable[Assignment]) -> EventType:
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
        prices=load(tuple[Price, ...], row.prices or ()),
        seats=row.seats,
        waitlist=row.waitlist,
        most_guests=row.most_guests,
        series_most=row.series_most,
        single_use=row.single_use,
        mode=Mode(row.mode),
        team_id=row.team_id,
        assignments=tuple(assignments),
        fairness=load(Fairness, row.fairness or {}),
        metadata=row.metadata or {},
        created_at=row.created_at,
        updated_at=row.updated_at,
        deleted_at=row.deleted_at,
        version=row.version,
    )


def _assignment(row: Found) -> Assignment:
    return Assignment(
        host_id=row.host_id,
        required=row.required,
        group=row.group_name,
        weight=row.weight,
        priority=row.priority,
        daily_limit=row.daily_limit,
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
        "prices": dump(event_type.prices) or None,
        "seats": event_type.seats,
        "waitlist": event_type.waitlist,
        "most_guests": event_type.most_guests,
        "series_most": event_type.series_most,
        "single_use": event_type.single_use,
        "mode": event_type.mode.value,
        "team_id": event_type.team_id,
        "fairness": dump(event_type.fairness),
        "metadata": dict(event_type.metadata) or None,
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


def _assignment_values(event_type: EventType) -> list[dict[str, Any]]:
    return [
        {
            "event_type_id": event_type.id,
            "host_id": each.host_id,
            "rank": rank,
            "required": each.required,
            "group_name": each.group,
            "weight": each.weight,
            "priority": each.priority,
            "daily_limit": each.daily_limit,
        }
        for rank, each in enumerate(event_type.assignments)
    ]
