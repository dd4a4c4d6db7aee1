"""Hosts are locked on PostgreSQL until the end of a unit, in an order in which nobody waits in a circle."""

import asyncio
from uuid import UUID

import pytest
import sqlalchemy as sa

from core.errors import ConflictError
from storage import Database
from tests.storage.examples import booking, ident, settle_anna, settle_hosts

pytestmark = pytest.mark.postgres

ANNA, BEN = (ident(f"host {name}") for name in ("anna", "ben"))
WON = "won"
WAITERS = sa.text(
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


@pytest.fixture(autouse=True)
async def two(postgres_storage: Database) -> None:
    """Anna and Ben are hosts."""
    await settle_anna(postgres_storage)
    await settle_hosts(postgres_storage, "ben")


async def somebody_waits(storage: Database) -> None:
    async with asyncio.timeout(30), storage.reading() as unit:
        while not await unit._transaction.value(WAITERS):
            pass


@pytest.mark.parametrize("further", [(), (BEN,)])
async def test_who_books_waits_for_who_has_locked_one_of_the_hosts(
    postgres_storage: Database, further: tuple[UUID, ...]
) -> None:
    async def book() -> None:
        async with postgres_storage.writing() as unit:
            await unit.bookings.add(booking(host_id=ANNA, co_hosts=further))
            await unit.commit()

    async with postgres_storage.writing() as unit:
        await unit.bookings.lock((BEN if further else ANNA,))
        waiting = asyncio.create_task(book())
        await somebody_waits(postgres_storage)
        assert await unit.bookings.booking(booking().id) is None
        assert not waiting.done()
        await unit.commit()
    await waiting


async def test_other_hosts_are_not_waited_for(postgres_storage: Database) -> None:
    async with postgres_storage.writing() as locked, postgres_storage.writing() as unit:
        await locked.bookings.lock((BEN,))
        await unit.bookings.add(booking())
        await unit.commit()


@pytest.mark.postgres
async def test_two_who_lock_the_same_hosts_never_wait_in_a_circle(postgres_storage: Database) -> None:
    async def take(*hosts: UUID) -> str:
        async with postgres_storage.writing() as unit:
            await unit.bookings.lock(hosts)
            await unit.commit()
        return WON

    found = await asyncio.gather(*(take(*((ANNA, BEN), (BEN, ANNA))[n % 2]) for n in range(50)))
    assert set(found) == {WON}


@pytest.mark.postgres
async def test_two_who_lock_one_host_after_the_other_do(postgres_storage: Database) -> None:
    both_hold_one = asyncio.Barrier(2)

    async def take(first: UUID, second: UUID) -> str:
        try:
            async with postgres_storage.writing() as unit:
                await unit.bookings.lock((first,))
                await both_hold_one.wait()
                await unit.bookings.lock((second,))
                await unit.commit()
        except ConflictError:
            return "conflict"
        return WON

    assert sorted(await asyncio.gather(take(ANNA, BEN), take(BEN, ANNA))) == ["conflict", WON]
