"""Units of work: what is kept, what is rolled back, what happens when the database goes away."""

import asyncio
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest
import sqlalchemy as sa

from bot.conversation import Conversation
from core.errors import ConflictError, Transient
from storage import Database, dialects, migrate, open_storage
from tests.storage.examples import TALK, after, effect, person
from tests.support import postgres
from tests.support.post import claim_due


async def test_an_error_rolls_everything_back(storage: Database) -> None:
    async def fail() -> None:
        async with storage.writing() as unit:
            await unit.people.add_person(person())
            await unit.outbox.add(effect("k"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with storage.reading() as unit:
        assert await unit.people.person(person().id) is None
        assert await unit.post.age(after(1)) == 0


async def test_what_follows_a_commit_is_rolled_back_alone(storage: Database) -> None:
    async with storage.writing() as unit:
        await unit.people.add_person(person())
        await unit.commit()
        await unit.people.add_person(person("ben"))
    async with storage.reading() as unit:
        assert await unit.people.person(person().id) == person()
        assert await unit.people.person(person("ben").id) is None


async def test_a_reader_cannot_write(storage: Database) -> None:
    async with storage.reading() as unit:
        with pytest.raises(dialects.FAILURES):
            await unit.people.add_person(person())
    await storage.ping()


async def test_a_reader_sees_only_what_is_committed(storage: Database) -> None:
    async with storage.writing() as writer:
        await writer.people.add_person(person())
        async with storage.reading() as reader:
            assert await reader.people.person(person().id) is None
            await writer.commit()
            assert await reader.people.person(person().id) == person()


async def test_many_writers_of_one_row_lose_nothing(storage: Database) -> None:
    async with storage.writing() as unit:
        await unit.conversations.save(Conversation(address=TALK, slots={"n": 0}))
        await unit.commit()

    async def count_up() -> None:
        while True:
            try:
                async with storage.writing() as unit:
                    found = await unit.conversations.get(TALK)
                    assert found is not None
                    await unit.conversations.save(replace(found, slots={"n": found.slots["n"] + 1}))
                    await unit.commit()
            except ConflictError:
                continue
            return

    await asyncio.gather(*(count_up() for _ in range(20)))
    async with storage.reading() as unit:
        found = await unit.conversations.get(TALK)
    assert found is not None
    assert (found.slots, found.version) == ({"n": 20}, 21)


async def test_a_cancelled_unit_lets_the_next_one_in(storage: Database) -> None:
    begun = asyncio.Event()

    async def stuck() -> None:
        async with storage.writing() as unit:
            await unit.people.add_person(person())
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(stuck())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with storage.writing() as unit:
        await unit.people.add_person(person())
        await unit.commit()


async def test_two_storages_share_one_database(database_url: str) -> None:
    one, two = open_storage(database_url), open_storage(database_url)

    async def fill(storage: Database, name: str) -> None:
        for n in range(20):
            async with storage.writing() as unit:
                await unit.outbox.add(effect(f"{name}{n}", lane=f"{name}{n}"))
                await unit.commit()

    await asyncio.gather(fill(one, "a"), fill(two, "b"))
    async with one.writing() as unit:
        assert len(await claim_due(unit, after(0), 100, 60)) == 40
    await one.close()
    await two.close()


async def test_a_writer_that_never_gets_its_turn_fails_for_now(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialects, "LOCK_WAIT", 0)
    one, two = open_storage(sqlite_url), open_storage(sqlite_url)
    async with one.writing() as holder:
        await holder.people.add_person(person())
        with pytest.raises(Transient):
            async with two.writing() as unit:
                await unit.people.add_person(person("ben"))
    async with two.writing() as unit:
        await unit.people.add_person(person("ben"))
    await one.close()
    await two.close()


async def test_a_file_that_cannot_be_opened_fails_for_now(tmp_path: Path) -> None:
    storage = open_storage(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")
    for _ in range(2):
        with pytest.raises(Transient):
            await storage.ping()
        with pytest.raises(Transient):
            async with storage.writing() as unit:
                await unit.people.add_person(person())
    await storage.close()


@pytest.mark.postgres
async def test_a_server_that_goes_away_and_comes_back(postgres_server: postgres.Server) -> None:
    programs = postgres.binaries()
    assert programs is not None
    with postgres.throwaway(programs) as server:
        await migrate.upgrade(server.url())
        storage = open_storage(server.url())
        await asyncio.gather(*(storage.ping() for _ in range(5)))
        async with storage.writing() as running:
            await running.people.add_person(person())
            await asyncio.to_thread(server.stop)
            with pytest.raises(Transient):
                await running.commit()
        with pytest.raises(Transient):
            await storage.ping()
        with pytest.raises(Transient):
            async with storage.writing() as unit:
                await unit.people.add_person(person())
        await asyncio.to_thread(server.start)
        await asyncio.gather(*(storage.ping() for _ in range(5)))
        async with storage.writing() as unit:
            assert await unit.people.person(person().id) is None
            await unit.people.add_person(person())
            await unit.commit()
        await storage.close()


@pytest.mark.postgres
async def test_a_restart_between_two_units_is_not_even_noticed(postgres_server: postgres.Server) -> None:
    programs = postgres.binaries()
    assert programs is not None
    with postgres.throwaway(programs) as server:
        await migrate.upgrade(server.url())
        storage = open_storage(server.url())
        await asyncio.gather(*(storage.ping() for _ in range(5)))
        await asyncio.to_thread(server.stop)
        await asyncio.to_thread(server.start)
        await asyncio.gather(*(storage.ping() for _ in range(5)))
        async with storage.writing() as unit:
            await unit.people.add_person(person())
            await unit.commit()
        await storage.close()


@pytest.mark.postgres
async def test_two_units_that_wait_for_each_other_conflict(postgres_storage: Database) -> None:
    async with postgres_storage.writing() as unit:
        await unit.people.add_person(person())
        await unit.people.add_person(person("ben"))
        await unit.commit()
    both_hold_one = asyncio.Barrier(2)

    async def cross(first: str, second: str) -> str:
        try:
            async with postgres_storage.writing() as unit:
                await unit.people.save_person(person(first))
                await both_hold_one.wait()
                await unit.people.save_person(person(second))
                await unit.commit()
        except ConflictError:
            return "conflict"
        return "kept"

    outcomes = await asyncio.gather(cross("anna", "ben"), cross("ben", "anna"))
    assert "conflict" in outcomes


async def test_more_readers_than_connections_fail_for_now(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialects, "LOCK_WAIT", 0.1)
    storage = open_storage(database_url, pool_size=1)
    async with storage.reading() as unit:
        await unit.people.person(person().id)
        with pytest.raises(Transient):
            await storage.ping()
    await storage.ping()
    await storage.close()


async def test_an_error_does_not_repeat_what_was_to_be_written(storage: Database) -> None:
    async with storage.writing() as unit:
        with pytest.raises(dialects.FAILURES) as caught:
            await unit._transaction.run(sa.text("INSERT INTO nowhere VALUES (:said)"), said="hush")
    assert "nowhere" in str(caught.value)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("state", "meaning"),
    [
        ("23503", ConflictError),  # what it refers to is gone
        ("40001", ConflictError),  # not serialisable
        ("40P01", ConflictError),  # deadlock
        ("55P03", ConflictError),  # lock not available
        ("08006", Transient),  # connection failure
        ("53300", Transient),  # too many connections
        ("57P01", Transient),  # shut down by the administrator
        ("57P03", Transient),  # still starting
        ("25P03", Transient),  # was idle in a transaction for too long
        ("42601", type(None)),  # a defect of ours
    ],
)
def test_what_postgresql_says_is_put_into_our_words(state: str, meaning: type) -> None:
    assert type(dialects.translated(asyncpg.PostgresError.new({"C": state, "M": "x"}))) is meaning
