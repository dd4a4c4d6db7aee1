"""One-time codes that join rooms, in the database: only their digests."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import bindparam as value

from bot.messages import Address
from bot.ports import Voucher
from bot.reach import Purpose
from storage.tables import voucher
from storage.transaction import Transaction

ADD = sa.insert(voucher)
GET = sa.select(voucher).where(voucher.c.digest == value("of"))
_OPEN = (voucher.c.used_at.is_(None), voucher.c.expires_at > value("now"))
USE = sa.update(voucher).where(voucher.c.digest == value("of"), *_OPEN).values(used_at=value("now"))
REVOKE = sa.update(voucher).where(voucher.c.person_id == value("of"), *_OPEN).values(used_at=value("now"))
DISCARD = sa.delete(voucher).where(voucher.c.expires_at < value("before"))


class Vouchers:
    """Implements `bot.ports.Vouchers`."""

    def __init__(self, transaction: Transaction) -> None:
        """Work inside a transaction."""
        self._transaction = transaction

    async def add(self, voucher: Voucher) -> None:
        """Keep a voucher."""
        await self._transaction.run(
            ADD,
            digest=voucher.digest,
            person_id=voucher.person_id,
            purpose=voucher.purpose.value,
            address=voucher.address.key,
            bound=voucher.bound,
            expires_at=voucher.expires_at,
        )

    async def get(self, digest: str) -> Voucher | None:
        """Return a voucher."""
        row = await self._transaction.row(GET, of=digest)
        if row is None:
            return None
        return Voucher(
            digest=row.digest,
            person_id=row.person_id,
            purpose=Purpose(row.purpose),
            address=Address.of(row.address),
            bound=row.bound,
            expires_at=row.expires_at,
            used=row.used_at is not None,
        )

    async def use(self, digest: str, now: datetime) -> bool:
        """Use a voucher up; False if it is used or too old: of all who try, one gets True."""
        return await self._transaction.run(USE, of=digest, now=now) == 1

    async def revoke(self, person_id: UUID, now: datetime) -> None:
        """Make every open voucher of a person worth nothing."""
        await self._transaction.run(REVOKE, of=person_id, now=now)

    async def discard(self, before: datetime) -> int:
        """Delete vouchers that expired before an instant; return how many."""
        return await self._transaction.run(DISCARD, before=before)
