"""Limits count by the schedule's calendar: what counts, when a period is full, and which cap a meeting would pass."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.booking import Booking, Status, session_id
from core.counting import counted, during, exceeded, period, usages
from core.event_types import Cap, Per, limits
from core.interval import Interval
from core.people import HOST_DEFAULTS, Rules
from core.situation import Load, Situation
from core.slots import free_slots, is_free
from tests.core import oracle
from tests.core.examples import at, booking, event_type, host, ident, situation
from tests.core.rich import rich_situations, starts_near

DAY = Interval(at("00:00"), at("00:00", 24))


def caps(hosts: Rules | None = None, own: Rules | None = None, **other: object) -> Situation:
    """Return a situation under a host's limits and an event type's own."""
    usual = {"buffer_before": 0, "buffer_after": 0, "minimum_notice": 0, "window_days": 700}
    rules = replace(hosts or Rules(), **usual)
    return situation(host=host(rules=rules), event_type=event_type(rules=own or Rules()), **other)


def load(start: datetime, minutes: int = 30, **other: object) -> Load:
    fields = {
        "booking_id": ident(f"load {start}"),
        "host_id": ident("host"),
        "event_type_id": ident("intro"),
        "slot": Interval.of(start, minutes),
    }
    return Load(**{**fields, **other})


def other_kind(start: datetime, minutes: int = 30, **fields: object) -> Booking:
    return booking(start, minutes, **{"event_type_id": ident("other"), **fields})


def free_days(given_situation: Situation, first: datetime, days: int) -> list[str]:
    found = free_slots(given_situation, Interval(first, first + timedelta(days=days)))
    return sorted({f"{each.start:%m-%d}" for each in found})


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_meeting_would_pass_the_caps_that_the_obvious_count_finds(data: st.DataObject) -> None:
    given_situation = data.draw(rich_situations())
    start = data.draw(starts_near(given_situation))
    found = {each.cap for each in exceeded(given_situation, start)}
    joins = oracle.joins(given_situation, Interval.of(start, given_situation.length))
    expected = {
        cap for cap in oracle.all_caps(given_situation) if oracle.is_full(given_situation, cap, start)
    }
    assert found == (set() if joins else expected)


def test_a_hosts_own_daily_limit_may_be_higher_than_the_usual_ten() -> None:
    ten = tuple(booking(at("09:00") + timedelta(minutes=30 * number)) for number in range(10))
    assert not is_free(caps(bookings=ten), at("16:00"))
    assert is_free(caps(Rules(daily_limit=11), bookings=ten), at("16:00"))
    assert HOST_DEFAULTS.daily_limit == 10


def test_limits_of_an_event_type_count_its_own_bookings_those_of_the_host_all() -> None:
    both = (booking(at("09:00")), other_kind(at("10:00")))
    assert is_free(caps(own=Rules(daily_limit=2), bookings=both), at("12:00"))
    assert not is_free(caps(own=Rules(daily_limit=1), bookings=both), at("12:00"))
    assert not is_free(caps(Rules(daily_limit=2), own=Rules(daily_limit=2), bookings=both), at("12:00"))


def test_a_cap_for_one_host_of_several_is_one_more_cap_of_the_event_type() -> None:
    one = caps(bookings=(booking(at("09:00")), other_kind(at("10:00"))), daily_cap=2)
    assert is_free(one, at("12:00"))
    assert not is_free(replace(one, daily_cap=1), at("12:00"))


@pytest.mark.parametrize(
    ("rules", "booked", "closed"),
    [
        (Rules(weekly_limit=1), "2026-12-01", {"11-30", "12-01", "12-02", "12-03", "12-04"}),
        (Rules(weekly_limit=1, week_start=2), "2026-11-30", {"11-25", "11-26", "11-27", "11-30", "12-01"}),
        (Rules(monthly_limit=1), "2026-12-01", {"12-01", "12-02", "12-03", "12-04", "12-07"}),
    ],
    ids=["week from Monday", "week from Wednesday", "month"],
)
def test_weeks_and_months_are_those_of_the_calendar(rules: Rules, booked: str, closed: set[str]) -> None:
    start = datetime.fromisoformat(f"{booked}T09:00Z")
    every_day = set(free_days(caps(), at("00:00", 25), 13))
    assert every_day - set(free_days(caps(rules, loads=(load(start),)), at("00:00", 25), 13)) == closed


def test_a_year_that_is_full_leaves_the_next_one_open() -> None:
    given_situation = caps(Rules(yearly_limit=2), loads=(load(at("09:00", 3)), load(at("09:00", 4))))
    assert free_days(given_situation, at("00:00", 24), 41) == ["01-01"]


@pytest.mark.parametrize(
    ("rules", "first", "second"),
    [
        (Rules(daily_limit=2), "2026-11-23T00:00Z", "2026-11-23T23:30Z"),
        (Rules(weekly_limit=2), "2026-11-23T00:00Z", "2026-11-29T23:30Z"),
        (Rules(monthly_limit=2), "2026-11-01T00:00Z", "2026-11-30T23:30Z"),
        (Rules(yearly_limit=2), "2026-01-01T00:00Z", "2026-12-31T23:30Z"),
    ],
)
def test_a_period_is_full_also_if_its_meetings_are_far_apart(rules: Rules, first: str, second: str) -> None:
    both = tuple(load(datetime.fromisoformat(each)) for each in (first, second))
    assert not is_free(caps(rules, loads=both), at("12:00"))
    assert is_free(caps(rules, loads=both[:1]), at("12:00"))


def test_booked_minutes_are_counted_with_those_that_would_be_added() -> None:
    hour = (booking(at("09:00"), 60, buffer_after=30),)
    assert is_free(caps(Rules(daily_minutes=90), bookings=hour), at("12:00"))
    assert not is_free(caps(Rules(daily_minutes=89), bookings=hour), at("12:00"))
    assert is_free(caps(Rules(daily_minutes=89), bookings=hour), at("12:00", 24))


def test_a_meeting_longer_than_the_limit_is_never_free() -> None:
    assert free_slots(caps(own=Rules(weekly_minutes=29)), DAY) == ()


def test_a_booking_that_is_also_a_load_counts_once() -> None:
    once = booking(at("09:00"))
    both = caps(Rules(weekly_limit=2), bookings=(once,), loads=(load(at("09:00"), booking_id=once.id),))
    assert is_free(both, at("12:00"))
    assert len(counted(both)) == 1


def test_the_booking_that_is_moved_does_not_count() -> None:
    once = booking(at("09:00"))
    given_situation = caps(
        Rules(weekly_limit=1), bookings=(once,), loads=(load(at("09:00"), booking_id=once.id),)
    )
    assert not is_free(given_situation, at("12:00", 24))
    assert is_free(replace(given_situation, moving=once.id), at("12:00", 24))


def test_a_class_counts_once_however_many_sit_in_it() -> None:
    slot = Interval.of(at("09:00"), 30)
    session = session_id(ident("intro"), slot)
    seats = tuple(booking(at("09:00"), id=ident(f"seat {n}"), session=session) for n in range(3))
    given_situation = caps(Rules(daily_limit=2), bookings=seats)
    assert is_free(given_situation, at("12:00"))
    assert [each.subject for each in counted(given_situation)] == [session]


def test_a_seat_in_a_class_that_counts_already_passes_no_limit() -> None:
    session = session_id(ident("intro"), Interval.of(at("09:00"), 30))
    one = caps(Rules(daily_limit=1), bookings=(booking(at("09:00"), session=session),))
    classes = replace(one, event_type=event_type(seats=3))
    assert is_free(classes, at("09:00"))
    assert exceeded(classes, at("09:00")) == ()
    assert not is_free(classes, at("12:00"))


def test_cancelled_bookings_and_those_of_other_hosts_do_not_count() -> None:
    gone = booking(at("09:00"), status=Status.CANCELLED)
    theirs = load(at("09:00"), host_id=ident("somebody else"))
    assert counted(caps(bookings=(gone,), loads=(theirs,))) == ()


def test_usage_says_how_much_of_which_cap_is_used_in_which_period() -> None:
    given_situation = caps(Rules(daily_limit=5, weekly_minutes=600), bookings=(booking(at("09:00"), 45),))
    daily, weekly = usages(given_situation, at("12:00"))
    assert (daily.cap, daily.first, daily.last, daily.used) == (
        Cap(per=Per.DAY, most=5),
        date(2026, 11, 23),
        date(2026, 11, 23),
        1,
    )
    assert (weekly.cap.minutes, weekly.first, weekly.last, weekly.used) == (
        True,
        date(2026, 11, 23),
        date(2026, 11, 29),
        45,
    )


def test_all_limits_of_host_and_event_type_are_in_force_at_once() -> None:
    hosts = Rules(weekly_limit=5, daily_minutes=90)
    own = Rules(daily_limit=2, yearly_minutes=600)
    found = limits(host(rules=hosts), event_type(rules=own), 30, 1).caps
    assert found == (
        Cap(per=Per.DAY, most=10),
        Cap(per=Per.WEEK, most=5),
        Cap(per=Per.DAY, most=90, minutes=True),
        Cap(per=Per.DAY, most=1, own=True),
        Cap(per=Per.DAY, most=2, own=True),
        Cap(per=Per.YEAR, most=600, minutes=True, own=True),
    )


def test_a_fixed_range_is_what_host_and_event_type_both_admit() -> None:
    hosts = Rules(opens=date(2026, 12, 1), closes=date(2026, 12, 24))
    own = Rules(opens=date(2026, 11, 1), closes=date(2026, 12, 18), cancel_notice=60)
    found = limits(host(rules=hosts), event_type(rules=own), 30)
    assert (found.opens, found.closes, found.cancel_notice) == (date(2026, 12, 1), date(2026, 12, 18), 60)


@pytest.mark.parametrize(
    ("per", "first", "after"),
    [
        (Per.DAY, date(2026, 12, 31), date(2027, 1, 1)),
        (Per.WEEK, date(2026, 12, 28), date(2027, 1, 4)),
        (Per.MONTH, date(2026, 12, 1), date(2027, 1, 1)),
        (Per.YEAR, date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_periods_end_where_the_calendar_turns_over(per: Per, first: date, after: date) -> None:
    moment = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)
    assert period(moment, per, "UTC") == (first, after)


def test_a_period_is_that_of_the_schedules_calendar() -> None:
    last_evening = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert period(last_evening, Per.YEAR, "UTC")[0] == date(2026, 1, 1)
    assert period(last_evening, Per.YEAR, "Europe/Berlin")[0] == date(2027, 1, 1)


def test_a_day_on_which_clocks_turn_is_as_long_as_it_is() -> None:
    assert during(date(2026, 10, 25), date(2026, 10, 26), "Europe/Berlin").minutes == 25 * 60
    assert during(date(2026, 3, 29), date(2026, 3, 30), "Europe/Berlin").minutes == 23 * 60
