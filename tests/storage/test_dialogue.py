"""Conversations, identities, inbox and turns, on both engines."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.conversation import Conversation, Offer
from bot.messages import Address, Incoming
from bot.ports import TurnRow
from core.errors import ConflictError
from storage import Database
from storage.tables import turn
from tests.storage.examples import TALK, after, ident, person, settle_anna

OTHER = Address(channel="console", room="keyboard")


def heard(key: str, at: float = 0, address: Address = TALK, **other: object) -> Incoming:
    return Incoming(key=key, address=address, at=after(at), **{"text": key, **other})  # type: ignore[arg-type]


async def accept(storage: Database, *deliveries: Incoming) -> list[bool]:
    async with storage.writing() as unit:
        kept = [await unit.inbox.accept(each) for each in deliveries]
        await unit.commit()
    return kept


async def test_a_conversation_comes_back_as_saved(storage: Database) -> None:
    await settle_anna(storage)
    full = Conversation(
        address=TALK,
        person_id=ident("anna"),
        host_id=ident("host anna"),
        event_type_code="intro",
        flow="book",
        step="confirm",
        slots={"b": [1, None, {"x": "\0 é"}], "a": 0.5},
        offers=(Offer(token="t1", value={"kind": "slot", "n": 1}), Offer(token="t2", value={"kind": "x"})),
        past=(Offer(token="t0", value={"kind": "slot"}),),
        asked="time",
        locale="de",
        touched=after(0.5),
    )
    async with storage.writing() as unit:
        saved = await unit.conversations.save(full)
        await unit.commit()
    async with storage.reading() as unit:
        assert saved == replace(full, version=1) == await unit.conversations.get(TALK)
        assert await unit.conversations.get(OTHER) is None


async def test_two_beginnings_of_one_talk_conflict(storage: Database) -> None:
    async with storage.writing() as unit:
        await unit.conversations.save(Conversation(address=TALK))
        await unit.commit()
    async with storage.writing() as unit:
        with pytest.raises(ConflictError):
            await unit.conversations.save(Conversation(address=TALK))


async def test_a_save_on_an_old_version_conflicts(storage: Database) -> None:
    async with storage.writing() as unit:
        first = await unit.conversations.save(Conversation(address=TALK))
        second = await unit.conversations.save(replace(first, step="two"))
        with pytest.raises(ConflictError):
            await unit.conversations.save(replace(first, step="late"))
        assert second.version == 2
        assert await unit.conversations.get(TALK) == second


async def test_a_persons_conversations_come_last_touched_first(storage: Database) -> None:
    talks = [
        Conversation(
            address=Address(channel="webchat", room=room),
            person_id=ident("anna"),
            touched=None if minute is None else after(minute),
        )
        for room, minute in (("never", None), ("old", 1), ("new", 2))
    ]
    async with storage.writing() as unit:
        await unit.people.add_person(person())
        for each in (*talks, Conversation(address=OTHER)):
            await unit.conversations.save(each)
        found = await unit.conversations.of_person(ident("anna"))
    assert [each.address.room for each in found] == ["new", "old", "never"]


async def test_a_room_belongs_to_who_was_linked_last(storage: Database) -> None:
    async with storage.writing() as unit:
        await unit.people.add_person(person())
        await unit.people.add_person(person("ben"))
        assert await unit.conversations.person_at("telegram", "bot", "7") is None
        await unit.conversations.link("telegram", "bot", "7", ident("anna"))
        await unit.conversations.link("telegram", "bot", "7", ident("ben"))
        assert await unit.conversations.person_at("telegram", "bot", "7") == ident("ben")
        assert await unit.conversations.person_at("telegram", "", "7") is None


async def test_a_delivery_comes_back_as_accepted(storage: Database) -> None:
    full = heard(
        "k", text="Hi 👋", choice="t1", locale="en-GB", zone="Asia/Tokyo", name="Ben", person_verified=True
    )
    assert await accept(storage, full) == [True]
    async with storage.reading() as unit:
        assert await unit.inbox.next(TALK) == full
        assert await unit.inbox.next(OTHER) is None


async def test_the_same_delivery_five_times_is_one(storage: Database) -> None:
    assert await accept(storage, heard("k"), heard("k", text="changed")) == [True, False]
    for _ in range(3):
        assert await accept(storage, heard("k")) == [False]
    async with storage.reading() as unit:
        assert await unit.inbox.next(TALK) == heard("k")


async def test_deliveries_are_handled_once_and_in_order(storage: Database) -> None:
    await accept(storage, heard("first", 1), heard("second", 1), heard("clock was behind", 0))
    order = []
    async with storage.writing() as unit:
        while (found := await unit.inbox.next(TALK)) is not None:
            order.append(found.key)
            assert await unit.inbox.handled(found.key, after(2))
            assert not await unit.inbox.handled(found.key, after(2))
        assert not await unit.inbox.handled("never came", after(2))
    assert order == ["first", "second", "clock was behind"]


async def test_addresses_that_wait_come_longest_waiting_first(storage: Database) -> None:
    third = Address(channel="console", room="third")
    await accept(storage, heard("1", 0, OTHER), heard("2", 1), heard("3", 1, OTHER), heard("4", 5, third))
    async with storage.writing() as unit:
        assert await unit.inbox.waiting(after(0), 10) == []
        assert await unit.inbox.waiting(after(2), 10) == [OTHER, TALK]
        assert await unit.inbox.waiting(after(6), 1) == [OTHER]
        await unit.inbox.handled("1", after(2))
        assert await unit.inbox.waiting(after(2), 10) == [TALK, OTHER]


@pytest.mark.parametrize(
    "text", ["a\0b", "\ud83d", "\ud83d alone, \U0001f44b whole", "\u202eright to left", "x" * 100_000]
)
async def test_no_text_is_too_odd_to_keep(storage: Database, text: str) -> None:
    await accept(storage, heard("k", text=text))
    async with storage.reading() as unit:
        found = await unit.inbox.next(TALK)
    assert found is not None
    whole = text.replace("\0", "\ufffd").replace("\ud83d", "\ufffd")
    assert found.text == whole


async def test_turns_are_kept(storage: Database) -> None:
    row = TurnRow(
        key="k",
        address=TALK,
        at=after(0),
        heard="hello",
        read={"acts": ["greet"]},
        decided={"flow": "book"},
        said=("Hi.", "When?"),
        micros=1500,
    )
    async with storage.writing() as unit:
        await unit.turns.add(row)
        await unit.turns.add(replace(row, key="k2", at=after(1)))
        await unit.commit()
    async with storage._readers.connect() as connection:
        kept = (await connection.execute(sa.select(turn).order_by(turn.c.at))).all()
    assert [(each.key, each.address, each.at) for each in kept] == [
        ("k", TALK.key, after(0)),
        ("k2", TALK.key, after(1)),
    ]
    assert (kept[0].read, kept[0].decided, kept[0].said, kept[0].micros) == (
        row.read,
        row.decided,
        ["Hi.", "When?"],
        1500,
    )
