"""Reading once all that decides whether a time is free, and refusing one that is not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from core.booking import ACTIVE, Booking
from core.counting import exceeded
from core.errors import Code, Refused
from core.event_types import limits
from core.interval import Interval, utc
from core.ports import UnitOfWork, World
from core.queries import Known, Obstacle
from core.situation import Situation
from core.usecases.finding import event_type_of, host_of, pick_schedule
from core.why import why_not
from core.zones import local_date, minute_of_day

REACH = timedelta(hours=26)
"""How far around the time in question is read: the longest day on the clock, or a long meeting with its buffers."""

_OPEN = ("earliest", "last", "before", "after", "lengths")
"""Facts of an obstacle that anybody may hear; they name no meeting and no private reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which time of whom is in question: starts inside `within`, for a meeting of `length` minutes."""

    host_id: UUID
    event_type_id: UUID
    length: int
    within: Interval
    owner: str | None = None
    moving: UUID | None = None
    known: Known | None = None
    """What the asker has just read; a command never trusts it, only a query may."""

    @classmethod
    def of_booking(cls, booking: Booking, slot: Interval, owner: str | None = None) -> "Wanted":
        """Ask for another time for a booking, which does not stand in its own way."""
        return cls(
            host_id=booking.host_id,
            event_type_id=booking.event_type_id,
            length=slot.minutes,
            within=one_start(slot.start),
            owner=owner,
            moving=booking.id,
        )


def one_start(start: datetime) -> Interval:
    """Return the minute in which one exact start lies."""
    return Interval.of(utc(start), 1)


async def situation(uow: UnitOfWork, world: World, wanted: Wanted) -> Situation:
    """Read each repository once; raise Refused(NOT_FOUND) if host, event type or schedule is missing."""
    now = world.clock.now()
    known = wanted.known or await _read(uow, wanted)
    host, event_type = known.host, known.event_type
    around = _around(wanted.within, now, limits(host, event_type, wanted.length).window_days)
    return Situation(
        now=now,
        host=host,
        event_type=event_type,
        length=wanted.length,
        schedule=known.schedule,
        time_off=tuple(await uow.availability.time_off(host.id, around)),
        bookings=tuple(await uow.bookings.of_host(host.id, around, ACTIVE)),
        holds=tuple(await uow.bookings.holds(host.id, around, now)),
        owner=wanted.owner,
        moving=wanted.moving,
    )


async def _read(uow: UnitOfWork, wanted: Wanted) -> Known:
    host = await host_of(uow, wanted.host_id)
    event_type = await event_type_of(uow, host.id, wanted.event_type_id)
    schedule = pick_schedule(await uow.availability.schedules(host.id), event_type.schedule_id)
    return Known(host=host, event_type=event_type, schedule=schedule)


async def require_free(uow: UnitOfWork, world: World, wanted: Wanted) -> Situation:
    """Return the situation if the start at `wanted.within.start` is free; else refuse with what stands in the way first.

    The refusal's facts are the start, what anybody may know of the first obstacle, and all `obstacles`, which are for
    the host's eyes only.
    """
    found = await situation(uow, world, wanted)
    start = wanted.within.start
    obstacles = why_not(found, start)
    if obstacles:
        raise refusal(obstacles, start)
    return found


async def require_day_not_full(uow: UnitOfWork, situation: Situation, booking: Booking) -> None:
    """Raise Refused(LIMIT or DURATION_LIMIT) if the day of a booking that was just written has more than its limit.

    Whoever writes a booking waits for all who claim the same host's time, so this count, unlike the search before,
    cannot be overtaken by a booking of the same day at another hour.
    """
    start, zone = booking.slot.start, situation.schedule.zone
    day = local_date(start, zone)
    whole = Interval(minute_of_day(day, 0, zone), minute_of_day(day, 1440, zone))
    now_booked = tuple(await uow.bookings.of_host(booking.host_id, whole, ACTIVE))
    passed = exceeded(replace(situation, bookings=now_booked, moving=booking.id), start)
    if passed:
        code = Code.DURATION_LIMIT if passed[0].cap.minutes else Code.LIMIT
        raise Refused(code, start=start, day=day, limit=passed[0].cap.most)


def refusal(obstacles: Sequence[Obstacle], start: datetime) -> Refused:
    """Return the refusal that the first of several obstacles makes."""
    first = obstacles[0]
    facts = {name: first.facts[name] for name in _OPEN if name in first.facts}
    return Refused(Code(first.cause.value), **facts, start=start, obstacles=tuple(obstacles))


def _around(within: Interval, now: datetime, window_days: int) -> Interval:
    """Widen what is asked for by `REACH`, but read nothing that lies past or beyond the booking window."""
    end_of_window = now + timedelta(days=window_days) + REACH
    start = min(max(within.start, now), end_of_window)
    end = max(start, min(within.end, end_of_window))
    return Interval(start - REACH, end + REACH)
