"""A talk as its page shows it: what was heard (inbox) and what was said (outbox), in the order of time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam as value

from bot.messages import Address, Choice, Outgoing
from bot.ports import Line
from storage.tables import inbox, outbox
from storage.transaction import Found, Transaction
from storage.types import EPOCH, Instant, micros, moment

OVERLAP = timedelta(seconds=5)
"""How far `since` looks back: what is committed may become visible a little out of order."""

_SAID = sa.select(
    outbox.c.due_at.label("at"),
    outbox.c.position,
    outbox.c.key,
    sa.cast(sa.null(), sa.Text).label("text"),
    outbox.c.payload,
).where(outbox.c.lane == value("address"), sa.text("outbox.kind = 'chat'"))
_HEARD = sa.select(
    inbox.c.accepted_at.label("at"),
    inbox.c.position,
    inbox.c.key,
    inbox.c.text,
    sa.cast(sa.null(), sa.JSON).label("payload"),
).where(inbox.c.address == value("address"))


def _place(lines: Any) -> Any:
    return sa.tuple_(lines.selected_columns.at, lines.selected_columns.position)


def _cursor(name: str) -> Any:
    at, position = value(f"{name}_at", type_=Instant), value(f"{name}_position", type_=sa.BigInteger)
    return sa.tuple_(at, position)


def _merged(said: sa.Select[Any], heard: sa.Select[Any], *, backward: bool = False) -> sa.Select[Any]:
    # Each half is cut by itself, so that a page of a long talk reads no more than two pages of rows.
    halves = [_ordered(half, half.selected_columns, backward).subquery() for half in (said, heard)]
    both = sa.union_all(*(sa.select(half) for half in halves)).subquery("line")
    return _ordered(sa.select(both), both.c, backward)


def _ordered(lines: sa.Select[Any], columns: Any, backward: bool) -> sa.Select[Any]:  # noqa: FBT001
    order = [column.desc() if backward else column.asc() for column in (columns.at, columns.position)]
    return lines.order_by(*order).limit(value("count"))


AFTER = _merged(*(half.where(_place(half) > _cursor("after")) for half in (_SAID, _HEARD)))
BETWEEN = _merged(
    *(
        half.where(_place(half) > _cursor("after"), _place(half) <= _cursor("until"))
        for half in (_SAID, _HEARD)
    ),
    backward=True,
)
NEWEST = _merged(_SAID, _HEARD, backward=True)
MOST_OVERLAP = 100
"""Lines that are read again at most."""


class Thread:
    """Implements `bot.ports.Thread`. Lines of the last seconds are told again: readers drop keys they have seen."""

    def __init__(self, transaction: Transaction) -> None:
        """Work inside a transaction."""
        self._transaction = transaction

    async def since(self, address: Address, position: str, limit: int) -> Sequence[Line]:
        """Return up to `limit` lines after a position ("" is the beginning), oldest first, after those of `OVERLAP` before it.

        Raise ValueError for a position that `Line` never had.
        """
        at, number = _read_position(position)
        after = await self._transaction.rows(
            AFTER, address=address.key, after_at=at, after_position=number, count=limit
        )
        again = await self._again(address, at, number) if position else []
        return [_line(row) for row in (*again, *after)]

    async def newest(self, address: Address, limit: int) -> Sequence[Line]:
        """Return the last lines of a talk, oldest first."""
        found = await self._transaction.rows(NEWEST, address=address.key, count=limit)
        return [_line(row) for row in reversed(found)]

    async def _again(self, address: Address, at: datetime, number: int) -> Sequence[Found]:
        found = await self._transaction.rows(
            BETWEEN,
            address=address.key,
            after_at=at - OVERLAP,
            after_position=0,
            until_at=at,
            until_position=number,
            count=MOST_OVERLAP,
        )
        return found[::-1]


def _read_position(position: str) -> tuple[datetime, int]:
    if not position:
        return EPOCH, 0
    at, _, number = position.partition(".")
    return moment(int(at)), int(number)


def _line(row: Found) -> Line:
    heard = row.payload is None
    return Line(
        position=f"{micros(row.at):017d}.{row.position:012d}",
        at=row.at,
        mine=heard,
        outgoing=Outgoing(text=row.text) if heard else _outgoing(row.payload["outgoing"]),
        key=row.key,
    )


def _outgoing(saved: dict[str, Any]) -> Outgoing:
    choices = tuple(Choice(each["token"], each["label"]) for each in saved.get("choices", ()))
    return Outgoing(text=saved["text"], choices=choices, private=saved.get("private", False))
