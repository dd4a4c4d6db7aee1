"""What is written down, and whom is told, when ways of signing in change: never a secret."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from core.effects import Change, Note, Notice
from core.people import Person
from core.ports import UnitOfWork, World
from core.usecases.audit import person_actor


async def noted(
    uow: UnitOfWork, world: World, person_id: UUID, verb: str, after: Mapping[str, Any] | None = None
) -> None:
    """Append to the audit trail what was done about how a person signs in."""
    change = Change(
        id=world.chance.uuid(),
        at=world.clock.now(),
        actor=person_actor(person_id),
        verb=verb,
        entity="access",
        entity_id=person_id,
        before=None,
        after=after,
    )
    await uow.audit.add(change)


async def warning(uow: UnitOfWork, person: Person, notice: Notice, key: str) -> Note:
    """Return what a person is told, in chat and by mail, so that they notice what was not done by them."""
    host = await uow.people.host_of(person.id)
    return Note(
        key=f"{notice.value}:{person.id}:{key}",
        notice=notice,
        person_id=person.id,
        email=person.email if person.email_verified else None,
        name=person.name or "",
        locale=person.locale,
        zone=person.zone or "UTC",
        host_id=host.id if host else None,
    )
