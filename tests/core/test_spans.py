"""Spans, held against sets of minutes."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.spans import Span, between, common, covers, joined, minute, minute_after, moment_of, without

one = st.tuples(st.integers(0, 60), st.integers(0, 9)).map(lambda each: (each[0], each[0] + each[1]))
lists = st.lists(one, max_size=12).map(joined)


def minutes(spans: list[Span]) -> set[int]:
    return {each for start, end in spans for each in range(start, end)}


@given(st.lists(one, max_size=12))
def test_joined_spans_cover_the_same_and_stand_apart(spans: list[Span]) -> None:
    found = joined(spans)
    assert minutes(found) == minutes(spans)
    assert all(first[1] < second[0] for first, second in pairwise(found))
    assert all(start < end for start, end in found)


@given(lists, lists)
def test_what_is_left_is_what_is_in_one_and_not_in_the_other(spans: list[Span], blocked: list[Span]) -> None:
    found = list(without(spans, blocked))
    assert minutes(found) == minutes(spans) - minutes(blocked)
    assert found == sorted(found)
    assert all(start < end for start, end in found)


@given(st.lists(st.integers(0, 300), min_size=20, unique=True), lists)
def test_a_little_is_cut_out_of_much(starts: list[int], blocked: list[Span]) -> None:
    spans = joined((start, start + 1) for start in starts)
    assert minutes(list(without(spans, blocked))) == minutes(spans) - minutes(blocked)


@given(lists, lists)
def test_what_is_common_is_in_both(spans: list[Span], others: list[Span]) -> None:
    assert minutes(common(spans, others)) == minutes(spans) & minutes(others)


@given(lists, st.integers(0, 70), st.integers(1, 20))
def test_spans_that_touch_a_stretch_are_found_by_halving(spans: list[Span], low: int, length: int) -> None:
    high = low + length
    assert list(between(spans, low, high)) == [each for each in spans if each[0] < high and each[1] > low]
    assert covers(spans, low) == (low in minutes(spans))


@given(st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)))
def test_seconds_are_rounded_outward(naive: datetime) -> None:
    moment = naive.replace(tzinfo=UTC)
    assert moment_of(minute(moment)) <= moment < moment_of(minute(moment) + 1)
    assert moment_of(minute_after(moment) - 1) < moment <= moment_of(minute_after(moment))
    assert moment_of(minute(moment)) + timedelta(minutes=1) == moment_of(minute(moment) + 1)
