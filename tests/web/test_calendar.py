"""The month view against the plain list of days."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.interval import Interval
from web import calendar


@given(st.dates(date(2001, 1, 1), date(2190, 12, 31)))
def test_every_day_of_the_month_is_shown_once_under_its_weekday(day):
    rows = calendar.weeks(day, {day: 3})
    inside = [each.day for row in rows for each in row if each.inside]
    first = day.replace(day=1)
    assert inside == [first + timedelta(days=n) for n in range((calendar.next_month(day) - first).days)]
    assert all(each.day.weekday() == column for row in rows for column, each in enumerate(row))
    assert [each.day for row in rows for each in row if each.free] == [day]


@given(st.dates(date(2001, 1, 1), date(2190, 12, 31)))
def test_the_months_before_and_after_are_neighbours(day):
    assert calendar.month_before(calendar.next_month(day)) == calendar.first_of_month(day)
    assert calendar.next_month(day).day == calendar.month_before(day).day == 1


def test_slots_are_sorted_into_the_days_of_the_visitors_zone():
    late = Interval.of(datetime(2026, 11, 24, 23, 30, tzinfo=UTC), 30)
    assert list(calendar.by_day([late], "Europe/Berlin")) == [date(2026, 11, 25)]
    assert list(calendar.by_day([late], "America/New_York")) == [date(2026, 11, 24)]


def test_a_day_on_which_clocks_change_has_its_own_length():
    day = calendar.days_between(date(2026, 10, 25), date(2026, 10, 26), "Europe/Berlin")
    assert day.length == timedelta(hours=25)
