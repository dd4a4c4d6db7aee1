"""Reading once all that decides whether a time is free, for one host or for several, and refusing one that is not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from core.booking import COUNTING, Booking
from core.errors import Code, Refused
from core.event_types import EventType, Per
from core.hours import Schedule
from core.interval import Interval, utc
from core.people import Host
from core.ports import UnitOfWork, World
from core.queries import Cause, Known, Obstacle
from core.situation import Load, Situation, TeamSituation, with_seen
from core.slots import free_slots, horizon, last_day
from core.team_slots import free_team_slots, team_horizon
from core.usecases.finding import booking_of, host_of, pick_schedule, there
from core.usecases.parts import alone, pinned, present, with_shared_buffers
from core.why import team_why_not, why_not

REACH = timedelta(hours=26)
"""How far around the time in question is read: the longest day on the clock, or a long meeting with its buffers."""

FURTHEST = timedelta(days=1100)
"""What is further away is too far, whatever else there is to say of it, and not read for one start."""

PERIODS = {Per.WEEK: timedelta(days=7), Per.MONTH: timedelta(days=31), Per.YEAR: timedelta(days=366)}
"""How long the periods of limits can be; a day is within `REACH`."""

_OPEN = ("earliest", "last", "before", "after", "lengths", "left", "seats")
"""Facts of an obstacle that anybody may hear; they name no meeting and no private reason."""

Standing = Situation | TeamSituation
"""What stands around the time in question, for one host or for several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which time is in question: starts inside `within`, for a meeting of `length` minutes."""

    event_type: EventType
    length: int
    within: Interval
    owner: str | None = None
    moving: UUID | None = None
    seats: int = 1
    hosts: tuple[UUID, ...] = ()
    """Who must take part, all of them; empty leaves it to the event type."""
    known: Known | None = None
    """What the asker has just read; a command never trusts it, only a query may."""

    @classmethod
    def of_booking(
        cls, booking: Booking, event_type: EventType, slot: Interval, owner: str | None = None
    ) -> "Wanted":
        """Ask for another time for a booking: with the same hosts, and it does not stand in its own way."""
        return cls(
            event_type=event_type,
            length=slot.minutes,
            within=one_start(slot.start),
            owner=owner,
            moving=booking.id,
            seats=booking.seats,
            hosts=booking.host_ids,
        )


async def moving(uow: UnitOfWork, wanted: Wanted, booking_id: UUID) -> Wanted:
    """Ask for another time for a booking instead: with its own hosts and as many seats; raise Refused(NOT_FOUND)."""
    booking = await booking_of(uow, booking_id)
    there(booking if booking.event_type_id == wanted.event_type.id else None, "booking")
    return replace(wanted, moving=booking.id, seats=booking.seats, hosts=booking.host_ids)


def one_start(start: datetime) -> Interval:
    """Return the minute in which one exact start lies."""
    return Interval.of(utc(start), 1)


# -- asking ----------------------------------------------------------------------------------------


async def standing(uow: UnitOfWork, world: World, wanted: Wanted) -> Standing:
    """Read what decides, each repository once; raise Refused(NOT_FOUND) if a host or schedule is missing."""
    if alone(wanted.event_type, wanted.hosts):
        return await situation(uow, world, wanted)
    return await team_situation(uow, world, wanted)


def free(found: Standing, within: Interval) -> tuple[Interval, ...]:
    """Return the slots that can be booked and start in a stretch of time."""
    return free_slots(found, within) if isinstance(found, Situation) else free_team_slots(found, within)


def obstacles(found: Standing, start: datetime) -> tuple[Obstacle, ...]:
    """Return what stands in the way of exactly this start; empty if it is free."""
    first = situations(found)[0]
    if start > first.now + FURTHEST:
        facts = {"last": last_day(first), "window_days": first.limits.window_days}
        return (Obstacle(cause=Cause.TOO_FAR, facts=facts),)
    return why_not(found, start) if isinstance(found, Situation) else team_why_not(found, start)


def bookable(found: Standing) -> Interval:
    """Return the stretch in which one can book at all."""
    return horizon(found) if isinstance(found, Situation) else team_horizon(found)


def situations(found: Standing) -> tuple[Situation, ...]:
    """Return what stands around the time for each host."""
    return (found,) if isinstance(found, Situation) else found.hosts


def require_free(found: Standing, start: datetime) -> None:
    """Refuse a start that is not free, with what stands in the way first.

    The refusal's facts are the start, what anybody may know of the first obstacle, and all `obstacles`, which are for
    the host's eyes only.
    """
    if any(each.start == start for each in free(found, one_start(start))):
        return
    in_the_way = obstacles(found, start)
    raise refusal(in_the_way, start) if in_the_way else Refused(Code.TAKEN, start=start)


def refusal(obstacles: Sequence[Obstacle], start: datetime) -> Refused:
    """Return the refusal that the first of several obstacles makes."""
    first = obstacles[0]
    facts = {name: first.facts[name] for name in _OPEN if name in first.facts}
    return Refused(Code(first.cause.value), **facts, start=start, obstacles=tuple(obstacles))


# -- one host --------------------------------------------------------------------------------------


async def situation(uow: UnitOfWork, world: World, wanted: Wanted) -> Situation:
    """Read what decides for the event type's own host; raise Refused(NOT_FOUND)."""
    known = wanted.known or await _read(uow, wanted.event_type)
    bare = _bare(world.clock.now(), wanted, known.host, known.schedule)
    around = _around(wanted.within, bare)
    found = replace(
        bare,
        time_off=tuple(await uow.availability.time_off(bare.host.id, around)),
        bookings=tuple(await uow.bookings.of_host(bare.host.id, around, COUNTING)),
        holds=tuple(await uow.bookings.holds(bare.host.id, around, bare.now)),
        loads=tuple(await _loads(uow, (bare,), around)),
    )
    seen = await uow.calendars.seen((bare.host.id,), around)
    return with_seen(found, seen.get(bare.host.id))


