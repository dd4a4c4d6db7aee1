"""Bookings and holds in the database, each active one with its claim on the host's time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import bindparam as value
from sqlalchemy.dialects.postgresql import insert  # SQLite renders its ON CONFLICT just the same

from core.booking import Booking, Hold, Status
from core.errors import ConflictError
from core.interval import Interval
from storage.booking_rows import booking_of, booking_values, hold_of, hold_values
from storage.tables import ACTIVE, booking, claim, hold, host
from storage.transaction import Transaction
from storage.types import Words

_ACTIVE = sa.text(f"booking.{ACTIVE}")
_BY_START = (booking.c.starts, booking.c.id)

BOOKING = sa.select(booking).where(booking.c.id == value("id"))
BY_REQUEST = sa.select(booking).where(booking.c.request_id == value("request_id"))
_OF_HOST = (
    sa.select(booking)
    .where(
        booking.c.host_id == value("host_id"),
        booking.c.ends > value("since"),
        booking.c.starts < value("until"),
    )
    .order_by(*_BY_START)
)
OF_PERSON = (
    sa.select(booking)
    .where(booking.c.person_id == value("person_id"), _ACTIVE, booking.c.ends > value("after"))
    .order_by(*_BY_START)
)
OF_EMAIL = (
    sa.select(sa.func.count())
    .select_from(booking)
    .where(booking.c.invitee_email_key == value("email"), booking.c.created_at >= value("since"))
)
STARTS_ON = (
    sa.select(sa.func.count())
    .select_from(booking)
    .where(
        booking.c.host_id == value("host_id"),
        _ACTIVE,
        booking.c.starts >= value("since"),
        booking.c.starts < value("until"),
    )
)
ENDED = (
    sa.select(booking)
    .where(sa.text("booking.status = 'confirmed'"), booking.c.ends < value("before"))
    .order_by(booking.c.ends, booking.c.id)
    .limit(value("count"))
)
ADD = sa.insert(booking)
SAVE = sa.update(booking).where(booking.c.id == value("row"), booking.c.version == value("seen"))

HOLDS = (
    sa.select(hold)
    .where(
        hold.c.host_id == value("host_id"),
        hold.c.expires_at > value("now"),
        hold.c.ends > value("since"),
        hold.c.starts < value("until"),
    )
    .order_by(hold.c.starts, hold.c.id)
)
HOLDS_OF = (
    sa.select(hold)
    .where(hold.c.owner == value("owner"), hold.c.expires_at > value("now"))
    .order_by(hold.c.starts, hold.c.id)
)
ADD_HOLD = sa.insert(hold)
DROP_HOLDS = sa.delete(hold).where(hold.c.owner == value("owner"))
DROP_EXPIRED = sa.delete(hold).where(hold.c.expires_at <= value("now"))

# Those who claim a host's time queue at the host's row: two inserts that wait for each other inside the exclusion
# constraint would be a deadlock. The lock does not hinder references to the host.
_QUEUE = (
    sa.select(host.c.id).where(host.c.id == value("host_id")).with_for_update(key_share=True).cte("queue")
)
CLEAR_WAY = sa.delete(hold).where(
    hold.c.host_id.in_(sa.select(_QUEUE.c.id)),
    sa.or_(hold.c.expires_at <= value("now"), hold.c.owner == value("owner")),
)
_NEW = insert(claim)
CLAIM = _NEW.on_conflict_do_update(
    index_elements=["id"], set_={"starts": _NEW.excluded.starts, "ends": _NEW.excluded.ends}
)
LET_GO = sa.delete(claim).where(claim.c.id == value("id"))


class Bookings:
    """Implements `core.ports.Bookings`."""

    def __init__(self, transaction: Transaction) -> None:
        """Work inside a transaction."""
        self._transaction = transaction

    async def booking(self, booking_id: UUID) -> Booking | None:
        """Return one."""
        found = await self._transaction.row(BOOKING, id=booking_id)
        return booking_of(found) if found else None

    async def by_request(self, request_id: str) -> Booking | None:
        """Return the booking that a request has already made."""
        found = await self._transaction.row(BY_REQUEST, request_id=request_id)
        return booking_of(found) if found else None

    async def add(self, booking: Booking) -> None:
        """Insert it with its claim; raise Refused(TAKEN), or ConflictError if its request has booked."""
        await self._transaction.run(ADD, **booking_values(booking))
        await self._claim(booking)

    async def save(self, booking: Booking) -> Booking:
        """Update it and its claim; raise Refused(TAKEN) or ConflictError. Return it with its new version."""
        saved = replace(booking, version=booking.version + 1)
        values = booking_values(saved)
        if not await self._transaction.run(SAVE, row=booking.id, seen=booking.version, **values):
            raise ConflictError("booking")
        await self._claim(saved)
        return saved

    async def of_host(
        self, host_id: UUID, within: Interval, statuses: frozenset[Status]
    ) -> Sequence[Booking]:
        """Return a host's bookings that touch `within`, by start."""
        found = await self._transaction.rows(
            _of_host(statuses), host_id=host_id, since=within.start, until=within.end
        )
        return [booking_of(row) for row in found]

    async def of_person(self, person_id: UUID, after: datetime) -> Sequence[Booking]:
        """Return a person's active bookings as invitee that end after `after`, by start."""
        found = await self._transaction.rows(OF_PERSON, person_id=person_id, after=after)
        return [booking_of(row) for row in found]

    async def of_email(self, email: str, since: datetime) -> int:
        """Count the bookings, of any status, made with an e-mail address since an instant."""
        return int(await self._transaction.value(OF_EMAIL, email=email.lower(), since=since))

    async def starts_on(self, host_id: UUID, during: Interval) -> int:
        """Count the host's active bookings that start in `during`."""
        values = {"host_id": host_id, "since": during.start, "until": during.end}
        return int(await self._transaction.value(STARTS_ON, **values))

    async def ended(self, before: datetime, limit: int) -> Sequence[Booking]:
        """Return confirmed bookings that ended before an instant, oldest first."""
        found = await self._transaction.rows(ENDED, before=before, count=limit)
        return [booking_of(row) for row in found]

    async def holds(self, host_id: UUID, within: Interval, now: datetime) -> Sequence[Hold]:
        """Return a host's holds that touch `within` and have not expired, by start."""
        found = await self._transaction.rows(
            HOLDS, host_id=host_id, since=within.start, until=within.end, now=now
        )
        return [hold_of(row) for row in found]

    async def hold_of(self, owner: str, now: datetime) -> Sequence[Hold]:
        """Return the holds of an owner that have not expired, by start."""
        return [hold_of(row) for row in await self._transaction.rows(HOLDS_OF, owner=owner, now=now)]

    async def add_hold(self, hold: Hold, now: datetime) -> None:
        """Insert a hold with its claim, after clearing the owner's earlier one and expired ones; raise Refused(TAKEN)."""
        await self._clear_way(hold.host_id, now, hold.owner)
        await self._transaction.run(ADD_HOLD, **hold_values(hold))
        await self._transaction.run(
            CLAIM,
            id=hold.id,
            host_id=hold.host_id,
            subject=hold.moving or hold.id,
            kind="hold",
            hold_id=hold.id,
            starts=hold.claim.start,
            ends=hold.claim.end,
            expires_at=hold.expires_at,
        )

    async def drop_holds(self, owner: str) -> int:
        """Release all holds of an owner; return how many there were."""
        return await self._transaction.run(DROP_HOLDS, owner=owner)

    async def drop_expired(self, now: datetime) -> int:
        """Release every expired hold; return how many there were."""
        return await self._transaction.run(DROP_EXPIRED, now=now)

    async def _claim(self, booking: Booking) -> None:
        if not booking.active:
            await self._transaction.run(LET_GO, id=booking.id)
            return
        await self._clear_way(booking.host_id, booking.updated_at, "")
        await self._transaction.run(CLAIM, **_claim_values(booking))

    async def _clear_way(self, host_id: UUID, now: datetime, owner: str) -> None:
        # Claims go with their holds (ON DELETE CASCADE).
        await self._transaction.run(CLEAR_WAY, host_id=host_id, now=now, owner=owner)


@cache
def _of_host(statuses: frozenset[Status]) -> sa.Select[Any]:
    # Few sets of statuses are ever asked for, and a statement without lists is compiled only once.
    each = [sa.literal(status.value, Words) for status in sorted(statuses)]
    return _OF_HOST.where(booking.c.status.in_(each) if each else sa.false())


def _claim_values(booking: Booking) -> dict[str, Any]:
    return {
        "id": booking.id,
        "host_id": booking.host_id,
        "subject": booking.id,
        "kind": "booking",
        "starts": booking.claim.start,
        "ends": booking.claim.end,
    }
