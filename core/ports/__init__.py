"""What the use cases need from outside, as protocols. Storage and wiring implement them."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, Self
from uuid import UUID

from core.booking import Booking, Hold, Status
from core.effects import Change, Effect
from core.event_types import EventType
from core.hours import Schedule, TimeOff
from core.interval import Interval
from core.people import Host, Person
from core.ports.calendars import Calendars
from core.ports.many import Polls, Teams, Waitlist
from core.ports.signing import Codes, Credentials, Sessions
from core.situation import Load


class Clock(Protocol):
    """The one door to the time of day."""

    def now(self) -> datetime:
        """Return the current instant, UTC."""
        ...


class Chance(Protocol):
    """The one door to randomness."""

    def uuid(self) -> UUID:
        """Return a new unique id."""
        ...

    def digits(self, count: int) -> str:
        """Return that many unpredictable decimal digits."""
        ...

    def token(self) -> str:
        """Return an unpredictable URL-safe token of at least 128 bits."""
        ...

    def jitter(self) -> float:
        """Return a number from [0, 1)."""
        ...


class People(Protocol):
    """Persons and hosts. Every `save` compares `version` and raises ConflictError if the row moved on."""

    async def person(self, person_id: UUID) -> Person | None:
        """Return a person."""
        ...

    async def person_by_email(self, email: str) -> Person | None:
        """Return the person whose verified e-mail this is (compared in lower case)."""
        ...

    async def person_by_phone(self, phone: str) -> Person | None:
        """Return the person whose verified telephone number this is (E.164)."""
        ...

    async def lock_proof(self, address: str) -> None:
        """Wait until nobody else proves the same e-mail address or telephone number; they then wait for the end of this unit.

        Whoever looks after that for who proved it sees everybody: two who prove a new address at once do not become two people.
        """
        ...

    async def merge(self, gone: UUID, kept: UUID) -> None:
        """Give all that is one person's to another who turned out to be the same: bookings, waiting, rooms, talks, sessions. Hosts and credentials stay whose they are."""
        ...

    async def add_person(self, person: Person) -> None:
        """Insert a person."""
        ...

    async def save_person(self, person: Person) -> Person:
        """Update a person; return it with its new version."""
        ...

    async def host(self, host_id: UUID) -> Host | None:
        """Return a host that is not deleted."""
        ...

    async def hosts(self, host_ids: Sequence[UUID]) -> Sequence[Host]:
        """Return those of the hosts that are not deleted, in one round trip, in the order asked for."""
        ...

    async def host_of(self, person_id: UUID) -> Host | None:
        """Return the host that a person is, if they are one."""
        ...

    async def host_by_username(self, username: str) -> Host | None:
        """Return the host with that username."""
        ...

    async def add_host(self, host: Host) -> None:
        """Insert a host; raise Refused(NAME_TAKEN) if the username is in use."""
        ...

    async def save_host(self, host: Host) -> Host:
        """Update a host; raise Refused(NAME_TAKEN) if the username is in use."""
        ...


class Availability(Protocol):
    """Schedules and time off."""

    async def schedules(self, host_id: UUID) -> Sequence[Schedule]:
        """Return a host's schedules with their overrides, the default first."""
        ...

    async def schedules_of(self, host_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Schedule]]:
        """Return the schedules of many hosts by host, each list as `schedules` gives it, in one round trip."""
        ...

    async def time_off_of(
        self, host_ids: Sequence[UUID], within: Interval
    ) -> Mapping[UUID, Sequence[TimeOff]]:
        """Return the time off of many hosts that touches `within`, by host, in one round trip."""
        ...

    async def schedule(self, schedule_id: UUID) -> Schedule | None:
        """Return one schedule."""
        ...

    async def add_schedule(self, schedule: Schedule) -> None:
        """Insert a schedule with its overrides; raise Refused(NAME_TAKEN) if its code is in use."""
        ...

    async def save_schedule(self, schedule: Schedule) -> Schedule:
        """Update a schedule and replace its overrides; return it with its new version."""
        ...

    async def time_off(self, host_id: UUID, within: Interval) -> Sequence[TimeOff]:
        """Return the time off that touches `within`, sorted."""
        ...

    async def add_time_off(self, time_off: TimeOff) -> None:
        """Insert time off."""
        ...

    async def remove_time_off(self, time_off_id: UUID) -> None:
        """Remove (softly) time off; nothing happens if it is gone."""
        ...


class EventTypes(Protocol):
    """Event types with their questions."""

    async def of_host(self, host_id: UUID) -> Sequence[EventType]:
        """Return a host's event types that are not deleted, oldest first."""
        ...

    async def of_team(self, team_id: UUID) -> Sequence[EventType]:
        """Return a team's event types that are not deleted, oldest first."""
        ...

    async def event_type(self, event_type_id: UUID) -> EventType | None:
        """Return one, also if deleted (history needs its title)."""
        ...

    async def by_code(self, host_id: UUID, code: str) -> EventType | None:
        """Return the host's event type of that code, if not deleted."""
        ...

    async def add(self, event_type: EventType) -> None:
        """Insert one; raise Refused(NAME_TAKEN) if its code is in use."""
        ...

    async def save(self, event_type: EventType) -> EventType:
        """Update one and replace its questions; return it with its new version."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What round robin weighs of one host."""

    count: int = 0
    last: datetime | None = None
    """When they were last booked (not for when)."""


