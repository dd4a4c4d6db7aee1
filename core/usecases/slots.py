"""Looking for free times, and asking why one is not."""

from collections.abc import Sequence
from datetime import datetime

from core.interval import Interval, utc
from core.people import Host
from core.ports import UnitOfWork, World
from core.queries import FindSlots, Found, Obstacle, WhyNot
from core.recommend import fitting
from core.situation import Situation
from core.slots import full_classes, seats_left
from core.stretches import stretches
from core.usecases.finding import bookable_of, host_of
from core.usecases.situations import (
    Standing,
    Wanted,
    bookable,
    free,
    moving,
    obstacles,
    one_start,
    situations,
    standing,
)

FITTED = 500
"""Slots, the soonest ones, of which it is found out whether they leave the host's day whole."""


async def find_slots(uow: UnitOfWork, world: World, query: FindSlots) -> Found:
    """Return the free slots that start in a stretch of time; of classes, with the seats that are left."""
    wanted = await _wanted(uow, query, query.within, query.seats)
    found = await standing(uow, world, wanted)
    slots = free(found, query.within)
    return Found(
        slots=slots,
        horizon=bookable(found),
        host=await _face(uow, wanted, found),
        event_type=wanted.event_type,
        seats_left=_seats_left(found, slots),
        full=_full(found, query.within),
        fits=_fits(found, slots[:FITTED]),
    )


async def explain(uow: UnitOfWork, world: World, query: WhyNot) -> tuple[Obstacle, ...]:
    """Return what stands in the way of a start; empty if it is free."""
    wanted = await _wanted(uow, query, one_start(query.start), query.seats)
    return obstacles(await standing(uow, world, wanted), utc(query.start))


async def _wanted(uow: UnitOfWork, query: FindSlots | WhyNot, within: Interval, seats: int) -> Wanted:
    known = query.known
    event_type = known.event_type if known else await bookable_of(uow, query.host_id, query.event_type_id)
    wanted = Wanted(
        event_type=event_type,
        length=query.length,
        within=within,
        owner=query.owner,
        seats=seats,
        known=known,
    )
    return wanted if query.moving is None else await moving(uow, wanted, query.moving)


def _seats_left(found: Standing, slots: Sequence[Interval]) -> dict[datetime, int]:
    """Return how many seats are free in each class; the hosts of one all know of the same."""
    first = situations(found)[0]
    if first.event_type.seats == 1:
        return {}
    return {each.start: seats_left(first, each) for each in slots}


def _full(found: Standing, within: Interval) -> tuple[Interval, ...]:
    """Return the classes for whose seats one may wait."""
    first = situations(found)[0]
    return full_classes(first, within) if first.event_type.waitlist else ()


def _fits(found: Standing, slots: Sequence[Interval]) -> frozenset[datetime]:
    """Return the starts that leave the day of a single host whole."""
    if not slots or not isinstance(found, Situation):
        return frozenset()
    around = Interval(slots[0].start, slots[-1].end)
    return frozenset(fitting(stretches(found, around), slots))


async def _face(uow: UnitOfWork, wanted: Wanted, found: Standing) -> Host:
    """Return the host whose event type it is, who need not take part in it."""
    owner = wanted.event_type.host_id
    own = next((each.host for each in situations(found) if each.host.id == owner), None)
    return own or await host_of(uow, owner)
