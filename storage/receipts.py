"""How messages that were sent fared, in the database."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam as value
from sqlalchemy.dialects.postgresql import insert  # SQLite renders its ON CONFLICT just the same

from bot.messages import Address
from bot.receipts import Receipt
from storage.tables import receipt
from storage.transaction import Found, Transaction

FACTS = ("key", "address", "status", "rank", "error", "at")
_NEW = insert(receipt)
NOTE = _NEW.on_conflict_do_update(
    index_elements=["channel", "receipt"],
    set_={name: _NEW.excluded[name] for name in FACTS},
    where=_NEW.excluded.rank > receipt.c.rank,
)
OF_KEY = (
    sa.select(receipt)
    .where(receipt.c.channel == value("of_channel"), receipt.c.key == value("of_key"))
    .order_by(receipt.c.rank.desc(), receipt.c.receipt)
    .limit(1)
)
_OLD = (
    sa.select(receipt.c.channel, receipt.c.receipt)
    .where(receipt.c.at < value("before"))
    .order_by(receipt.c.at)
    .limit(value("count"))
)
DISCARD = sa.delete(receipt).where(sa.tuple_(receipt.c.channel, receipt.c.receipt).in_(_OLD))


class Receipts:
    """Implements `bot.ports.Receipts`."""

    def __init__(self, transaction: Transaction) -> None:
        """Work inside a transaction."""
        self._transaction = transaction

    async def note(self, receipt: Receipt) -> bool:
        """Keep news of a message unless more is known of it already; return whether it was kept."""
        kept = await self._transaction.run(
            NOTE,
            channel=receipt.address.channel,
            receipt=receipt.receipt,
            key=receipt.key,
            address=receipt.address.key,
            status=receipt.status,
            rank=receipt.rank,
            error=receipt.error,
            at=receipt.at,
        )
        return kept == 1

    async def of_key(self, channel: str, key: str) -> Receipt | None:
        """Return the best news of the message that was sent under a key."""
        found = await self._transaction.row(OF_KEY, of_channel=channel, of_key=key)
        return _receipt(found) if found else None

    async def discard(self, before: datetime, limit: int) -> int:
        """Delete up to `limit` of which the last news is older than an instant; return how many."""
        return await self._transaction.run(DISCARD, before=before, count=limit)


def _receipt(row: Found) -> Receipt:
    return Receipt(
        receipt=row.receipt,
        key=row.key,
        address=Address.of(row.address),
        status=row.status,
        rank=row.rank,
        error=row.error,
        at=row.at,
    )
