"""Time that recurs by a rule: adding rules that occur and meet no other of their kind, and taking them away."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from core.commands import AddRecurring, Outcome, RemoveRecurring
from core.errors import Code, Refused
from core.hours import Recurring, Schedule
from core.ports import UnitOfWork, World
from core.recurrence import checked_rule, overlapping
from core.usecases import checks
from core.usecases.audit import Deed, host_actor, record
from core.usecases.finding import schedule_of, there
from core.zones import local_date

MOST = 100
"""Most recurring rules of a schedule."""
REACH = timedelta(days=3660)
"""How far from today a rule may begin."""


async def add_recurring(uow: UnitOfWork, world: World, command: AddRecurring) -> Outcome:
    """Add a rule; one that meets others of its kind joins them, takes their place, or is refused with those it meets."""
    schedule = await schedule_of(uow, command.host_id, command.schedule_id)
    today = local_date(world.clock.now(), schedule.zone)
    rule = replace(_sound(command.rule, today), id=world.chance.uuid())
    others = _without(schedule, command.replaces) if command.replaces else schedule.recurring
    rivals = [each for each in others if each.kind is rule.kind]
    met = overlapping(rule, rivals)
    if met and not (command.merge or command.instead):
        raise Refused(Code.OVERLAP, rule=met[0], rules=tuple(met))
    gone = {each.id for each in met} if command.instead else set()
    kept = tuple(each for each in others if each.id not in gone)
    if len(kept) >= MOST:
        raise Refused(Code.INVALID, field="rules", why="count", low=0, high=MOST)
    return await _kept(uow, world, command, (schedule, (*kept, rule)))


async def remove_recurring(uow: UnitOfWork, world: World, command: RemoveRecurring) -> Outcome:
    """Take a rule away."""
    schedule = await schedule_of(uow, command.host_id, command.schedule_id)
    return await _kept(uow, world, command, (schedule, _without(schedule, command.rule_id)))


def _without(schedule: Schedule, rule_id: UUID) -> tuple[Recurring, ...]:
    there(next((each for each in schedule.recurring if each.id == rule_id), None), "rule")
    return tuple(each for each in schedule.recurring if each.id != rule_id)


async def _kept(
    uow: UnitOfWork,
    world: World,
    command: AddRecurring | RemoveRecurring,
    change: tuple[Schedule, tuple[Recurring, ...]],
) -> Outcome:
    before, rules = change
    wished = replace(before, recurring=rules, updated_at=world.clock.now())
    saved = await uow.availability.save_schedule(wished)
    deed = Deed(command=command, actor=host_actor(command.host_id), before=before, after=saved)
    return Outcome(value=saved, changes=(await record(uow, world, deed),))


def _sound(rule: Recurring, today: date) -> Recurring:
    """Return a rule in canonical spelling that can be read, ends after it begins, and occurs."""
    if not today - REACH <= rule.first <= today + REACH:
        raise Refused(Code.INVALID, field="first", why="range")
    noted = replace(rule, note=checks.line(rule.note, "note", checks.REASON))
    try:
        return checked_rule(noted)
    except ValueError as error:
        raise Refused(Code.INVALID, field="rule", why=str(error)) from error
