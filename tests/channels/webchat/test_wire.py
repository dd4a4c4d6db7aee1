"""Frames become deliveries and lines become frames; what is broken is a typed error."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import MAX_TEXT, Address, Choice, Outgoing
from bot.ports import Line
from channels.webchat import wire

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
VISIT = wire.Visit(visitor="v1", thread="@anna/intro", locale="en-GB", zone="Europe/Berlin")
ID = "0123456789abcdef"


def test_what_is_said_becomes_a_delivery():
    heard = wire.to_incoming({"type": "say", "id": ID, "text": "Tuesday?"}, VISIT, AT)
    assert heard.key == f"webchat:v1:{ID}"
    assert heard.address == Address(channel="webchat", room="v1", thread="@anna/intro")
    assert (heard.text, heard.choice, heard.at) == ("Tuesday?", None, AT)
    assert (heard.locale, heard.zone, heard.person_verified) == ("en-GB", "Europe/Berlin", False)


def test_a_tap_is_said_with_its_label():
    heard = wire.to_incoming({"type": "tap", "id": ID, "token": "t1", "label": "Tuesday at 3"}, VISIT, AT)
    assert (heard.text, heard.choice) == ("Tuesday at 3", "t1")


def test_the_greeting_is_the_same_delivery_each_time_and_another_in_each_talk():
    assert wire.greeting(VISIT, AT).key == "webchat:v1:@anna/intro:start"
    assert wire.greeting(wire.Visit(visitor="v1"), AT).key == "webchat:v1::start"
    assert wire.greeting(VISIT, AT).choice == "start"


def test_a_huge_text_is_passed_on_far_enough_to_be_noticed():
    heard = wire.to_incoming({"type": "say", "id": ID, "text": "x" * 100_000}, VISIT, AT)
    assert len(heard.text) == MAX_TEXT + 1


def test_a_line_becomes_a_frame():
    said = Outgoing(text="When?", choices=(Choice("t1", "Tuesday at 3"),))
    line = Line(position="7", at=AT, mine=False, outgoing=said, key="reply:1")
    assert wire.line_frame(line) == {
        "type": "line", "position": "7", "key": "reply:1", "at": "2026-11-23T08:00:00+00:00", "mine": False,
        "text": "When?", "choices": [{"token": "t1", "label": "Tuesday at 3"}],
    }  # fmt: skip


def test_ones_own_line_carries_the_id_that_the_page_gave_it():
    line = Line(position="7", at=AT, mine=True, outgoing=Outgoing(text="Hi"), key=f"webchat:v1:{ID}")
    assert wire.line_frame(line)["id"] == ID


@pytest.mark.parametrize(
    "raw",
    [
        "", "{", "null", "[]", '"say"', "1e999", "[" * 100_000, '{"type": "say"}', '{"type": "shout", "id": "0123456789"}',
        '{"type": "say", "id": 7, "text": "x"}', '{"type": "say", "id": "short", "text": "x"}',
        '{"type": "say", "id": "a|b|c|d|e|f|g", "text": "x"}', '{"type": ["say"], "id": "0123456789"}',
    ],
)  # fmt: skip
def test_a_broken_frame_is_a_typed_error(raw):
    with pytest.raises(wire.BrokenFrame):
        wire.read_frame(raw)


@pytest.mark.parametrize(
    "body",
    [
        {"type": "say", "id": ID, "text": 5},
        {"type": "say", "id": ID, "text": ["x"]},
        {"type": "tap", "id": ID},
        {"type": "tap", "id": ID, "token": "", "label": "x"},
        {"type": "tap", "id": ID, "token": "é" * 33, "label": "x"},
        {"type": "tap", "id": ID, "token": "t1", "label": {}},
        {"type": "hello"},
    ],
)
def test_a_frame_that_says_nothing_usable_is_a_typed_error(body):
    with pytest.raises(wire.BrokenFrame):
        wire.to_incoming(body, VISIT, AT)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("שלום 👩‍🚀", "שלום 👩‍🚀"),
        ("a\x00b", "ab"),
        ("half \ud83d pair", "half ? pair"),
        ("\u202eback", "\u202eback"),
    ],
)
def test_any_text_arrives_and_what_no_database_takes_is_left_out(text, kept):
    assert wire.to_incoming({"type": "say", "id": ID, "text": text}, VISIT, AT).text == kept


def test_a_hello_keeps_what_makes_sense():
    frame = wire.read_frame(
        json.dumps({"type": "hello", "after": "7", "zone": "Europe/Lisbon", "locale": "pt-PT"})
    )
    assert wire.to_hello(frame) == wire.Hello(after="7", zone="Europe/Lisbon", locale="pt-PT")
    odd = wire.read_frame(
        json.dumps({"type": "hello", "after": 7, "zone": "../etc", "locale": "<script>", "x": 1})
    )
    assert wire.to_hello(odd) == wire.Hello()


@given(
    st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists)
    | st.dictionaries(st.text(), st.text())
)
def test_whatever_comes_is_read_or_refused(body):
    try:
        frame = wire.read_frame(json.dumps(body))
    except wire.BrokenFrame:
        return
    assert frame.kind in {"hello", "say", "tap"}


@given(st.text())
def test_every_text_survives_as_utf8(text):
    heard = wire.to_incoming({"type": "say", "id": ID, "text": text}, VISIT, AT)
    assert heard.text.encode().decode() == text.replace("\x00", "")[: MAX_TEXT + 1]
