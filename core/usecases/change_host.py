"""Changing a host's profile and rules."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from core.commands import ChangeHost, Outcome
from core.hours import Schedule
from core.people import HOST_DEFAULTS, Host
from core.ports import UnitOfWork, World
from core.usecases import checks
from core.usecases.audit import Deed, host_actor, record
from core.usecases.finding import host_of, schedule_of
from core.usecases.freed import offer_all
from core.usecases.rule_checks import merged_rules

WELCOME = 500
BIO = 1000


async def change_host(uow: UnitOfWork, world: World, command: ChangeHost) -> Outcome:
    """Change a host; a new zone moves the default schedule along, in one audit row so that one undo restores both.

    Seats that came free while the host was paused are offered when the pause ends.
    """
    host = await host_of(uow, command.host_id)
    wished = replace(host, **_values(host, command))
    if wished == host:
        return Outcome(value=host)
    resumes = host.paused and not wished.paused
    if resumes:
        await uow.bookings.lock((host.id,))  # before anything is written, as whoever books does
    saved = await uow.people.save_host(replace(wished, updated_at=world.clock.now()))
    schedules = await _moved_schedule(uow, world, saved) if command.zone is not None else None
    deed = Deed(
        command=command,
        actor=host_actor(host.id),
        before=host,
        after=saved,
        beside={"schedule": schedules} if schedules else {},
    )
    change = await record(uow, world, deed)
    notes = await offer_all(uow, world, host.id) if resumes else ()
    return Outcome(value=saved, changes=(change,), notes=notes)


async def _moved_schedule(uow: UnitOfWork, world: World, host: Host) -> tuple[Schedule, Schedule] | None:
    schedule = await schedule_of(uow, host.id, None)
    if schedule.zone == host.zone:
        return None
    moved = replace(schedule, zone=host.zone, updated_at=world.clock.now())
    return schedule, await uow.availability.save_schedule(moved)


def _values(host: Host, command: ChangeHost) -> dict[str, Any]:
    rules = merged_rules(host.rules, command.rules, command.clear, HOST_DEFAULTS)
    values: dict[str, Any] = {"rules": rules}
    for name, check in _CHECKS.items():
        given = getattr(command, name)
        if given is not None:
            values[name] = check(given)
    for name in ("paused", "calendar_rules"):
        given = getattr(command, name)
        if given is not None:
            values[name] = given
    return values


_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "name": checks.host_name,
    "username": lambda given: checks.link_name(given, "username"),
    "zone": checks.zone_name,
    "bio": lambda given: checks.block(given, "bio", BIO),
    "welcome": lambda given: checks.block(given, "welcome", WELCOME),
    "reminders": checks.reminders,
}
