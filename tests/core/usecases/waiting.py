"""A class that people wait for: Yoga, on Tuesday at ten."""

from datetime import datetime
from typing import Any

from core.booking import Booking, Invitee, Side
from core.commands import (
    CancelBooking,
    CreateEventType,
    JoinWaitlist,
    Outcome,
)
from core.effects import Notice
from core.event_types import EventType
from core.interval import Interval
from core.queries import FindSlots, ShowWaitlist
from core.waiting import Standing, Waiting
from tests.core.examples import at
from tests.core.usecases.conftest import House
from tests.support.post import claim_due

TEN = at("10:00", 24)


async def yoga_of(house: House, seats: int = 2, **other: Any) -> EventType:
    fields = {"host_id": house.host.id, "title": "Yoga", "seats": seats, **other}
    made: EventType = (await house.do(CreateEventType(**fields))).value
    return made


async def seat(house: House, yoga: EventType, name: str, seats: int = 1, **other: Any) -> Booking:
    return await house.booked(
        event_type_id=yoga.id,
        name=name,
        email=f"{name.lower()}@example.com",
        seats=seats,
        request_id=f"{name} {other.get('clock', '')}",
        **other,
    )


def join(house: House, yoga: EventType, name: str, seats: int = 1, **other: Any) -> JoinWaitlist:
    invitee = Invitee(person_id=None, name=name, email=f"{name.lower()}@example.com", zone="UTC")
    fields: dict[str, Any] = {
        "host_id": house.host.id,
        "event_type_id": yoga.id,
        "start": TEN,
        "length": 30,
        "invitee": invitee,
        "verified": True,
        "seats": seats,
    }
    return JoinWaitlist(**{**fields, **other})


async def waits(house: House, yoga: EventType, name: str, seats: int = 1, **other: Any) -> Waiting:
    """Have somebody wait who came a second after the one before."""
    house.world.clock.tick(seconds=1)
    waiting: Waiting = (await house.do(join(house, yoga, name, seats, **other))).value
    return waiting


async def line(house: House) -> list[tuple[str, Standing]]:
    found: tuple[Waiting, ...] = await house.ask(ShowWaitlist(host_id=house.host.id))
    return [(each.invitee.name, each.standing) for each in found]


async def standing(house: House, waiting: Waiting) -> Standing:
    async with house.storage.reading() as unit:
        found = await unit.waitlist.waiting(waiting.id)
    assert found is not None
    return found.standing


def told(outcome: Outcome) -> list[tuple[Notice, str]]:
    return [(each.notice, each.name) for each in outcome.notes]


async def full(house: House, **other: Any) -> tuple[EventType, Booking, Booking]:
    yoga = await yoga_of(house, **other)
    return yoga, await seat(house, yoga, "Ann"), await seat(house, yoga, "Ben")


async def cancel(house: House, booking: Booking, by: Side = Side.INVITEE) -> Outcome:
    return await house.do(CancelBooking(booking_id=booking.id, by=by))


async def left(house: House, yoga: EventType) -> int:
    found = await house.ask(
        FindSlots(host_id=house.host.id, event_type_id=yoga.id, length=30, within=Interval.of(TEN, 1))
    )
    count: int = found.seats_left.get(TEN, 0) if found.slots else 0
    return count


async def dues(house: House, waiting: Waiting) -> list[datetime]:
    """Return when somebody who waits is looked at, by the rows that do it."""
    found: list[datetime] = []
    async with house.storage.writing() as unit:  # never committed
        while rows := await claim_due(unit, TEN, 50, 60):
            for each in rows:
                await unit.post.sent(each.id, TEN)
            found += [each.due for each in rows if each.payload.get("waiting_id") == str(waiting.id)]
    return sorted(found)
