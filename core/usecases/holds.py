"""Keeping a time for somebody while they decide."""

from datetime import timedelta

from core.booking import Hold
from core.commands import HoldSlot, Outcome, ReleaseHolds
from core.ports import UnitOfWork, World
from core.usecases.claims import Cleared, claim
from core.usecases.finding import bookable_of
from core.usecases.situations import Wanted, moving, one_start

HOLD_MINUTES = 10
"""How long a time is kept."""


async def hold_slot(uow: UnitOfWork, world: World, command: HoldSlot) -> Outcome:
    """Hold a time instead of whatever its owner held before."""
    wanted = await _wanted(uow, command)
    await uow.bookings.drop_holds(command.owner)

    async def keep(cleared: Cleared) -> Hold:
        hold = _hold(world, cleared, command, wanted.seats)
        await uow.bookings.add_hold(hold, cleared.first.now)
        return hold

    return Outcome(value=await claim(uow, world, wanted, keep))


async def release_holds(uow: UnitOfWork, _world: World, command: ReleaseHolds) -> Outcome:
    """Let go of what an owner holds."""
    return Outcome(value=await uow.bookings.drop_holds(command.owner))


async def _wanted(uow: UnitOfWork, command: HoldSlot) -> Wanted:
    """A hold for a move keeps the time of the booking's own hosts, and as many seats."""
    wanted = Wanted(
        event_type=await bookable_of(uow, command.host_id, command.event_type_id),
        length=command.length,
        within=one_start(command.start),
        owner=command.owner,
        seats=command.seats,
    )
    return wanted if command.moving is None else await moving(uow, wanted, command.moving)


def _hold(world: World, cleared: Cleared, command: HoldSlot, seats: int) -> Hold:
    limits = cleared.first.limits
    return Hold(
        id=world.chance.uuid(),
        host_id=cleared.host_id,
        event_type_id=command.event_type_id,
        owner=command.owner,
        slot=cleared.slot,
        buffer_before=limits.buffer_before,
        buffer_after=limits.buffer_after,
        expires_at=cleared.first.now + timedelta(minutes=HOLD_MINUTES),
        moving=command.moving,
        co_hosts=cleared.co_hosts,
        seats=seats,
        session=cleared.session,
    )
