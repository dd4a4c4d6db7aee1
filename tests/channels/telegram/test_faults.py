"""What goes wrong on the way, through the real outbox: nothing is lost, nothing is booked twice, every pause is kept."""

import asyncio

import pytest

from bot.messages import Address, Outgoing
from bot.notices import chat
from bot.player import ALWAYS
from channels.telegram.limits import PACE
from core.booking import Status
from core.queries import Agenda, ShowHost
from tests.support.telegram.bot_api import BOT, Cut, Refusal
from tests.support.telegram.houses import town
from tests.support.telegram.people import User, replies


async def bookings(here):
    page = await here.house.desk.answer(ShowHost(username="anna"))
    asked = Agenda(host_id=page.host.id, within=ALWAYS, statuses=frozenset(Status))
    return await here.house.desk.answer(asked)


async def ready_to_book(here, bob):
    """Have everything said but the code."""
    await here.host()
    await here.bring(bob.says("/start anna_intro"), bob.says("tomorrow at 10:00"))
    await here.bring(bob.says("Bob Miller, bob@example.org"))
    return bob.says(here.letters.kept[-1][1].code)


async def later(here, **parts):
    here.world.clock.tick(**parts)
    await here.settle()


@pytest.mark.parametrize(
    "trouble",
    [
        Refusal(500, "Internal Server Error"),
        Refusal(502, "Bad Gateway"),
        Refusal(429, "Too Many Requests: retry after 9", retry_after=9),
    ],
    ids=["500", "502", "429"],
)
async def test_what_was_not_taken_is_sent_later_once(here, bob, trouble):
    code = await ready_to_book(here, bob)
    here.api.trouble.append(("sendMessage", trouble))
    await here.bring(code)
    await later(here, minutes=5)
    assert sum(each.startswith("Booked: ") for each in here.heard(bob)) == 1
    assert len(await bookings(here)) == 1


async def test_a_pause_is_kept_to_the_second(here, bob):
    here.api.trouble.append(
        ("sendMessage", Refusal(429, "Too Many Requests: retry after 30", retry_after=30))
    )
    await here.bring(bob.says("hello"))
    await later(here, seconds=29)
    assert here.heard(bob) == []
    await later(here, seconds=10)
    assert len(here.heard(bob)) == 1


async def test_where_the_connection_breaks_after_it_was_taken_nothing_is_lost_or_booked_twice(here, bob):
    code = await ready_to_book(here, bob)
    here.api.trouble.append(("sendMessage", Cut("reset")))
    await here.bring(code)
    await later(here, minutes=5)
    said = [each for each in here.heard(bob) if each.startswith("Booked: ")]
    assert 1 <= len(said) <= 2
    assert len(set(said)) == 1
    assert len(await bookings(here)) == 1


async def test_everything_delivered_twice_and_in_any_order_books_once(here, bob):
    code = await ready_to_book(here, bob)
    await asyncio.gather(*(here.door.take(code) for _ in range(5)))
    await here.settle()
    await here.bring(code)
    assert len(await bookings(here)) == 1
    assert sum(each.startswith("Booked: ") for each in here.heard(bob)) == 1


async def test_who_is_killed_between_keeping_and_answering_answers_after_all(sqlite_url, world, monkeypatch):
    async with town(sqlite_url, world) as first:
        bob, api = User(first.api, 22), first.api
        code = await ready_to_book(first, bob)
        monkeypatch.setattr(type(first.house.desk), "settle_soon", lambda *_: None)
        await first.door.take(code)  # kept, and then nothing more happens here
        monkeypatch.undo()
        assert not any(each.startswith("Booked: ") for each in first.heard(bob))
        async with town(sqlite_url, world) as second:
            await first.bring()
            second.api = api
            second.channel._client = first.channel._client
            await second.house.desk.settle(Address.of(f"telegram|{BOT}|22|@anna/intro"))
            await second.door.take(code)  # Telegram was not told that it was kept
            await second.settle()
            assert sum(each.startswith("Booked: ") for each in first.heard(bob)) == 1
            assert len(await bookings(second)) == 1


async def test_who_has_shut_us_out_costs_nobody_else_anything(here, bob):
    await here.bring(bob.says("hello"))
    bob.private.closed = "Forbidden: bot was blocked by the user"
    eve = User(here.api, 33)
    await here.bring(bob.says("Berlin"), eve.says("hello"))
    assert len(here.heard(bob)) == 1
    assert len(here.heard(eve)) == 1
    assert (await here.house.desk.room("telegram", str(BOT), "22")).silent == "blocked"


async def test_a_chat_is_never_sent_more_than_telegram_takes(sqlite_url, world):
    """Notices to few chats, all at once, on a Telegram that refuses every flood: all arrive, none is refused."""
    async with town(sqlite_url, world, pace=PACE) as here:
        here.api.strict = True
        group = here.api.chat(-1007, "supergroup", "Friends")
        rooms = ["22", "33", *(f"-1007/{person}" for person in range(1, 25))]
        for number in (22, 33):
            here.api.chat(number)
        async with here.house.storage.writing() as uow:
            for number in range(60):
                room = rooms[number % len(rooms)]
                address = Address(channel="telegram", account=str(BOT), room=room)
                outgoing = Outgoing(text=f"notice {number}")
                await uow.outbox.add(chat(f"n{number}", address, outgoing, world.clock.now()))
            await uow.commit()
        for _ in range(1200):
            await here.settle()
            world.clock.tick(seconds=0.25)
        said = [each["text"] for number in (22, 33) for each in replies(here.api.chats[number])]
        said += [each["text"] for each in replies(group)]
        assert sorted(said) == sorted(f"notice {number}" for number in range(60))
        assert len([call for call in here.api.calls if call.method == "sendMessage"]) == 60
        async with here.house.storage.reading() as uow:
            assert await uow.post.buried(5) == []
