"""What is known of rooms on networks, in the database."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import bindparam as value
from sqlalchemy.dialects.postgresql import insert  # SQLite renders its ON CONFLICT just the same

from bot.messages import Address
from bot.ports import Room
from storage.tables import identity, room
from storage.transaction import Found, Transaction

KEYS = ("channel", "account", "room")
FACTS = ("thread", "heard_at", "silent", "name")
COLUMNS = tuple(room.c[name] for name in KEYS + FACTS)
GET = sa.select(*COLUMNS).where(*(room.c[name] == value(f"of_{name}") for name in KEYS))
_NEW = insert(room)
SAVE = _NEW.on_conflict_do_update(
    index_elements=list(KEYS), set_={name: _NEW.excluded[name] for name in FACTS}
)
MARK = _NEW.on_conflict_do_update(index_elements=list(KEYS), set_={"silent": _NEW.excluded.silent})
OPEN = (
    sa.update(room)
    .where(*(room.c[name] == value(f"of_{name}") for name in KEYS))
    .values(thread=value("opened"))
)
SILENCE = (
    sa.update(room)
    .where(room.c.channel == value("of_channel"), room.c.account == value("of_account"))
    .where(room.c.silent == value("was"))
    .values(silent=value("silent"))
)
OF_PERSON = (
    sa.select(*COLUMNS)
    .join(identity, sa.and_(*(identity.c[name] == room.c[name] for name in KEYS)))
    .where(identity.c.person_id == value("person_id"))
    .order_by(room.c.heard_at.desc().nulls_last(), room.c.channel, room.c.room)
)


class Rooms:
    """Implements `bot.ports.Rooms`."""

    def __init__(self, transaction: Transaction) -> None:
        """Work inside a transaction."""
        self._transaction = transaction

    async def get(self, channel: str, account: str, room: str) -> Room | None:
        """Return a room, None if nothing is known of it."""
        of = {"of_channel": channel, "of_account": account, "of_room": room}
        found = await self._transaction.row(GET, **of)
        return _room(found) if found else None

    async def save(self, room: Room) -> None:
        """Insert or replace what is known of a room."""
        await self._transaction.run(SAVE, **_values(room))

    async def mark(self, channel: str, account: str, room: str, silent: str) -> None:
        """Note why a room cannot be spoken to, or with an empty reason that it can; what else is known of it stays."""
        found = Room(channel=channel, account=account, room=room, silent=silent)
        await self._transaction.run(MARK, **_values(found))

    async def open(self, address: Address) -> None:
        """Open a talk in its room; what else is known of the room stays, and of one that is not known nothing is kept."""
        of = {"of_channel": address.channel, "of_account": address.account, "of_room": address.room}
        await self._transaction.run(OPEN, **of, opened=address.thread)

    async def silence(self, channel: str, account: str, silent: str, was: str = "") -> None:
        """Note of all rooms of an account whose reason to be silent was `was` that it is another now (empty is none)."""
        of = {"of_channel": channel, "of_account": account}
        await self._transaction.run(SILENCE, **of, was=was, silent=silent)

    async def of_person(self, person_id: UUID) -> Sequence[Room]:
        """Return the rooms of a person that something is known of, the last heard first."""
        return [_room(row) for row in await self._transaction.rows(OF_PERSON, person_id=person_id)]


def _values(room: Room) -> dict[str, Any]:
    return {name: getattr(room, name) for name in KEYS + FACTS}


def _room(row: Found) -> Room:
    return Room(
        channel=row.channel,
        account=row.account,
        room=row.room,
        thread=row.thread,
        heard_at=row.heard_at,
        silent=row.silent,
        name=row.name,
    )
