"""Holds in the database, each with its claims on the hosts' time."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import bindparam as value

from core.booking import Hold
from core.interval import Interval
from storage.booking_rows import hold_of, hold_values
from storage.claims import Claims
from storage.dialects import among
from storage.tables import claim, hold

_BY_START = (hold.c.starts, hold.c.id)
_KEPT = sa.select(claim.c.hold_id).where(
    among(claim.c.host_id, "host_ids"), claim.c.expires_at > value("now")
)
HOLDS = (
    sa.select(hold)
    .where(hold.c.id.in_(_KEPT), hold.c.ends > value("since"), hold.c.starts < value("until"))
    .order_by(*_BY_START)
)
HOLDS_OF = (
    sa.select(hold)
    .where(hold.c.owner == value("owner"), hold.c.expires_at > value("now"))
    .order_by(*_BY_START)
)
ADD_HOLD = sa.insert(hold)
DROP_HOLDS = sa.delete(hold).where(hold.c.owner == value("owner"))
DROP_EXPIRED = sa.delete(hold).where(hold.c.expires_at <= value("now"))


class Holds(Claims):
    """The part of `core.ports.Bookings` that is about holds."""

    async def holds(self, host_id: UUID, within: Interval, now: datetime) -> Sequence[Hold]:
        """Return the holds of a host's time that touch `within` and have not expired, by start."""
        return await self.holds_of((host_id,), within, now)

    async def holds_of(self, host_ids: Sequence[UUID], within: Interval, now: datetime) -> Sequence[Hold]:
        """Return the holds that touch `within`, keep time of any of the hosts and have not expired, by start."""
        found = await self._transaction.rows(
            HOLDS, host_ids=host_ids, since=within.start, until=within.end, now=now
        )
        return [hold_of(row) for row in found]

    async def hold_of(self, owner: str, now: datetime) -> Sequence[Hold]:
        """Return the holds of an owner that have not expired, by start."""
        return [hold_of(row) for row in await self._transaction.rows(HOLDS_OF, owner=owner, now=now)]

    async def add_hold(self, hold: Hold, now: datetime) -> None:
        """Insert a hold with its claims, after clearing the owner's earlier one and expired ones; raise Refused(TAKEN)."""
        await self._clear_way(hold.host_ids, now, hold.owner)
        await self._transaction.run(ADD_HOLD, **hold_values(hold))
        await self._claim(hold)

    async def drop_holds(self, owner: str) -> int:
        """Release all holds of an owner; return how many there were."""
        return await self._transaction.run(DROP_HOLDS, owner=owner)

    async def drop_expired(self, now: datetime) -> int:
        """Release every expired hold; return how many there were."""
        return await self._transaction.run(DROP_EXPIRED, now=now)
