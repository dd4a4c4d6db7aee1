"""Instants and texts keep their meaning in a column."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import Database
from storage.types import micros, moment, storable
from tests.storage.examples import NOON, person

INSTANTS = st.datetimes(
    timezones=st.sampled_from(
        [UTC, timezone(timedelta(hours=5, minutes=45)), timezone(timedelta(hours=-11))]
    ),
    min_value=datetime(1900, 1, 1),
    max_value=datetime(2200, 1, 1),
)


@given(st.lists(INSTANTS, min_size=1, max_size=8))
def test_microseconds_are_exact_and_sort_like_instants(found: list[datetime]) -> None:
    assert [moment(micros(each)) for each in found] == found
    for earlier, later in pairwise(sorted(found)):
        assert (micros(earlier) < micros(later)) == (earlier < later)


@given(st.text(alphabet=st.characters(codec=None), max_size=30))
def test_any_text_becomes_one_that_can_be_kept_and_good_ones_stay(text: str) -> None:
    kept = storable(text)
    assert "\0" not in kept
    assert kept.encode().decode() == kept
    assert storable(kept) == kept
    if "\0" not in text and not any(0xD800 <= ord(each) <= 0xDFFF for each in text):
        assert kept == text


@pytest.mark.parametrize("hours", [0, -9.5, 5.75])
async def test_an_instant_comes_back_in_utc_to_the_microsecond(storage: Database, hours: float) -> None:
    when = (NOON + timedelta(microseconds=1)).astimezone(timezone(timedelta(hours=hours)))
    async with storage.writing() as unit:
        await unit.people.add_person(replace(person(), created_at=when))
        found = await unit.people.person(person().id)
    assert found is not None
    assert found.created_at == when
    assert found.created_at.utcoffset() == timedelta(0)


async def test_a_naive_instant_is_a_defect(storage: Database) -> None:
    async with storage.writing() as unit:
        with pytest.raises(Exception, match="time zone"):
            await unit.people.add_person(person(created_at=datetime(2030, 1, 1)))
