"""Accounts are opened with tokens that are good for a while: renewed in time, once for all who ask."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.calendars.access import Accounts
from bot.calendars.house import Household
from bot.links import Links
from core.calendars import Account, Provider, Trouble
from core.errors import Expired, Revoked, Transient
from core.ports.calendars import Renewed
from tests.storage.calendar_examples import SECRETS, account, connect
from tests.storage.examples import settle_hosts
from tests.support.calendars.memory import MemoryService


class Counting(MemoryService):
    """Gives tokens for an hour; an old refresh token is worth nothing once another was given."""

    def __init__(self, clock):
        super().__init__(clock)
        self.good = SECRETS["refresh_token"]
        self.between = None

    async def renew(self, access):
        self.renewed += 1
        if access.secrets["refresh_token"] != self.good:
            raise Revoked("used up")
        self.good = f"refresh-{self.renewed}"
        fresh = {"access_token": f"token-{self.renewed}", "refresh_token": self.good}
        expires = self.clock.now() + timedelta(hours=1)
        if self.between:
            between, self.between = self.between, None
            await between()
        return Renewed(secrets=fresh, expires_at=expires)


@pytest.fixture
async def accounts(sqlite_storage, world):
    service = Counting(world.clock)
    await settle_hosts(sqlite_storage, "anna")
    house = Household(
        storage=sqlite_storage,
        world=world,
        links=Links("http://parley.test", "secret"),
        services={Provider.GOOGLE: service},
    )
    ends = world.clock.now() + timedelta(hours=1)
    await connect(sqlite_storage, account(expires_at=ends))
    opened = Accounts(house, waits=(0.001,) * 20)
    opened.house, opened.tokens = house, service
    return opened


async def opened(accounts):
    return (await accounts.open(account().id)).secrets["access_token"]


async def kept(accounts) -> Account:
    async with accounts.house.storage.reading() as uow:
        return await uow.calendars.account(account().id)


async def test_tokens_are_renewed_five_minutes_before_they_expire(accounts, clock):
    assert await opened(accounts) == SECRETS["access_token"]
    clock.tick(minutes=54)
    assert await opened(accounts) == SECRETS["access_token"]
    clock.tick(minutes=1)
    assert await opened(accounts) == "token-1"
    assert (await kept(accounts)).expires_at == clock.now() + timedelta(hours=1)


async def test_many_who_ask_at_once_renew_once(accounts, clock):
    clock.tick(hours=2)
    assert set(await asyncio.gather(*(opened(accounts) for _ in range(9)))) == {"token-1"}
    assert accounts.tokens.renewed == 1


async def test_who_gives_up_waiting_loses_no_tokens(accounts, clock):
    clock.tick(minutes=56)
    asked, answer = asyncio.Event(), asyncio.Event()

    async def slowly():
        asked.set()
        await answer.wait()

    accounts.tokens.between = slowly
    asking = asyncio.create_task(opened(accounts))
    await asked.wait()
    asking.cancel()
    answer.set()
    await accounts.drain()
    assert (await kept(accounts)).expires_at == clock.now() + timedelta(hours=1)
    assert await opened(accounts) == "token-1"


async def test_of_two_processes_that_renew_both_go_on(accounts, clock):
    clock.tick(hours=2)
    other = Accounts(accounts.house, waits=(0.001,) * 20)
    found = await asyncio.gather(opened(accounts), opened(other))
    assert set(found) <= {"token-1", "token-2"}
    assert (await kept(accounts)).trouble is Trouble.NONE
    assert await opened(accounts) == await opened(other)


async def test_a_permission_that_is_gone_is_withdrawn_when_it_is_to_be_renewed(accounts, clock):
    clock.tick(hours=2)
    accounts.tokens.good = "another"

    async def asking(service, access):
        return None

    with pytest.raises(Revoked):
        await accounts.ask(account().id, asking)
    assert (await kept(accounts)).trouble is Trouble.REVOKED


async def test_a_host_who_connects_anew_while_tokens_are_renewed_is_not_overwritten(accounts, clock):
    clock.tick(hours=2)

    async def connects_anew():
        async with accounts.house.storage.writing() as uow:
            current = await uow.calendars.account(account().id)
            ends = clock.now() + timedelta(hours=3)
            await uow.calendars.save_account(replace(current, expires_at=ends), {"access_token": "theirs"})
            await uow.commit()

    accounts.tokens.between = connects_anew
    assert await opened(accounts) == "theirs"


async def test_a_note_of_trouble_does_not_lose_new_tokens(accounts, clock):
    clock.tick(hours=2)

    async def noted():
        async with accounts.house.storage.writing() as uow:
            current = await uow.calendars.account(account().id)
            await uow.calendars.save_account(replace(current, told_at=clock.now()))
            await uow.commit()

    accounts.tokens.between = noted
    assert await opened(accounts) == "token-1"
    assert await opened(accounts) == "token-1"
    assert (await kept(accounts)).told_at == clock.now()


async def test_a_token_that_is_not_accepted_is_renewed_and_asked_with_once_more(accounts):
    tried = []

    async def asking(service, access):
        tried.append(access.secrets["access_token"])
        if len(tried) == 1:
            raise Expired("401")
        return "answer"

    assert await accounts.ask(account().id, asking) == "answer"
    assert tried == [SECRETS["access_token"], "token-1"]


async def test_an_account_that_accepts_no_token_was_withdrawn(accounts):
    async def asking(service, access):
        raise Expired("401")

    with pytest.raises(Revoked):
        await accounts.ask(account().id, asking)
    assert (await kept(accounts)).trouble is Trouble.REVOKED
    with pytest.raises(Revoked):
        await accounts.open(account().id)
    assert accounts.tokens.renewed == 1


async def test_who_does_not_answer_in_time_is_unreachable(accounts):
    async def asking(service, access):
        await asyncio.Event().wait()

    with pytest.raises(Transient):
        await accounts.ask(account().id, asking, limit=0.01)
    assert (await kept(accounts)).trouble is Trouble.NONE


async def test_a_provider_that_is_not_configured_any_more_is_no_withdrawal(accounts):
    bare = Accounts(replace(accounts.house, services={}))

    async def asking(service, access):
        return None

    with pytest.raises(Transient):
        await bare.ask(account().id, asking)
    assert (await kept(accounts)).trouble is Trouble.NONE
