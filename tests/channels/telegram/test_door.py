"""Where updates come in: kept before they are acknowledged, by webhook and by asking; what is not Telegram's is refused."""

import asyncio
import gzip
import json
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from channels.telegram.door import PATH, TelegramDoor
from channels.telegram.limits import BODY
from core.errors import Transient
from tests.support.telegram.bot_api import BOT, TOKEN, Cut, Refusal
from tests.support.telegram.houses import SECRET, town
from tests.support.telegram.people import User, replies
from tests.support.telegram.server import SECRET_HEADER, deliver, serving

WEBHOOK = f"https://parley.test{PATH}"


@pytest.fixture
async def hooked(sqlite_url, world):
    """A house to which updates are delivered."""
    async with town(sqlite_url, world, webhook=WEBHOOK, secret=SECRET) as opened:
        opened.door._pause = 0.01
        yield opened


@pytest.fixture
async def url(hooked):
    """The address of its webhook."""
    runner = web.AppRunner(hooked.house.web_app(), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
    await runner.cleanup()


async def heard(here):
    """Return how many deliveries were kept."""
    async with here.house.storage.reading() as uow:
        return len(await uow.turns._transaction.rows(_ALL))


def _all():
    import sqlalchemy as sa

    from storage.tables import inbox

    return sa.select(inbox.c.key)


_ALL = _all()


# -- webhook --------------------------------------------------------------------------------------


async def test_what_is_delivered_is_kept_and_answered(hooked, url):
    bob = User(hooked.api, 22)
    assert await deliver(url, bob.says("hello"), SECRET) == 200
    await hooked.settle()
    assert len(hooked.heard(bob)) == 1


async def test_what_is_delivered_again_and_out_of_order_is_taken_once(hooked, url):
    bob = User(hooked.api, 22)
    first, second = bob.says("/start"), bob.says("Berlin")
    for update in (second, first, second, first, second):
        assert await deliver(url, update, SECRET) == 200
    await hooked.settle()
    assert await heard(hooked) == 2
    assert len(hooked.heard(bob)) == 2


@pytest.mark.parametrize("secret", ["", "wrong", SECRET[:-1], SECRET + "x", "ä" * len(SECRET)])
async def test_a_forged_delivery_is_refused_unread(hooked, url, secret):
    given = {SECRET_HEADER: secret} if secret else {}
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=b"\xff" * 100, headers=given) as answered,
    ):
        assert (answered.status, await answered.read()) == (401, b"")
    assert await heard(hooked) == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"update_id": "1"}',
        b'{"update_id": true}',
        b'{"message": {}}',
        b'{"update_id": 1, "message": {"text": "hel',
        b"\xff\xfe",
        b"[" * 100_000,
        gzip.compress(b'{"update_id": 1}', mtime=0),
    ],
    ids=range(11),
)
async def test_a_truncated_or_broken_delivery_is_refused(hooked, url, body):
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers={SECRET_HEADER: SECRET}) as answered,
    ):
        assert answered.status == 400
    assert await heard(hooked) == 0


async def test_a_delivery_that_ends_too_soon_keeps_nothing(hooked, url):
    host, port = url.split("/")[2].split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    whole = json.dumps(User(hooked.api, 22).says("hello")).encode()
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\nContent-Length: {len(whole)}\r\n\r\n"
    writer.write(head.encode() + whole[:-10])
    await writer.drain()
    writer.write_eof()
    assert b"200" not in (await reader.read())[:20]
    writer.close()
    assert await heard(hooked) == 0


