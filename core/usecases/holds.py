"""Keeping a time for somebody while they decide."""

from datetime import timedelta

from core.booking import Hold
from core.commands import HoldSlot, Outcome, ReleaseHolds
from core.interval import Interval, utc
from core.ports import UnitOfWork, World
from core.situation import Situation
from core.usecases.situations import Wanted, one_start, require_free

HOLD_MINUTES = 10
"""How long a time is kept."""


async def hold_slot(uow: UnitOfWork, world: World, command: HoldSlot) -> Outcome:
    """Hold a time instead of whatever its owner held before."""
    wanted = Wanted(
        host_id=command.host_id,
        event_type_id=command.event_type_id,
        length=command.length,
        within=one_start(command.start),
        owner=command.owner,
        moving=command.moving,
    )
    situation = await require_free(uow, world, wanted)
    hold = _hold(world, situation, command)
    await uow.bookings.drop_holds(command.owner)
    await uow.bookings.add_hold(hold, situation.now)
    return Outcome(value=hold)


async def release_holds(uow: UnitOfWork, _world: World, command: ReleaseHolds) -> Outcome:
    """Let go of what an owner holds."""
    return Outcome(value=await uow.bookings.drop_holds(command.owner))


def _hold(world: World, situation: Situation, command: HoldSlot) -> Hold:
    limits = situation.limits
    return Hold(
        id=world.chance.uuid(),
        host_id=situation.host.id,
        event_type_id=situation.event_type.id,
        owner=command.owner,
        slot=Interval.of(utc(command.start), command.length),
        buffer_before=limits.buffer_before,
        buffer_after=limits.buffer_after,
        expires_at=situation.now + timedelta(minutes=HOLD_MINUTES),
        moving=command.moving,
    )
