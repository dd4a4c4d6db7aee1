"""Looking for free times, and asking why one is not."""

from core.interval import utc
from core.ports import UnitOfWork, World
from core.queries import FindSlots, Found, Obstacle, WhyNot
from core.slots import free_slots, horizon
from core.usecases.situations import Wanted, one_start, situation
from core.why import why_not


async def find_slots(uow: UnitOfWork, world: World, query: FindSlots) -> Found:
    """Return the free slots that start in a stretch of time."""
    wanted = Wanted(
        host_id=query.host_id,
        event_type_id=query.event_type_id,
        length=query.length,
        within=query.within,
        owner=query.owner,
        moving=query.moving,
        known=query.known,
    )
    found = await situation(uow, world, wanted)
    return Found(
        slots=free_slots(found, query.within),
        horizon=horizon(found),
        host=found.host,
        event_type=found.event_type,
    )


async def explain(uow: UnitOfWork, world: World, query: WhyNot) -> tuple[Obstacle, ...]:
    """Return what stands in the way of a start; empty if it is free."""
    wanted = Wanted(
        host_id=query.host_id,
        event_type_id=query.event_type_id,
        length=query.length,
        within=one_start(query.start),
        owner=query.owner,
        moving=query.moving,
        known=query.known,
    )
    return why_not(await situation(uow, world, wanted), utc(query.start))
