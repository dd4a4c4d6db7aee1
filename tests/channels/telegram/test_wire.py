"""What Telegram delivers, read: what is said, tapped and shared, alone with us and in groups."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import Update

from bot.links import Links
from bot.messages import MAX_TEXT, Odd
from bot.phrases import LANGUAGES
from channels.telegram.commands import GROUP, PRIVATE, menu, words_of
from channels.telegram.limits import COMMAND, DESCRIPTION
from channels.telegram.wire import UNREADABLE, Barred, Me, Said, Tapped, read, sound
from tests.support.telegram.bot_api import BOT, BotApi
from tests.support.telegram.people import User

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
ME = Me(BOT, "parley_bot")
LINKS = Links("https://parley.test", "k" * 32)


@pytest.fixture
def api():
    made = BotApi(NOW.timestamp)
    yield made
    assert made.wrong == []


@pytest.fixture
def bob(api):
    return User(api, 22, "Bob", "bob", "pt-br")


@pytest.fixture
def group(api):
    return api.chat(-1007, "supergroup", "Friends")


def event(update):
    return read(Update.de_json(update, None), ME, NOW, LINKS.read_start)


def said(update) -> Said:
    found = event(update)
    assert isinstance(found, Said)
    return found


def test_a_text_is_said_in_the_private_room_of_who_writes(bob):
    update = bob.says("can we meet tomorrow?")
    found = said(update)
    assert found.incoming.text == "can we meet tomorrow?"
    assert found.incoming.key == f"telegram:{BOT}:{update['update_id']}"
    assert (found.incoming.address.account, found.incoming.address.room) == (str(BOT), "22")
    assert (found.incoming.locale, found.incoming.name, found.called) == ("pt-BR", "Bob", "@bob")
    assert (found.incoming.at, found.thread, found.incoming.choice) == (NOW, None, None)


def test_telegram_vouches_for_no_mail_and_no_number(bob):
    incoming = said(bob.says("hello")).incoming
    assert (incoming.person_verified, incoming.email, incoming.phone) == (False, None, None)


def test_a_clock_that_is_ahead_does_not_bring_messages_from_tomorrow(bob):
    update = bob.says("hello")
    update["message"]["date"] += 3600
    assert said(update).incoming.at == NOW
    update["message"]["date"] -= 7200
    assert said(update).incoming.at == NOW - timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "thread"),
    [
        ("/start", ""),
        ("/start anna_intro", "@anna/intro"),
        ("/start anna", "@anna"),
        ("/start@Parley_Bot anna-berg_first-call", "@anna-berg/first-call"),
    ],
)
def test_a_link_opens_the_talk_that_it_names(bob, text, thread):
    found = said(bob.says(text))
    assert (found.thread, found.incoming.choice, found.incoming.text) == (thread, "start", "")


def test_what_our_links_carry_is_read_back(bob):
    for thread in ("@anna", "@anna/intro", "@a-b/c-d"):
        assert said(bob.says(f"/start {LINKS.start_code(thread)}")).thread == thread


def test_a_code_of_another_kind_is_told_as_it_is(bob):
    found = said(bob.says("/start XYZ!42"))
    assert (found.thread, found.incoming.choice, found.incoming.text) == (None, None, "XYZ!42")


@pytest.mark.parametrize("command", PRIVATE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_command_says_words_of_the_language_of_the_app(api, command, language):
    found = said(User(api, 1, language=language).says(f"/{command} 24 November"))
    assert found.incoming.text == f"{words_of(command, language)} 24 November"


def test_a_command_that_we_do_not_have_is_a_text(bob):
    assert said(bob.says("/tomorrow at 3")).incoming.text == "tomorrow at 3"
    assert said(bob.says("meet me at 1/2 past")).incoming.text == "meet me at 1/2 past"


def test_menus_keep_telegrams_limits():
    for language in LANGUAGES:
        for commands in (PRIVATE, GROUP):
            for each in menu(commands, language):
                assert 1 <= len(each.command) <= COMMAND
                assert 1 <= len(each.description) <= DESCRIPTION


ODD = {
    "voice": ({"file_id": "a", "file_unique_id": "b", "duration": 3}, Odd.VOICE),
    "audio": ({"file_id": "a", "file_unique_id": "b", "duration": 3}, Odd.VOICE),
    "photo": ([{"file_id": "a", "file_unique_id": "b", "width": 9, "height": 9}], Odd.PICTURE),
    "video": (
        {"file_id": "a", "file_unique_id": "b", "width": 9, "height": 9, "duration": 3},
        Odd.PICTURE,
    ),
    "document": ({"file_id": "a", "file_unique_id": "b"}, Odd.FILE),
    "location": ({"latitude": 52.5, "longitude": 13.4}, Odd.PLACE),
    "sticker": (
        {
            "file_id": "a",
            "file_unique_id": "b",
            "type": "regular",
            "width": 9,
            "height": 9,
            "is_animated": False,
            "is_video": False,
        },
        Odd.STICKER,
    ),
    "contact": ({"phone_number": "+49301234567", "first_name": "Eve", "user_id": 99}, Odd.CONTACT),
    "dice": ({"emoji": "🎲", "value": 4}, Odd.OTHER),
}


@pytest.mark.parametrize("kind", ODD)
def test_what_is_no_text_is_named(bob, kind):
    value, odd = ODD[kind]
    incoming = said(bob.sends(**{kind: value})).incoming
    assert (incoming.odd, incoming.text, incoming.phone) == (odd, "", None)


def test_a_caption_is_told_with_its_picture(bob):
    incoming = said(bob.sends(photo=ODD["photo"][0], caption="tomorrow?")).incoming
    assert (incoming.odd, incoming.text) == (Odd.PICTURE, "tomorrow?")


@pytest.mark.parametrize("written", ["+49 30 1234567", "49301234567", "+49301234567"])
def test_ones_own_contact_is_a_number_that_telegram_vouches_for(bob, written):
    card = {"phone_number": written, "first_name": "Bob", "user_id": bob.id}
    incoming = said(bob.sends(contact=card)).incoming
    assert (incoming.phone, incoming.text, incoming.odd) == ("+49301234567", "+49301234567", "")


@pytest.mark.parametrize(
    "card",
    [
        {"phone_number": "+49301234567", "first_name": "Bob"},
        {"phone_number": "+49301234567", "first_name": "Bob", "user_id": 99},
        {"phone_number": "bob's", "first_name": "Bob", "user_id": 22},
    ],
)
def test_a_card_that_is_not_ones_own_proves_nothing(bob, card):
    incoming = said(bob.sends(contact=card)).incoming
    assert (incoming.phone, incoming.odd) == (None, Odd.CONTACT)


def test_notes_of_the_chat_itself_are_passed_over(bob, group, api):
    assert event(bob.sends(new_chat_title="Friends")) is None
    assert event(bob.sends(group, new_chat_members=[api.me])) is None
    assert event(api.update(edited_message=api.message(bob.private, bob.shown, text="x"))) is None


def test_bots_and_channels_are_not_talked_to(api, group):
    robot = User(api, 5, "Robot")
    update = robot.says("@parley_bot hello", group)
    update["message"]["from"]["is_bot"] = True
    assert event(update) is None
    channel = api.chat(-1009, "channel", "News")
    post = api.message(channel, robot.shown, text="hello")
    assert event(api.update(channel_post=post)) is None


# -- groups ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("@parley_bot can we meet tomorrow?", "can we meet tomorrow?"),
        ("@Parley_Bot, can we meet?", "can we meet?"),
        ("can we meet tomorrow, @parley_bot", "can we meet tomorrow,"),
        ("😀 hey @parley_bot when?", "😀 hey when?"),
        ("/book@parley_bot tomorrow", "book a meeting tomorrow"),
        ("/meetings", "my meetings"),
        ("/tomorrow@parley_bot at 3", "tomorrow at 3"),
    ],
)
def test_in_a_group_we_listen_to_who_names_us(api, group, text, heard):
    bob = User(api, 22)
    update = bob.says(text, group)
    found = said(update)
    assert (found.incoming.address.room, found.incoming.text) == ("-1007/22", heard)
    assert found.incoming.key == f"telegram:{BOT}:{update['update_id']}:{update['message']['message_id']}"


@pytest.mark.parametrize(
    "text",
    ["can we meet?", "/weather", "@parley_bots hi", "ask @eve", "/book@other_bot now", "me@parley_bot"],
)
def test_in_a_group_we_do_not_listen_to_others(bob, group, text):
    assert event(bob.says(text, group)) is None


def test_in_a_group_an_answer_to_us_is_for_us(bob, group, api):
    ours = api.message(group, api.me, text="When?")
    theirs = api.message(group, User(api, 5).shown, text="When?")
    assert said(bob.answers(ours, "tomorrow")).incoming.text == "tomorrow"
    assert event(bob.answers(theirs, "tomorrow")) is None


def test_a_mention_without_a_username_names_us(bob, group, api):
    mention = {"type": "text_mention", "offset": 0, "length": 6, "user": api.me}
    update = bob.says("Parley when?", group, entities=[mention])
    assert said(update).incoming.text == "when?"


def test_a_link_opens_a_talk_in_a_group_for_who_followed_it(bob, group):
    found = said(bob.says("/start@parley_bot anna_intro", group))
    assert (found.thread, found.incoming.address.room) == ("@anna/intro", "-1007/22")


# -- buttons --------------------------------------------------------------------------------------


def offered(api, chat, *tokens, **fields):
    rows = [[{"text": f"Take {each}", "callback_data": each}] for each in tokens]
    return api.message(chat, api.me, text="Which?", reply_markup={"inline_keyboard": rows}, **fields)


def test_a_tap_tells_its_token_and_its_words(bob, api):
    update = bob.taps(offered(api, bob.private, "3.1", "3.2"), place=2)
    found = event(update)
    assert isinstance(found, Tapped)
    assert found.said
    incoming = found.said.incoming
    assert (incoming.choice, incoming.text, incoming.address.room) == ("3.2", "Take 3.2", "22")
    assert (found.label, found.foreign, found.query) == ("Take 3.2", False, update["callback_query"]["id"])


def test_in_a_group_a_button_is_for_whom_it_was_made(bob, api, group):
    asked = api.message(group, bob.shown, text="@parley_bot when?")
    message = offered(api, group, "22:3.1", reply_to_message=asked)
    own = event(bob.taps(message, place=1))
    assert own.said.incoming.choice == "3.1"
    assert own.said.incoming.key.endswith(f":{asked['message_id']}")
    eve = event(User(api, 33).taps(message, place=1))
    assert (eve.said, eve.foreign) == (None, True)


@pytest.mark.parametrize("data", ["3.1", ":3.1", "x:3.1"])
def test_in_a_group_a_button_that_names_nobody_does_nothing(bob, api, group, data):
    assert event(bob.taps(offered(api, group, data), place=1)).said is None


def test_a_tap_on_a_message_that_telegram_no_longer_has_still_counts(bob, api):
    update = bob.taps(offered(api, bob.private, "3.1"), place=1)
    gone = {"chat": bob.private.shown, "message_id": 7, "date": 0}
    update["callback_query"]["message"] = gone
    found = event(update)
    assert (found.said.incoming.choice, found.shown, found.label) == ("3.1", None, "")


def test_a_button_of_another_kind_is_answered_and_nothing_else(bob, api):
    update = bob.taps(offered(api, bob.private, "3.1"), place=1)
    del update["callback_query"]["data"]
    assert event(update) == Tapped(query=update["callback_query"]["id"], locale="pt-br")


# -- doors ----------------------------------------------------------------------------------------


def test_who_shuts_us_out_and_in_is_known(bob):
    assert event(bob.shuts_out()) == Barred("22", "blocked")
    assert event(bob.shuts_out(out=False)) == Barred("22", "")


# -- anything -------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=()), max_size=40)


@given(TEXTS)
def test_every_text_can_be_kept(text):
    kept = sound(text)
    assert "\x00" not in kept
    kept.encode()


def test_a_text_is_cut_where_nobody_reads_on():
    assert len(sound("x" * 9999)) == MAX_TEXT + 1


@settings(max_examples=60)
@given(
    TEXTS, st.integers(0, 60), st.integers(1, 60), st.sampled_from(["mention", "bot_command", "text_mention"])
)
def test_marks_that_fit_no_text_do_no_harm(text, offset, length, kind):
    api = BotApi(NOW.timestamp)
    update = User(api, 1).says("x", api.chat(-1007, "group", "G"))
    mark = {"type": kind, "offset": offset, "length": length}
    update["message"] |= {
        "text": text,
        "entities": [mark | ({"user": api.me} if kind == "text_mention" else {})],
    }
    event(update)


def spots(value, path=()):
    """Yield the way to everything in a payload."""
    for key, each in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*path, key)
        if isinstance(each, dict | list):
            yield from spots(each, (*path, key))


@settings(max_examples=300)
@given(st.data())
def test_a_payload_that_is_bent_anywhere_is_read_or_refused_never_worse(data):
    """What is raised for it is what the door passes over."""
    api = BotApi(NOW.timestamp)
    bob, group = User(api, 22, "Bob", "bob"), api.chat(-1007, "supergroup", "Friends")
    whole = data.draw(
        st.sampled_from(
            [
                bob.says("/start@parley_bot anna_intro", group),
                bob.taps(offered(api, group, "22:3.1"), place=1),
                bob.sends(contact={"phone_number": "+49301234567", "first_name": "Bob", "user_id": 22}),
                bob.shuts_out(),
            ]
        )
    )
    path = data.draw(st.sampled_from(list(spots(whole))))
    inside = whole
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = data.draw(
        st.sampled_from([None, 0, -1, "x", "", [], {}, True, 1e300, [None], {"id": {}}])
    )
    with suppress(*UNREADABLE):
        event(whole)
