"""Rooms on networks, whose they are, and the codes that join them, on both engines."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest
import sqlalchemy as sa

from bot.conversation import Conversation
from bot.messages import Address
from bot.ports import Room, Voucher
from bot.post import Turnstile
from bot.reach import Purpose
from core.errors import ConflictError
from storage import Database
from storage.tables import voucher as voucher_table
from tests.storage.examples import after, booking, ident, person, settle_anna

ROOM = Room(channel="telegram", account="42", room="7", thread="@anna", heard_at=after(3), name="@max")


async def known(storage: Database, *names: str) -> list[UUID]:
    """Keep people of these names; return their ids."""
    async with storage.writing() as unit:
        for name in names:
            await unit.people.add_person(person(name))
        await unit.commit()
    return [person(name).id for name in names]


async def save(storage: Database, *rooms: Room) -> None:
    async with storage.writing() as unit:
        for room in rooms:
            await unit.rooms.save(room)
        await unit.commit()


async def test_a_room_is_kept_and_replaced(storage: Database) -> None:
    await save(storage, ROOM)
    later = replace(ROOM, thread="", heard_at=after(9), silent="blocked", name="Max")
    await save(storage, replace(ROOM, account="43"), later)
    async with storage.reading() as unit:
        assert await unit.rooms.get("telegram", "42", "7") == later
        assert await unit.rooms.get("telegram", "42", "8") is None
        assert await unit.rooms.get("slack", "42", "7") is None


async def test_what_one_notes_of_a_room_leaves_what_another_notes_at_the_same_time(storage: Database) -> None:
    await save(storage, ROOM)
    await save(storage, replace(ROOM, heard_at=after(9), name="Max", silent="stopped"))
    async with storage.writing() as unit:
        await unit.rooms.open(replace(ROOM, thread="@bob").address)
        await unit.rooms.open(replace(ROOM, room="8").address)
        await unit.commit()
    async with storage.reading() as unit:
        kept = await unit.rooms.get("telegram", "42", "7")
        assert kept == replace(ROOM, heard_at=after(9), name="Max", silent="stopped", thread="@bob")
        assert await unit.rooms.get("telegram", "42", "8") is None


async def test_a_room_is_marked_silent_and_nothing_else_of_it_changes(storage: Database) -> None:
    await save(storage, ROOM)
    async with storage.writing() as unit:
        for room in ("7", "8"):
            await unit.rooms.mark("telegram", "42", room, "blocked")
        await unit.commit()
    async with storage.reading() as unit:
        assert await unit.rooms.get("telegram", "42", "7") == replace(ROOM, silent="blocked")
        unknown = Room(channel="telegram", account="42", room="8", silent="blocked")
        assert await unit.rooms.get("telegram", "42", "8") == unknown


async def test_the_rooms_of_a_person_come_the_last_heard_first(storage: Database) -> None:
    (max_,) = await known(storage, "max")
    never = replace(ROOM, room="1", heard_at=None)
    late, foreign = replace(ROOM, room="2", heard_at=after(5)), replace(ROOM, room="3")
    await save(storage, never, ROOM, late, foreign)
    async with storage.writing() as unit:
        for room in (never, ROOM, late):
            await unit.conversations.link(room.channel, room.account, room.room, max_)
        await unit.conversations.link("webchat", "", "visitor", max_)
        await unit.commit()
    async with storage.reading() as unit:
        assert list(await unit.rooms.of_person(max_)) == [late, ROOM, never]


async def test_the_talks_in_a_room_are_those_of_that_room_alone(storage: Database) -> None:
    rooms = ["7", "77", "7/9"]
    async with storage.writing() as unit:
        for room in rooms:
            for thread in ("", "@anna"):
                address = Address(channel="telegram", account="42", room=room, thread=thread)
                await unit.conversations.save(Conversation(address=address, touched=after(len(thread))))
        await unit.commit()
    async with storage.reading() as unit:
        found = await unit.conversations.in_room("telegram", "42", "7")
    assert [each.address.thread for each in found] == ["@anna", ""]
    assert {each.address.room for each in found} == {"7"}


async def test_talks_that_get_another_owner_are_not_saved_over(storage: Database) -> None:
    one, other = await known(storage, "one", "other")
    address = Address(channel="telegram", account="42", room="7")
    async with storage.writing() as unit:
        stale = await unit.conversations.save(Conversation(address=address, person_id=one))
        await unit.conversations.reassign("telegram", "42", "7", other)
        await unit.commit()
    async with storage.writing() as unit:
        with pytest.raises(ConflictError):
            await unit.conversations.save(stale)
    async with storage.reading() as unit:
        talk = await unit.conversations.get(address)
    assert talk
    assert talk.person_id == other


async def test_a_room_is_given_back_or_left_to_nobody(storage: Database) -> None:
    one, other = await known(storage, "one", "other")
    async with storage.writing() as unit:
        await unit.conversations.link("sms", "", "+49", one)
        await unit.conversations.unlink("sms", "", "+49", other)
        assert await unit.conversations.person_at("sms", "", "+49") == other
        await unit.conversations.unlink("sms", "", "+49", None)
        assert await unit.conversations.person_at("sms", "", "+49") is None


async def test_two_who_are_one_have_everything_together(storage: Database) -> None:
    await settle_anna(storage)
    gone, kept = await known(storage, "gone", "kept")
    address = Address(channel="sms", room="+49")
    async with storage.writing() as unit:
        made = booking("x", 0, 30)
        await unit.bookings.add(replace(made, invitee=replace(made.invitee, person_id=gone)))
        await unit.conversations.link("sms", "", "+49", gone)
        await unit.conversations.save(Conversation(address=address, person_id=gone))
        await unit.people.merge(gone, kept)
        await unit.commit()
    async with storage.reading() as unit:
        assert [each.id for each in await unit.bookings.of_person(kept, after(-99))] == [made.id]
        assert not await unit.bookings.of_person(gone, after(-99))
        assert await unit.conversations.person_at("sms", "", "+49") == kept
        assert [each.address for each in await unit.conversations.of_person(kept)] == [address]


async def test_a_number_finds_its_person_only_when_it_was_proved(storage: Database) -> None:
    async with storage.writing() as unit:
        await unit.people.add_person(replace(person("liar"), phone="+49", phone_verified=False))
        assert await unit.people.person_by_phone("+49") is None
        await unit.people.add_person(replace(person("owner"), phone="+49", phone_verified=True))
        found = await unit.people.person_by_phone("+49")
        assert found
        assert found.id == person("owner").id


def voucher(owner: UUID) -> Voucher:
    """Return a voucher."""
    return Voucher(
        digest="d",
        person_id=owner,
        purpose=Purpose.CONTINUE,
        address=Address(channel="telegram", room="7"),
        bound="sms",
        expires_at=after(10),
    )


async def test_a_voucher_is_used_once_and_in_time(storage: Database) -> None:
    (owner,) = await known(storage, "owner")
    async with storage.writing() as unit:
        await unit.vouchers.add(voucher(owner))
        assert await unit.vouchers.get("d") == voucher(owner)
        assert await unit.vouchers.get("e") is None
        assert not await unit.vouchers.use("d", after(10))
        assert await unit.vouchers.use("d", after(9))
        assert not await unit.vouchers.use("d", after(9))
        assert await unit.vouchers.get("d") == replace(voucher(owner), used=True)
        assert await unit.vouchers.discard(after(11)) == 1


async def test_the_open_vouchers_of_a_person_can_be_made_worthless(storage: Database) -> None:
    (owner,) = await known(storage, "owner")
    async with storage.writing() as unit:
        await unit.vouchers.add(voucher(owner))
        await unit.vouchers.revoke(ident("somebody else"), after(0))
        assert not (await unit.vouchers.get("d")).used  # type: ignore[union-attr]
        await unit.vouchers.revoke(owner, after(0))
        assert not await unit.vouchers.use("d", after(1))


async def present(storage: Database, gate: asyncio.Barrier, *, guarded: bool) -> bool:
    """Present the same voucher as others do: look at it, then use it; without the guard, whoever saw it unused."""
    async with storage.writing() as unit:
        found = await unit.vouchers.get("d")
        assert found
        async with asyncio.timeout(10):
            await gate.wait()
        if guarded:
            used = await unit.vouchers.use("d", after(1))
        else:
            await unit._transaction.run(sa.update(voucher_table).values(used_at=after(1)))
            used = not found.used
        await unit.commit()
    return used


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("guarded", "winners"), [(True, 1), (False, 3)], ids=["guarded", "twin without guard"]
)
async def test_of_those_who_present_a_voucher_at_once_one_wins(
    postgres_storage: Database, winners: int, *, guarded: bool
) -> None:
    (owner,) = await known(postgres_storage, "owner")
    async with postgres_storage.writing() as unit:
        await unit.vouchers.add(voucher(owner))
        await unit.commit()
    gate = asyncio.Barrier(3)
    won = await asyncio.gather(*(present(postgres_storage, gate, guarded=guarded) for _ in range(3)))
    assert sum(won) == winners


GATE = Turnstile(channel="telegram", account="42", every=1, slack=2)


async def test_a_turnstile_lets_through_what_may_come_at_once_then_one_at_a_time(storage: Database) -> None:
    async with storage.writing() as unit:
        assert [await unit.post.admit(GATE, after(0)) for _ in range(4)] == [True, True, True, False]
        assert await unit.post.admit(GATE, after(1 / 60))
        assert not await unit.post.admit(GATE, after(1 / 60))
        assert await unit.post.admit(replace(GATE, account="43"), after(0))
        assert await unit.post.admit(replace(GATE, room="7"), after(0))


async def test_a_turnstile_stays_shut_between_two_messages_and_for_as_long_as_was_asked(
    storage: Database,
) -> None:
    gate = Turnstile(channel="telegram", account="42", room="7", between=30)
    async with storage.writing() as unit:
        assert await unit.post.admit(gate, after(0))
        assert not await unit.post.admit(gate, after(0.49))
        await unit.post.shut(gate, after(5))
        await unit.post.shut(gate, after(1))
        assert not await unit.post.admit(gate, after(4.9))
        assert await unit.post.admit(gate, after(5))


@pytest.mark.postgres
async def test_processes_that_push_at_once_pass_one_by_one(postgres_storage: Database) -> None:
    async def push() -> bool:
        async with postgres_storage.writing() as unit:
            passed = await unit.post.admit(GATE, after(0))
            await unit.commit()
        return passed

    assert sum(await asyncio.gather(*(push() for _ in range(8)))) == 3
