"""Everybody whom news of a booking concerns, with what is needed to reach them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from bot.ports import UnitOfWork
from core.booking import Booking
from core.event_types import EventType
from core.people import Host, Person


@dataclass(frozen=True, slots=True)
class Hosting:
    """A host who takes part, and the person they are."""

    host: Host
    person: Person | None

    @property
    def email(self) -> str | None:
        """Their e-mail if it was proved."""
        if self.host.email and self.host.email_verified:
            return self.host.email
        return self.person.email if self.person and self.person.email_verified else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """All sides of a booking."""

    hosting: tuple[Hosting, ...]
    """Its own host first, then those who take part."""
    questions: Mapping[str, str] = field(default_factory=dict)
    """Texts of the event type's questions by id, where any was answered."""
    acting: Host | None = None
    """The host who did it, where one did and it is known."""
    calendars: frozenset[UUID] = frozenset()
    """The hosts who take part, and the host that the invitee is, in whose calendars the booking is written."""
    owner_id: UUID | None = None
    """Whose event type it is, where several hosts share it: the invitee talks with them."""

    @property
    def host(self) -> Host:
        """The booking's own host."""
        return self.hosting[0].host

    def in_their_calendar(self, host: Host | None) -> bool:
        """Say whether a booking is written into the calendar of a host, or with None of the invitee, who is a host then."""
        if host:
            return host.id in self.calendars
        return bool(self.calendars - {each.host.id for each in self.hosting})


async def parties_of(uow: UnitOfWork, booking: Booking) -> Parties:
    """Read all sides of a booking; raise LookupError if its host is gone."""
    event_type = await _event_type(uow, booking)
    return Parties(
        hosting=await _hosting(uow, booking),
        questions={str(each.id): each.text for each in event_type.questions} if event_type else {},
        owner_id=event_type.host_id if event_type else booking.host_id,
    )


async def _hosting(uow: UnitOfWork, booking: Booking) -> tuple[Hosting, ...]:
    if booking.co_hosts:
        hosts = tuple(await uow.people.hosts(booking.host_ids))
    else:
        found = await uow.people.host(booking.host_id)
        hosts = (found,) if found else ()
    if not hosts or hosts[0].id != booking.host_id:
        raise LookupError(f"booking {booking.id} has no host")
    return tuple([Hosting(each, await uow.people.person(each.person_id)) for each in hosts])


async def _event_type(uow: UnitOfWork, booking: Booking) -> EventType | None:
    """Return the event type where more of it is needed than the booking says."""
    shared = booking.co_hosts or booking.chosen
    return await uow.event_types.event_type(booking.event_type_id) if shared or booking.answers else None
