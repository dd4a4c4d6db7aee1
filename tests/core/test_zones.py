"""Wall clocks and instants, on ordinary days and when clocks turn."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.zones import instant, instants, local, minute_of_day, zone
from tests.core.examples import TURNS, ZONES

JUMPS = [
    ("Europe/Berlin", date(2026, 3, 29), time(2, 30), "2026-03-29T01:00"),
    ("America/New_York", date(2026, 3, 8), time(2, 15), "2026-03-08T07:00"),
    ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:30"),
    ("America/Havana", date(2025, 3, 9), time(0, 30), "2025-03-09T05:00"),
    ("Africa/Cairo", date(2026, 4, 24), time(0, 0), "2026-04-23T22:00"),
]
FOLDS = [
    ("Europe/Berlin", date(2026, 10, 25), time(2, 30), 60),
    ("America/New_York", date(2026, 11, 1), time(1, 30), 60),
    ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), 30),
    ("America/Havana", date(2025, 11, 2), time(0, 0), 60),
    ("Africa/Cairo", date(2026, 10, 29), time(23, 30), 60),
]


def brute(day: date, clock: time, name: str) -> tuple[datetime, ...]:
    """Find the instants of a wall time by trying every minute of three days."""
    begin = datetime.combine(day, time(0), UTC) - timedelta(days=1)
    tried = (begin + timedelta(minutes=each) for each in range(3 * 1440))
    wall = datetime.combine(day, clock)
    return tuple(each for each in tried if each.astimezone(zone(name)).replace(tzinfo=None) == wall)


@settings(max_examples=40, deadline=None)
@given(st.data(), st.sampled_from(sorted(TURNS)))
def test_a_wall_time_means_the_instants_at_which_clocks_show_it(data: st.DataObject, name: str) -> None:
    day = data.draw(st.sampled_from(TURNS[name])) + timedelta(days=data.draw(st.integers(-1, 1)))
    clock = data.draw(st.builds(time, st.integers(0, 4), st.sampled_from((0, 15, 30, 45))))
    assert instants(day, clock, name) == brute(day, clock, name)


@settings(max_examples=100, deadline=None)
@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)), st.sampled_from(ZONES))
def test_every_instant_is_found_again_from_its_wall_time(naive: datetime, name: str) -> None:
    moment = naive.replace(second=0, microsecond=0, tzinfo=UTC)
    shown = local(moment, name)
    assert moment in instants(shown.date(), shown.time(), name)


@pytest.mark.parametrize(("name", "day", "clock", "jump"), JUMPS)
def test_a_skipped_wall_time_is_the_moment_of_the_jump(name: str, day: date, clock: time, jump: str) -> None:
    assert instants(day, clock, name) == ()
    assert instant(day, clock, name) == datetime.fromisoformat(jump).replace(tzinfo=UTC)


@pytest.mark.parametrize(("name", "day", "clock", "apart"), FOLDS)
def test_a_repeated_wall_time_is_two_instants_and_the_first_counts(
    name: str, day: date, clock: time, apart: int
) -> None:
    first, second = instants(day, clock, name)
    assert second - first == timedelta(minutes=apart)
    assert instant(day, clock, name) == first


def test_minutes_past_midnight_belong_to_the_next_day() -> None:
    assert minute_of_day(date(2026, 11, 23), 1440 + 90, "Europe/Berlin") == datetime(
        2026, 11, 24, 0, 30, tzinfo=UTC
    )


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "\0", "Europe/", "x" * 5000])
def test_a_zone_that_does_not_exist_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no such time zone"):
        zone(name)
