"""Becoming a host, ready to be booked: default hours, a default event type, a link."""

from core import names
from core.commands import Outcome, RegisterHost
from core.errors import Code, Refused
from core.event_types import EventType
from core.hours import Schedule
from core.people import Host, Person
from core.ports import UnitOfWork, World
from core.queries import Desk
from core.usecases import checks
from core.usecases.audit import Deed, person_actor, record
from core.usecases.finding import person_of
from core.usecases.shows import desk

TITLE, CODE = "Intro meeting", "intro"
"""The default event type."""

_TRIES = 5


async def register_host(uow: UnitOfWork, world: World, command: RegisterHost) -> Outcome:
    """Make a host of a person; who is one already gets their desk as it is."""
    person = await person_of(uow, command.person_id)
    known = await uow.people.host_of(person.id)
    if known:
        return Outcome(value=await desk(uow, world, known))
    host = await _host(uow, world, person, command)
    schedule, event_type = _schedule(world, host), _event_type(world, host)
    await uow.people.add_host(host)
    await uow.availability.add_schedule(schedule)
    await uow.event_types.add(event_type)
    change = await record(uow, world, Deed(command=command, actor=person_actor(person.id), after=host))
    made = Desk(host=host, schedules=(schedule,), event_types=(event_type,), time_off=())
    return Outcome(value=made, changes=(change,))


async def _host(uow: UnitOfWork, world: World, person: Person, command: RegisterHost) -> Host:
    name = checks.line(command.name, "name", checks.TITLE)
    username = await _username(uow, world, name, command.username)
    now = world.clock.now()
    return Host(
        id=world.chance.uuid(),
        person_id=person.id,
        username=username,
        name=name or username,
        email=person.email,
        email_verified=person.email_verified,
        zone=checks.zone_name(command.zone),
        locale=command.locale,
        created_at=now,
        updated_at=now,
    )


async def _username(uow: UnitOfWork, world: World, name: str, wished: str | None) -> str:
    if wished is not None:
        username = checks.link_name(wished, "username")
        if await uow.people.host_by_username(username):
            raise Refused(Code.NAME_TAKEN, name=username)
        return username
    base = names.slug(name, names.LONGEST - 9) or f"host-{names.slug(world.chance.token())[:6].strip('-')}"
    if not names.slug_fault(base) and not await uow.people.host_by_username(base):
        return base
    return await _with_suffix(uow, world, base)


async def _with_suffix(uow: UnitOfWork, world: World, base: str) -> str:
    for _ in range(_TRIES):
        username = f"{base}-{world.chance.digits(3)}"
        if not await uow.people.host_by_username(username):
            return username
    return f"{base}-{world.chance.digits(8)}"


def _schedule(world: World, host: Host) -> Schedule:
    return Schedule(
        id=world.chance.uuid(),
        host_id=host.id,
        zone=host.zone,
        created_at=host.created_at,
        updated_at=host.created_at,
    )


def _event_type(world: World, host: Host) -> EventType:
    return EventType(
        id=world.chance.uuid(),
        host_id=host.id,
        code=CODE,
        title=TITLE,
        created_at=host.created_at,
        updated_at=host.created_at,
    )
