"""Bookings and holds in the database, each active one with its claims on the hosts' time."""

from dataclasses import replace
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import bindparam as value
from sqlalchemy.dialects.postgresql import insert  # SQLite renders its ON CONFLICT just the same

from core.booking import Booking
from core.errors import ConflictError
from storage.booking_reads import BookingReads
from storage.booking_rows import booking_values, co_host_values
from storage.dialects import among
from storage.holds import Holds
from storage.tables import booking, claim, co_host

ADD = sa.insert(booking)
SAVE = (
    sa.update(booking)
    .where(booking.c.id == value("row"), booking.c.version == value("seen"))
    .returning(
        sa.or_(
            sa.exists().where(claim.c.id == value("row"), ~among(claim.c.host_id, "host_ids")),
            sa.exists().where(co_host.c.booking_id == value("row"), ~among(co_host.c.host_id, "co_host_ids")),
        ).label("parted")
    )
)
"""Says whether somebody took part who does not any more."""
_NEW = insert(co_host)
JOIN = _NEW.on_conflict_do_update(
    index_elements=["booking_id", "host_id"],
    set_={"starts": _NEW.excluded.starts, "ends": _NEW.excluded.ends},
)
LEAVE = sa.delete(co_host).where(co_host.c.booking_id == value("id"))


class Bookings(BookingReads, Holds):
    """Implements `core.ports.Bookings`."""

    async def add(self, booking: Booking) -> None:
        """Insert it with its claims; raise Refused(TAKEN), or ConflictError if its request has booked."""
        if booking.active:
            await self._clear_way(booking.host_ids, booking.updated_at)
        await self._transaction.run(ADD, **booking_values(booking))
        await self._take_part(booking)

    async def save(self, booking: Booking) -> Booking:
        """Update it and its claims; raise Refused(TAKEN) or ConflictError. Return it with its new version."""
        saved = replace(booking, version=booking.version + 1)
        if booking.active:
            await self._clear_way(booking.host_ids, booking.updated_at)
        values = {"row": booking.id, "seen": booking.version, "host_ids": booking.host_ids}
        was = await self._transaction.row(
            SAVE, **values, co_host_ids=booking.co_hosts, **booking_values(saved)
        )
        if was is None:
            raise ConflictError("booking")
        if was.parted:
            await self._leave(booking.id)
        elif not booking.active:
            await self._let_go(booking.id)
        await self._take_part(saved)
        return saved

    async def _take_part(self, booking: Booking) -> None:
        await self._transaction.each(JOIN, co_host_values(booking))
        if booking.active:
            await self._claim(booking)

    async def _leave(self, booking_id: UUID) -> None:
        """Let everybody go, so that those who stay can take part anew."""
        await self._let_go(booking_id)
        await self._transaction.run(LEAVE, id=booking_id)
