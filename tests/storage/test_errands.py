"""Errands at providers: bound to one browser, used once, unreadable in the database, on both engines."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.errands import Errand, Purpose, digest
from bot.messages import Address
from core.errors import Rejected
from storage import Database, open_storage
from storage.tables import errand as table
from tests.storage.examples import after, ident, settle_anna

CHAT = Address(channel="telegram", room="7")
ERRAND = Errand(
    digest=digest("link"),
    purpose=Purpose.CONSENT,
    provider="google",
    person_id=ident("anna"),
    address=CHAT,
    secrets={"verifier": "a-verifier-that-is-long", "nonce": "n"},
    facts={"link": "x"},
    expires_at=after(15),
)


@pytest.fixture
async def sealing(database_url: str) -> AsyncIterator[Database]:
    opened = open_storage(database_url, keys=(b"k" * 32,))
    await settle_anna(opened)
    yield opened
    await opened.close()


async def keep(storage: Database, *errands: Errand) -> None:
    async with storage.writing() as unit:
        for each in errands:
            await unit.errands.add(each)
        await unit.commit()


async def test_an_errand_is_kept_with_its_secrets_which_nobody_can_read(sealing: Database) -> None:
    await keep(sealing, ERRAND)
    async with sealing.reading() as unit:
        assert await unit.errands.get(ERRAND.digest) == ERRAND
        assert await unit.errands.get(digest("other")) is None
        row = await unit.errands._transaction.row(sa.select(table))
    assert "verifier" not in "".join(str(each) for each in row)
    assert "verifier" not in repr(ERRAND)


async def test_secrets_of_one_errand_cannot_be_put_into_another(sealing: Database) -> None:
    await keep(sealing, ERRAND, replace(ERRAND, digest=digest("other"), secrets={}))
    async with sealing.writing() as unit:
        sealed = await unit.errands._transaction.value(
            sa.select(table.c.sealed).where(table.c.digest == ERRAND.digest)
        )
        moved = sa.update(table).where(table.c.digest == digest("other")).values(sealed=sealed)
        await unit.errands._transaction.run(moved)
        found = await unit.errands.get(digest("other"))
    assert found is not None
    assert found.secrets == {}


async def test_without_a_key_nothing_secret_is_kept(database_url: str) -> None:
    storage = open_storage(database_url)
    await settle_anna(storage)
    await keep(storage, replace(ERRAND, secrets={}))
    with pytest.raises(Rejected):
        await keep(storage, replace(ERRAND, digest=digest("other")))
    await storage.close()


async def test_it_belongs_to_the_first_browser(sealing: Database) -> None:
    await keep(sealing, ERRAND)
    async with sealing.writing() as unit:
        assert await unit.errands.bind(ERRAND.digest, "mine")
        assert await unit.errands.bind(ERRAND.digest, "mine")
        assert not await unit.errands.bind(ERRAND.digest, "another's")


async def test_it_is_used_once_and_not_when_it_is_too_old(sealing: Database) -> None:
    await keep(sealing, ERRAND, replace(ERRAND, digest=digest("late")))
    async with sealing.writing() as unit:
        assert not await unit.errands.use(digest("late"), after(15))
        assert await unit.errands.use(ERRAND.digest, after(14))
        assert not await unit.errands.use(ERRAND.digest, after(14))
        used = await unit.errands.get(ERRAND.digest)
    assert used is not None
    assert (used.used, used.secrets) == (True, {})


@pytest.mark.parametrize("guarded", [True, False])
async def test_of_two_callbacks_that_race_one_gets_through(sealing: Database, *, guarded: bool) -> None:
    await keep(sealing, ERRAND)
    looked = asyncio.Barrier(2)

    async def callback() -> bool:
        async with sealing.reading() as unit:
            found = await unit.errands.get(ERRAND.digest)
        await looked.wait()
        if not guarded:  # to look first is not enough
            return found is not None and not found.used
        async with sealing.writing() as unit:
            first = await unit.errands.use(ERRAND.digest, after(1))
            await unit.commit()
        return first

    assert sum(await asyncio.gather(callback(), callback())) == (1 if guarded else 2)


async def test_what_waits_to_be_confirmed_is_found_by_its_room_whatever_talk_is_open(
    sealing: Database,
) -> None:
    waiting = replace(ERRAND, purpose=Purpose.CONFIRM)
    await keep(sealing, waiting, replace(ERRAND, digest=digest("other")))
    async with sealing.writing() as unit:
        found = await unit.errands.confirming(replace(CHAT, thread="@ben"), after(1))
        assert found == waiting
        assert await unit.errands.confirming(replace(CHAT, room="8"), after(1)) is None
        assert await unit.errands.confirming(CHAT, after(15)) is None
        await unit.errands.use(waiting.digest, after(1))
        assert await unit.errands.confirming(CHAT, after(1)) is None


async def test_what_holds_secrets_is_forgotten_as_soon_as_it_is_too_old(sealing: Database) -> None:
    plain = replace(ERRAND, digest=digest("plain"), secrets={})
    await keep(sealing, ERRAND, plain)
    async with sealing.writing() as unit:
        assert await unit.errands.discard(after(0), after(14)) == 0
        assert await unit.errands.discard(after(0), after(16)) == 1
        assert await unit.errands.get(plain.digest) is not None
        assert await unit.errands.discard(after(16), after(16)) == 1
