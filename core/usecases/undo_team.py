"""Taking back what was done to a team: its members, name and join code, and the event types that changed along."""

from collections.abc import Mapping
from dataclasses import replace

from core.effects import Change
from core.jsonable import load
from core.ports import UnitOfWork, World
from core.teams import Team
from core.usecases.audit import Pair
from core.usecases.teams import dissolved, parted
from core.usecases.undo_settings import restored
from core.usecases.undone import Undone, untouched


async def undo_team(uow: UnitOfWork, world: World, change: Change) -> Undone:
    """Set a team back; one that was made is deleted, one that was deleted is there again.

    Who is no member any more loses their part in the team's event types.
    """
    left = load(Team, change.after)
    current = untouched(left if left.deleted_at else await uow.teams.team(change.entity_id), change.after)
    now = world.clock.now()
    if change.before is None:
        wished, beside = replace(current, deleted_at=now), await dissolved(uow, world, current)
    else:
        wished = load(Team, change.before)
        beside = await _without_newcomers(uow, world, (current, wished))
        beside = {**beside, **await restored(uow, world, change)}
    saved = await uow.teams.save(replace(wished, version=current.version, updated_at=now))
    return Undone(before=current, after=saved, beside=beside)


async def _without_newcomers(uow: UnitOfWork, world: World, change: tuple[Team, Team]) -> Mapping[str, Pair]:
    current, wished = change
    beside: dict[str, Pair] = {}
    for member in current.members:
        if wished.member(member.host_id) is None:
            beside |= await parted(uow, world, current, member.host_id)
    return beside
