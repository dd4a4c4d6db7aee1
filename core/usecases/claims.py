"""Taking a time: the hosts are chosen and locked, all that decides is read under the lock, and only then it is written."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from core.booking import Booking, session_of
from core.calendars import Unread
from core.errors import Code, Refused
from core.event_types import Mode, Price
from core.interval import Interval
from core.ports import UnitOfWork, World
from core.situation import Situation
from core.team_slots import free_hosts
from core.usecases.situations import Wanted, require_free, situations, standing, team_situation
from core.usecases.team_choice import Party, choose_party
from core.zones import local, local_date

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """A time that is free for these hosts, and stays so: nobody else writes claims of theirs before this unit ends."""

    slot: Interval
    situations: tuple[Situation, ...]
    """Of each host who takes part, its own host first."""
    chosen: Mapping[str, Any] = field(default_factory=dict)
    """Why these hosts, as `Booking.chosen` keeps it."""

    @property
    def first(self) -> Situation:
        """What stands around the time for its own host, whose limits and schedule count."""
        return self.situations[0]

    @property
    def host_id(self) -> UUID:
        """Its own host."""
        return self.first.host.id

    @property
    def co_hosts(self) -> tuple[UUID, ...]:
        """The further hosts who take part."""
        return tuple(each.host.id for each in self.situations[1:])

    @property
    def unread(self) -> tuple[Unread, ...]:
        """Calendars that could not be read, of hosts who want to be asked then."""
        return tuple(each for situation in self.situations for each in situation.unread)

    @property
    def session(self) -> UUID | None:
        """The class it belongs to, if its event type has more than one seat."""
        return session_of(self.first.event_type, self.slot)

    @property
    def zone(self) -> str:
        """The IANA zone in which its local time is meant: its own host's on that date."""
        schedule = self.first.schedule
        return schedule.zone_on(local_date(self.slot.start, schedule.zone))

    @property
    def meant(self) -> datetime:
        """Its start by the wall clock of that zone, naive."""
        return local(self.slot.start, self.zone).replace(tzinfo=None)

    def price(self, seats: int) -> Price | None:
        """Return what so many seats cost; None if it is free."""
        one = self.first.event_type.price(self.slot.minutes)
        return one and replace(one, amount=one.amount * seats)


async def claim(uow: UnitOfWork, world: World, wanted: Wanted, write: Callable[[Cleared], Awaitable[T]]) -> T:
    """Have `write` claim exactly the start that is wanted, for hosts who are free then; return what it returned.

    Where the event type chooses among hosts, the next are tried if the database finds those taken meanwhile. Raise
    Refused with what stands in the way, or TAKEN if nobody is left.
    """
    if wanted.hosts or wanted.event_type.mode is not Mode.ROUND_ROBIN:
        return await write(await _cleared(uow, world, wanted))
    return await _claim_with_any(uow, world, wanted, write)


async def _cleared(uow: UnitOfWork, world: World, wanted: Wanted) -> Cleared:
    """Lock the hosts who must take part, then see whether the time is free for all of them."""
    event_type = wanted.event_type
    required = sorted(event_type.assignments, key=lambda each: not each.required)
    together = (
        [each.host_id for each in required] if event_type.mode is Mode.COLLECTIVE else [event_type.host_id]
    )
    hosts = wanted.hosts or tuple(together)
    await uow.bookings.lock(hosts)
    found = await standing(uow, world, wanted)
    require_free(found, wanted.within.start)
    by_host = {each.host.id: each for each in situations(found)}
    return Cleared(slot=_slot(wanted), situations=tuple(by_host[each] for each in hosts))


async def _claim_with_any(
    uow: UnitOfWork, world: World, wanted: Wanted, write: Callable[[Cleared], Awaitable[T]]
) -> T:
    tried: set[tuple[UUID, ...]] = set()
    while True:
        team = await team_situation(uow, world, wanted)
        require_free(team, wanted.within.start)
        party = await choose_party(uow, team, _slot(wanted))
        if party.hosts in tried:
            raise Refused(Code.TAKEN, start=wanted.within.start)
        tried.add(party.hosts)
        try:
            async with uow.attempt():
                return await write(await _confirmed(uow, world, wanted, party))
        except Refused as refused:
            if refused.refusal.code is not Code.TAKEN:
                raise


async def _confirmed(uow: UnitOfWork, world: World, wanted: Wanted, party: Party) -> Cleared:
    """Lock those who were chosen, and read again what decides for them; raise Refused(TAKEN) if one is not free now.

    Their meeting lies on the grid of the whole event type, which need not be their own.
    """
    await uow.bookings.lock(party.hosts)
    team = await team_situation(uow, world, replace(wanted, hosts=party.hosts))
    if not free_hosts(team, wanted.within.start).issuperset(party.hosts):
        raise Refused(Code.TAKEN, start=wanted.within.start)
    return Cleared(slot=_slot(wanted), situations=team.hosts, chosen=party.chosen)


def _slot(wanted: Wanted) -> Interval:
    return Interval.of(wanted.within.start, wanted.length)


def placed(before: Booking, after: Booking, cleared: Cleared) -> Booking:
    """Return a booking, as a step leaves it, at the time that was cleared for it, with all that depends on the time."""
    slot, limits = cleared.slot, cleared.first.limits
    same = slot.minutes == before.slot.minutes
    return replace(
        after,
        slot=slot,
        session=cleared.session,
        zone=cleared.zone,
        meant=cleared.meant,
        buffer_before=limits.buffer_before,
        buffer_after=limits.buffer_after,
        price=before.price if same else cleared.price(before.seats),
    )
