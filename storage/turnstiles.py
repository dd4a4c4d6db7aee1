"""Turnstiles: how much an account or a chat takes, kept in the database so that all processes together keep to it.

Each has a level, an instant that moves ahead with every message and is caught up with by time (the generic cell rate
algorithm of ITU-T I.371, in its form of virtual scheduling), and an instant until which it is shut.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam as value
from sqlalchemy.dialects.postgresql import insert  # SQLite renders its ON CONFLICT just the same

from bot.post import Turnstile
from storage.tables import UNFINISHED, outbox, turnstile
from storage.types import micros

KEYS = ("channel", "account", "room")
SECOND = 1_000_000


def holds_back(row: Any) -> tuple[Any, ...]:
    """Return the conditions under which a turnstile stands in the way of a row of the outbox."""
    return (
        turnstile.c.channel == row.c.channel,
        turnstile.c.account == row.c.account,
        sa.or_(turnstile.c.room == "", turnstile.c.room == row.c.room),
    )


def _given(name: str) -> Any:
    return value(name, type_=sa.BigInteger)


def _later(one: Any, other: Any) -> Any:
    return sa.case((one > other, one), else_=other)


_RAISED = _later(turnstile.c.level, _given("at")) + _given("every")
ADMIT = insert(turnstile).on_conflict_do_update(
    index_elements=list(KEYS),
    set_={"level": _RAISED, "until": _later(_RAISED - _given("slack"), _given("shut"))},
    where=turnstile.c.until <= _given("at"),
)
_NEW = insert(turnstile)
SHUT = _NEW.on_conflict_do_update(
    index_elements=list(KEYS), set_={"until": _later(turnstile.c.until, _NEW.excluded.until)}
)
HELD_UNTIL = (
    sa.select(sa.func.min(turnstile.c.until))
    .select_from(turnstile.join(outbox, sa.and_(*holds_back(outbox))))
    .where(
        turnstile.c.until > _given("at"),
        outbox.c.due_at <= value("now"),
        sa.or_(outbox.c.claimed_until.is_(None), outbox.c.claimed_until <= value("now")),
        sa.text(UNFINISHED),
    )
)
DISCARD_OPEN = sa.delete(turnstile).where(turnstile.c.until < _given("at"))


def admission(turnstile: Turnstile, now: datetime) -> dict[str, Any]:
    """Return the values of `ADMIT`, which writes a row only if the turnstile is open."""
    at = micros(now)
    every, slack = (round(each * SECOND) for each in (turnstile.every, turnstile.slack))
    shut = at + round(turnstile.between * SECOND)
    steps = {"at": at, "every": every, "slack": slack, "shut": shut}
    return _keys(turnstile) | steps | {"level": at + every, "until": max(at + every - slack, shut)}


def closure(turnstile: Turnstile, until: datetime) -> dict[str, Any]:
    """Return the values of `SHUT`."""
    return _keys(turnstile) | {"level": 0, "until": micros(until)}


def _keys(turnstile: Turnstile) -> dict[str, Any]:
    return {name: getattr(turnstile, name) for name in KEYS}
