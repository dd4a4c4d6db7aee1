"""A slot's public id leads back to the slot, and a slip of the finger leads nowhere."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.slot_ids import SlotRef, read_slot_id, slot_id

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
EVENT_TYPE = UUID("0b0f3a52-6c1e-4f6e-9a51-3f4a2a2f7c11")

starts = (
    st.integers(0, 2**32 - 1)
    .filter(lambda n: n < 4_223_000_000)
    .map(lambda n: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=n))
)
lengths = st.integers(1, 2**16 - 1)


@settings(max_examples=300, deadline=None)
@given(st.uuids(), starts, lengths)
def test_an_id_leads_back_to_its_slot(event_type_id: UUID, start: datetime, length: int) -> None:
    text = slot_id(event_type_id, start, length)
    assert read_slot_id(text) == SlotRef(event_type_id=event_type_id, start=start, length=length)
    assert re.fullmatch(r"[0-9a-z]{35}[0-9a-z-]", text)


def test_the_same_slot_has_the_same_id_whatever_the_zone_it_is_told_in() -> None:
    elsewhere = START.astimezone(tz=datetime(2026, 1, 1).astimezone().tzinfo)
    assert slot_id(EVENT_TYPE, elsewhere, 30) == slot_id(EVENT_TYPE, START, 30)


def test_other_slots_have_other_ids() -> None:
    ids = {
        slot_id(event_type, START + timedelta(minutes=later), length)
        for event_type in (EVENT_TYPE, UUID(int=7))
        for later in (0, 1, 30)
        for length in (30, 60)
    }
    assert len(ids) == 12


@settings(max_examples=300, deadline=None)
@given(
    st.uuids(), starts, lengths, st.integers(0, 35), st.sampled_from("0123456789abcdefghijklmnopqrstuvwxyz")
)
def test_one_wrong_character_is_noticed(
    event_type_id: UUID, start: datetime, length: int, place: int, wrong: str
) -> None:
    text = slot_id(event_type_id, start, length)
    assume(text[place] != wrong)
    assert read_slot_id(text[:place] + wrong + text[place + 1 :]) is None


@settings(max_examples=300, deadline=None)
@given(st.uuids(), starts, lengths, st.integers(0, 34))
def test_two_swapped_characters_never_lead_to_another_slot(
    event_type_id: UUID, start: datetime, length: int, place: int
) -> None:
    text = slot_id(event_type_id, start, length)
    assume(text[place] != text[place + 1])
    swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    assert read_slot_id(swapped) is None


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=50))
def test_nonsense_is_no_id(text: str) -> None:
    assume(not re.fullmatch(r"[0-9a-z]{35}[0-9a-z-]", text.strip().lower()))
    assert read_slot_id(text) is None


@settings(max_examples=200, deadline=None)
@given(st.text("0123456789abcdefghijklmnopqrstuvwxyz", min_size=36, max_size=36))
def test_whatever_can_be_read_is_written_the_same(text: str) -> None:
    found = read_slot_id(text)
    if found is not None:
        assert slot_id(found.event_type_id, found.start, found.length) == text


def test_capitals_and_spaces_around_are_forgiven() -> None:
    text = slot_id(EVENT_TYPE, START, 30)
    assert read_slot_id(f" {text.upper()}\n") == read_slot_id(text)


@pytest.mark.parametrize(
    ("start", "length"),
    [
        (START + timedelta(seconds=1), 30),
        (datetime(1969, 12, 31, 23, 59, tzinfo=UTC), 30),
        (START, 0),
        (START, 2**16),
    ],
)
def test_what_is_no_slot_has_no_id(start: datetime, length: int) -> None:
    with pytest.raises(ValueError, match="whole minute"):
        slot_id(EVENT_TYPE, start, length)
