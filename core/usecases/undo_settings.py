"""Taking back changes of settings: each thing is set back to what it was before, unless it has moved on."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from core.effects import Change
from core.errors import Code, Refused
from core.event_types import EventType
from core.hours import Schedule, TimeOff
from core.jsonable import load
from core.people import Host, Person
from core.ports import UnitOfWork, World
from core.usecases.audit import Pair
from core.usecases.schedules import freed
from core.usecases.undone import KEPT, Undone, untouched

Snapshot = Mapping[str, Any] | None


async def undo_person(uow: UnitOfWork, world: World, change: Change) -> Undone:
    """Set a person back."""
    current = untouched(await uow.people.person(change.entity_id), change.after)
    before = replace(load(Person, change.before), version=current.version, updated_at=world.clock.now())
    return Undone(before=current, after=await uow.people.save_person(before))


async def undo_host(uow: UnitOfWork, world: World, change: Change) -> Undone:
    """Set a host back, and the schedule that moved along."""
    current = untouched(await uow.people.host(change.entity_id), change.after)
    before = replace(load(Host, change.before), version=current.version, updated_at=world.clock.now())
    beside = await restored(uow, world, change)
    return Undone(before=current, after=await uow.people.save_host(before), beside=beside)


async def undo_schedule(uow: UnitOfWork, world: World, change: Change) -> Undone:
    """Set a schedule back, and what changed along; one that was made is deleted, one that was deleted is there again."""
    if change.before is None:
        return await _without_schedule(uow, world, change)
    current, saved = await _schedule_back(uow, world, change.before, change.after)
    return Undone(before=current, after=saved, beside=await restored(uow, world, change))


async def _without_schedule(uow: UnitOfWork, world: World, change: Change) -> Undone:
    current = untouched(await uow.availability.schedule(change.entity_id), change.after)
    now = world.clock.now()
    beside = await freed(uow, world, current)
    saved = await uow.availability.save_schedule(replace(current, deleted_at=now, updated_at=now))
    return Undone(before=current, after=saved, beside=beside)


async def undo_event_type(uow: UnitOfWork, world: World, change: Change) -> Undone:
    """Set an event type back; one that was made is deleted, one that was deleted is there again."""
    now = world.clock.now()
    current = untouched(await uow.event_types.event_type(change.entity_id), change.after)
    wished = load(EventType, change.before) if change.before else replace(current, deleted_at=now)
    saved = await uow.event_types.save(replace(wished, version=current.version, updated_at=now))
    return Undone(before=current, after=saved)


async def undo_time_off(uow: UnitOfWork, _world: World, change: Change) -> Undone:
    """Take away time off that was added, or add again what was taken away."""
    if change.after is None:
        before = change.before or {}
        for name in (each for each in before if each.startswith(KEPT)):
            await _taken_away(uow, load(TimeOff, before[name]))
        again = load(TimeOff, before)
        await uow.availability.add_time_off(again)
        return Undone(before=None, after=again)
    added = load(TimeOff, change.after)
    await _taken_away(uow, added)
    return Undone(before=added, after=None)


async def _taken_away(uow: UnitOfWork, time_off: TimeOff) -> None:
    standing = await uow.availability.time_off(time_off.host_id, time_off.during)
    if all(each.id != time_off.id for each in standing):
        raise Refused(Code.CHANGED_SINCE)
    await uow.availability.remove_time_off(time_off.id)


async def restored(uow: UnitOfWork, world: World, change: Change) -> Mapping[str, Pair]:
    """Set back what changed beside a thing; raise Refused(CHANGED_SINCE) if any of it has moved on."""
    before, after = change.before or {}, change.after or {}
    back: dict[str, Pair] = {}
    for name in before.keys() & after.keys():
        way = _BESIDE.get(name.partition(":")[0])
        if way:
            back[name] = await way(uow, world, before[name], after[name])
    return back


async def _schedule_back(uow: UnitOfWork, world: World, before: Snapshot, after: Snapshot) -> Pair:
    wished = load(Schedule, before)
    left = load(Schedule, after)
    found = left if left.deleted_at else await uow.availability.schedule(wished.id)
    current = untouched(found, after)
    wished = replace(wished, version=current.version, updated_at=world.clock.now())
    return current, await uow.availability.save_schedule(wished)


async def _event_type_back(uow: UnitOfWork, world: World, before: Snapshot, after: Snapshot) -> Pair:
    wished = load(EventType, before)
    current = untouched(await uow.event_types.event_type(wished.id), after)
    wished = replace(wished, version=current.version, updated_at=world.clock.now())
    return current, await uow.event_types.save(wished)


_BESIDE: Mapping[str, Callable[[UnitOfWork, World, Snapshot, Snapshot], Awaitable[Pair]]] = {
    "schedule": _schedule_back,
    "event_type": _event_type_back,
}
"""How what changed beside another thing is set back, by the first part of its name in the snapshots."""
