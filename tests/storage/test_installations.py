"""Tokens of networks: unreadable in the database, bound to their row, readable with older keys as long as they are on the ring."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from bot.installed import Installation
from bot.ports import Room
from core.errors import Revoked
from storage import open_storage
from storage.sealing import KeyRing, Unsealable
from storage.tables import installation as table

OLD, NEW = b"o" * 32, b"n" * 32
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
FOUND = Installation(
    channel="slack",
    account="T1",
    name="Acme",
    secrets={"access": "xoxe.xoxb-secret", "refresh": "xoxe-1-secret"},
    facts={"bot": "U0"},
    expires_at=NOW + timedelta(hours=12),
)


@given(st.text(max_size=200), st.text(max_size=40))
def test_what_is_sealed_is_opened_only_for_what_it_is_about(secret, about):
    ring = KeyRing([NEW])
    sealed = ring.seal(secret, about)
    assert ring.open(sealed, about) == secret
    with pytest.raises(Unsealable):
        ring.open(sealed, about + "!")


def test_nothing_of_a_secret_is_seen_and_no_two_seals_are_alike():
    ring = KeyRing([NEW])
    first, second = ring.seal("xoxb-secret", "a"), ring.seal("xoxb-secret", "a")
    assert first != second
    assert "xoxb" not in first


@pytest.mark.parametrize("place", [0, 3, 12, 30, -8])
def test_a_seal_that_was_changed_is_not_opened(place):
    ring = KeyRing([NEW])
    sealed = list(ring.seal("a secret that is long enough", "a"))
    sealed[place] = "A" if sealed[place] != "A" else "B"
    with pytest.raises(Unsealable):
        ring.open("".join(sealed), "a")


@pytest.mark.parametrize("broken", ["", "1", "1.aaaaaaaa", "1..", "x.y.z", "2.00000000.AAAA"])
def test_what_is_no_seal_is_not_opened(broken):
    with pytest.raises(Unsealable):
        KeyRing([NEW]).open(broken, "a")


def test_an_older_key_still_opens_and_the_newest_seals():
    before, after = KeyRing([OLD]), KeyRing([NEW, OLD])
    sealed = before.seal("secret", "a")
    assert after.open(sealed, "a") == "secret"
    assert not after.is_new(sealed)
    assert after.is_new(after.seal("secret", "a"))
    with pytest.raises(Unsealable):
        KeyRing([NEW]).open(sealed, "a")


def test_without_a_key_nothing_is_sealed():
    assert not KeyRing([])
    with pytest.raises(Unsealable):
        KeyRing([]).seal("secret", "a")


@pytest.fixture
async def sealed(database_url):
    """Lend a storage with a key."""
    storage = open_storage(database_url, keys=[NEW])
    yield storage
    await storage.close()


async def save(storage, *found):
    async with storage.writing() as uow:
        for each in found:
            await uow.installations.save(each, NOW)
        await uow.commit()


async def got(storage, account="T1"):
    async with storage.reading() as uow:
        return await uow.installations.get("slack", account)


async def test_an_installation_is_kept_and_replaced(sealed):
    await save(sealed, FOUND)
    assert await got(sealed) == FOUND
    again = replace(FOUND, secrets={"access": "other"}, expires_at=None)
    await save(sealed, again)
    assert await got(sealed) == again
    assert await got(sealed, "T2") is None


async def test_the_row_shows_no_token_and_neither_does_its_value(sealed):
    await save(sealed, FOUND)
    async with sealed._readers.connect() as connection:
        row = (await connection.execute(sa.select(table))).one()
    assert "secret" not in str(row)
    assert "secret" not in repr(await got(sealed))


async def test_tokens_of_another_row_are_not_opened(sealed):
    await save(sealed, FOUND, replace(FOUND, account="T2", secrets={"access": "theirs"}))
    async with sealed._writers.begin() as connection:
        theirs = sa.select(table.c.sealed).where(table.c.account == "T2").scalar_subquery()
        await connection.execute(sa.update(table).where(table.c.account == "T1").values(sealed=theirs))
    with pytest.raises(Revoked):
        await got(sealed)


async def test_one_that_was_removed_is_gone_and_can_come_back(sealed):
    await save(sealed, FOUND)
    async with sealed.writing() as uow:
        assert await uow.installations.remove("slack", "T1", NOW)
        assert not await uow.installations.remove("slack", "T1", NOW)
        await uow.commit()
    assert await got(sealed) is None
    async with sealed.reading() as uow:
        assert await uow.installations.all("slack") == []
    async with sealed._readers.connect() as connection:
        assert (await connection.execute(sa.select(table.c.sealed))).scalar_one() == ""
    await save(sealed, FOUND)
    assert await got(sealed) == FOUND


async def test_rooms_of_an_account_fall_silent_and_speak_again_but_for_those_with_another_reason(sealed):
    rooms = {
        name: Room(channel="slack", account=account, room=name, silent=silent)
        for name, account, silent in [("U1", "T1", ""), ("U2", "T1", "blocked"), ("U3", "T2", "")]
    }
    async with sealed.writing() as uow:
        for each in rooms.values():
            await uow.rooms.save(each)
        await uow.rooms.silence("slack", "T1", "gone")
        await uow.commit()

    async def reasons():
        async with sealed.reading() as uow:
            return [(await uow.rooms.get("slack", each.account, each.room)).silent for each in rooms.values()]

    assert await reasons() == ["gone", "blocked", ""]
    async with sealed.writing() as uow:
        await uow.rooms.silence("slack", "T1", "", was="gone")
        await uow.commit()
    assert await reasons() == ["", "blocked", ""]


async def test_what_an_older_key_sealed_is_sealed_again_with_the_newest(database_url):
    before, both, after = (open_storage(database_url, keys=keys) for keys in ([OLD], [NEW, OLD], [NEW]))
    await save(before, FOUND, replace(FOUND, account="T2", secrets={"access": "two"}))
    counts = []
    for storage in (both, both, before):
        async with storage.writing() as unit:
            counts.append(await unit.installations.reseal())
            await unit.commit()
    assert counts == [2, 0, 0]
    assert await got(after) == FOUND
    for storage in (before, both, after):
        await storage.close()
