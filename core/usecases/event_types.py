"""Making, changing and deleting event types."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from core import names
from core.booking import ACTIVE
from core.commands import ChangeEventType, CreateEventType, DeleteEventType, Outcome
from core.errors import Code, Refused
from core.event_types import EventType, Visibility
from core.interval import Interval
from core.people import Rules
from core.ports import Chance, UnitOfWork, World
from core.usecases import checks, offering_checks
from core.usecases.assigning import assigned, taking_part, with_team
from core.usecases.audit import Deed, host_actor, record
from core.usecases.finding import event_type_of, host_of, schedule_of
from core.usecases.freed import call_off, offer_all
from core.usecases.rule_checks import merged_rules, rules
from core.usecases.shows import AHEAD

MOST = 200
"""Most event types of a host."""

_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "title": checks.title,
    "code": lambda given: checks.link_name(given, "code"),
    "description": offering_checks.description,
    "lengths": offering_checks.lengths,
    "place": offering_checks.place,
    "questions": offering_checks.questions,
    "approval": bool,
    "active": bool,
    "schedule_id": lambda given: given,
    "visibility": lambda given: given,
    "prices": offering_checks.prices,
    "seats": offering_checks.seats,
    "waitlist": bool,
    "most_guests": offering_checks.most_guests,
    "series_most": offering_checks.series_most,
    "single_use": bool,
    "mode": lambda given: given,
    "team_id": lambda given: given,
    "assignments": offering_checks.assignments,
    "fairness": offering_checks.fairness,
    "metadata": offering_checks.metadata,
}
_LATER = frozenset({"code", "active"})
"""What is not asked for when an event type is made."""
_SHARED = frozenset({"mode", "team_id", "assignments"})


async def create_event_type(uow: UnitOfWork, world: World, command: CreateEventType) -> Outcome:
    """Make an event type, with a code made of the title unless one is given or it is to be unguessable."""
    host = await host_of(uow, command.host_id)
    now = world.clock.now()
    wished = EventType(
        id=world.chance.uuid(),
        host_id=host.id,
        code=await _code(uow, world.chance, command),
        rules=rules(command.rules),
        created_at=now,
        updated_at=now,
        **_checked(command, _CHECKS.keys() - _LATER),
    )
    if command.secret:
        wished = replace(wished, visibility=Visibility.UNLISTED)
    event_type = await with_team(uow, await _sound(uow, command, wished))
    await uow.event_types.add(event_type)
    change = await record(uow, world, Deed(command=command, actor=host_actor(host.id), after=event_type))
    return Outcome(value=event_type, changes=(change,), notes=await assigned(uow, None, event_type))


async def change_event_type(uow: UnitOfWork, world: World, command: ChangeEventType) -> Outcome:
    """Change an event type; only what is given changes."""
    event_type = await _standing(uow, command)
    own = merged_rules(event_type.rules, command.rules, command.clear, Rules())
    wished = replace(event_type, rules=own, **_checked(command, _CHECKS.keys()))
    if command.default_schedule:
        wished = replace(wished, schedule_id=None)
    if command.secret:
        wished = replace(wished, code=_secret(world.chance), visibility=Visibility.UNLISTED)
    wished = await _sound(uow, command, wished)
    if any(getattr(wished, name) != getattr(event_type, name) for name in _SHARED):
        wished = await with_team(uow, wished)
    if wished.seats < event_type.seats:
        await _require_room(uow, world, wished)
    if not _opens(event_type, wished):
        return await _kept(uow, world, command, (event_type, wished))
    await uow.bookings.lock(taking_part(wished))  # before anything is written, as whoever books does
    outcome = await _kept(uow, world, command, (event_type, wished))
    offered = await offer_all(uow, world, wished.host_id, wished.id)
    return replace(outcome, notes=(*outcome.notes, *offered))


def _opens(before: EventType, after: EventType) -> bool:
    """Say whether there may be seats now for who waits."""
    return after.active and (after.seats > before.seats or not before.active)


async def delete_event_type(uow: UnitOfWork, world: World, command: DeleteEventType) -> Outcome:
    """Delete an event type; its bookings stand, and who waits for a seat is told that there will be none."""
    event_type = await _standing(uow, command)
    now = world.clock.now()
    outcome = await _kept(uow, world, command, (event_type, replace(event_type, deleted_at=now)))
    waiting = await uow.waitlist.of_host(event_type.host_id, now)
    line = [each for each in waiting if each.event_type_id == event_type.id]
    return replace(outcome, notes=await call_off(uow, world, line))


async def _standing(uow: UnitOfWork, command: ChangeEventType | DeleteEventType) -> EventType:
    event_type = await event_type_of(uow, command.host_id, command.event_type_id)
    if event_type.deleted_at is not None or event_type.host_id != command.host_id:
        raise Refused(Code.NOT_FOUND, what="event_type")
    return event_type


async def _sound(uow: UnitOfWork, command: CreateEventType | ChangeEventType, wished: EventType) -> EventType:
    """Return it with parts that fit each other; raise Refused for what does not, also for a schedule of another host."""
    if command.schedule_id is not None:
        await schedule_of(uow, command.host_id, command.schedule_id)
    offering_checks.require_priced_lengths(command.prices or (), wished.lengths)
    return offering_checks.consistent(wished)


async def _require_room(uow: UnitOfWork, world: World, wished: EventType) -> None:
    """Raise Refused(INVALID) if a class to come has more seats booked than there are to be."""
    now = world.clock.now()
    booked = await uow.bookings.of_host(wished.host_id, Interval(now, now + AHEAD), ACTIVE)
    taken: Counter[Any] = Counter()
    for each in booked:
        if each.event_type_id == wished.id and each.session is not None:
            taken[each.session] += each.seats
    most = max(taken.values(), default=0)
    if most > wished.seats:
        raise Refused(Code.INVALID, field="seats", why="booked", low=most, high=offering_checks.MOST_SEATS)


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
    made = await record(uow, world, deed)
    return Outcome(value=saved, changes=(made,), notes=await assigned(uow, before, saved))


def _checked(command: CreateEventType | ChangeEventType, which: Iterable[str]) -> dict[str, Any]:
    given = {name: getattr(command, name) for name in which}
    return {name: _CHECKS[name](value) for name, value in given.items() if value is not None}


def _secret(chance: Chance) -> str:
    """Return a code that nobody can guess."""
    return hashlib.sha256(chance.token().encode()).hexdigest()[:32]


async def _code(uow: UnitOfWork, chance: Chance, command: CreateEventType) -> str:
    taken = {each.code for each in await uow.event_types.of_host(command.host_id)}
    if len(taken) >= MOST:
        raise Refused(Code.INVALID, field="event_types", why="count", low=0, high=MOST)
    if command.secret:
        return _secret(chance)
    if command.code is not None:
        code = checks.link_name(command.code, "code")
        if code in taken:
            raise Refused(Code.NAME_TAKEN, name=code)
        return code
    return names.unused(command.title, "meeting", taken)
