"""The outbox: what has to happen in the world, as the turns write it and as the postman works it off."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

import sqlalchemy as sa
from sqlalchemy import bindparam as value
from sqlalchemy.dialects.postgresql import insert  # SQLite renders its ON CONFLICT just the same

from bot.messages import Address
from bot.post import Delivery, Turnstile
from core.effects import Effect, Kind
from core.jsonable import dump
from storage.tables import UNFINISHED, outbox, turnstile
from storage.transaction import Found, Transaction
from storage.turnstiles import ADMIT, DISCARD_OPEN, HELD_UNTIL, SHUT, admission, closure, holds_back
from storage.types import LAST_CHARACTER, Instant, micros, moment

MAIL = "mail"
"""What stands for a channel in rows that are letters."""

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
_HELD_BACK = (
    sa.exists()
    .where(*holds_back(outbox), turnstile.c.until > value("at", type_=sa.BigInteger))
    .correlate(outbox)
)
_FREE = (
    sa.select(outbox.c.id)
    .where(
        outbox.c.channel == value("on_channel"),
        sa.text("outbox.sent_at IS NULL AND outbox.buried_at IS NULL"),
        outbox.c.due_at <= value("now"),
        sa.or_(outbox.c.claimed_until.is_(None), outbox.c.claimed_until <= value("now")),
        ~_BLOCKED,
        ~_HELD_BACK,
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
    outbox.c.channel,
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
ROW = sa.select(*_DELIVERY).where(outbox.c.key == value("key"))
BEGUN = (
    sa.select(sa.func.count())
    .select_from(outbox)
    .where(outbox.c.key >= value("first"), outbox.c.key < value("beyond"))
)
_ROW = sa.update(outbox).where(outbox.c.id == value("row"), sa.text(UNFINISHED))
RELEASE = _ROW.values(claimed_until=None)
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
_WAITS = sa.text("waiting.sent_at IS NULL AND waiting.buried_at IS NULL")
_WAITING = outbox.alias("waiting")


def _next_channel(*more: Any) -> Any:
    return sa.select(sa.func.min(_WAITING.c.channel)).where(_WAITS, *more).scalar_subquery()


_FIRST = sa.select(_next_channel().label("channel")).cte("road", recursive=True)
ROADS = _FIRST.union_all(
    sa.select(_next_channel(_WAITING.c.channel > _FIRST.c.channel)).where(_FIRST.c.channel.is_not(None))
)
"""The channels for which something waits: one look into the index for each, however much waits."""
_OLDEST = (
    sa.select(sa.func.min(_WAITING.c.due_at)).where(_WAITS, _WAITING.c.channel == ROADS.c.channel)
).scalar_subquery()
CHANNELS = sa.select(ROADS.c.channel).where(
    ROADS.c.channel.is_not(None), value("now", type_=Instant) >= _OLDEST
)
OLDEST = sa.select(_OLDEST.label("due_at")).where(
    ROADS.c.channel.is_not(None), value("now", type_=Instant) >= _OLDEST
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

    async def channels(self, now: datetime) -> Sequence[str]:
        """Return the channels for which a row is due: those of talks, `mail`, and an empty one for what is carried out inside."""
        return [row.channel for row in await self._transaction.rows(CHANNELS, now=now)]

    async def claim(self, channel: str, now: datetime, limit: int, lease: float) -> Sequence[Delivery]:
        """Claim up to `limit` due rows of a channel for `lease` seconds, at most the oldest unfinished of each lane and none that a turnstile holds back."""
        until = now + timedelta(seconds=lease)
        found = await self._transaction.rows(
            CLAIM, on_channel=channel, now=now, at=micros(now), count=limit, until=until
        )
        return [_delivery(row) for row in sorted(found, key=lambda row: (row.due_at, row.position))]

    async def release(self, delivery_id: UUID) -> None:
        """Give a claimed row back untried."""
        await self._transaction.run(RELEASE, row=delivery_id)

    async def admit(self, turnstile: Turnstile, now: datetime) -> bool:
        """Let one message through a turnstile, for all processes; False if it is shut."""
        return await self._transaction.run(ADMIT, **admission(turnstile, now)) == 1

    async def shut(self, turnstile: Turnstile, until: datetime) -> None:
        """Keep a turnstile shut until an instant, or longer if it was shut for longer."""
        await self._transaction.run(SHUT, **closure(turnstile, until))

    async def row(self, key: str) -> Delivery | None:
        """Return a row by its key, whatever became of it."""
        found = await self._transaction.row(ROW, key=key)
        return _delivery(found) if found else None

    async def begun(self, prefix: str) -> int:
        """Count the rows, whatever became of them, whose key begins so."""
        return int(await self._transaction.value(BEGUN, first=prefix, beyond=prefix + LAST_CHARACTER))

    async def held_until(self, now: datetime) -> datetime | None:
        """Return the first instant at which a turnstile opens that holds back something due, None if none does."""
        first = await self._transaction.value(HELD_UNTIL, now=now, at=micros(now))
        return None if first is None else moment(first)

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
        due = [row.due_at for row in await self._transaction.rows(OLDEST, now=now)]
        return (now - min(due)).total_seconds() if due else 0.0

    async def discard(self, before: datetime, limit: int) -> int:
        """Delete up to `limit` rows carried out before an instant and as many given up before it; return how many.

        Turnstiles that have stood open since go along.
        """
        await self._transaction.run(DISCARD_OPEN, at=micros(before))
        return sum([await self._transaction.run(each, before=before, count=limit) for each in DISCARD])


def _values(effect: Effect) -> dict[str, Any]:
    return {
        "id": uuid5(NAMESPACE_OID, effect.key),  # the key is unique, so what is made of it is too
        "key": effect.key,
        "kind": effect.kind.value,
        "lane": effect.lane,
        **_road(effect),
        "due_at": effect.due,
        "payload": dump(effect.payload),
    }


def _road(effect: Effect) -> dict[str, str]:
    """Return which way an effect goes, by which it is paced: channel, account and chat (of somebody in a group, the group)."""
    if effect.kind is not Kind.CHAT:
        return {"channel": _inside(effect), "account": "", "room": ""}
    address = Address.of(effect.payload["address"])
    return {"channel": address.channel, "account": address.account, "room": address.chat}


def _inside(effect: Effect) -> str:
    """Return what stands for a channel in rows that are said in no talk: a provider of calendars or meeting rooms that hangs holds up only its own."""
    match effect.kind:
        case Kind.MAIL:
            return MAIL
        case Kind.ENTRY | Kind.FAREWELL:
            return f"calendars:{effect.payload.get('provider', '')}"
        case Kind.ROOM:
            return "rooms"
        case _:
            return ""


def _delivery(row: Found) -> Delivery:
    return Delivery(
        id=row.id,
        key=row.key,
        kind=Kind(row.kind),
        lane=row.lane,
        channel=row.channel,
        due=row.due_at,
        payload=row.payload,
        attempts=row.attempts,
    )
