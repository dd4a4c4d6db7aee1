"""Attempts of one address are counted, an hour long, and the same attempt once."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.world import MONDAY_MORNING as NOW
from web.limits import REMEMBERED, Attempts, subject_of


def test_the_sixth_attempt_within_an_hour_waits_until_the_first_is_an_hour_old():
    attempts = Attempts(5)
    for minute in range(5):
        assert attempts.wait("a", str(minute), NOW + timedelta(minutes=minute)) is None
    assert attempts.wait("a", "5", NOW + timedelta(minutes=10)) == timedelta(minutes=50)
    assert attempts.wait("a", "5", NOW + timedelta(minutes=60)) is None


def test_the_same_attempt_is_counted_once_and_others_are_not_held_up():
    attempts = Attempts(1)
    assert attempts.wait("a", "same", NOW) is None
    assert attempts.wait("a", "same", NOW) is None
    assert attempts.wait("a", "other", NOW) is not None
    assert attempts.wait("b", "other", NOW) is None


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 6)), max_size=40), st.integers(1, 5))
def test_never_more_than_allowed_in_any_hour(tries, most):
    attempts = Attempts(most)
    allowed = []
    for number, (minute, _) in enumerate(sorted(tries)):
        now = NOW + timedelta(minutes=minute)
        recent = [at for at in allowed if at > now - timedelta(hours=1)]
        passed = attempts.wait("a", str(number), now) is None
        assert passed == (len(recent) < most)
        if passed:
            allowed.append(now)


def test_what_was_seen_longest_ago_is_forgotten():
    attempts = Attempts(1)
    for number in range(REMEMBERED + 1):
        attempts.wait(str(number), "x", NOW)
    assert attempts.wait("0", "y", NOW) is None
    assert attempts.wait(str(REMEMBERED), "y", NOW) is not None


@pytest.mark.parametrize(
    ("address", "subject"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:0db8:0001:0002"),
        ("2001:db8:1:2:ffff::1", "2001:0db8:0001:0002"),
        ("not an address", "unknown"),
        ("", "unknown"),
    ],
)
def test_networks_of_the_new_kind_are_counted_as_one(address, subject):
    assert subject_of(address) == subject
