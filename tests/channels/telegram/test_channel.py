"""How messages reach people: in parts, in groups, with an invitation; and what every refusal means."""

from dataclasses import replace

import httpx
import pytest

from bot.messages import Address, Choice, Letter, Moment, Outgoing
from core.errors import RateLimited, Rejected, Revoked, Transient, Unreachable
from tests.support.telegram.bot_api import BOT, TOKEN, Cut, Refusal
from tests.support.telegram.people import User, replies

HELLO = Outgoing(text="Hello")


def to(room):
    return Address(channel="telegram", account=str(BOT), room=str(room))


async def send(here, room, outgoing=HELLO, key="reply:telegram:1:2"):
    return await here.channel.deliver(key, to(room), outgoing)


async def test_a_message_is_sent_and_its_number_is_the_receipt(here, bob):
    receipt = await send(here, bob.id)
    (message,) = replies(bob.private)
    assert (message["text"], receipt) == ("Hello", str(message["message_id"]))


async def test_links_show_no_preview(here, bob):
    await send(here, bob.id)
    assert here.api.calls[-1].parameters["link_preview_options"] == {"is_disabled": True}


async def test_an_instant_is_sent_with_its_time(here, bob, world):
    at = world.clock.now()
    await send(here, bob.id, Outgoing(text="Today at 9", moments=(Moment(0, 10, at),)))
    (message,) = replies(bob.private)
    assert message["entities"] == [
        {"type": "date_time", "offset": 0, "length": 10, "unix_time": int(at.timestamp())}
    ]


async def test_a_server_that_does_not_know_the_mark_gets_the_text_alone(here, bob, world):
    unknown = Refusal(400, "Bad Request: can't parse MessageEntity: unsupported type specified")
    here.api.trouble.append(("sendMessage", unknown))
    await send(here, bob.id, Outgoing(text="Today at 9", moments=(Moment(0, 10, world.clock.now()),)))
    (message,) = replies(bob.private)
    assert (message["text"], "entities" in message) == ("Today at 9", False)


async def test_a_long_message_comes_in_parts_and_goes_on_where_it_stopped(here, bob):
    long = Outgoing(text="word " * 2000, choices=(Choice("1.1", "Yes"),))
    await _fail_at(here, 2)
    with pytest.raises(Transient):
        await send(here, bob.id, long)
    assert len(replies(bob.private)) == 1
    receipt = await send(here, bob.id, long)
    parts = replies(bob.private)
    assert "".join("".join(each["text"] for each in parts).split()) == "word" * 2000
    assert ["reply_markup" in each for each in parts] == [False] * (len(parts) - 1) + [True]
    assert receipt == str(parts[-1]["message_id"])


async def _fail_at(here, number):
    """Have the so-maniest message from now fail."""
    before = here.api._send_message
    calls = []

    def sometimes(given):
        calls.append(given)
        if len(calls) == number:
            raise Refusal(502, "Bad Gateway")
        return before(given)

    here.api._send_message = sometimes


async def test_what_was_sent_in_whole_is_forgotten(here, bob):
    for n in range(3):
        await send(here, bob.id, key=f"k{n}")
    assert here.channel._sent == {}


@pytest.mark.parametrize(
    ("closed", "why"),
    [
        ("Forbidden: bot was blocked by the user", "blocked"),
        ("Forbidden: user is deactivated", "gone"),
        ("Forbidden: bot was kicked from the supergroup chat", "gone"),
        ("Forbidden: bot is not a member of the channel chat", "gone"),
        ("Forbidden: bot can't initiate conversation with a user", "shut"),
        ("Forbidden: something new", "blocked"),
        ("Bad Request: not enough rights to send text messages to the chat", "blocked"),
        ("Bad Request: chat not found", "gone"),
    ],
)
async def test_a_chat_that_cannot_be_spoken_to_says_why(here, bob, closed, why):
    bob.private.closed = closed
    with pytest.raises(Unreachable) as caught:
        await send(here, bob.id)
    assert caught.value.why == why


async def test_a_chat_that_never_was_is_gone(here):
    with pytest.raises(Unreachable) as caught:
        await send(here, 4711)
    assert caught.value.why == "gone"


async def test_a_room_of_another_network_is_refused_for_good(here):
    with pytest.raises(Rejected):
        await send(here, "+4930123")


async def test_the_pause_that_telegram_asks_for_is_told(here, bob):
    here.api.trouble.append(
        ("sendMessage", Refusal(429, "Too Many Requests: retry after 17", retry_after=17))
    )
    with pytest.raises(RateLimited) as caught:
        await send(here, bob.id)
    assert caught.value.after == 17


async def test_a_pause_without_a_length_has_one(here, bob):
    here.api.trouble.append(("sendMessage", Refusal(429, "Too Many Requests")))
    with pytest.raises(RateLimited) as caught:
        await send(here, bob.id)
    assert caught.value.after > 0


@pytest.mark.parametrize(
    "trouble", [Refusal(500, "Internal Server Error"), Refusal(502, "Bad Gateway"), Cut("reset")]
)
async def test_what_may_pass_is_tried_again(here, bob, trouble):
    here.api.trouble.append(("sendMessage", trouble))
    with pytest.raises(Transient):
        await send(here, bob.id)


async def test_a_message_that_will_never_be_taken_is_refused_for_good(here, bob):
    here.api.trouble.append(("sendMessage", Refusal(400, "Bad Request: some new rule")))
    with pytest.raises(Rejected) as caught:
        await send(here, bob.id)
    assert not isinstance(caught.value, Unreachable)