async def test_a_delivery_that_is_too_large_is_not_read_to_its_end(hooked, url):
    async def endless():
        for _ in range(2 * BODY // 65536):
            yield b" " * 65536

    async with aiohttp.ClientSession() as session:
        given = {SECRET_HEADER: SECRET}
        async with session.post(url, data=b" " * (BODY + 1), headers=given) as answered:
            assert answered.status == 413
        try:
            async with session.post(url, data=endless(), headers=given) as answered:
                assert answered.status == 413
        except aiohttp.ClientConnectionError:
            pass  # the door was shut while we were still sending
    assert await heard(hooked) == 0


async def test_the_longest_message_that_telegram_delivers_fits(hooked, url):
    bob = User(hooked.api, 22)
    ours = hooked.api.message(bob.private, hooked.api.me, text="ü" * 4096)
    update = bob.answers(ours, "😀" * 2048)
    assert len(json.dumps(update)) > 40_000
    assert await deliver(url, update, SECRET) == 200
    assert await heard(hooked) == 1


async def test_what_cannot_be_kept_now_is_not_acknowledged(hooked, url, monkeypatch):
    bob, update = User(hooked.api, 22), None
    update = bob.says("hello")

    async def away(*_):
        raise Transient("away")

    with monkeypatch.context() as patch:
        patch.setattr(type(hooked.house.desk), "arrive", away)
        assert await deliver(url, update, SECRET) == 503
    assert await deliver(url, update, SECRET) == 200
    await hooked.settle()
    assert len(hooked.heard(bob)) == 1


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1},
        {"update_id": 2, "message": {}},
        {"update_id": 3, "message": {"message_id": "x", "chat": 5, "date": []}},
        {"update_id": 4, "callback_query": {"id": "1", "from": {"id": 1}}},
        {"update_id": 5, "something_new": {"a": 1}},
        {"update_id": 6, "poll_answer": []},
    ],
)
async def test_an_update_of_another_shape_is_passed_over(hooked, url, update):
    assert await deliver(url, update, SECRET) == 200
    assert await heard(hooked) == 0


async def test_refusals_are_logged_without_what_was_sent(hooked, url, capsys):
    async with aiohttp.ClientSession() as session:
        await session.post(url, data=b"hush", headers={SECRET_HEADER: "my-own-secret"})
        await session.post(url, data=b"{hush", headers={SECRET_HEADER: SECRET})
    told = "".join(capsys.readouterr())
    assert "forged" in told
    assert "broken" in told
    assert not any(word in told for word in ("hush", "my-own-secret", SECRET, TOKEN))


async def test_the_webhook_and_the_menus_are_set_as_soon_as_telegram_answers(hooked):
    hooked.api.trouble.extend([("getMe", Refusal(502, "Bad Gateway")), ("getMe", Cut("reset"))])
    await hooked.door.open()
    await hooked.api.until(lambda: hooked.api.webhook)
    assert hooked.api.webhook["url"] == WEBHOOK
    assert hooked.api.webhook["secret_token"] == SECRET
    assert set(hooked.api.webhook["allowed_updates"]) == {"message", "callback_query", "my_chat_member"}
    assert len(hooked.api.commands) == 14
    german = hooked.api.commands["all_private_chats", "de"]
    assert {"command": "book", "description": "einen Termin buchen"} in german


async def test_menus_that_are_set_are_not_set_again(hooked):
    from channels.telegram.welcome import introduce

    for _ in range(2):
        await introduce(hooked.door._client, hooked.door._config)
    assert sum(call.method == "setMyCommands" for call in hooked.api.calls) == 14


async def test_without_a_webhook_nothing_is_served(here):
    assert list(here.door.routes()) == []


# -- asking ---------------------------------------------------------------------------------------


@asynccontextmanager
async def asking(sqlite_url, world, **config):
    """A house that asks for updates, over real HTTP."""
    async with town(sqlite_url, world, **config) as first:
        api = first.api
        async with serving(api) as address, town(sqlite_url, world, api_url=address) as opened:
            opened.api = api
            opened.door._pause = 0.01
            yield opened


async def test_what_waits_is_asked_for_and_answered(sqlite_url, world):
    async with asking(sqlite_url, world) as here:
        bob = User(here.api, 22)
        here.api.wait_for(bob.says("hello"))
        await here.door.open()
        await here.api.until(here.api.acknowledged)
        await here.settle()
        assert len(here.heard(bob)) == 1
        here.api.wait_for(bob.says("Berlin"))
        await here.api.until(here.api.acknowledged)
        await here.settle()
        assert len(here.heard(bob)) == 2
        assert here.api.wrong == []


