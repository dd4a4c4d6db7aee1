"""Accounts with their tokens, and calendars, on both engines."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.calendars import Account, Calendar, Provider, Trouble, Watch
from core.errors import ConflictError, Revoked
from storage import Database, open_storage
from storage.sealing import Unsealable
from storage.tables import busy, calendar_account, entry
from storage.tables import calendar as calendar_table
from tests.storage.calendar_examples import SECRETS, account, calendar, connect, event, stand, written
from tests.storage.examples import NOON, after, booking, host, ident, settle_anna, settle_hosts, span

OLD, NEW = b"o" * 32, b"n" * 32
ANNA, BEN = ident("host anna"), ident("host ben")
WORK, HOME = calendar(), calendar("Home")


@pytest.fixture
async def kept(database_url: str) -> AsyncIterator[Database]:
    """Lend a storage with a key, in which Anna is a host."""
    storage = open_storage(database_url, keys=[NEW])
    await settle_anna(storage)
    yield storage
    await storage.close()


async def accounts(storage: Database) -> Sequence[Account]:
    async with storage.reading() as unit:
        return await unit.calendars.accounts(ANNA)


async def calendars(storage: Database) -> Sequence[Calendar]:
    async with storage.reading() as unit:
        return await unit.calendars.calendars(ANNA)


async def save(storage: Database, changed: Calendar) -> Calendar:
    async with storage.writing() as unit:
        saved = await unit.calendars.save_calendar(changed)
        await unit.commit()
    return saved


# -- accounts --------------------------------------------------------------------------------------


async def test_an_account_comes_back_as_it_was_kept_with_its_tokens(kept: Database) -> None:
    full = account(
        expires_at=after(60), trouble=Trouble.UNREACHABLE, since=after(-5), told_at=after(-4), version=3
    )
    await connect(kept, full)
    async with kept.reading() as unit:
        assert await unit.calendars.account(full.id) == full
        assert await unit.calendars.secrets(full.id) == SECRETS
        assert await unit.calendars.account(ident("another")) is None
        assert await unit.calendars.accounts(BEN) == []


async def test_accounts_are_told_oldest_first(kept: Database) -> None:
    await connect(kept, account("younger", created_at=after(1)))
    await connect(kept, account("older"))
    assert [each.name for each in await accounts(kept)] == ["older@example.com", "younger@example.com"]


async def test_an_account_is_changed_with_or_without_its_tokens_and_only_once_from_one_version(
    kept: Database,
) -> None:
    await connect(kept)
    async with kept.writing() as unit:
        first = await unit.calendars.save_account(replace(account(), name="Work account"))
        assert await unit.calendars.secrets(first.id) == SECRETS
        second = await unit.calendars.save_account(first, {"access_token": "renewed"})
        await unit.commit()
    assert (await accounts(kept)) == [second]
    assert second.version == 3
    async with kept.writing() as unit:
        assert await unit.calendars.secrets(first.id) == {"access_token": "renewed"}
        with pytest.raises(ConflictError):
            await unit.calendars.save_account(first)


async def test_the_row_shows_no_token_and_another_key_opens_none(kept: Database, database_url: str) -> None:
    await connect(kept)
    async with kept._readers.connect() as connection:
        row = (await connection.execute(sa.select(calendar_account))).one()
    assert "secret" not in str(row)
    other = open_storage(database_url, keys=[OLD])
    async with other.reading() as unit:
        with pytest.raises(Revoked) as caught:
            await unit.calendars.secrets(account().id)
    assert "secret" not in str(caught.value)
    await other.close()


async def test_tokens_that_another_row_had_are_not_opened(kept: Database) -> None:
    await connect(kept)
    await connect(kept, account("other"))
    async with kept._writers.begin() as connection:
        theirs = sa.select(calendar_account.c.sealed).where(calendar_account.c.id == account("other").id)
        ours = sa.update(calendar_account).where(calendar_account.c.id == account().id)
        await connection.execute(ours.values(sealed=theirs.scalar_subquery()))
    async with kept.reading() as unit:
        with pytest.raises(Revoked):
            await unit.calendars.secrets(account().id)


async def test_without_a_key_no_account_is_kept(kept: Database, database_url: str) -> None:
    keyless = open_storage(database_url)
    with pytest.raises(Unsealable):
        await connect(keyless)
    assert await accounts(kept) == []
    await keyless.close()


async def test_the_same_account_is_not_connected_twice_but_again_once_removed(kept: Database) -> None:
    await connect(kept, None, WORK)
    with pytest.raises(ConflictError):
        await connect(kept, account(id=ident("again")))
    async with kept.writing() as unit:
        await unit.calendars.remove_account(account().id, after(1))
        await unit.commit()
    assert await accounts(kept) == []
    again = account(id=ident("again"))
    await connect(kept, again)
    assert await accounts(kept) == [again]


async def test_two_hosts_may_connect_the_same_account(kept: Database) -> None:
    await settle_hosts(kept, "ben")
    await connect(kept)
    await connect(kept, account(id=ident("ben's"), host_id=BEN))
    assert await accounts(kept) == [account()]


async def test_of_an_account_that_is_removed_nothing_is_left_but_that_there_was_one(kept: Database) -> None:
    await connect(kept, None, WORK, HOME)
    await connect(kept, account("other"), calendar(of="other"))
    await stand(kept, WORK.id, event("a"))
    await stand(kept, calendar(of="other").id, event("b"))
    async with kept.writing() as unit:
        await unit.bookings.add(booking())
        await unit.calendars.save_entry(written())
        await unit.commit()
    async with kept.writing() as unit:
        await unit.calendars.remove_account(account().id, after(1))
        await unit.commit()
    assert await calendars(kept) == [calendar(of="other")]
    async with kept._readers.connect() as connection:
        assert len((await connection.execute(sa.select(busy))).all()) == 1
        assert (await connection.execute(sa.select(entry))).all() == []
    async with kept.writing() as unit:
        with pytest.raises(Revoked):
            await unit.calendars.secrets(account().id)
        with pytest.raises(ConflictError):
            await unit.calendars.save_account(account(version=2))


async def test_the_tokens_of_a_removed_account_are_kept_for_its_farewell_and_then_forgotten(
    kept: Database,
) -> None:
    await connect(kept)
    async with kept.writing() as unit:
        assert await unit.calendars.departing(account().id) is None
        await unit.calendars.forget_tokens(account().id)
        assert await unit.calendars.secrets(account().id) == SECRETS
        await unit.calendars.remove_account(account().id, after(1))
        leaving = await unit.calendars.departing(account().id)
        assert leaving is not None
        assert (leaving.account.subject, leaving.secrets) == (account().subject, SECRETS)
        await unit.calendars.forget_tokens(account().id)
        assert await unit.calendars.departing(account().id) is None
        await unit.commit()
    async with kept._readers.connect() as connection:
        sealed = sa.select(calendar_account.c.sealed).where(calendar_account.c.id == account().id)
        assert (await connection.execute(sealed)).scalar_one() == ""


async def test_targets_are_those_of_hosts_and_of_the_host_that_a_person_is(kept: Database) -> None:
    await settle_hosts(kept, "ben")
    await connect(kept, None, WORK, replace(HOME, target=True))
    async with kept.writing() as unit:
        anna = await unit.people.host(ident("host anna"))
        assert anna is not None
        assert [each.name for each in await unit.calendars.targets([anna.id])] == ["Home"]
        assert [each.name for each in await unit.calendars.targets([], anna.person_id)] == ["Home"]
        assert [each.name for each in await unit.calendars.targets([anna.id], anna.person_id)] == ["Home"]
        assert await unit.calendars.targets([BEN], ident("nobody")) == []


async def test_what_an_older_key_sealed_is_sealed_again_with_the_newest(
    kept: Database, database_url: str
) -> None:
    before, both = open_storage(database_url, keys=[OLD]), open_storage(database_url, keys=[NEW, OLD])
    await connect(before)
    await connect(before, account("other"))
    counts = []
    for storage in (both, both, before):
        async with storage.writing() as unit:
            counts.append(await unit.calendars.reseal())
            await unit.commit()
    assert counts == [2, 0, 0]
    async with kept.reading() as unit:
        assert await unit.calendars.secrets(account().id) == SECRETS
    await before.close()
    await both.close()


# -- calendars -------------------------------------------------------------------------------------


async def test_a_calendar_comes_back_as_it_was_kept(kept: Database) -> None:
    watch = Watch(id="w-1", resource="r-1", expires_at=after(700))
    full = calendar(
        primary=True,
        writable=True,
        target=True,
        cursor="token",
        trouble=Trouble.GONE,
        since=after(-9),
        watch=watch,
        version=4,
    )
    bare = calendar("Bare", covers=None, read_at=None, checked=False)
    await connect(kept, None, full, bare)
    async with kept.reading() as unit:
        assert await unit.calendars.calendar(full.id) == full
        assert await unit.calendars.calendar(bare.id) == bare
        assert await unit.calendars.calendar(ident("another")) is None
        assert await unit.calendars.by_watch("w-1") == full
        assert await unit.calendars.by_watch("w-2") is None


async def test_calendars_are_told_by_account_the_primary_one_first_then_by_name(kept: Database) -> None:
    await connect(
        kept, account("b", created_at=after(1)), calendar("A", "b"), calendar("Z", "b", primary=True)
    )
    await connect(kept, account("a"), calendar("M", "a"), calendar("L", "a"))
    assert [each.name for each in await calendars(kept)] == ["L", "M", "Z", "A"]


async def test_a_calendar_is_changed_once_from_one_version(kept: Database) -> None:
    await connect(kept, None, WORK)
    saved = await save(kept, replace(WORK, cursor="next", covers=None))
    assert saved == replace(WORK, cursor="next", covers=None, version=2)
    assert await calendars(kept) == [saved]
    with pytest.raises(ConflictError):
        await save(kept, WORK)


async def test_an_account_has_a_calendar_once_and_a_host_one_target(kept: Database) -> None:
    await connect(kept, None, replace(WORK, target=True))
    for wrong in (calendar("Again", remote=WORK.remote), replace(HOME, target=True)):
        async with kept.writing() as unit:
            with pytest.raises(ConflictError):
                await unit.calendars.add_calendar(wrong)


async def test_a_calendar_that_is_removed_takes_its_copy_and_entries_along(kept: Database) -> None:
    await connect(kept, None, WORK, HOME)
    await stand(kept, WORK.id, event("a"))
    await stand(kept, HOME.id, event("a"))
    async with kept.writing() as unit:
        await unit.bookings.add(booking())
        await unit.calendars.save_entry(written())
        await unit.calendars.remove_calendar(WORK.id)
        await unit.commit()
    assert await calendars(kept) == [HOME]
    async with kept.reading() as unit:
        assert await unit.calendars.entry(booking().id, ANNA) is None
        assert await unit.calendars.copy(HOME.id, span(0, 500)) == [event("a")]


async def test_hurry_brings_a_reading_forward_and_never_puts_it_off(kept: Database) -> None:
    await connect(kept, None, replace(WORK, due_at=after(30)))
    for at, expected in ((40, 30), (5, 5), (10, 5)):
        async with kept.writing() as unit:
            await unit.calendars.hurry(WORK.id, after(at))
            await unit.commit()
        assert await calendars(kept) == [replace(WORK, due_at=after(expected))]


async def test_due_are_checked_calendars_and_those_with_entries_not_yet_over_longest_overdue_first(
    kept: Database,
) -> None:
    plain, older = calendar("Plain", checked=False), calendar("Older", due_at=after(-60))
    later = calendar("Later", due_at=after(1))
    await connect(kept, None, WORK, HOME, plain, older, later)
    async with kept.writing() as unit:
        assert {each.name for each in await unit.calendars.due(NOON, 9)} == {"Work", "Home", "Older"}
        assert [each.name for each in await unit.calendars.due(NOON, 1)] == ["Older"]
        await unit.bookings.add(booking())
        await unit.calendars.save_entry(written(calendar_id=plain.id))
        assert plain in await unit.calendars.due(NOON, 9)
        assert plain not in await unit.calendars.due(after(90), 9)
        await unit.calendars.save_entry(written(calendar_id=plain.id, gone=True))
        assert plain not in await unit.calendars.due(NOON, 9)
        await unit.people.save_host(replace(host(), deleted_at=NOON))
        assert await unit.calendars.due(NOON, 9) == []
        assert await unit.calendars.to_watch(after(9999), 9) == []


async def test_to_watch_are_calendars_whose_watch_is_missing_or_ends_soon(kept: Database) -> None:
    soon, long = (Watch(id=f"{days}", expires_at=NOON + timedelta(days=days)) for days in (1, 7))
    wanted = (
        calendar("Soon", watch=soon),
        calendar("None"),
        calendar("Target", checked=False, target=True),
    )
    unwanted = (
        calendar("Long", watch=long),
        calendar("Plain", checked=False),
        calendar("Trouble", trouble=Trouble.GONE),
        calendar("Feed", provider=Provider.ICS),
    )
    await connect(kept, None, *wanted, *unwanted)
    revoked = account("other", trouble=Trouble.REVOKED)
    await connect(kept, revoked, calendar("Revoked", "other"))
    async with kept.reading() as unit:
        found = await unit.calendars.to_watch(NOON + timedelta(days=2), 9)
        assert {each.name for each in found} == {"Soon", "None", "Target"}
        assert found[-1].name == "Soon"
        assert len(await unit.calendars.to_watch(NOON + timedelta(days=2), 1)) == 1


async def test_a_row_of_a_calendar_has_its_stamps(kept: Database) -> None:
    await connect(kept, None, WORK)
    async with kept._readers.connect() as connection:
        row = (await connection.execute(sa.select(calendar_table))).one()
    assert row.created_at == row.updated_at
    assert row.created_at.tzinfo is not None