async def test_a_token_that_is_not_known_any_more_is_told_without_itself(here, bob):
    here.api.trouble.append(("sendMessage", Refusal(401, "Unauthorized")))
    with pytest.raises(Revoked) as caught:
        await send(here, bob.id)
    told = f"{caught.value}{caught.value!r}{caught.value.__cause__}"
    assert TOKEN not in told
    assert TOKEN.partition(":")[2] not in told


async def test_no_fault_and_no_configuration_tells_the_token(here, bob):
    from channels.telegram import TelegramConfig

    secret = TOKEN.partition(":")[2]
    assert secret not in repr(TelegramConfig(token=TOKEN, secret="hush-hush-hush-hush"))
    assert "hush" not in repr(TelegramConfig(token=TOKEN, secret="hush-hush-hush-hush"))
    for trouble in (Cut(f"https://api/bot{TOKEN}/x"), Refusal(500, f"bot{TOKEN}")):
        here.api.trouble.append(("sendMessage", trouble))
        with pytest.raises(Transient) as caught:
            await send(here, bob.id)
        assert secret not in str(caught.value)
        assert caught.value.__cause__ is None


# -- groups ---------------------------------------------------------------------------------------


async def test_in_a_group_what_we_say_is_a_reply(here, bob):
    group = here.api.chat(-1007, "supergroup", "Friends")
    asked = here.api.message(group, bob.shown, text="@parley_bot when?")
    await send(here, "-1007/22", key=f"reply:telegram:1:2:{asked['message_id']}")
    (message,) = replies(group)
    assert message["reply_to_message"]["message_id"] == asked["message_id"]
    assert message["text"] == "Hello"


async def test_a_message_that_was_deleted_meanwhile_is_answered_all_the_same(here):
    group = here.api.chat(-1007, "supergroup", "Friends")
    await send(here, "-1007/22", key="reply:telegram:1:2:999")
    assert [each["text"] for each in replies(group)] == ["Hello"]


async def test_a_group_that_became_a_supergroup_is_followed(here):
    old, new = here.api.chat(-7, "group", "Friends"), here.api.chat(-1007, "supergroup", "Friends")
    old.moved_to = new.id
    for n in range(2):
        await send(here, "-7/22", key=f"k{n}")
    assert len(replies(new)) == 2
    asked = [each.parameters["chat_id"] for each in here.api.calls if each.method == "sendMessage"]
    assert asked == [-7, -1007, -1007]


async def test_a_notice_in_a_group_names_whom_it_is_for(here, bob):
    group = here.api.chat(-1007, "supergroup", "Friends")
    await here.bring(bob.says("@parley_bot hello", group))
    await send(here, "-1007/22", key="notice:1")
    notice = replies(group)[-1]
    assert notice["text"] == "@bob: Hello"
    assert (notice["entities"][0]["type"], notice["entities"][0]["user"]["id"]) == ("text_mention", 22)


# -- invitations ----------------------------------------------------------------------------------


async def test_an_invitation_is_handed_over_as_a_file(here, bob):
    here.channel._invite = lambda letter: b"BEGIN:VCALENDAR\r\n" + letter.to_name.encode()
    letter = Letter(news="booked", to_name="Bob", to_email="", to_side="invitee", locale="en", zone="UTC")
    await send(here, bob.id, replace(HELLO, invitation=letter))
    said, handed = replies(bob.private)
    assert said["text"] == "Hello"
    assert handed["document"]["file_name"] == "invite.ics"
    assert here.api.files[handed["message_id"]] == b"BEGIN:VCALENDAR\r\nBob"


@pytest.mark.parametrize("closed", ["", "Forbidden: bot can't initiate conversation with a user"])
async def test_in_a_group_an_invitation_is_for_its_person_alone(here, bob, closed):
    """It holds the link by which the meeting is cancelled."""
    group = here.api.chat(-1007, "supergroup", "Friends")
    bob.private.closed = closed
    here.channel._invite = lambda _: b"BEGIN:VCALENDAR\r\n"
    letter = Letter(news="booked", to_name="Bob", to_email="", to_side="invitee", locale="en", zone="UTC")
    receipt = await send(here, "-1007/22", replace(HELLO, invitation=letter), key="notice:1")
    assert ["document" in each for each in replies(group)] == [False]
    assert ["document" in each for each in replies(bob.private)] == [True] * (not closed)
    assert receipt == str((replies(bob.private) or replies(group))[-1]["message_id"])


async def test_a_file_that_did_not_go_is_sent_without_saying_the_words_again(here, bob):
    here.channel._invite = lambda _: b"BEGIN:VCALENDAR\r\n"
    letter = Letter(news="booked", to_name="Bob", to_email="", to_side="invitee", locale="en", zone="UTC")
    here.api.trouble.append(("sendDocument", Refusal(502, "Bad Gateway")))
    for _ in range(2):
        try:
            await send(here, bob.id, replace(HELLO, invitation=letter))
        except Transient:
            continue
    assert ["text" in each for each in replies(bob.private)] == [True, False]


async def test_a_letter_without_an_invitation_is_only_said(here, bob):
    letter = Letter(
        news="code", to_name="", to_email="b@example.org", to_side="invitee", locale="en", zone="UTC"
    )
    await send(here, bob.id, replace(HELLO, invitation=letter))
    assert len(replies(bob.private)) == 1


async def test_the_client_speaks_to_the_address_that_is_configured(here):
    assert str(here.channel._client.base_url).startswith("http://telegram.test/bot")
    assert isinstance(here.channel._client._request[1]._client, httpx.AsyncClient)


async def test_users_in_two_chats_have_two_rooms(here):
    eve = User(here.api, 33)
    await here.bring(eve.says("hello"), eve.says("@parley_bot hello", here.api.chat(-1007, "group", "G")))
    assert await here.house.desk.room("telegram", str(BOT), "33")
    assert await here.house.desk.room("telegram", str(BOT), "-1007/33")
