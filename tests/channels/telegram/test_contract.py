"""The Telegram of our own is held to the published description of the Bot API, and the check itself notices what is wrong."""

import pytest

from channels.telegram.client import TelegramConfig, make_client
from channels.telegram.welcome import introduce
from core.errors import Rejected
from tests.support.telegram import contract
from tests.support.telegram.bot_api import BOT, TOKEN, BotApi
from tests.support.telegram.people import User, replies
from tests.support.telegram.transport import InProcess

SENT = {"chat_id": 22, "text": "Hello"}


def test_what_we_send_fits(spec):
    keyboard = {"inline_keyboard": [[{"text": "Yes", "callback_data": "1.1"}]]}
    date = {"type": "date_time", "offset": 0, "length": 5, "unix_time": 1}
    assert contract.faults_in_call("sendMessage", SENT | {"reply_markup": keyboard, "entities": [date]}) == []


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        ({"text": "Hello"}, "chat_id: missing"),
        (SENT | {"chat_id": 1.5}, "chat_id"),
        (SENT | {"chat_id": True}, "chat_id"),
        (SENT | {"text": ""}, "text: 0 characters"),
        (SENT | {"text": "😀" * 2049}, "text: 4098 characters"),
        (SENT | {"colour": "red"}, "colour: no such field"),
        (SENT | {"entities": [{"type": "date_time", "offset": 0}]}, "length: missing"),
        (SENT | {"reply_markup": {"inline_keyboard": [[{"callback_data": "1"}]]}}, "text: missing"),
        (
            SENT | {"reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "é" * 33}]]}},
            "66 bytes",
        ),
    ],
)
def test_a_wrong_call_is_noticed(spec, call, fault):
    assert fault in " ".join(contract.faults_in_call("sendMessage", call))


def test_a_method_that_is_none_is_noticed(spec):
    assert contract.faults_in_call("sendMail", {}) == ["sendMail: no such method"]


def test_a_wrong_update_is_noticed(spec):
    bob = User(BotApi(lambda: 1.0), 22)
    sound = bob.says("hello")
    assert contract.faults_in("Update", sound) == []
    for broken in (
        {"message": sound["message"]},
        sound | {"update_id": "1"},
        sound | {"message": {"text": "hello"}},
        sound | {"surprise": {}},
        sound | {"message": sound["message"] | {"from": {"id": 22}}},
    ):
        assert contract.faults_in("Update", broken) != []


def test_a_wrong_answer_is_noticed(spec):
    assert contract.faults_in_answer("getMe", BotApi(lambda: 1.0).me) == []
    assert contract.faults_in_answer("getMe", {"id": 1}) != []
    assert contract.faults_in_answer("setWebhook", "yes") != []


async def test_our_telegram_refuses_what_leaves_the_description(spec):
    api = BotApi(lambda: 1.0)
    api.chat(22)
    status, body = await api.call(TOKEN, "sendMessage", {"chat_id": "22", "text": "x", "colour": "red"}, {})
    assert (status, body["ok"]) == (400, False)
    assert api.wrong == ["sendMessage.colour: no such field"]


async def test_every_method_that_we_use_is_answered_as_described(spec, here, bob):
    """Brings about every call that we make; the fixture sees that none of them, and no answer, left the description."""
    await introduce(here.door._client, here.door._config)
    hooked = TelegramConfig(token=TOKEN, webhook="https://parley.test/x", secret="s" * 16)
    await introduce(make_client(hooked, InProcess(here.api)), hooked)
    await here.door._client.get_webhook_info()
    here.api.webhook = {}
    await here.host()
    await here.bring(bob.says("/start anna_intro"))
    await here.bring(bob.taps(dict(replies(bob.private)[-1]), place=1))
    await here.bring(bob.says("Bob Miller, bob@example.org"))
    await here.bring(bob.says(here.letters.kept[-1][1].code))
    here.api.wait_for(bob.says("hello"))
    assert len(await here.door._client.waiting(None)) == 1
    used = {call.method for call in here.api.calls}
    assert used >= {
        *("getMe", "getMyCommands", "setMyCommands", "setWebhook", "deleteWebhook", "getWebhookInfo"),
        *("getUpdates", "sendMessage", "sendDocument", "sendChatAction", "answerCallbackQuery"),
        "editMessageText",
    }


async def test_floods_are_refused_as_telegram_does(here, bob, world):
    """The judge of our pace: a second message in a chat within a second, the 21st a minute in a group."""
    here.api.strict = True
    call = {"chat_id": "22", "text": "x"}
    assert (await here.api.call(TOKEN, "sendMessage", call, {}))[0] == 200
    status, body = await here.api.call(TOKEN, "sendMessage", call, {})
    assert (status, body["parameters"]) == (429, {"retry_after": 1})
    group = {"chat_id": str(here.api.chat(-1007, "group", "G").id), "text": "x"}
    answers = []
    for _ in range(21):
        world.clock.tick(seconds=2)
        answers.append((await here.api.call(TOKEN, "sendMessage", group, {}))[0])
    assert answers == [200] * 20 + [429]


async def test_an_offer_without_a_label_that_fits_is_never_sent_broken(here, bob):
    from bot.messages import Address, Choice, Outgoing

    address = Address(channel="telegram", account=str(BOT), room="22")
    empty = Outgoing(text=" ", choices=(Choice("1.1", "Yes"),))
    with pytest.raises(Rejected):
        await here.channel.deliver("k", address, empty)