async def _read(uow: UnitOfWork, event_type: EventType) -> Known:
    host = await host_of(uow, event_type.host_id)
    schedule = pick_schedule(await uow.availability.schedules(host.id), event_type.schedule_id)
    return Known(host=host, event_type=event_type, schedule=schedule)


def _bare(now: datetime, wanted: Wanted, host: Host, schedule: Schedule) -> Situation:
    """Return what is known before anything is read that lies on the time line."""
    caps = {each.host_id: each.daily_limit for each in wanted.event_type.assignments}
    return Situation(
        now=now,
        host=host,
        event_type=_reopened(wanted),
        length=wanted.length,
        schedule=schedule,
        owner=wanted.owner,
        moving=wanted.moving,
        seats=wanted.seats,
        daily_cap=caps.get(host.id),
    )


def _reopened(wanted: Wanted) -> EventType:
    """A one-time link is closed by its booking, which can still be moved."""
    event_type = wanted.event_type
    moved = wanted.moving is not None and event_type.single_use
    return replace(event_type, active=True) if moved else event_type


# -- several hosts ---------------------------------------------------------------------------------


async def team_situation(uow: UnitOfWork, world: World, wanted: Wanted) -> TeamSituation:
    """Read what decides for every host who may take part, in one round trip for each kind of thing.

    Raise Refused(NOT_FOUND) if none of them exists any more.
    """
    bare = await _team(uow, world.clock.now(), wanted)
    ids = [each.host.id for each in bare]
    around = _around(wanted.within, *bare)
    time_off = await uow.availability.time_off_of(ids, around)
    bookings = await uow.bookings.of_hosts(ids, around, COUNTING)
    holds = await uow.bookings.holds_of(ids, around, bare[0].now)
    loads = await _loads(uow, bare, around)
    seen = await uow.calendars.seen(ids, around)
    hosts = (
        replace(
            each,
            time_off=tuple(time_off.get(each.host.id, ())),
            bookings=tuple(b for b in bookings if each.host.id in b.host_ids),
            holds=tuple(h for h in holds if each.host.id in h.host_ids),
            loads=tuple(load for load in loads if load.host_id == each.host.id),
        )
        for each in bare
    )
    return TeamSituation(hosts=tuple(with_seen(each, seen.get(each.host.id)) for each in hosts))


async def _team(uow: UnitOfWork, now: datetime, wanted: Wanted) -> tuple[Situation, ...]:
    event_type = pinned(wanted.event_type, wanted.hosts) if wanted.hosts else wanted.event_type
    hosts = present(event_type, await uow.people.hosts([each.host_id for each in event_type.assignments]))
    there(hosts or None, "host")
    wanted = replace(wanted, event_type=with_shared_buffers(event_type, hosts, wanted.length))
    schedules = await uow.availability.schedules_of([each.id for each in hosts])
    return tuple(_bare(now, wanted, each, _schedule(schedules, each, event_type)) for each in hosts)


def _schedule(schedules: Mapping[UUID, Sequence[Schedule]], host: Host, event_type: EventType) -> Schedule:
    """Return the event type's schedule if it is the host's own, else their default one."""
    theirs = schedules.get(host.id, ())
    own = next((each for each in theirs if each.id == event_type.schedule_id), None)
    return own or pick_schedule(theirs, None)


# -- how much is read ------------------------------------------------------------------------------


def _around(within: Interval, *bare: Situation) -> Interval:
    """Widen what is asked for by `REACH`, but read nothing that lies past or, in a search, beyond what can be booked.

    One exact start may lie beyond: it may have been agreed when more could be booked.
    """
    now = bare[0].now
    last = max(horizon(each).end for each in bare) + REACH
    if within.length <= timedelta(minutes=1):
        last = max(last, now + FURTHEST)
    start = min(max(within.start, now), last)
    end = max(start, min(within.end, last))
    return Interval(start - REACH, end + REACH)


async def _loads(uow: UnitOfWork, bare: Sequence[Situation], around: Interval) -> Sequence[Load]:
    """Read what limits beyond a day count, if there are any: whole weeks, months and years around."""
    periods = [PERIODS[cap.per] for each in bare for cap in each.limits.caps if cap.per in PERIODS]
    if not periods:
        return ()
    whole = Interval(around.start - max(periods), around.end + max(periods))
    return await uow.bookings.loads([each.host.id for each in bare], whole)
