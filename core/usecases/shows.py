"""Looking things up: agendas, bookings, hosts."""

from datetime import timedelta

from core.booking import Booking
from core.calendars import Seen
from core.effects import Change
from core.interval import Interval
from core.people import Host
from core.ports import UnitOfWork, World
from core.queries import (
    Agenda,
    Desk,
    Elsewhere,
    HostDesk,
    HostPage,
    MyBookings,
    ShowBooking,
    ShowChanges,
    ShowHost,
    Shown,
)
from core.usecases.calendars import connected
from core.usecases.finding import booked_type, booking_of, host_of, there

AHEAD = timedelta(days=3660)
"""How far ahead a host's time off is shown."""


async def agenda(uow: UnitOfWork, _world: World, query: Agenda) -> tuple[Booking, ...]:
    """Return a host's bookings in a stretch of time."""
    return tuple(await uow.bookings.of_host(query.host_id, query.within, query.statuses))


async def elsewhere(uow: UnitOfWork, _world: World, query: Elsewhere) -> Seen:
    """Return what stands in a host's calendars, by start."""
    found = await uow.calendars.seen((query.host_id,), query.within)
    return found.get(query.host_id, Seen())


async def my_bookings(uow: UnitOfWork, world: World, query: MyBookings) -> tuple[Booking, ...]:
    """Return what a person has booked and what is not over."""
    return tuple(await uow.bookings.of_person(query.person_id, world.clock.now()))


async def show_booking(uow: UnitOfWork, _world: World, query: ShowBooking) -> Shown:
    """Return one booking with its host and event type."""
    booking = await booking_of(uow, query.booking_id)
    host = await host_of(uow, booking.host_id)
    event_type = await booked_type(uow, booking)
    return Shown(booking=booking, host=host, event_type=event_type)


async def show_host(uow: UnitOfWork, _world: World, query: ShowHost) -> HostPage:
    """Return a host's public face: what can be booked now."""
    host = there(await uow.people.host_by_username(query.username.lower()), "host")
    active = tuple(each for each in await uow.event_types.of_host(host.id) if each.active)
    others = dict.fromkeys(part.host_id for each in active for part in each.assignments)
    hosts = await uow.people.hosts(tuple(others)) if others else ()
    return HostPage(host=host, event_types=active, hosts=tuple(hosts))


async def show_changes(uow: UnitOfWork, _world: World, query: ShowChanges) -> tuple[Change, ...]:
    """Return what was changed lately of what belongs to a host."""
    return tuple(await uow.audit.recent(query.host_id, query.limit))


async def host_desk(uow: UnitOfWork, world: World, query: HostDesk) -> Desk:
    """Return all that a host has set up."""
    return await desk(uow, world, await host_of(uow, query.host_id))


async def desk(uow: UnitOfWork, world: World, host: Host) -> Desk:
    """Gather a host's settings."""
    now = world.clock.now()
    return Desk(
        host=host,
        schedules=tuple(await uow.availability.schedules(host.id)),
        event_types=tuple(await uow.event_types.of_host(host.id)),
        time_off=tuple(await uow.availability.time_off(host.id, Interval(now, now + AHEAD))),
        calendars=await connected(uow, world, host.id),
    )
