"""Working hours become windows in UTC, held against a clock on the wall."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.hours import OFFICE_HOURS, Override, Schedule, WeeklyHours, checked, day_windows
from core.interval import Interval
from core.openings import windows
from core.zones import instants, local
from tests.core.examples import TURNS, ZONES, moments, ranges, schedule, schedules


def open_by_the_clock(given_schedule: Schedule, moment: datetime) -> bool:
    """Say whether a clock on the wall shows working hours: of this date, or of the evening before."""
    shown = local(moment, given_schedule.zone)
    minute = shown.hour * 60 + shown.minute
    today = given_schedule.ranges_on(shown.date())
    before = given_schedule.ranges_on(shown.date() - timedelta(days=1))
    return any(a <= minute < b for a, b in today) or any(a <= minute + 1440 < b for a, b in before)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from(ZONES))
def test_windows_are_open_when_the_clock_on_the_wall_says_so(data: st.DataObject, zone: str) -> None:
    given_schedule = data.draw(schedules(zone))
    within = Interval.of(data.draw(moments(zone)), 1500)
    opened = windows(given_schedule, within)
    moment = within.start
    while moment < within.end:
        shown = local(moment, zone)
        once = len(instants(shown.date(), shown.time(), zone)) == 1
        if once:  # in a repeated hour the first pass decides, see the tests below
            expected = open_by_the_clock(given_schedule, moment)
            assert any(w.start <= moment < w.end for w in opened) == expected, moment
        moment += timedelta(minutes=15)


def test_windows_before_and_after_the_clocks_turn_keep_their_wall_time() -> None:
    before = day_windows(schedule(zone="Europe/Berlin"), date(2026, 3, 27))
    after = day_windows(schedule(zone="Europe/Berlin"), date(2026, 3, 30))
    assert before[0].start == datetime(2026, 3, 27, 8, tzinfo=UTC)
    assert after[0].start == datetime(2026, 3, 30, 7, tzinfo=UTC)


@pytest.mark.parametrize(("index", "hours"), [(0, 23), (1, 25)])
def test_an_open_day_on_which_clocks_turn_is_shorter_or_longer(index: int, hours: int) -> None:
    always = schedule(zone="Europe/Berlin", weekly=WeeklyHours((((0, 1440),),) * 7))
    (window,) = day_windows(always, TURNS["Europe/Berlin"][index])
    assert window.length == timedelta(hours=hours)


def test_hours_inside_the_skipped_hour_are_no_hours() -> None:
    night = schedule(zone="Europe/Berlin", weekly=WeeklyHours((((120, 180),),) * 7))
    assert day_windows(night, TURNS["Europe/Berlin"][0]) == ()


def test_hours_that_end_in_a_repeated_hour_end_in_its_first_pass() -> None:
    night = schedule(zone="Europe/Berlin", weekly=WeeklyHours((((60, 150),),) * 7))
    (window,) = day_windows(night, TURNS["Europe/Berlin"][1])
    assert window.minutes == 90


def test_an_override_without_ranges_closes_its_day() -> None:
    closed = schedule(overrides=(Override(day=date(2026, 11, 23)),))
    assert day_windows(closed, date(2026, 11, 23)) == ()
    assert len(day_windows(closed, date(2026, 11, 24))) == 1


@pytest.mark.parametrize("impossible", [(600, 540), (600, 600), (-1, 60), (1440, 1500), (600, 2881)])
def test_hours_that_end_before_they_begin_or_leave_the_day_are_refused(impossible: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="not a range"):
        checked([impossible])


@given(st.lists(ranges(), max_size=4))
def test_joined_hours_can_be_joined_again(given_ranges: list[tuple[int, int]]) -> None:
    joined = checked(given_ranges)
    assert checked(joined) == joined


def test_overlapping_and_touching_hours_of_a_day_are_joined() -> None:
    assert checked([(780, 1020), (540, 720), (700, 780)]) == ((540, 1020),)


def test_a_week_has_seven_days() -> None:
    with pytest.raises(ValueError, match="seven"):
        WeeklyHours(((),) * 6)


def test_one_day_of_the_week_can_be_changed() -> None:
    changed = OFFICE_HOURS.with_day(4, [(540, 900)])
    assert changed.days[4] == ((540, 900),)
    assert changed.days[3] == OFFICE_HOURS.days[3]