async def test_only_what_was_kept_is_acknowledged(sqlite_url, world, monkeypatch):
    async with asking(sqlite_url, world) as here:
        bob, real = User(here.api, 22), type(here.house.desk).arrive
        tries = []

        async def sometimes(self, *arguments):
            tries.append(1)
            if len(tries) == 2:
                raise Transient("away")
            return await real(self, *arguments)

        monkeypatch.setattr(type(here.house.desk), "arrive", sometimes)
        updates = [bob.says(text) for text in ("/start", "Berlin", "show my hours")]
        for each in updates:
            here.api.wait_for(each)
        await here.door.open()
        await here.api.until(here.api.acknowledged)
        await here.settle()
        assert await heard(here) == 3
        assert len(here.heard(bob)) == 3
        offsets = [call.parameters.get("offset") for call in here.api.calls if call.method == "getUpdates"]
        assert offsets[:2] == [None, updates[1]["update_id"]]


async def test_an_update_that_always_fails_does_not_stand_in_the_way(sqlite_url, world, monkeypatch):
    async with asking(sqlite_url, world) as here:
        bob, real = User(here.api, 22), TelegramDoor.take
        poison, sound = bob.says("poison"), bob.says("hello")

        async def failing(self, raw):
            if raw["update_id"] == poison["update_id"]:
                raise RuntimeError
            await real(self, raw)

        monkeypatch.setattr(TelegramDoor, "take", failing)
        here.api.wait_for(poison)
        here.api.wait_for(sound)
        await here.door.open()
        await here.api.until(here.api.acknowledged)
        await here.settle()
        assert len(here.heard(bob)) == 1


@pytest.mark.parametrize(
    "trouble",
    [
        Refusal(500, "Internal Server Error"),
        Refusal(429, "Too Many Requests: retry after 0", retry_after=0),
        Refusal(409, "Conflict: terminated by other getUpdates request"),
        Refusal(401, "Unauthorized"),
        Cut("reset"),
    ],
    ids=lambda trouble: str(trouble)[:12],
)
async def test_asking_goes_on_after_every_trouble(sqlite_url, world, trouble):
    async with asking(sqlite_url, world) as here:
        bob = User(here.api, 22)
        here.api.trouble.append(("getUpdates", trouble))
        here.api.wait_for(bob.says("hello"))
        await here.door.open()
        await here.api.until(here.api.acknowledged)
        await here.settle()
        assert len(here.heard(bob)) == 1


async def test_a_webhook_of_before_is_taken_away(sqlite_url, world):
    async with asking(sqlite_url, world) as here:
        here.api.webhook = {"url": "https://elsewhere.test"}
        await here.door.open()
        await here.api.until(lambda: any(call.method == "getUpdates" for call in here.api.calls))
        assert here.api.webhook == {}


async def test_a_group_waits_until_we_know_our_name(here, bob):
    group = here.api.chat(-1007, "supergroup", "Friends")
    here.api.trouble.append(("getMe", Refusal(502, "Bad Gateway")))
    update = bob.says("@parley_bot hello", group)
    with pytest.raises(Transient):
        await here.door.take(update)
    await here.bring(update)
    assert len(replies(group)) == 1


async def test_every_tap_is_answered_even_if_the_answer_comes_too_late(here, bob):
    await here.host()
    await here.bring(bob.says("/start anna_intro"))
    update = bob.taps(dict(replies(bob.private)[-1]), place=1)
    await here.bring(update, update)
    answers = [call for call in here.api.calls if call.method == "answerCallbackQuery"]
    assert len(answers) == 2  # the second one is told that it is too late, which is no fault
    assert here.api.queries == set()
    broken = bob.taps(dict(replies(bob.private)[-1]), data="x")
    del broken["callback_query"]["data"]
    await here.bring(broken)
    assert (
        here.api.answered[-1]["text"] == "That button no longer works. Just write to me what you would like."
    )


async def test_a_message_that_cannot_be_changed_any_more_stays_as_it_is(here, bob):
    await here.host()
    await here.bring(bob.says("/start anna_intro"))
    offered = replies(bob.private)[-1]
    too_old = Refusal(400, "Bad Request: message can't be edited")
    here.api.trouble.append(("editMessageText", too_old))
    await here.bring(bob.taps(dict(offered), place=1))
    assert "reply_markup" in offered
    assert len(here.heard(bob)) == 2


async def test_keys_name_the_bot(here, bob):
    update = bob.says("hello")
    await here.bring(update)
    async with here.house.storage.reading() as uow:
        (row,) = await uow.turns._transaction.rows(_ALL)
    assert row.key == f"telegram:{BOT}:{update['update_id']}"
