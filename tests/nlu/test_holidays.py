"""Holidays by name: fixed, counted from Easter, or the n-th weekday of a month, held against a calendar looked at day by day."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from dateutil.easter import easter
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu import read
from bot.nlu.when.holidays import easter_of
from bot.understood import Hearing

_TODAYS = st.dates(min_value=date(2025, 1, 1), max_value=date(2035, 12, 31))


def _day(text: str, today: date) -> date:
    wish = read(text, Hearing(now=datetime.combine(today, time(9), UTC), zone="UTC", locale="en-US")).wish
    assert wish is not None
    assert len(wish.days) == 1
    return wish.days[0]


@given(year=st.integers(1583, 4000))
@settings(max_examples=200, deadline=None)
def test_easter_is_the_churches_easter(year: int) -> None:
    """Our reckoning of Easter agrees with a library's for all years of the Gregorian calendar."""
    assert easter_of(year) == easter(year)


@given(today=_TODAYS, name=st.sampled_from([("Good Friday", -2), ("easter monday", 1), ("whit monday", 50)]))
@settings(max_examples=60, deadline=None)
def test_feasts_move_with_easter(today: date, name: tuple[str, int]) -> None:
    """A feast is the next one, so many days from Easter."""
    dates = (easter(today.year + k) + timedelta(days=name[1]) for k in (0, 1))
    assert _day(name[0], today) == next(day for day in dates if day >= today)


@pytest.mark.parametrize(
    ("name", "month", "weekday", "nth"),
    [
        ("thanksgiving", 11, 3, 4),
        ("labor day", 9, 0, 1),
        ("memorial day", 5, 0, -1),
        ("mother's day", 5, 6, 2),
        ("father's day", 6, 6, 3),
        ("MLK day", 1, 0, 3),
    ],
)
@given(today=_TODAYS)
@settings(max_examples=20, deadline=None)
def test_holidays_on_the_nth_weekday_of_a_month(
    name: str, month: int, weekday: int, nth: int, today: date
) -> None:
    """A holiday that is the n-th weekday of a month is the next such day."""
    for year in (today.year, today.year + 1):
        first = date(year, month, 1)
        days = [first + timedelta(days=k) for k in range(31)]
        found = [day for day in days if day.month == month and day.weekday() == weekday]
        expected = found[nth - 1 if nth > 0 else nth]
        if expected >= today:
            break
    assert _day(name, today) == expected


def test_the_day_after_thanksgiving_is_black_friday() -> None:
    """Black Friday follows the fourth Thursday, which is not always the fourth Friday."""
    for year in range(2025, 2035):
        today = date(year, 6, 1)
        assert _day("black friday", today) == _day("thanksgiving", today) + timedelta(days=1)
