"""Claims on hosts' time: what makes the database the judge of double booking."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import bindparam as value
from sqlalchemy.dialects.postgresql import insert  # SQLite renders its ON CONFLICT just the same

from core.booking import Booking, Hold
from storage.booking_rows import claim_values
from storage.dialects import among, queue_at
from storage.tables import claim, hold, host
from storage.transaction import Repository

# Those who claim hosts' time queue at the hosts' rows, in the order of their ids: two inserts that wait for each other
# inside the exclusion constraint would be a deadlock, and so would two who take the same hosts the other way round.
# The lock does not hinder references to the host.
LOCK = (
    sa.select(host.c.id)
    .where(among(host.c.id, "host_ids"))
    .order_by(host.c.id)
    .with_for_update(key_share=True)
)
LOCK_INVITEE = sa.select(queue_at("one"), queue_at("other"))
_QUEUE = LOCK.cte("queue")
_EXPIRED = sa.select(claim.c.hold_id).where(
    among(claim.c.host_id, "host_ids"), claim.c.expires_at <= value("now")
)
_EARLIER = sa.select(hold.c.id).where(hold.c.owner == value("owner"), hold.c.host_id == value("host_id"))
CLEAR_WAY = sa.delete(hold).where(
    # Counted before anything else is looked at: everybody has queued by then.
    sa.select(sa.func.count()).select_from(_QUEUE).scalar_subquery() > 0,
    hold.c.id.in_(sa.union_all(_EXPIRED, _EARLIER)),
)
_NEW = insert(claim)
CLAIM = _NEW.on_conflict_do_update(
    index_elements=["id", "host_id"],
    set_={
        "subject": _NEW.excluded.subject,
        "starts": _NEW.excluded.starts,
        "ends": _NEW.excluded.ends,
    },
)
LET_GO = sa.delete(claim).where(claim.c.id == value("id"))


class Claims(Repository):
    """Takes hosts' time and lets it go."""

    async def lock(self, host_ids: Sequence[UUID]) -> None:
        """Wait until nobody else writes claims of these hosts; they then wait for the end of this unit.

        Locks are taken in the order of the ids. On SQLite a unit that writes is alone anyway.
        """
        await self._transaction.queue(LOCK, host_ids=host_ids)

    async def lock_invitee(self, email: str | None, person_id: UUID | None) -> None:
        """Wait until nobody else books for the same e-mail address or person; they then wait for the end of this unit."""
        keys = [f"email:{email.strip().lower()}"] if email else []
        keys += [f"person:{person_id}"] if person_id else []
        if keys:
            await self._transaction.queue(LOCK_INVITEE, one=keys[0], other=keys[-1])

    async def _clear_way(self, host_ids: Sequence[UUID], now: datetime, owner: str = "") -> None:
        """Lock hosts, and drop expired holds of their time and the hold of an owner with the first of them."""
        # Claims go with their holds (ON DELETE CASCADE).
        await self._transaction.run(CLEAR_WAY, host_ids=host_ids, host_id=host_ids[0], now=now, owner=owner)

    async def _claim(self, taking: Booking | Hold) -> None:
        """Claim the time of each host; raise Refused(TAKEN)."""
        await self._transaction.each(CLAIM, claim_values(taking))

    async def _let_go(self, taking: UUID) -> None:
        """Let go of all that a booking or hold claims."""
        await self._transaction.run(LET_GO, id=taking)
