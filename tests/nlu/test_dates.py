"""Dates that words mean, against an oracle that looks at every day of the calendar."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu import read
from bot.understood import Hearing, Problem, Wish
from core.hours import OFFICE_HOURS

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "UTC",
    "America/Sao_Paulo",
)
_TODAYS = st.dates(min_value=date(2025, 1, 1), max_value=date(2029, 12, 31))


def _hearing(today: date, zone: str = "Europe/Berlin") -> Hearing:
    noon = datetime.combine(today, time(12), ZoneInfo(zone)).astimezone(UTC)
    return Hearing(now=noon, zone=zone)


def _wish(text: str, hearing: Hearing) -> Wish:
    wish = read(text, hearing).wish
    assert wish is not None
    return wish


def _days_from(today: date) -> Iterator[date]:
    return (today + timedelta(days=i) for i in range(1500))


@given(today=_TODAYS, weekday=st.integers(0, 6))
@settings(max_examples=60, deadline=None)
def test_a_weekday_is_the_next_such_day(today: date, weekday: int) -> None:
    """A bare weekday is today or one of the six days after."""
    expected = next(day for day in _days_from(today) if day.weekday() == weekday)
    assert _wish(_WEEKDAYS[weekday], _hearing(today)).days == (expected,)


@given(today=_TODAYS, number=st.integers(1, 31))
@settings(max_examples=60, deadline=None)
def test_a_day_of_the_month_is_the_next_such_day(today: date, number: int) -> None:
    """ "The 24th" is the next 24th, in whatever month has one."""
    expected = next(day for day in _days_from(today) if day.day == number)
    assert _wish(f"on the {number}th", _hearing(today)).days == (expected,)


@given(today=_TODAYS, month=st.integers(1, 12), number=st.integers(1, 31))
@settings(max_examples=120, deadline=None)
def test_a_date_without_a_year_is_the_next_such_day(today: date, month: int, number: int) -> None:
    """A date is found in the next twelve months, just past, or it does not exist."""
    wish = _wish(f"{number} {_MONTHS[month - 1]}", _hearing(today))
    year = [today + timedelta(days=i) for i in range(366)]
    expected = next((day for day in year if (day.month, day.day) == (month, number)), None)
    just_past = any((today - timedelta(days=i)).timetuple()[1:3] == (month, number) for i in range(1, 15))
    if just_past:
        assert wish.problem is Problem.PAST
    elif expected is None:
        assert wish.problem is Problem.NO_SUCH_DATE
    else:
        assert wish.days == (expected,)


@given(today=_TODAYS, ahead=st.integers(1, 50), unit=st.sampled_from(["days", "weeks"]))
@settings(max_examples=60, deadline=None)
def test_in_so_many_days(today: date, ahead: int, unit: str) -> None:
    """ "In three weeks" is the day three times seven days ahead."""
    days = ahead * (7 if unit == "weeks" else 1)
    assert _wish(f"in {ahead} {unit}", _hearing(today)).days == (today + timedelta(days=days),)


@given(
    today=_TODAYS,
    zone=st.sampled_from(_ZONES),
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
    ahead=st.integers(1, 40),
)
@settings(max_examples=120, deadline=None)
def test_a_clock_time_is_what_the_wall_shows(
    today: date, zone: str, hour: int, minute: int, ahead: int
) -> None:
    """An exact time is every instant at which a clock there shows it: none, one or two."""
    day = today + timedelta(days=ahead)
    wish = _wish(
        f"{day.isoformat()} at {hour:02}:{minute:02}", replace(_hearing(today, zone), hours=OFFICE_HOURS)
    )
    first = datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(UTC) - timedelta(hours=3)
    wall = datetime.combine(day, time(hour, minute))
    minutes = (first + timedelta(minutes=i) for i in range(30 * 60))
    shown = tuple(each for each in minutes if each.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall)
    if wish.problem is Problem.SKIPPED:
        assert shown == ()
    else:
        assert wish.points == shown
        assert len(wish.readings) == (2 if len(shown) > 1 else 0)


@given(today=_TODAYS, first=st.integers(0, 6), last=st.integers(0, 6))
@settings(max_examples=60, deadline=None)
def test_a_span_of_weekdays_ends_after_it_begins(today: date, first: int, last: int) -> None:
    """ "Thursday to Monday" runs from the next Thursday through the Monday after."""
    begins = next(day for day in _days_from(today) if day.weekday() == first)
    ends = next(day for day in _days_from(begins) if day.weekday() == last)
    wish = _wish(f"{_WEEKDAYS[first]} to {_WEEKDAYS[last]}", _hearing(today))
    assert wish.days == tuple(begins + timedelta(days=i) for i in range((ends - begins).days + 1))


def test_a_skipped_wall_time_is_noticed() -> None:
    """On 28 March 2027 clocks in Berlin go from 2:00 to 3:00."""
    wish = _wish("28 March at 2:30 am", _hearing(date(2027, 3, 20)))
    assert wish.problem is Problem.SKIPPED


def test_a_wall_time_that_exists_twice_has_two_readings() -> None:
    """On 25 October 2026 clocks in Berlin show 2:30 twice."""
    wish = _wish("25 October at 2:30 am", _hearing(date(2026, 10, 20)))
    assert [reading.points[0].hour for reading in wish.readings] == [0, 1]
