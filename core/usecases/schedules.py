"""Several schedules of a host: making, changing and deleting them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from core import names
from core.commands import AddSchedule, ChangeSchedule, DeleteSchedule, Outcome
from core.errors import Code, Refused
from core.hours import OFFICE_HOURS, Period, Schedule
from core.ports import UnitOfWork, World
from core.usecases import checks, offering_checks
from core.usecases.audit import Deed, Pair, host_actor, record
from core.usecases.finding import host_of, pick_schedule

MOST = 20
"""Most schedules of a host."""
MOST_PERIODS = 50
NAME = 50
"""Most characters of a schedule's name."""

_FIRST, _LAST = date(2000, 1, 1), date(2200, 12, 31)


async def add_schedule(uow: UnitOfWork, world: World, command: AddSchedule) -> Outcome:
    """Make a further schedule, with office hours unless others are given."""
    host = await host_of(uow, command.host_id)
    schedules = await uow.availability.schedules(host.id)
    if len(schedules) >= MOST:
        raise Refused(Code.INVALID, field="schedules", why="count", low=1, high=MOST)
    now = world.clock.now()
    name = checks.line(command.name, "name", NAME, 1)
    schedule = Schedule(
        id=world.chance.uuid(),
        host_id=host.id,
        name=name,
        zone=checks.zone_name(command.zone or host.zone),
        weekly=command.weekly or OFFICE_HOURS,
        code=_code(schedules, command.code, name),
        is_default=False,
        created_at=now,
        updated_at=now,
    )
    await uow.availability.add_schedule(schedule)
    change = await record(uow, world, Deed(command=command, actor=host_actor(host.id), after=schedule))
    return Outcome(value=schedule, changes=(change,))


async def change_schedule(uow: UnitOfWork, world: World, command: ChangeSchedule) -> Outcome:
    """Change a schedule; one that becomes the default one takes the place of the former, in one audit row."""
    schedules = await uow.availability.schedules(command.host_id)
    schedule = pick_schedule(schedules, command.schedule_id)
    others = [each for each in schedules if each.id != schedule.id]
    wished = replace(schedule, **_values(command, others))
    if wished == schedule:
        return Outcome(value=schedule)
    now = world.clock.now()
    beside: dict[str, Pair] = {}
    former = next((each for each in others if each.is_default), None)
    if former and wished.is_default and not schedule.is_default:
        plain = replace(former, is_default=False, updated_at=now)
        beside["schedule"] = (former, await uow.availability.save_schedule(plain))
    saved = await uow.availability.save_schedule(replace(wished, updated_at=now))
    deed = Deed(
        command=command, actor=host_actor(command.host_id), before=schedule, after=saved, beside=beside
    )
    return Outcome(value=saved, changes=(await record(uow, world, deed),))


async def delete_schedule(uow: UnitOfWork, world: World, command: DeleteSchedule) -> Outcome:
    """Delete a schedule; event types that have it follow the default one, and come back to it with an undo."""
    schedule = pick_schedule(await uow.availability.schedules(command.host_id), command.schedule_id)
    if schedule.is_default:
        raise Refused(Code.INVALID, field="schedule", why="default")
    now = world.clock.now()
    beside = await freed(uow, world, schedule)
    saved = await uow.availability.save_schedule(replace(schedule, deleted_at=now, updated_at=now))
    deed = Deed(
        command=command, actor=host_actor(command.host_id), before=schedule, after=saved, beside=beside
    )
    return Outcome(value=saved, changes=(await record(uow, world, deed),))


async def freed(uow: UnitOfWork, world: World, schedule: Schedule) -> Mapping[str, Pair]:
    """Let the event types of a schedule follow the default one; return them by their names in an audit row."""
    changed: dict[str, Pair] = {}
    for before in await uow.event_types.of_host(schedule.host_id):
        if before.schedule_id == schedule.id:
            after = replace(before, schedule_id=None, updated_at=world.clock.now())
            changed[f"event_type:{before.id}"] = (before, await uow.event_types.save(after))
    return changed


def _values(command: ChangeSchedule, others: Sequence[Schedule]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if command.name is not None:
        values["name"] = checks.line(command.name, "name", NAME, 1)
    if command.code is not None:
        values["code"] = _code(others, command.code, "")
    if command.zone is not None:
        values["zone"] = checks.zone_name(command.zone)
    if command.make_default:
        values["is_default"] = True
    if command.periods is not None:
        values["periods"] = _periods(command.periods)
    if command.metadata is not None:
        values["metadata"] = offering_checks.metadata(command.metadata)
    return values


def _code(others: Iterable[Schedule], given: str | None, name: str) -> str:
    taken = {each.code for each in others}
    if given is None:
        return names.unused(name, "schedule", taken)
    code = checks.link_name(given, "code")
    if code in taken:
        raise Refused(Code.NAME_TAKEN, name=code)
    return code


def _periods(given: Sequence[Period]) -> tuple[Period, ...]:
    """Return at most 50 periods by their first day; of two that cover a date, the one that begins later holds."""
    checks.within(len(given), "periods", 0, MOST_PERIODS, why="count")
    for each in given:
        last = each.last or each.first
        if not _FIRST <= each.first <= last <= _LAST:
            raise Refused(Code.INVALID, field="periods", why="order" if last < each.first else "range")
    sound = sorted(map(_period, given), key=lambda each: each.first)
    if any(one.first == two.first and one.last == two.last for one, two in pairwise(sound)):
        raise Refused(Code.INVALID, field="periods", why="twice")
    return tuple(sound)


def _period(given: Period) -> Period:
    return replace(
        given, zone=checks.zone_name(given.zone), note=checks.line(given.note, "note", checks.REASON)
    )
