"""Deliveries and the log of turns in the database."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam as value
from sqlalchemy.dialects.postgresql import insert  # SQLite renders its ON CONFLICT just the same

from bot.messages import Address, Incoming
from bot.ports import TurnRow
from storage.tables import SPOKEN, TOLD, inbox, turn
from storage.transaction import Found, Transaction

ACCEPT = insert(inbox).on_conflict_do_nothing(index_elements=["key"])
_PENDING = sa.text("handled_at IS NULL")
NEXT = (
    sa.select(inbox).where(inbox.c.address == value("address"), _PENDING).order_by(inbox.c.position).limit(1)
)
KNOWS = sa.select(inbox.c.key).where(inbox.c.key == value("key"))
HANDLED = sa.update(inbox).where(inbox.c.key == value("of"), _PENDING).values(handled_at=value("at"))
WAITING = (
    sa.select(inbox.c.address)
    .where(_PENDING, inbox.c.accepted_at < value("before"))
    .group_by(inbox.c.address)
    .order_by(sa.func.min(inbox.c.position))
    .limit(value("count"))
)
_SPOKEN = (
    sa.select(inbox.c.key)
    .where(inbox.c.handled_at < value("before"), sa.text(SPOKEN))
    .order_by(inbox.c.handled_at)
    .limit(value("count"))
)
FORGET = sa.update(inbox).where(inbox.c.key.in_(_SPOKEN)).values(text="")
ADD_TURN = sa.insert(turn).inline()
TOLD_TURNS = (
    sa.select(turn.c.id, turn.c.read)
    .where(turn.c.at < value("before"), sa.text(TOLD))
    .order_by(turn.c.at)
    .limit(value("count"))
)
FORGET_TURN = sa.update(turn).where(turn.c.id == value("row")).values(heard="", said=[], read=value("acts"))


class Inbox:
    """Implements `bot.ports.Inbox`; the order of acceptance is the order of `position`."""

    def __init__(self, transaction: Transaction) -> None:
        """Work inside a transaction."""
        self._transaction = transaction

    async def accept(self, incoming: Incoming) -> bool:
        """Keep a delivery; False if its key is known already."""
        kept = await self._transaction.run(
            ACCEPT,
            key=incoming.key,
            address=incoming.address.key,
            accepted_at=incoming.at,
            text=incoming.text,
            choice=incoming.choice,
            locale=incoming.locale,
            zone=incoming.zone,
            name=incoming.name,
            person_verified=incoming.person_verified,
            email=incoming.email,
            phone=incoming.phone,
            odd=incoming.odd,
        )
        return kept == 1

    async def knows(self, key: str) -> bool:
        """Say whether a delivery is kept."""
        return await self._transaction.value(KNOWS, key=key) is not None

    async def next(self, address: Address) -> Incoming | None:
        """Return the oldest delivery of an address that is not handled."""
        found = await self._transaction.row(NEXT, address=address.key)
        return _incoming(found) if found else None

    async def handled(self, key: str, at: datetime) -> bool:
        """Mark a delivery handled; False if it was already."""
        return await self._transaction.run(HANDLED, of=key, at=at) == 1

    async def waiting(self, before: datetime, limit: int) -> Sequence[Address]:
        """Return addresses with deliveries accepted before an instant and not handled, the longest waiting first."""
        found = await self._transaction.rows(WAITING, before=before, count=limit)
        return [Address.of(row.address) for row in found]

    async def forget(self, before: datetime, limit: int) -> int:
        """Empty the texts of up to `limit` deliveries handled before an instant; return how many."""
        return await self._transaction.run(FORGET, before=before, count=limit)


class Turns:
    """Implements `bot.ports.Turns`."""

    def __init__(self, transaction: Transaction) -> None:
        """Work inside a transaction."""
        self._transaction = transaction

    async def add(self, turn: TurnRow) -> None:
        """Append a turn."""
        await self._transaction.run(
            ADD_TURN,
            key=turn.key,
            address=turn.address.key,
            at=turn.at,
            heard=turn.heard,
            read=turn.read,
            decided=turn.decided,
            said=list(turn.said),
            micros=turn.micros,
        )

    async def forget(self, before: datetime, limit: int) -> int:
        """Keep only codes of up to `limit` turns before an instant: of what was read, the acts; return how many."""
        found = await self._transaction.rows(TOLD_TURNS, before=before, count=limit)
        kept = [{"row": row.id, "acts": {"acts": row.read.get("acts", [])}} for row in found]
        await self._transaction.each(FORGET_TURN, kept)
        return len(kept)


def _incoming(row: Found) -> Incoming:
    return Incoming(
        key=row.key,
        address=Address.of(row.address),
        at=row.accepted_at,
        text=row.text,
        choice=row.choice,
        locale=row.locale,
        zone=row.zone,
        name=row.name,
        person_verified=row.person_verified,
        email=row.email,
        phone=row.phone,
        odd=row.odd,
    )
