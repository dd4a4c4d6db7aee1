"""What each step of the search does, one by one: the order of the calculation, grid, ranges, classes, periods, rules."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.booking import session_id
from core.hours import Override, Period, Recurring, RuleKind, TimeOff, WeeklyHours
from core.interval import Interval
from core.openings import rule_times, windows
from core.people import DayCount, Rules
from core.situation import Situation
from core.slots import class_starts, free_slots, free_starts, horizon, is_free, last_day, seats_left
from core.zones import local
from tests.core.examples import at, booking, event_type, hold, host, ident, schedule, situation
from tests.core.oracle import others, session_of
from tests.core.rich import rich_situations, starts_near, stretches

RICH = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
MONDAY = Interval(at("00:00"), at("00:00", 24))


def clock(given_situation: Situation, within: Interval = MONDAY, zone: str = "UTC") -> str:
    """Return the free starts as clock times of a zone, in one line."""
    found = [each.start for each in free_slots(given_situation, within)]
    return " ".join(f"{local(each, zone):%H:%M}" for each in found)


def with_rules(**rules: object) -> Situation:
    return situation(event_type=event_type(rules=Rules(**rules)))


def rule(kind: RuleKind, start: int, length: int, rrule: str = "FREQ=DAILY") -> Recurring:
    day = date(2026, 11, 1)
    return Recurring(
        id=ident(f"{kind} {start}"),
        kind=kind,
        rrule=rrule,
        start=start,
        length=length,
        first=day,
        last=date(2027, 1, 1),
    )


def test_the_eight_steps_of_the_calculation_each_take_or_give_their_part() -> None:
    now = at("06:00")
    bare = replace(with_rules(step=60), now=now, length=60)
    bare = replace(bare, event_type=replace(bare.event_type, lengths=(60,)))
    hours = WeeklyHours((((8 * 60, 16 * 60),),) + ((),) * 6)

    weekly = replace(bare, schedule=schedule(weekly=hours))
    assert clock(weekly) == "08:00 09:00 10:00 11:00 12:00 13:00 14:00 15:00"

    special = Override(day=date(2026, 11, 23), ranges=((480, 780), (840, 1080)))
    overridden = replace(weekly, schedule=schedule(weekly=hours, overrides=(special,)))
    assert clock(overridden) == "08:00 09:00 10:00 11:00 12:00 14:00 15:00 16:00 17:00"

    elsewhere = (Interval(at("10:00"), at("10:30")), Interval(at("16:00"), at("17:00")))
    subtracted = replace(overridden, busy=elsewhere)
    assert clock(subtracted) == "08:00 09:00 11:00 12:00 14:00 15:00 17:00"

    booked = replace(subtracted, bookings=(booking(at("14:30"), 30),))
    assert clock(booked) == "08:00 09:00 11:00 12:00 15:00 17:00"

    buffers = Rules(step=60, buffer_before=15, buffer_after=15)
    buffered = replace(booked, event_type=replace(booked.event_type, rules=buffers))
    assert clock(buffered) == "08:00 11:00 12:00"

    noticed = replace(
        buffered, event_type=replace(buffered.event_type, rules=replace(buffers, minimum_notice=150))
    )
    assert clock(noticed) == "11:00 12:00"

    assert clock(noticed, zone="America/New_York") == "06:00 07:00"
    assert [each.start.tzinfo for each in free_slots(noticed, MONDAY)] == [UTC, UTC]


def test_an_offset_shifts_the_grid_after_each_window() -> None:
    odd = schedule(weekly=WeeklyHours((((540, 660), (780, 840)),) + ((),) * 6))
    assert clock(replace(with_rules(offset=15), schedule=odd)) == "09:15 09:45 10:15 13:15"


@pytest.mark.parametrize(
    ("today", "days", "last"),
    [
        (date(2026, 11, 23), 1, date(2026, 11, 24)),
        (date(2026, 11, 23), 4, date(2026, 11, 27)),
        (date(2026, 11, 23), 5, date(2026, 11, 30)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 11, 29), 10, date(2026, 12, 11)),
    ],
)
def test_a_window_of_business_days_ends_on_the_nth_after_today(today: date, days: int, last: date) -> None:
    given_situation = with_rules(window_days=days, window_counts=DayCount.BUSINESS)
    assert last_day(replace(given_situation, now=datetime.combine(today, time(12), UTC))) == last


def test_a_fixed_range_opens_and_closes_at_midnight_of_the_schedules_calendar() -> None:
    tokyo = schedule(zone="Asia/Tokyo", weekly=WeeklyHours((((0, 1440),),) * 7))
    given_situation = replace(with_rules(opens=date(2026, 11, 25), closes=date(2026, 11, 26)), schedule=tokyo)
    assert horizon(given_situation) == Interval(at("15:00", 24), at("15:00", 26))
    found = free_slots(given_situation, Interval(at("00:00"), at("00:00", 30)))
    assert (found[0].start, found[-1].start) == (at("15:00", 24), at("14:30", 26))


def test_a_range_that_is_over_leaves_nothing() -> None:
    given_situation = with_rules(opens=date(2026, 11, 1), closes=date(2026, 11, 20))
    assert free_slots(given_situation, Interval(at("00:00"), at("00:00", 30))) == ()
    assert horizon(given_situation).minutes == 0


# -- periods and recurring rules -------------------------------------------------------------------


def test_in_a_period_elsewhere_hours_are_meant_by_the_clock_there() -> None:
    lisbon = Period(
        first=date(2026, 6, 1),
        last=date(2026, 6, 30),
        zone="Europe/Lisbon",
        weekly=WeeklyHours((((600, 960),),) * 5 + ((), ())),
    )
    home = schedule(zone="Europe/Berlin", periods=(lisbon,))
    before, in_june, after = (
        windows(home, Interval.of(datetime(2026, *day, tzinfo=UTC), 1440))
        for day in ((5, 29), (6, 1), (7, 1))
    )
    assert before == (Interval.of(datetime(2026, 5, 29, 7, tzinfo=UTC), 480),)
    assert in_june == (Interval.of(datetime(2026, 6, 1, 9, tzinfo=UTC), 360),)
    assert after == (Interval.of(datetime(2026, 7, 1, 7, tzinfo=UTC), 480),)


def test_a_journey_without_hours_keeps_ones_own_by_the_clock_there() -> None:
    tokyo = Period(first=date(2026, 11, 23), zone="Asia/Tokyo")
    assert clock(situation(now=at("00:00", 20), schedule=schedule(periods=(tokyo,)))).split()[0] == "00:00"


def test_an_override_holds_in_a_period_too_by_the_clock_of_the_period() -> None:
    tokyo = Period(first=date(2026, 11, 23), last=date(2026, 11, 23), zone="Asia/Tokyo")
    special = Override(day=date(2026, 11, 23), ranges=((19 * 60, 20 * 60),))
    there = schedule(periods=(tokyo,), overrides=(special,))
    assert clock(situation(schedule=there)) == "10:00 10:30"


def test_of_two_periods_the_later_in_the_list_holds() -> None:
    summer = Period(first=date(2026, 11, 1), zone="UTC", weekly=WeeklyHours((((600, 660),),) * 7))
    week = Period(
        first=date(2026, 11, 23),
        last=date(2026, 11, 24),
        zone="UTC",
        weekly=WeeklyHours((((720, 780),),) * 7),
    )
    assert clock(situation(schedule=schedule(periods=(summer, week)))) == "12:00 12:30"
    assert clock(situation(schedule=schedule(periods=(week, summer)))) == "10:00 10:30"


def test_hours_of_the_last_of_a_month_reach_into_the_next_wherever_they_are() -> None:
    long = Override(day=date(2026, 11, 30), ranges=((600, 2880),))
    west = schedule(zone="Etc/GMT+12", weekly=WeeklyHours(((),) * 7), overrides=(long,))
    last_hours = Interval(datetime(2026, 12, 2, 6, tzinfo=UTC), datetime(2026, 12, 2, 7, tzinfo=UTC))
    assert windows(west, last_hours) == (Interval(at("22:00", 30), datetime(2026, 12, 2, 12, tzinfo=UTC)),)


def test_recurring_time_is_open_beside_the_weekly_hours_with_a_grid_of_its_own() -> None:
    evening = rule(RuleKind.AVAILABLE, 18 * 60 + 10, 70, "FREQ=WEEKLY;BYDAY=MO")
    hours = WeeklyHours((((540, 600),),) * 7)
    open_evenings = schedule(weekly=hours, recurring=(evening,))
    assert clock(situation(schedule=open_evenings)) == "09:00 09:30 18:10 18:40"
    assert (
        clock(situation(schedule=open_evenings), Interval(at("00:00", 24), at("00:00", 25))) == "09:00 09:30"
    )


def test_busy_rules_win_over_all_that_is_open_and_leave_the_grid_where_it_is() -> None:
    lunch = rule(RuleKind.BUSY, 12 * 60 + 10, 35)
    noon = rule(RuleKind.AVAILABLE, 12 * 60, 60)
    special = Override(day=date(2026, 11, 23), ranges=((690, 810),))
    given_schedule = schedule(recurring=(lunch, noon), overrides=(special,))
    assert clock(situation(schedule=given_schedule)) == "11:30 13:00"


def test_a_date_with_an_override_is_open_only_as_the_override_says() -> None:
    evening = rule(RuleKind.AVAILABLE, 18 * 60, 60)
    closed = schedule(recurring=(evening,), overrides=(Override(day=date(2026, 11, 23)),))
    assert clock(situation(schedule=closed)) == ""


def test_the_buffer_of_a_meeting_may_reach_into_busy_rules() -> None:
    lunch = rule(RuleKind.BUSY, 12 * 60, 60)
    buffered = replace(with_rules(buffer_before=30, buffer_after=30), schedule=schedule(recurring=(lunch,)))
    assert {"11:30", "13:00"} <= set(clock(buffered).split())


def test_rules_over_the_turn_of_the_clock_skip_what_is_skipped() -> None:
    night = rule(RuleKind.AVAILABLE, 150, 60)
    night = replace(night, first=date(2026, 3, 1), last=date(2026, 4, 1))
    berlin = schedule(zone="Europe/Berlin", weekly=WeeklyHours(((),) * 7), recurring=(night,))
    turn = Interval.of(datetime(2026, 3, 29, tzinfo=UTC), 1200)
    assert windows(berlin, turn) == (Interval.of(datetime(2026, 3, 29, 1, tzinfo=UTC), 30),)
    assert rule_times(berlin, turn) == ((night, Interval.of(datetime(2026, 3, 29, 1, tzinfo=UTC), 30)),)


# -- classes ---------------------------------------------------------------------------------------


def seated(count: int, seats: int = 3, **other: object) -> Situation:
    """Return a class at 10:00 in which some sit."""
    session = session_id(ident("intro"), Interval.of(at("10:00"), 30))
    members = tuple(booking(at("10:00"), id=ident(f"seat {n}"), session=session) for n in range(count))
    return situation(event_type=event_type(seats=seats), bookings=members, **other)


def test_a_class_with_seats_left_is_offered_a_full_one_is_not() -> None:
    assert is_free(seated(2), at("10:00"))
    assert not is_free(seated(3), at("10:00"))
    assert [seats_left(seated(n), Interval.of(at("10:00"), 30)) for n in range(4)] == [3, 2, 1, 0]


def test_for_two_there_must_be_two_seats() -> None:
    assert is_free(seated(1, seats=3), at("10:00"))
    assert is_free(replace(seated(1), seats=2), at("10:00"))
    assert not is_free(replace(seated(2), seats=2), at("10:00"))
    assert free_slots(replace(seated(0), seats=4), MONDAY) == ()


def test_seats_that_others_hold_are_taken_ones_own_are_not() -> None:
    session = session_id(ident("intro"), Interval.of(at("10:00"), 30))
    held = replace(seated(2), holds=(hold(at("10:00"), session=session, owner="carl"),))
    assert not is_free(held, at("10:00"))
    assert is_free(replace(held, owner="carl"), at("10:00"))


def test_a_class_blocks_every_other_start_that_it_overlaps() -> None:
    given_situation = seated(1)
    quarters = replace(given_situation, event_type=replace(given_situation.event_type, rules=Rules(step=15)))
    near = [each for each in clock(quarters).split() if "09:15" <= each <= "10:45"]
    assert near == ["09:15", "09:30", "10:00", "10:30", "10:45"]


def test_a_class_of_another_event_type_or_length_is_a_meeting_like_any_other() -> None:
    other = replace(seated(1), event_type=event_type(id=ident("other"), seats=3))
    assert not is_free(other, at("10:00"))
    longer = seated(1)
    longer = replace(longer, length=60, event_type=replace(longer.event_type, lengths=(30, 60)))
    assert not is_free(longer, at("10:00"))
    assert class_starts(other) == []


def test_a_class_that_something_else_overlaps_is_not_offered() -> None:
    clash = replace(seated(1), busy=(Interval(at("10:20"), at("10:25")),))
    assert not is_free(clash, at("10:00"))


def test_one_to_one_meetings_have_one_seat() -> None:
    given_situation = situation(bookings=(booking(at("10:00")),))
    assert seats_left(given_situation, Interval.of(at("10:00"), 30)) == 1


@RICH
@given(st.data())
def test_seats_left_are_seats_less_those_taken(data: st.DataObject) -> None:
    given_situation = data.draw(rich_situations())
    slot = Interval.of(data.draw(starts_near(given_situation)), given_situation.length)
    session = session_of(given_situation, slot)
    taken = sum(each.seats for each in others(given_situation) if session and each.session == session)
    assert seats_left(given_situation, slot) == given_situation.event_type.seats - taken


# -- whoever looks ---------------------------------------------------------------------------------


@RICH
@given(st.data())
def test_two_halves_show_what_the_whole_shows(data: st.DataObject) -> None:
    given_situation = data.draw(rich_situations())
    whole = data.draw(stretches(given_situation, 6000))
    cut = whole.start + timedelta(seconds=data.draw(st.integers(0, 360000)))
    halves = (
        free_starts(given_situation, Interval(whole.start, cut)),
        free_starts(given_situation, Interval(cut, whole.end)),
    )
    assert halves[0] + halves[1] == free_starts(given_situation, whole)


@RICH
@given(st.data())
def test_meetings_take_starts_away_and_never_move_them(data: st.DataObject) -> None:
    given_situation = data.draw(rich_situations())
    within = data.draw(stretches(given_situation, 6000))
    empty = replace(given_situation, bookings=(), holds=(), busy=(), loads=(), time_off=(), moving=None)
    assert set(free_starts(given_situation, within)) <= set(free_starts(empty, within))


def test_what_is_stored_far_from_the_question_changes_nothing() -> None:
    far = tuple(booking(at("09:00") + timedelta(days=days)) for days in range(60, 400))
    away = TimeOff(
        id=ident("far"), host_id=ident("host"), during=Interval.of(at("09:00") + timedelta(days=90), 9000)
    )
    busy = replace(situation(host=host()), bookings=far, time_off=(away,))
    assert free_starts(busy, MONDAY) == free_starts(situation(), MONDAY)
