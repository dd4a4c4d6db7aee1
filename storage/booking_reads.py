"""Bookings as they are found in the database, for each host who takes part."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import bindparam as value

from core.booking import Booking, Status
from core.interval import Interval
from core.ports import Share
from core.situation import Load
from storage.booking_rows import booking_of, load_of
from storage.dialects import among
from storage.tables import ACTIVE, booking, co_host
from storage.transaction import Repository
from storage.types import Words

BEFORE_ALL = UUID(int=0)
_ACTIVE = sa.text(f"booking.{ACTIVE}")
_COUNTING = sa.text("booking.status IN ('pending', 'pending_payment', 'confirmed', 'completed', 'no_show')")
_SHARED_OUT = sa.text("booking.status IN ('pending', 'pending_payment', 'confirmed', 'completed')")
_BY_START = (booking.c.starts, booking.c.id)
_TAKES_PART = booking.join(co_host, co_host.c.booking_id == booking.c.id)

BOOKING = sa.select(booking).where(booking.c.id == value("id"))
BY_REQUEST = sa.select(booking).where(booking.c.request_id == value("request_id"))
_OWN = sa.select(booking).where(
    among(booking.c.host_id, "host_ids"), booking.c.ends > value("since"), booking.c.starts < value("until")
)
_JOINED = sa.select(booking).where(
    booking.c.id.in_(
        sa.select(co_host.c.booking_id).where(
            among(co_host.c.host_id, "host_ids"),
            co_host.c.ends > value("since"),
            co_host.c.starts < value("until"),
        )
    ),
    ~among(booking.c.host_id, "host_ids"),  # those are found as their own host's
)
_COUNTED = (booking.c.event_type_id, booking.c.starts, booking.c.ends, booking.c.session)
_OWN_LOADS = sa.select(booking.c.id, booking.c.host_id, *_COUNTED).where(
    among(booking.c.host_id, "host_ids"),
    _COUNTING,
    booking.c.starts >= value("since"),
    booking.c.starts < value("until"),
)
_JOINED_LOADS = (
    sa.select(booking.c.id, co_host.c.host_id, *_COUNTED)
    .select_from(_TAKES_PART)
    .where(
        among(co_host.c.host_id, "host_ids"),
        _COUNTING,
        co_host.c.ends > value("since"),  # says nothing new, but is what the index is sorted by
        co_host.c.starts >= value("since"),
        co_host.c.starts < value("until"),
    )
)
LOADS = sa.union_all(_OWN_LOADS, _JOINED_LOADS).order_by("starts", "id", "host_id")
_MADE = (
    _SHARED_OUT,
    booking.c.event_type_id == value("event_type_id"),
    booking.c.created_at >= value("since"),
)
_SHARES = sa.union_all(
    sa.select(booking.c.host_id, booking.c.created_at).where(*_MADE, among(booking.c.host_id, "host_ids")),
    sa.select(co_host.c.host_id, booking.c.created_at)
    .select_from(_TAKES_PART)
    .where(*_MADE, among(co_host.c.host_id, "host_ids")),
).subquery()
SHARES = sa.select(
    _SHARES.c.host_id, sa.func.count().label("made"), sa.func.max(_SHARES.c.created_at).label("last")
).group_by(_SHARES.c.host_id)
OF_SERIES = sa.select(booking).where(booking.c.series_id == value("series_id")).order_by(*_BY_START)
OF_SESSION = (
    sa.select(booking)
    .where(booking.c.session == value("session"), _ACTIVE)
    .order_by(booking.c.created_at, booking.c.id)
)
ACTIVE_AFTER = (
    sa.select(booking)
    .where(booking.c.id > value("after"), _ACTIVE, booking.c.starts > value("now"))
    .order_by(booking.c.id)
    .limit(value("count"))
)
OF_PERSON = (
    sa.select(booking)
    .where(booking.c.person_id == value("person_id"), _ACTIVE, booking.c.ends > value("after"))
    .order_by(*_BY_START)
)
OF_EMAIL = (
    sa.select(sa.func.count(sa.distinct(sa.func.coalesce(booking.c.series_id, booking.c.id))))
    .select_from(booking)
    .where(booking.c.invitee_email_key == value("email"), booking.c.created_at >= value("since"))
)
ENDED = (
    sa.select(booking)
    .where(sa.text("booking.status = 'confirmed'"), booking.c.ends < value("before"))
    .order_by(booking.c.ends, booking.c.id)
    .limit(value("count"))
)


class BookingReads(Repository):
    """The part of `core.ports.Bookings` that looks for bookings."""

    async def booking(self, booking_id: UUID) -> Booking | None:
        """Return one."""
        found = await self._transaction.row(BOOKING, id=booking_id)
        return booking_of(found) if found else None

    async def by_request(self, request_id: str) -> Booking | None:
        """Return the booking that a request has already made."""
        found = await self._transaction.row(BY_REQUEST, request_id=request_id)
        return booking_of(found) if found else None

    async def of_host(
        self, host_id: UUID, within: Interval, statuses: frozenset[Status]
    ) -> Sequence[Booking]:
        """Return the bookings that touch `within` in which a host takes part, by start."""
        return await self.of_hosts((host_id,), within, statuses)

    async def of_hosts(
        self, host_ids: Sequence[UUID], within: Interval, statuses: frozenset[Status]
    ) -> Sequence[Booking]:
        """Return the bookings that touch `within` in which any of the hosts takes part, by start, each once."""
        return await self._found(_of_hosts(statuses), host_ids=host_ids, since=within.start, until=within.end)

    async def loads(self, host_ids: Sequence[UUID], within: Interval) -> Sequence[Load]:
        """Return the bookings that start in `within` and stand or were held, by start, one load for each of the hosts who take part."""
        values = {"host_ids": host_ids, "since": within.start, "until": within.end}
        return [load_of(row) for row in await self._transaction.rows(LOADS, **values)]

    async def shares(
        self, event_type_id: UUID, host_ids: Sequence[UUID], since: datetime
    ) -> Mapping[UUID, Share]:
        """Return for each host how many active or completed bookings of an event type were made since an instant, and when the last of them was."""
        values = {"event_type_id": event_type_id, "host_ids": host_ids, "since": since}
        found = {
            row.host_id: Share(count=row.made, last=row.last)
            for row in await self._transaction.rows(SHARES, **values)
        }
        return {each: found.get(each, Share()) for each in host_ids}

    async def of_series(self, series_id: UUID) -> Sequence[Booking]:
        """Return the bookings of a series, of any status, by start."""
        return await self._found(OF_SERIES, series_id=series_id)

    async def of_session(self, session: UUID) -> Sequence[Booking]:
        """Return the active bookings of a class, by when they were made."""
        return await self._found(OF_SESSION, session=session)

    async def active_after(self, now: datetime, after: UUID | None, limit: int) -> Sequence[Booking]:
        """Return active bookings that start after an instant, by id, beginning after an id."""
        return await self._found(ACTIVE_AFTER, now=now, after=after or BEFORE_ALL, count=limit)

    async def of_person(self, person_id: UUID, after: datetime) -> Sequence[Booking]:
        """Return a person's active bookings as invitee that end after `after`, by start."""
        return await self._found(OF_PERSON, person_id=person_id, after=after)

    async def of_email(self, email: str, since: datetime) -> int:
        """Count the bookings, of any status, made with an e-mail address since an instant; a series counts once."""
        return int(await self._transaction.value(OF_EMAIL, email=email.lower(), since=since))

    async def ended(self, before: datetime, limit: int) -> Sequence[Booking]:
        """Return confirmed bookings that ended before an instant, oldest first."""
        return await self._found(ENDED, before=before, count=limit)

    async def _found(self, statement: sa.Executable, **values: Any) -> list[Booking]:
        return [booking_of(row) for row in await self._transaction.rows(statement, **values)]


@cache
def _of_hosts(statuses: frozenset[Status]) -> sa.CompoundSelect[Any]:
    # Few sets of statuses are ever asked for, and a statement without lists is compiled only once.
    each = [sa.literal(status.value, Words) for status in sorted(statuses)]
    wanted = booking.c.status.in_(each) if each else sa.false()
    return sa.union_all(_OWN.where(wanted), _JOINED.where(wanted)).order_by("starts", "id")
