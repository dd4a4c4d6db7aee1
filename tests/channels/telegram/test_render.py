"""A message as Telegram takes it: within its limits, with marked instants, buttons and nothing lost."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Message
from telegram.constants import MessageEntityType

from bot.messages import Choice, Moment, Outgoing
from bot.phrases import LANGUAGES
from channels.fit import utf16
from channels.telegram.limits import CALLBACK, ENTITIES, LABEL, LIMITS
from channels.telegram.render import Place, after_tap, place_of, sheets

ALONE = Place(chat=22)
IN_GROUP = Place(chat=-1007, person=22, answers=5)
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def outgoing(text="Which?", *labels, moments=()):
    choices = tuple(Choice(f"3.{n}", label) for n, label in enumerate(labels, 1))
    return Outgoing(text=text, choices=choices, moments=moments)


def buttons(sheet):
    return [[(each.text, each.callback_data) for each in row] for row in sheet.keyboard.inline_keyboard]


def test_choices_are_buttons_that_carry_their_token():
    (sheet,) = sheets(outgoing("Which?", "Tue, 24 Nov, 10:00", "Wed, 25 Nov, 10:00 and later"), ALONE)
    assert buttons(sheet) == [[("Tue, 24 Nov, 10:00", "3.1")], [("Wed, 25 Nov, 10:00 and later", "3.2")]]


def test_short_ones_share_a_row():
    (sheet,) = sheets(outgoing("Right?", "Yes", "No", "Later", "Never"), ALONE)
    assert [len(row) for row in buttons(sheet)] == [3, 1]


def test_a_label_that_a_phone_would_cut_off_makes_them_numbers():
    long = "x" * (LABEL + 1)
    (sheet,) = sheets(outgoing("Which?", "short", long), ALONE)
    assert sheet.keyboard is None
    assert sheet.text == f"Which?\n1. short\n2. {long}"


def test_a_token_that_does_not_fit_is_not_cut():
    choice = Choice("é" * (CALLBACK // 2 + 1), "Yes")
    (sheet,) = sheets(Outgoing(text="Right?", choices=(choice,)), ALONE)
    assert (sheet.keyboard, sheet.text) == (None, "Right?\n1. Yes")


def test_in_a_group_a_button_carries_for_whom_it_is():
    (sheet,) = sheets(outgoing("Right?", "Yes"), IN_GROUP)
    assert buttons(sheet) == [[("Yes", "22:3.1")]]


def test_with_the_name_of_a_person_before_it_a_token_still_fits_or_is_a_number():
    person = Place(chat=-1007, person=2**52, answers=5)
    for length in range(40, CALLBACK + 1):
        (sheet,) = sheets(Outgoing(text="Right?", choices=(Choice("t" * length, "Yes"),)), person)
        fits = len(f"{2**52}:".encode()) + length <= CALLBACK
        assert (sheet.keyboard is not None) == fits
        assert fits or sheet.text.endswith("1. Yes")


def test_an_instant_is_marked_in_the_units_of_telegram_and_its_words_stay():
    text = "😀 Tuesday at 10"
    (sheet,) = sheets(outgoing(text, moments=(Moment(2, 13, AT),)), ALONE)
    (mark,) = sheet.entities
    assert (mark.type, mark.offset, mark.length) == (MessageEntityType.DATE_TIME, 3, 13)
    assert (mark.unix_time, mark.date_time_format, sheet.text) == (AT, None, text)


def test_no_more_is_marked_than_telegram_takes():
    text = "x " * 300
    many = tuple(Moment(2 * n, 1, AT) for n in range(300))
    (sheet,) = sheets(outgoing(text, moments=many), Place(chat=-1, person=2))
    assert len(sheet.entities) < ENTITIES


def test_what_answers_nothing_in_a_group_begins_with_whom_it_is_for():
    notice = outgoing("Your meeting is Tuesday at 10.", "Move it", moments=(Moment(16, 13, AT),))
    (sheet,) = sheets(notice, Place(chat=-1007, person=22), "Bob 😀")
    assert sheet.text == "Bob 😀: Your meeting is Tuesday at 10."
    to, instant = sheet.entities
    assert (to.type, to.offset, to.length, to.user.id) == (MessageEntityType.TEXT_MENTION, 0, 6, 22)
    assert (instant.offset, instant.length) == (16 + len("Bob 😀: ") + 1, 13)


@pytest.mark.parametrize("place", [ALONE, IN_GROUP])
@given(
    text=st.text(alphabet=st.sampled_from("ab é😀.\n "), min_size=1, max_size=9000).filter(str.strip),
    labels=st.lists(st.text(alphabet="ab😀", min_size=1, max_size=50), max_size=8),
)
def test_every_message_keeps_the_limits_and_loses_nothing(place, text, labels):
    made = sheets(outgoing(text, *labels), place)
    assert all(each.text.strip() and utf16(each.text) <= LIMITS.text for each in made)
    told = "".join("".join(each.text for each in made).split())
    assert told.startswith("".join(text.split()))
    for each in made:
        rows = each.keyboard.inline_keyboard if each.keyboard else ()
        assert all(len(button.callback_data.encode()) <= CALLBACK for row in rows for button in row)


@pytest.mark.parametrize(
    ("room", "key", "place"),
    [
        ("22", "reply:telegram:1:2", Place(chat=22)),
        ("-1007/22", "reply:telegram:1:2:9", Place(chat=-1007, person=22, answers=9)),
        ("-1007/22", "reply:telegram:1:2", Place(chat=-1007, person=22)),
        ("-1007/22", "notice:b5:reminder:60:3:host", Place(chat=-1007, person=22)),
        ("-1007/22", "notice:b5:reminder:60:3", Place(chat=-1007, person=22)),
    ],
)
def test_a_reply_in_a_group_answers_what_was_said(room, key, place):
    assert place_of(room, key) == place


@pytest.mark.parametrize("room", ["", "bob", "1/bob", "/5"])
def test_a_room_of_another_network_is_none_of_ours(room):
    with pytest.raises(ValueError, match="invalid literal"):
        place_of(room, "k")


def shown(text, **fields):
    raw = {"message_id": 1, "date": 1, "chat": {"id": 22, "type": "private"}, "text": text, **fields}
    return Message.de_json(raw, None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_a_tap_the_message_tells_what_was_chosen(language):
    date = {"type": "date_time", "offset": 0, "length": 5, "unix_time": 1}
    link = {"type": "url", "offset": 6, "length": 3}
    sheet = after_tap(shown("These: a.b", entities=[date, link]), "Tue, 24 Nov", language)
    assert sheet.text.startswith("These: a.b\n\n")
    assert sheet.text.endswith("Tue, 24 Nov")
    assert [each.type for each in sheet.entities] == [MessageEntityType.DATE_TIME]
    assert sheet.keyboard is None


def test_a_message_without_room_keeps_its_text():
    assert after_tap(shown("x" * LIMITS.text), "Yes", "en") is None
    assert after_tap(shown("x"), "", "en") is None
