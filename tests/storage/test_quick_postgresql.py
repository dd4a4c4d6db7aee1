"""Statements put straight to asyncpg: what is left behind when they fail, and what is told."""

import asyncio
from uuid import uuid4

import pytest
import sqlalchemy as sa

from storage import Database, dialects, open_storage
from storage.thread import AFTER
from tests.storage.examples import person

pytestmark = pytest.mark.postgres
SLEEP = sa.text("SELECT pg_sleep(:seconds)")
HALF_A_PERSON = sa.text("INSERT INTO person (id, name) VALUES (:id, :name)")


async def test_an_error_does_not_repeat_the_row(postgres_storage: Database) -> None:
    async with postgres_storage.writing() as unit:
        with pytest.raises(dialects.FAILURES) as caught:
            await unit._transaction.run(HALF_A_PERSON, id=uuid4(), name="hush")
    assert "not-null" in str(caught.value)
    assert "hush" not in str(caught.value)


async def test_a_unit_left_in_the_middle_of_a_statement_keeps_nothing_and_blocks_nobody(
    postgres_url: str,
) -> None:
    storage = open_storage(postgres_url, pool_size=1)
    written = asyncio.Event()

    async def write() -> None:
        async with storage.writing() as unit:
            await unit.people.add_person(person())
            written.set()
            await unit._transaction.row(SLEEP, seconds=600)

    task = asyncio.create_task(write())
    await written.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with storage.writing() as unit:
        assert await unit.people.person(person().id) is None
        await unit.people.add_person(person())
        await unit.commit()
    await storage.close()


async def test_a_value_that_is_missing_is_told_before_anything_is_sent(postgres_storage: Database) -> None:
    async with postgres_storage.reading() as unit:
        with pytest.raises(KeyError, match="after_at"):
            await unit._transaction.rows(AFTER, address="a", count=1)
