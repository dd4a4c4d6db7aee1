"""Making, changing and deleting event types."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from core import names
from core.commands import ChangeEventType, CreateEventType, DeleteEventType, Outcome
from core.errors import Code, Refused
from core.event_types import EventType
from core.people import Rules
from core.ports import UnitOfWork, World
from core.usecases import checks
from core.usecases.audit import Deed, host_actor, record
from core.usecases.finding import event_type_of, host_of

_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "title": checks.title,
    "code": lambda given: checks.link_name(given, "code"),
    "description": lambda given: checks.block(given, "description", checks.DESCRIPTION),
    "lengths": checks.lengths,
    "place": checks.place,
    "questions": checks.questions,
    "approval": bool,
    "active": bool,
}


async def create_event_type(uow: UnitOfWork, world: World, command: CreateEventType) -> Outcome:
    """Make an event type, with a code made of the title unless one is given."""
    host = await host_of(uow, command.host_id)
    now = world.clock.now()
    event_type = EventType(
        id=world.chance.uuid(),
        host_id=host.id,
        code=await _code(uow, command),
        rules=checks.rules(command.rules),
        created_at=now,
        updated_at=now,
        **_checked(command, _CHECKS.keys() - {"code", "active"}),
    )
    await uow.event_types.add(event_type)
    change = await record(uow, world, Deed(command=command, actor=host_actor(host.id), after=event_type))
    return Outcome(value=event_type, changes=(change,))


async def change_event_type(uow: UnitOfWork, world: World, command: ChangeEventType) -> Outcome:
    """Change an event type; only what is given changes."""
    event_type = await _standing(uow, command)
    rules = checks.merged_rules(event_type.rules, command.rules, command.clear, Rules())
    wished = replace(event_type, rules=rules, **_checked(command, _CHECKS.keys()))
    return await _kept(uow, world, command, (event_type, wished))


async def delete_event_type(uow: UnitOfWork, world: World, command: DeleteEventType) -> Outcome:
    """Delete an event type; its bookings stand."""
    event_type = await _standing(uow, command)
    gone = replace(event_type, deleted_at=world.clock.now())
    return await _kept(uow, world, command, (event_type, gone))


async def _standing(uow: UnitOfWork, command: ChangeEventType | DeleteEventType) -> EventType:
    event_type = await event_type_of(uow, command.host_id, command.event_type_id)
    if event_type.deleted_at is not None:
        raise Refused(Code.NOT_FOUND, what="event_type")
    return event_type


async def _kept(
    uow: UnitOfWork,
    world: World,
    command: ChangeEventType | DeleteEventType,
    change: tuple[EventType, EventType],
) -> Outcome:
    before, wished = change
    if wished == before:
        return Outcome(value=before)
    saved = await uow.event_types.save(replace(wished, updated_at=world.clock.now()))
    deed = Deed(command=command, actor=host_actor(command.host_id), before=before, after=saved)
    return Outcome(value=saved, changes=(await record(uow, world, deed),))


def _checked(command: CreateEventType | ChangeEventType, which: Iterable[str]) -> dict[str, Any]:
    given = {name: getattr(command, name) for name in which}
    return {name: _CHECKS[name](value) for name, value in given.items() if value is not None}


async def _code(uow: UnitOfWork, command: CreateEventType) -> str:
    if command.code is not None:
        code = checks.link_name(command.code, "code")
        if await uow.event_types.by_code(command.host_id, code):
            raise Refused(Code.NAME_TAKEN, name=code)
        return code
    base = names.slug(command.title, names.LONGEST - 9) or "meeting"
    taken = {each.code for each in await uow.event_types.of_host(command.host_id)}
    able = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 4)))
    return next(code for code in able if code not in taken and not names.slug_fault(code))
