"""Things that must be there: each is returned, or Refused(NOT_FOUND) says what is missing."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from core.booking import Booking
from core.errors import Code, Refused
from core.event_types import EventType
from core.hours import Schedule
from core.people import Host, Person
from core.ports import UnitOfWork

T = TypeVar("T")


async def person_of(uow: UnitOfWork, person_id: UUID) -> Person:
    """Return a person."""
    return there(await uow.people.person(person_id), "person")


async def host_of(uow: UnitOfWork, host_id: UUID) -> Host:
    """Return a host."""
    return there(await uow.people.host(host_id), "host")


async def booking_of(uow: UnitOfWork, booking_id: UUID) -> Booking:
    """Return a booking."""
    return there(await uow.bookings.booking(booking_id), "booking")


async def event_type_of(uow: UnitOfWork, host_id: UUID, event_type_id: UUID) -> EventType:
    """Return an event type of a host, also if it is deleted."""
    event_type = there(await uow.event_types.event_type(event_type_id), "event_type")
    return there(event_type if event_type.host_id == host_id else None, "event_type")


async def bookable_of(uow: UnitOfWork, host_id: UUID, event_type_id: UUID) -> EventType:
    """Return an event type that can be booked with a host: their own, or one to which they are assigned."""
    event_type = there(await uow.event_types.event_type(event_type_id), "event_type")
    hosts = {event_type.host_id, *(each.host_id for each in event_type.assignments)}
    return there(event_type if host_id in hosts else None, "event_type")


async def booked_type(uow: UnitOfWork, booking: Booking) -> EventType:
    """Return what was booked, whoever takes part in it now, also if it is deleted."""
    return there(await uow.event_types.event_type(booking.event_type_id), "event_type")


async def schedule_of(uow: UnitOfWork, host_id: UUID, schedule_id: UUID | None) -> Schedule:
    """Return one of a host's schedules, the default one for None."""
    return pick_schedule(await uow.availability.schedules(host_id), schedule_id)


def pick_schedule(schedules: Sequence[Schedule], schedule_id: UUID | None) -> Schedule:
    """Return the schedule of that id, the first (the default one) for None."""
    able = (each for each in schedules if schedule_id is None or each.id == schedule_id)
    return there(next(able, None), "schedule")


def there(thing: T | None, what: str) -> T:
    """Return the thing, or refuse."""
    if thing is None:
        raise Refused(Code.NOT_FOUND, what=what)
    return thing
