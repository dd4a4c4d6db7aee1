"""The terminal's wire: what is typed becomes a delivery, what is shown can be read back."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import MAX_TEXT, Address, Choice, Outgoing
from channels.console.channel import Console, Visit, read_back, to_incoming, to_text

HERE = Visit(address=Address(channel="console", room="me"), locale="en-GB", zone="Europe/Berlin")
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
LABELS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20)


def test_a_typed_line_becomes_a_delivery():
    incoming = to_incoming("Tuesday at 2\n", "console:1", HERE, NOW)
    assert (incoming.text, incoming.choice, incoming.zone) == ("Tuesday at 2", None, "Europe/Berlin")


def test_sitting_down_opens_the_talk():
    assert to_incoming("", "console:1", HERE, NOW, opening=True).choice == "start"


@pytest.mark.parametrize("typed", ["\x00", "\udcff", "a\x00b"])
def test_bytes_that_are_no_text_do_no_harm(typed):
    to_incoming(typed, "console:1", HERE, NOW).text.encode("utf-8")
    assert "\x00" not in to_incoming(typed, "console:1", HERE, NOW).text


def test_a_huge_line_is_cut_just_past_what_is_read():
    assert len(to_incoming("a" * 100_000, "console:1", HERE, NOW).text) == MAX_TEXT + 1


@given(st.lists(LABELS, max_size=6))
def test_what_is_shown_can_be_read_back(labels):
    choices = tuple(Choice(str(number), label) for number, label in enumerate(labels))
    shown = to_text(Outgoing(text="These times are free:\nall of them", choices=choices))
    assert read_back(shown) == ("These times are free:\nall of them", tuple(labels))


async def test_delivering_needs_no_wire():
    assert await Console().deliver("key", HERE.address, Outgoing(text="hello")) == "key"
