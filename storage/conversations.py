"""The memory of talks, and whose rooms are whose, in the database."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

import sqlalchemy as sa
from sqlalchemy import bindparam as value
from sqlalchemy.dialects.postgresql import insert  # SQLite renders its ON CONFLICT just the same

from bot.conversation import Conversation, Offer
from bot.messages import Address
from core.errors import ConflictError
from core.jsonable import dump
from storage.tables import conversation, identity, inbox, outbox
from storage.transaction import Found, Transaction
from storage.types import LAST_CHARACTER

GET = sa.select(conversation).where(conversation.c.address == value("address"))
ADD = sa.insert(conversation)
SAVE = sa.update(conversation).where(
    conversation.c.address == value("of"), conversation.c.version == value("seen")
)
OF_PERSON = (
    sa.select(conversation)
    .where(conversation.c.person_id == value("person_id"))
    .order_by(conversation.c.touched.desc().nulls_last(), conversation.c.address)
)
IN_ROOM = (
    sa.select(conversation)
    .where(conversation.c.address >= value("first"), conversation.c.address < value("beyond"))
    .order_by(conversation.c.touched.desc().nulls_last(), conversation.c.address)
)
PERSON_AT = sa.select(identity.c.person_id).where(
    identity.c.channel == value("channel"),
    identity.c.account == value("account"),
    identity.c.room == value("room"),
)
_NEW = insert(identity)
LINK = _NEW.on_conflict_do_update(
    index_elements=["channel", "account", "room"], set_={"person_id": _NEW.excluded.person_id}
)

UNLINK = sa.delete(identity).where(
    identity.c.channel == value("of_channel"),
    identity.c.account == value("of_account"),
    identity.c.room == value("of_room"),
)
REASSIGN = (
    sa.update(conversation)
    .where(conversation.c.address >= value("first"), conversation.c.address < value("beyond"))
    .values(person_id=value("owner"), version=conversation.c.version + 1)
)
MOVE = (
    sa.update(conversation)
    .where(conversation.c.address == value("of"))
    .values(
        id=value("new_id"), address=value("to"), slots=value("memory"), version=conversation.c.version + 1
    )
)
MOVE_HEARD = sa.update(inbox).where(inbox.c.address == value("of")).values(address=value("to"))
MOVE_SAID = (
    sa.update(outbox)
    .where(outbox.c.lane == value("of"), sa.text("outbox.kind = 'chat'"))
    .values(lane=value("to"), room=value("there"))
)


class Conversations:
    """Implements `bot.ports.Conversations`."""

    def __init__(self, transaction: Transaction) -> None:
        """Work inside a transaction."""
        self._transaction = transaction

    async def get(self, address: Address) -> Conversation | None:
        """Return the memory of a talk."""
        found = await self._transaction.row(GET, address=address.key)
        return _conversation(found) if found else None

    async def save(self, conversation: Conversation) -> Conversation:
        """Insert (version 0) or update it; raise ConflictError. Return it with its new version."""
        saved = replace(conversation, version=conversation.version + 1)
        key = conversation.address.key
        if conversation.version == 0:
            key_and_id = {"id": uuid5(NAMESPACE_OID, key), "address": key}
            await self._transaction.run(ADD, **key_and_id, **_values(saved))
        elif not await self._transaction.run(SAVE, of=key, seen=conversation.version, **_values(saved)):
            raise ConflictError("conversation")
        return saved

    async def of_person(self, person_id: UUID) -> Sequence[Conversation]:
        """Return a person's conversations, the last touched first."""
        return [_conversation(row) for row in await self._transaction.rows(OF_PERSON, person_id=person_id)]

    async def in_room(self, channel: str, account: str, room: str) -> Sequence[Conversation]:
        """Return the conversations in a room, the last touched first."""
        first = Address(channel=channel, account=account, room=room).key
        rows = await self._transaction.rows(IN_ROOM, first=first, beyond=first + LAST_CHARACTER)
        return [_conversation(row) for row in rows]

    async def person_at(self, channel: str, account: str, room: str) -> UUID | None:
        """Return the person to whom a room belongs."""
        values = {"channel": channel, "account": account, "room": room}
        found: UUID | None = await self._transaction.value(PERSON_AT, **values)
        return found

    async def link(self, channel: str, account: str, room: str, person_id: UUID) -> None:
        """Say that a room belongs to a person, also if it belonged to another."""
        values = {"channel": channel, "account": account, "room": room, "person_id": person_id}
        await self._transaction.run(LINK, **values)

    async def unlink(self, channel: str, account: str, room: str, previous: UUID | None) -> None:
        """Say that a room belongs to whom it belonged before, None if to nobody."""
        if previous:
            await self.link(channel, account, room, previous)
        else:
            await self._transaction.run(UNLINK, of_channel=channel, of_account=account, of_room=room)

    async def move(self, channel: str, account: str, room: str, to: str) -> None:
        """Let all that is in a room, with what was said, be in a new room instead."""
        for talk in await self.in_room(channel, account, room):
            await self._move(talk, replace(talk.address, room=to))
        person_id = await self.person_at(channel, account, room)
        if person_id:
            await self.link(channel, account, to, person_id)
            await self.unlink(channel, account, room, None)

    async def _move(self, talk: Conversation, to: Address) -> None:
        here, there = talk.address.key, to.key
        memory = dump({"owner": here, **talk.slots})  # what is held for the talk is still held for it
        new_id = uuid5(NAMESPACE_OID, there)
        await self._transaction.run(MOVE, of=here, to=there, new_id=new_id, memory=memory)
        await self._transaction.run(MOVE_HEARD, of=here, to=there)
        await self._transaction.run(MOVE_SAID, of=here, to=there, there=to.room)

    async def reassign(self, channel: str, account: str, room: str, person_id: UUID) -> None:
        """Say that the conversations in a room are a person's; a turn that is under way in one of them is computed again."""
        first = Address(channel=channel, account=account, room=room).key
        values = {"first": first, "beyond": first + LAST_CHARACTER, "owner": person_id}
        await self._transaction.run(REASSIGN, **values)


def _values(conversation: Conversation) -> dict[str, Any]:
    return {
        "person_id": conversation.person_id,
        "host_id": conversation.host_id,
        "event_type_code": conversation.event_type_code,
        "flow": conversation.flow,
        "step": conversation.step,
        "slots": dump(conversation.slots),
        "offers": _offers_dump(conversation.offers),
        "past": _offers_dump(conversation.past),
        "asked": conversation.asked,
        "locale": conversation.locale,
        "touched": conversation.touched,
        "version": conversation.version,
    }


def _conversation(row: Found) -> Conversation:
    return Conversation(
        address=Address.of(row.address),
        version=row.version,
        person_id=row.person_id,
        host_id=row.host_id,
        event_type_code=row.event_type_code,
        flow=row.flow,
        step=row.step,
        slots=row.slots,
        offers=_offers(row.offers),
        past=_offers(row.past),
        asked=row.asked,
        locale=row.locale,
        touched=row.touched,
    )


def _offers_dump(offers: Sequence[Offer]) -> list[tuple[str, Any]]:
    return [(each.token, dump(each.value)) for each in offers]


def _offers(rows: Sequence[tuple[str, Mapping[str, Any]]]) -> tuple[Offer, ...]:
    return tuple(Offer(token=token, value=meaning) for token, meaning in rows)