class Bookings(Protocol):
    """Bookings and holds; each that is active makes one claim on the host's time, judged by the database."""

    async def booking(self, booking_id: UUID) -> Booking | None:
        """Return one."""
        ...

    async def by_request(self, request_id: str) -> Booking | None:
        """Return the booking that a request has already made."""
        ...

    async def add(self, booking: Booking) -> None:
        """Insert it with its claim; raise Refused(TAKEN) if the database finds the host's time claimed."""
        ...

    async def save(self, booking: Booking) -> Booking:
        """Update it and its claim; raise Refused(TAKEN) or ConflictError. Return it with its new version."""
        ...

    async def of_host(
        self, host_id: UUID, within: Interval, statuses: frozenset[Status]
    ) -> Sequence[Booking]:
        """Return the bookings that touch `within` in which a host takes part, by start."""
        ...

    async def of_hosts(
        self, host_ids: Sequence[UUID], within: Interval, statuses: frozenset[Status]
    ) -> Sequence[Booking]:
        """Return the bookings that touch `within` in which any of the hosts takes part, by start, in one round trip."""
        ...

    async def loads(self, host_ids: Sequence[UUID], within: Interval) -> Sequence[Load]:
        """Return what counts towards limits: bookings that start in `within` and stand or were held, one load for each of the hosts."""
        ...

    async def shares(
        self, event_type_id: UUID, host_ids: Sequence[UUID], since: datetime
    ) -> Mapping[UUID, Share]:
        """Return for each host how many active or completed bookings of an event type were made since an instant, and when the last was."""
        ...

    async def of_series(self, series_id: UUID) -> Sequence[Booking]:
        """Return the bookings of a series, by start."""
        ...

    async def of_session(self, session: UUID) -> Sequence[Booking]:
        """Return the active bookings of a class, by when they were made."""
        ...

    async def lock(self, host_ids: Sequence[UUID]) -> None:
        """Wait until nobody else writes claims of these hosts; they then wait for the end of this unit.

        Locks are taken in the order of the ids, so that two who want several hosts never wait for each other.
        """
        ...

    async def lock_invitee(self, email: str | None, person_id: UUID | None) -> None:
        """Wait until nobody else books for the same e-mail address or person; they then wait for the end of this unit.

        Taken before any lock of hosts, so that two who want both never wait for each other.
        """
        ...

    async def active_after(self, now: datetime, after: UUID | None, limit: int) -> Sequence[Booking]:
        """Return active bookings that start after an instant, by id, beginning after an id."""
        ...

    async def of_person(self, person_id: UUID, after: datetime) -> Sequence[Booking]:
        """Return the active bookings that a person made as invitee and that end after `after`, by start."""
        ...

    async def of_email(self, email: str, since: datetime) -> int:
        """Count the bookings made with an e-mail address since an instant; a series counts once."""
        ...

    async def ended(self, before: datetime, limit: int) -> Sequence[Booking]:
        """Return confirmed bookings that ended before an instant, oldest first."""
        ...

    async def holds_of(self, host_ids: Sequence[UUID], within: Interval, now: datetime) -> Sequence[Hold]:
        """Return the unexpired holds that touch `within` and keep time of any of the hosts, in one round trip."""
        ...

    async def holds(self, host_id: UUID, within: Interval, now: datetime) -> Sequence[Hold]:
        """Return a host's holds that touch `within` and have not expired."""
        ...

    async def hold_of(self, owner: str, now: datetime) -> Sequence[Hold]:
        """Return the holds of an owner that have not expired."""
        ...

    async def add_hold(self, hold: Hold, now: datetime) -> None:
        """Insert a hold with its claim, after clearing expired ones; raise Refused(TAKEN)."""
        ...

    async def drop_holds(self, owner: str) -> int:
        """Release all holds of an owner; return how many there were."""
        ...

    async def drop_expired(self, now: datetime) -> int:
        """Release every expired hold; return how many there were."""
        ...


class Outbox(Protocol):
    """What has to happen in the world."""

    async def add(self, *effects: Effect) -> None:
        """Insert effects; one whose key exists already is left as it is."""
        ...

    async def withdraw(self, prefix: str) -> int:
        """Delete effects not yet carried out whose key begins so; return how many."""
        ...


class Audit(Protocol):
    """Who changed what, when, before and after."""

    async def add(self, *changes: Change) -> None:
        """Append changes."""
        ...

    async def last(self, actor: str, since: datetime) -> Change | None:
        """Return the actor's newest change since an instant that is not undone and is not itself an undo."""
        ...

    async def recent(self, host_id: UUID, limit: int) -> Sequence[Change]:
        """Return the newest changes of what belongs to a host, newest first."""
        ...

    async def mark_undone(self, change_id: UUID) -> None:
        """Remember that a change was undone."""
        ...


class UnitOfWork(Protocol):
    """One transaction. Leaving it rolls back unless `commit` was called."""

    @property
    def people(self) -> People: ...
    @property
    def availability(self) -> Availability: ...
    @property
    def event_types(self) -> EventTypes: ...
    @property
    def bookings(self) -> Bookings: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def codes(self) -> Codes: ...
    @property
    def teams(self) -> Teams: ...
    @property
    def waitlist(self) -> Waitlist: ...
    @property
    def polls(self) -> Polls: ...
    @property
    def calendars(self) -> Calendars: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def credentials(self) -> Credentials: ...

    def attempt(self) -> AbstractAsyncContextManager[None]:
        """Return a part of the transaction (a savepoint) that is rolled back by itself if it is left by `Refused`."""
        ...

    async def commit(self) -> None:
        """Keep what was done."""
        ...

    async def __aenter__(self) -> Self:
        """Begin."""
        ...

    async def __aexit__(self, *error: object) -> None:
        """Roll back what was not committed."""
        ...


class World(Protocol):
    """What every use case is handed: time, chance."""

    @property
    def clock(self) -> Clock: ...
    @property
    def chance(self) -> Chance: ...
