"""Sessions, credentials and locks, the same on both engines; of secrets nothing that could be used."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from bot.conversation import Conversation
from bot.messages import Address, Incoming
from core.errors import ConflictError
from core.people import Person
from core.ports.identity import Identity, IdentityProvider
from core.signing import Credential, Session
from storage import Database
from storage.sealing import Unsealable
from storage.tables import credential as credential_table
from tests.support.world import MONDAY_MORNING as NOW

BOB, ROB = UUID(int=11), UUID(int=12)
HOUR = timedelta(hours=1)
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
async def people(storage: Database) -> None:
    """Bob and Rob are known."""
    async with storage.writing() as unit:
        for person_id in (BOB, ROB):
            await unit.people.add_person(Person(id=person_id, created_at=NOW, updated_at=NOW))
        await unit.commit()


def session(number: int = 1, **changes: object) -> Session:
    plain = Session(
        id=UUID(int=100 + number),
        person_id=BOB,
        digest=f"digest {number}",
        label="Firefox on Linux",
        room=f"room {number}",
        made_at=NOW,
        seen_at=NOW,
        proved_at=NOW,
        expires_at=NOW + HOUR,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


async def keep(storage: Database, *sessions: Session) -> None:
    async with storage.writing() as unit:
        for each in sessions:
            await unit.sessions.add(each)
        await unit.commit()


async def test_a_session_comes_back_as_it_was(storage: Database) -> None:
    await keep(storage, session())
    async with storage.reading() as unit:
        assert await unit.sessions.get(session().id) == session()
        assert await unit.sessions.by_digest("digest 1") == session()
        assert await unit.sessions.by_digest("digest 2") is None
        assert await unit.sessions.get(UUID(int=9)) is None


async def test_open_sessions_are_those_neither_revoked_nor_over(storage: Database) -> None:
    late = session(2, seen_at=NOW + timedelta(minutes=5))
    await keep(storage, session(), late, session(3, expires_at=NOW), session(4, person_id=ROB))
    async with storage.writing() as unit:
        assert [each.id for each in await unit.sessions.of_person(BOB, NOW)] == [late.id, session().id]
        assert await unit.sessions.revoke(late.id, NOW)
        assert not await unit.sessions.revoke(late.id, NOW + HOUR)
        assert [each.id for each in await unit.sessions.of_person(BOB, NOW)] == [session().id]
        kept = await unit.sessions.get(late.id)
        assert kept is not None
        assert kept.revoked_at == NOW


async def test_all_sessions_but_one_end(storage: Database) -> None:
    await keep(storage, session(), session(2), session(3, person_id=ROB))
    async with storage.writing() as unit:
        ended = await unit.sessions.revoke_all(BOB, NOW, but=session().id)
        assert [each.id for each in ended] == [session(2).id]
        assert len(await unit.sessions.of_person(BOB, NOW)) == 1
        assert len(await unit.sessions.of_person(ROB, NOW)) == 1


async def test_a_half_way_session_is_completed_once(storage: Database) -> None:
    await keep(storage, session(complete=False))
    done = session(digest="other", room="elsewhere", expires_at=NOW + 2 * HOUR)
    async with storage.writing() as unit:
        assert await unit.sessions.finish(done)
        assert not await unit.sessions.finish(done)
        assert await unit.sessions.by_digest("other") == done


async def test_a_revoked_session_is_neither_completed_nor_prolonged(storage: Database) -> None:
    await keep(storage, session(complete=False))
    async with storage.writing() as unit:
        await unit.sessions.revoke(session().id, NOW)
        assert not await unit.sessions.finish(session(digest="other"))
        await unit.sessions.touch(session().id, NOW + HOUR, NOW + 5 * HOUR)
        kept = await unit.sessions.get(session().id)
    assert kept is not None
    assert (kept.complete, kept.expires_at) == (False, NOW + HOUR)


async def test_what_a_browser_was_is_closed_once_its_sessions_are(storage: Database) -> None:
    await keep(storage, session(room="a"), session(2, room="a"), session(3, room="b"))
    async with storage.writing() as unit:
        assert not await unit.sessions.closed("a")
        await unit.sessions.revoke(session().id, NOW)
        assert not await unit.sessions.closed("a")
        await unit.sessions.revoke(session(2).id, NOW)
        assert await unit.sessions.closed("a")
        assert not await unit.sessions.closed("b")
        assert not await unit.sessions.closed("never seen")
        await unit.sessions.forget_room(BOB, "a")
        assert not await unit.sessions.closed("a")


async def test_a_token_that_renews_is_used_once(storage: Database) -> None:
    await keep(storage, session())
    async with storage.writing() as unit:
        await unit.sessions.add_refresh("token", session().id, NOW + HOUR)
        assert await unit.sessions.refresh("token") == (session().id, NOW + HOUR, False)
        assert await unit.sessions.use_refresh("token", NOW)
        assert not await unit.sessions.use_refresh("token", NOW)
        assert await unit.sessions.refresh("token") == (session().id, NOW + HOUR, True)
        assert await unit.sessions.refresh("other") is None


async def test_old_sessions_are_deleted_with_their_tokens(storage: Database) -> None:
    await keep(storage, session(), session(2, expires_at=NOW + 3 * HOUR))
    async with storage.writing() as unit:
        await unit.sessions.add_refresh("token", session().id, NOW)
        assert await unit.sessions.discard(NOW + 2 * HOUR) == 1
        assert await unit.sessions.get(session().id) is None
        assert await unit.sessions.refresh("token") is None
        assert await unit.sessions.get(session(2).id) is not None


def bobs(**changes: object) -> Credential:
    plain = Credential(person_id=BOB, login="bob@example.com", created_at=NOW, updated_at=NOW)
    return replace(plain, **changes)  # type: ignore[arg-type]


async def test_a_credential_is_kept_and_compared_by_version(storage: Database) -> None:
    async with storage.writing() as unit:
        first = await unit.credentials.save(bobs(password="hash"))
        assert await unit.credentials.get(BOB) == first
        second = await unit.credentials.save(replace(first, recovery=("a", "b"), step=59_000_000))
        assert await unit.credentials.get(BOB) == second
        assert await unit.credentials.of_login("bob@example.com") == [second]
        with pytest.raises(ConflictError):
            await unit.credentials.save(first)
        with pytest.raises(ConflictError):
            await unit.credentials.save(bobs())
        await unit.credentials.remove(BOB)
        assert await unit.credentials.get(BOB) is None


async def test_the_secret_of_a_second_factor_is_sealed_for_its_person(storage: Database) -> None:
    async with storage.writing() as unit:
        await unit.credentials.save(bobs())
        await unit.credentials.save(bobs(person_id=ROB, login="rob@example.com"))
        assert await unit.credentials.secret(BOB) == ""
        await unit.credentials.keep_secret(BOB, SECRET)
        assert await unit.credentials.secret(BOB) == SECRET
        sealed = await unit.codes._transaction.value(
            sa.select(credential_table.c.sealed).where(credential_table.c.person_id == BOB)
        )
        assert SECRET not in sealed
        theirs = sa.update(credential_table).where(credential_table.c.person_id == ROB)
        await unit.codes._transaction.run(theirs.values(sealed=sealed))
        with pytest.raises(Unsealable):
            await unit.credentials.secret(ROB)
        await unit.credentials.keep_secret(BOB, "")
        assert await unit.credentials.secret(BOB) == ""


async def test_an_identity_stays_whose_it_was(storage: Database) -> None:
    google = Identity(provider=IdentityProvider.GOOGLE, subject="1", email="b@example.com", name="Bob")
    async with storage.writing() as unit:
        await unit.credentials.link(google, BOB, NOW)
        await unit.credentials.link(google, ROB, NOW)
        assert await unit.credentials.owner("google", "1") == BOB
        assert await unit.credentials.owner("github", "1") is None
        assert await unit.credentials.identities(BOB) == [google]
        assert await unit.credentials.identities(ROB) == []
        await unit.credentials.unlink("google", BOB)
        assert await unit.credentials.owner("google", "1") is None


async def test_wrong_guesses_are_counted_until_they_are_old_or_a_lock_is_over(storage: Database) -> None:
    async with storage.writing() as unit:
        guess = unit.credentials.wrong
        assert [await guess("s", NOW, NOW - HOUR) for _ in range(3)] == [1, 2, 3]
        assert await guess("other", NOW, NOW - HOUR) == 1
        await unit.credentials.shut("s", NOW + HOUR)
        lock = await unit.credentials.lock("s")
        assert lock is not None
        assert (lock.closed_at(NOW), lock.closed_at(NOW + HOUR)) == (True, False)
        assert await guess("s", NOW + HOUR / 2, NOW) == 4
        assert await guess("s", NOW + HOUR, NOW) == 1
        reopened = await unit.credentials.lock("s")
        assert reopened is not None
        assert reopened.until is None
        later = NOW + 5 * HOUR
        assert await guess("other", later, later - HOUR) == 1
        await unit.credentials.drop_lock("s")
        assert await unit.credentials.lock("s") is None


async def test_who_turns_out_to_be_another_is_signed_in_as_that_one(storage: Database) -> None:
    await keep(storage, session())
    google = Identity(provider=IdentityProvider.GOOGLE, subject="1")
    async with storage.writing() as unit:
        await unit.credentials.link(google, BOB, NOW)
        await unit.people.merge(BOB, ROB)
        assert [each.id for each in await unit.sessions.of_person(ROB, NOW)] == [session().id]
        assert await unit.credentials.owner("google", "1") == ROB


async def test_a_room_moves_with_all_that_was_said_in_it(storage: Database) -> None:
    old = Address(channel="webchat", room="old")
    thread = Address(channel="webchat", room="old", thread="@anna")
    beside = Address(channel="webchat", room="older")
    async with storage.writing() as unit:
        await unit.conversations.link("webchat", "", "old", BOB)
        for address in (old, thread, beside):
            await unit.conversations.save(Conversation(address=address, person_id=BOB))
            await unit.inbox.accept(Incoming(key=address.key, address=address, at=NOW, text="hello"))
        await unit.conversations.move("webchat", "", "old", "new")
        for address in (old, thread):
            there = replace(address, room="new")
            moved = await unit.conversations.get(there)
            assert moved is not None
            assert moved.slots["owner"] == address.key
            assert [each.outgoing.text for each in await unit.thread.newest(there, 5)] == ["hello"]
            assert await unit.conversations.get(address) is None
            assert await unit.thread.newest(address, 5) == []
        assert await unit.conversations.person_at("webchat", "", "new") == BOB
        assert await unit.conversations.person_at("webchat", "", "old") is None
        assert await unit.conversations.get(beside) is not None
        await unit.conversations.save(Conversation(address=old))  # who comes back there begins anew
        await unit.commit()
