"""Setting working hours: the usual week, and special hours for dates."""

from collections.abc import Sequence
from dataclasses import replace

from core.commands import Outcome, SetOverrides, SetWeekly
from core.errors import Code, Refused
from core.hours import Override, Schedule, checked
from core.ports import UnitOfWork, World
from core.usecases import checks
from core.usecases.audit import Deed, host_actor, record
from core.usecases.finding import schedule_of

MOST_OVERRIDES = 1000
"""Most dates with special hours in one schedule."""


async def set_weekly(uow: UnitOfWork, world: World, command: SetWeekly) -> Outcome:
    """Set the weekly hours of a schedule."""
    schedule = await schedule_of(uow, command.host_id, command.schedule_id)
    return await _kept(uow, world, command, (schedule, replace(schedule, weekly=command.weekly)))


async def set_overrides(uow: UnitOfWork, world: World, command: SetOverrides) -> Outcome:
    """Set special hours for dates, and take others away."""
    schedule = await schedule_of(uow, command.host_id, command.schedule_id)
    by_day = {each.day: each for each in schedule.overrides if each.day not in command.remove}
    by_day |= {each.day: _sound(each) for each in command.overrides}
    if len(by_day) > MOST_OVERRIDES:
        raise Refused(Code.INVALID, field="overrides", why="count", low=0, high=MOST_OVERRIDES)
    overrides: Sequence[Override] = [by_day[day] for day in sorted(by_day)]
    return await _kept(uow, world, command, (schedule, replace(schedule, overrides=tuple(overrides))))


def _sound(override: Override) -> Override:
    try:
        ranges = checked(override.ranges)
    except ValueError as error:
        raise Refused(Code.INVALID, field="ranges", why="range") from error
    return replace(override, ranges=ranges, reason=checks.line(override.reason, "reason", checks.REASON))


async def _kept(
    uow: UnitOfWork, world: World, command: SetWeekly | SetOverrides, change: tuple[Schedule, Schedule]
) -> Outcome:
    before, wished = change
    if wished == before:
        return Outcome(value=before)
    saved = await uow.availability.save_schedule(replace(wished, updated_at=world.clock.now()))
    deed = Deed(command=command, actor=host_actor(command.host_id), before=before, after=saved)
    return Outcome(value=saved, changes=(await record(uow, world, deed),))
