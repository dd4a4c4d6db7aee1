"""The dates of a series: the same wall time on every one of them, and none that does not exist."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil import rrule
from hypothesis import given, settings
from hypothesis import strategies as st

from core.interval import Interval
from core.series import LONGEST, Dates, Every, Rhythm, SeriesDate, dates, starts_of
from tests.core.examples import TURNS, at

FREQUENCY = {Every.DAY: rrule.DAILY, Every.WEEK: rrule.WEEKLY, Every.MONTH_DATE: rrule.MONTHLY}
WORKDAYS = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR)


def rule_of(start: datetime, rhythm: Rhythm, count: int) -> rrule.rrule:
    """Return the rule of RFC 5545 that means the same."""
    if rhythm.every is Every.WEEKDAY:
        return rrule.rrule(rrule.DAILY, dtstart=start, count=count, byweekday=WORKDAYS)
    if rhythm.every is Every.MONTH_WEEKDAY:
        nth = rrule.weekday(start.weekday())((start.day - 1) // 7 + 1)
        return rrule.rrule(rrule.MONTHLY, dtstart=start, interval=rhythm.interval, count=count, byweekday=nth)
    return rrule.rrule(FREQUENCY[rhythm.every], dtstart=start, interval=rhythm.interval, count=count)


def exists(wall: datetime, zone: str) -> bool:
    """Say whether a clock ever shows a time: it is the same after going to UTC and back."""
    there = wall.replace(tzinfo=ZoneInfo(zone))
    return there.astimezone(UTC).astimezone(there.tzinfo).replace(tzinfo=None) == wall


@st.composite
def rhythms(draw: st.DrawFn) -> Rhythm:
    every = draw(st.sampled_from(list(Every)))
    interval = 1 if every is Every.WEEKDAY else draw(st.integers(1, 3))
    return Rhythm(every=every, interval=interval, count=draw(st.integers(1, 20)))


@settings(max_examples=150)
@given(zone=st.sampled_from(sorted(TURNS)), rhythm=rhythms(), data=st.data())
def test_dates_are_those_of_the_recurrence_rule(zone: str, rhythm: Rhythm, data: st.DataObject) -> None:
    turn = data.draw(st.sampled_from(TURNS[zone]))
    minutes = data.draw(st.integers(-60 * 24 * 40, 60 * 24)) // 15 * 15
    start = datetime.combine(turn, datetime.min.time()) + timedelta(minutes=minutes)
    assert rhythm.count is not None
    walls = [each for each in rule_of(start, rhythm, rhythm.count + 30) if exists(each, zone)][: rhythm.count]
    found = dates(start, rhythm, zone)
    shown = [each.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for each in found.starts]
    assert shown == walls
    assert not set(found.skipped) & {each.date() for each in shown if rhythm.every is not Every.MONTH_WEEKDAY}


def test_a_weekly_series_keeps_its_wall_time_when_clocks_change() -> None:
    found = dates(datetime(2026, 10, 20, 10, 0), Rhythm(every=Every.WEEK, count=2), "Europe/Berlin")
    assert found.starts == (
        datetime(2026, 10, 20, 8, 0, tzinfo=UTC),
        datetime(2026, 10, 27, 9, 0, tzinfo=UTC),
    )


def test_a_time_that_clocks_jump_over_is_skipped_and_named_and_another_follows() -> None:
    found = dates(datetime(2026, 3, 22, 2, 30), Rhythm(every=Every.WEEK, count=2), "Europe/Berlin")
    assert found.skipped == (date(2026, 3, 29),)
    assert [each.date() for each in found.starts] == [date(2026, 3, 22), date(2026, 4, 5)]


def test_a_month_without_a_31st_is_skipped_and_named() -> None:
    found = dates(datetime(2026, 1, 31, 10, 0), Rhythm(every=Every.MONTH_DATE, count=3), "UTC")
    assert [each.date() for each in found.starts] == [
        date(2026, 1, 31),
        date(2026, 3, 31),
        date(2026, 5, 31),
    ]
    assert found.skipped == (date(2026, 2, 1), date(2026, 4, 1))


def test_a_series_ends_with_the_last_date_it_may_have() -> None:
    rhythm = Rhythm(every=Every.WEEK, until=date(2026, 12, 8))
    found = dates(datetime(2026, 11, 24, 10, 0), rhythm, "UTC")
    assert found.starts == (at("10:00", 24), at("10:00", 24) + timedelta(7), at("10:00", 24) + timedelta(14))


def test_of_count_and_last_date_the_sooner_ends_it() -> None:
    for rhythm in (
        Rhythm(every=Every.DAY, count=2, until=date(2027, 1, 1)),
        Rhythm(every=Every.DAY, count=9, until=date(2026, 11, 25)),
    ):
        assert len(dates(datetime(2026, 11, 24, 10, 0), rhythm, "UTC").starts) == 2


def test_a_series_without_an_end_is_cut_off() -> None:
    found = dates(datetime(2026, 11, 24, 10, 0), Rhythm(every=Every.DAY), "UTC")
    assert len(found.starts) == LONGEST


def test_a_last_date_before_the_first_leaves_nothing() -> None:
    rhythm = Rhythm(every=Every.DAY, until=date(2026, 11, 1))
    assert dates(datetime(2026, 11, 24, 10, 0), rhythm, "UTC") == Dates(starts=())


@pytest.mark.parametrize(
    ("start", "rhythm"),
    [
        (datetime(2026, 11, 24, 10, 0, tzinfo=UTC), Rhythm(every=Every.DAY)),
        (datetime(2026, 11, 24, 10, 0), Rhythm(every=Every.DAY, interval=0)),
        (datetime(2026, 11, 24, 10, 0), Rhythm(every=Every.DAY, interval=10**9)),
        (datetime(2026, 11, 24, 10, 0), Rhythm(every=Every.DAY, count=0)),
        (datetime(9999, 12, 24, 10, 0), Rhythm(every=Every.DAY)),
    ],
)
def test_what_is_no_series_is_an_error(start: datetime, rhythm: Rhythm) -> None:
    with pytest.raises(ValueError, match="series"):
        dates(start, rhythm, "UTC")


def test_starts_of_dates() -> None:
    slots = (Interval.of(at("10:00"), 30), Interval.of(at("11:00"), 30))
    assert starts_of(tuple(SeriesDate(slot=each) for each in slots)) == (at("10:00"), at("11:00"))
