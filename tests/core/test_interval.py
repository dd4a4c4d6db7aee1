"""Arithmetic of intervals, held against sets of minutes."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.interval import Interval, intersect, merge, subtract, utc

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    return Interval.of(NOON + timedelta(minutes=draw(st.integers(0, 60))), draw(st.integers(0, 30)))


many = st.lists(intervals(), max_size=6)


def minutes(found: list[Interval] | tuple[Interval, ...]) -> set[int]:
    """Return the minutes after noon that are covered."""
    covered: set[int] = set()
    for each in found:
        start = (each.start - NOON) // timedelta(minutes=1)
        covered |= set(range(start, start + each.minutes))
    return covered


@given(many)
def test_merging_keeps_every_minute_and_leaves_gaps_between(given_intervals: list[Interval]) -> None:
    merged = merge(given_intervals)
    assert minutes(merged) == minutes(given_intervals)
    assert all(a.end < b.start for a, b in pairwise(merged))


@given(many, many)
def test_subtracting_leaves_the_minutes_that_are_not_busy(free: list[Interval], busy: list[Interval]) -> None:
    assert minutes(subtract(free, busy)) == minutes(free) - minutes(busy)


@given(many, many)
def test_intersecting_leaves_the_minutes_of_both(left: list[Interval], right: list[Interval]) -> None:
    both = intersect(left, right)
    assert minutes(both) == minutes(left) & minutes(right)
    assert both == merge(both)


@given(intervals(), intervals())
def test_intervals_overlap_if_they_share_a_minute(left: Interval, right: Interval) -> None:
    if left.minutes and right.minutes:
        assert left.overlaps(right) == bool(minutes((left,)) & minutes((right,)))


def test_touching_intervals_do_not_overlap() -> None:
    assert not Interval.of(NOON, 30).overlaps(Interval.of(NOON + timedelta(minutes=30), 30))


def test_an_interval_needs_aware_instants_in_order() -> None:
    with pytest.raises(ValueError, match="aware"):
        Interval(NOON.replace(tzinfo=None), NOON)
    with pytest.raises(ValueError, match="before"):
        Interval(NOON, NOON - timedelta(minutes=1))
    with pytest.raises(ValueError, match="zone"):
        utc(NOON.replace(tzinfo=None))


def test_widening_adds_buffers_on_their_sides() -> None:
    widened = Interval.of(NOON, 30).widened(10, 5)
    assert widened == Interval(NOON - timedelta(minutes=10), NOON + timedelta(minutes=35))
