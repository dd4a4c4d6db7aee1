"""An account that waits for its code: confirmed in the talk that asked, once whoever sends it how often, on both engines."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest

from bot import connecting
from bot.calendar_wishes import CONNECTED, PAUSE, WRONG
from bot.conversation import Conversation
from bot.errands import Errand, Purpose, digest
from bot.messages import Address, Incoming
from bot.understood import Asked
from core.calendars import Provider
from core.commands import RegisterHost
from core.commands.calendars import ConnectAccount
from core.people import Person
from core.usecases import perform
from storage import Database
from tests.support.calendars.memory import listed
from tests.support.world import FrozenWorld

CHAT = Address(channel="telegram", room="7")


def said(text: str, key: str = "k", address: Address = CHAT) -> Incoming:
    return Incoming(key=key, address=address, at=FrozenWorld().clock.now(), text=text)


async def waiting(storage: Database, world: FrozenWorld) -> str:
    """Have an account of Anna's wait; return its code."""
    now = world.clock.now()
    anna = Person(id=world.chance.uuid(), name="Anna", zone="UTC", created_at=now, updated_at=now)
    async with storage.writing() as uow:
        await uow.people.add_person(anna)
        made = await perform(uow, world, RegisterHost(person_id=anna.id, name="Anna Lind", zone="UTC"))
        command = ConnectAccount(
            host_id=made.value.host.id,
            provider=Provider.GOOGLE,
            subject="ann",
            name="ann@example.com",
            expires_at=now,
            scopes=("a", "b"),
            secrets={"access_token": "t"},
            calendars=(listed("main", primary=True), listed("team")),
        )
        errand = Errand(
            digest=digest("link"),
            purpose=Purpose.CONNECT,
            provider="google",
            person_id=anna.id,
            address=CHAT,
            facts={"host": str(made.value.host.id)},
            expires_at=now,
        )
        code = await connecting.shown_code(uow, world, command, errand)
        await uow.commit()
    return code


async def send(storage: Database, world: FrozenWorld, incoming: Incoming) -> str | None:
    async with storage.writing() as uow:
        kept = await connecting.confirm(uow, world, incoming)
        await uow.commit()
    return kept.choice if kept else None


async def test_the_right_code_connects_all_that_was_kept(storage: Database, world: FrozenWorld) -> None:
    code = await waiting(storage, world)
    choice = await send(storage, world, said(code))
    assert choice is not None
    async with storage.reading() as uow:
        account = await uow.calendars.account(UUID(choice.removeprefix(CONNECTED)))
        assert account is not None
        assert (account.name, account.scopes) == ("ann@example.com", ("a", "b"))
        assert await uow.calendars.secrets(account.id) == {"access_token": "t"}
        assert len(await uow.calendars.calendars(account.host_id)) == 2
    assert await send(storage, world, said(code)) is None


async def test_of_two_that_send_it_at_once_one_connects(storage: Database, world: FrozenWorld) -> None:
    code = await waiting(storage, world)
    found = await asyncio.gather(*(send(storage, world, said(code, f"k{n}")) for n in range(4)))
    assert sum(each is not None for each in found) == 1


async def test_wrong_codes_are_counted_also_when_a_mailed_one_is_asked_for(
    storage: Database, world: FrozenWorld
) -> None:
    code = await waiting(storage, world)
    wrong = "000000" if code != "000000" else "111111"
    async with storage.writing() as uow:
        await uow.conversations.save(Conversation(address=CHAT, asked=Asked.CODE.value))
        await uow.commit()
    assert [await send(storage, world, said(wrong)) for _ in range(3)] == [None] * 3
    elsewhere = replace(CHAT, thread="@ben")
    assert await send(storage, world, said(wrong, address=elsewhere)) == f"{CONNECTED}{WRONG}"
    assert await send(storage, world, said(wrong, address=elsewhere)) == f"{CONNECTED}{PAUSE}"
    assert await send(storage, world, said(code)) is None


@pytest.mark.parametrize("text", ["12345", "1234567", "code 123456", "12:34:56", ""])
async def test_what_is_no_code_is_not_looked_at(text: str) -> None:
    assert not connecting.is_code(said(text))


@pytest.mark.parametrize("text", ["123456", " 123 456 ", "123-456"])
async def test_a_code_may_be_written_in_two_parts(text: str) -> None:
    assert connecting.is_code(said(text))
    assert not connecting.is_code(replace(said(text), choice="1.1"))


@pytest.mark.parametrize(
    ("name", "shown"), [("ann@example.com", "a…@example.com"), ("@x", "…@x"), ("Radicale", "Radicale")]
)
def test_who_wants_to_connect_is_told_without_giving_the_address_away(name: str, shown: str) -> None:
    assert connecting.veiled(name) == shown
