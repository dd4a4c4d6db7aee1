"""The outbox: what has to happen in the world, as the turns write it and as the postman works it off."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

import sqlalchemy as sa
from sqlalchemy import bindparam as value
from sqlalchemy.dialects.postgresql import insert  # SQLite renders its ON CONFLICT just the same

from bot.ports import Delivery
from core.effects import Effect, Kind
from core.jsonable import dump
from storage.tables import UNFINISHED, outbox
from storage.transaction import Found, Transaction

LAST_CHARACTER = "\U0010ffff"

ADD = insert(outbox).on_conflict_do_nothing(index_elements=["key"])
WITHDRAW = sa.delete(outbox).where(
    outbox.c.key >= value("first"), outbox.c.key < value("beyond"), sa.text(UNFINISHED)
)


class Outbox:
    """Implements `core.ports.Outbox`."""

    def __init__(self, transaction: Transaction) -> None:
        """Work inside a transaction."""
        self._transaction = transaction

    async def add(self, *effects: Effect) -> None:
        """Insert effects in their order; one whose key exists already is left as it is."""
        await self._transaction.each(ADD, [_values(each) for each in effects])

    async def withdraw(self, prefix: str) -> int:
        """Delete effects neither carried out nor given up whose key begins so; return how many."""
        return await self._transaction.run(WITHDRAW, first=prefix, beyond=prefix + LAST_CHARACTER)


_OLDER = outbox.alias("older")
_BLOCKED = (
    sa.exists()
    .where(
        _OLDER.c.lane == outbox.c.lane,
        sa.text("older.sent_at IS NULL AND older.buried_at IS NULL"),
        sa.tuple_(_OLDER.c.due_at, _OLDER.c.position) < sa.tuple_(outbox.c.due_at, outbox.c.position),
    )
    .correlate(outbox)
)
_FREE = (
    sa.select(outbox.c.id)
    .where(
        sa.text("outbox.sent_at IS NULL AND outbox.buried_at IS NULL"),
        outbox.c.due_at <= value("now"),
        sa.or_(outbox.c.claimed_until.is_(None), outbox.c.claimed_until <= value("now")),
        ~_BLOCKED,
    )
    .order_by(outbox.c.due_at, outbox.c.position)
    .limit(value("count"))
    .with_for_update(skip_locked=True)
    .cte("free")
)
_DELIVERY = (
    outbox.c.id,
    outbox.c.position,
    outbox.c.key,
    outbox.c.kind,
    outbox.c.lane,
    outbox.c.due_at,
    outbox.c.payload,
    outbox.c.attempts,
)
CLAIM = (
    sa.update(outbox)
    .where(outbox.c.id.in_(sa.select(_FREE.c.id)))
    .values(claimed_until=value("until"))
    .returning(*_DELIVERY)
)
_ROW = sa.update(outbox).where(outbox.c.id == value("row"), sa.text(UNFINISHED))
SENT = _ROW.values(sent_at=value("now"), receipt=value("receipt_text"))
RETRY = _ROW.values(attempts=outbox.c.attempts + 1, claimed_until=value("again"), last_error=value("error"))
BURY = _ROW.values(attempts=outbox.c.attempts + 1, buried_at=value("now"), last_error=value("error"))
NOT_LATE = outbox.c.last_error != "too late"  # what came too late once does so always
REVIVE = (
    sa.update(outbox)
    .where(sa.text("buried_at IS NOT NULL"), NOT_LATE)
    .values(buried_at=None, claimed_until=None, attempts=0)
)
BURIED = (
    sa.select(*_DELIVERY, outbox.c.last_error)
    .where(sa.text("buried_at IS NOT NULL"))
    .order_by(outbox.c.buried_at.desc(), outbox.c.position.desc())
    .limit(value("count"))
)
OLDEST = (
    sa.select(outbox.c.due_at)
    .where(sa.text(UNFINISHED), outbox.c.due_at <= value("now"))
    .order_by(outbox.c.due_at, outbox.c.position)
    .limit(1)
)


def _discard(ended: sa.ColumnElement[datetime]) -> sa.Delete:
    old = sa.select(outbox.c.id).where(ended < value("before")).order_by(ended).limit(value("count"))
    return sa.delete(outbox).where(outbox.c.id.in_(old))


DISCARD = (_discard(outbox.c.sent_at), _discard(outbox.c.buried_at))


class Post:
    """Implements `bot.ports.Post`."""

    def __init__(self, transaction: Transaction) -> None:
        """Work inside a transaction."""
        self._transaction = transaction

    async def claim(self, now: datetime, limit: int, lease: float) -> Sequence[Delivery]:
        """Claim up to `limit` due rows for `lease` seconds, at most the oldest unfinished of each lane."""
        until = now + timedelta(seconds=lease)
        found = await self._transaction.rows(CLAIM, now=now, count=limit, until=until)
        return [_delivery(row) for row in sorted(found, key=lambda row: (row.due_at, row.position))]

    async def sent(self, delivery_id: UUID, now: datetime, receipt: str = "") -> None:
        """Mark a row carried out."""
        await self._transaction.run(SENT, row=delivery_id, now=now, receipt_text=receipt)

    async def retry(self, delivery_id: UUID, at: datetime, error: str) -> None:
        """Count a failed try; nobody claims the row, nor a younger one of its lane, before `at`."""
        await self._transaction.run(RETRY, row=delivery_id, again=at, error=error)

    async def bury(self, delivery_id: UUID, now: datetime, error: str) -> None:
        """Give a row up, visibly; its lane goes on."""
        await self._transaction.run(BURY, row=delivery_id, now=now, error=error)

    async def buried(self, limit: int) -> Sequence[tuple[Delivery, str]]:
        """Return given-up rows with their last error, newest first."""
        found = await self._transaction.rows(BURIED, count=limit)
        return [(_delivery(row), row.last_error) for row in found]

    async def revive(self) -> int:
        """Let rows that were given up be tried again from the start, but for those that came too late; return how many."""
        return await self._transaction.run(REVIVE)

    async def age(self, now: datetime) -> float:
        """Return the seconds for which the oldest due row has been waiting, 0 if none."""
        oldest = await self._transaction.value(OLDEST, now=now)
        return 0.0 if oldest is None else (now - oldest).total_seconds()

    async def discard(self, before: datetime, limit: int) -> int:
        """Delete up to `limit` rows carried out before an instant and as many given up before it; return how many."""
        return sum([await self._transaction.run(each, before=before, count=limit) for each in DISCARD])


def _values(effect: Effect) -> dict[str, Any]:
    return {
        "id": uuid5(NAMESPACE_OID, effect.key),  # the key is unique, so what is made of it is too
        "key": effect.key,
        "kind": effect.kind.value,
        "lane": effect.lane,
        "due_at": effect.due,
        "payload": dump(effect.payload),
    }


def _delivery(row: Found) -> Delivery:
    return Delivery(
        id=row.id,
        key=row.key,
        kind=Kind(row.kind),
        lane=row.lane,
        due=row.due_at,
        payload=row.payload,
        attempts=row.attempts,
    )
