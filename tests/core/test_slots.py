"""The slot search says exactly what the rules say, minute by minute, also on days when clocks turn."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.booking import Status
from core.hours import Override, TimeOff, WeeklyHours
from core.interval import Interval
from core.people import Rules
from core.situation import Situation
from core.slots import free_slots, horizon, is_free
from tests.core.examples import (
    at,
    booking,
    event_type,
    hold,
    host,
    ident,
    moments,
    schedule,
    situation,
    situations,
)
from tests.core.oracle import bookable, minutes
from tests.support.effort import calls

QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TODAY = Interval(at("00:00"), at("00:00", 24))


def starts(given: Situation, within: Interval = TODAY) -> list[str]:
    """Return the starts of the free slots as clock times, UTC."""
    return [f"{each.start:%H:%M}" for each in free_slots(given, within)]


def with_rules(**rules: int) -> Situation:
    return situation(event_type=event_type(rules=Rules(**rules)))


@QUIET
@given(st.data())
def test_the_search_finds_what_a_minute_by_minute_check_finds(data: st.DataObject) -> None:
    given_situation = data.draw(situations())
    within = Interval.of(data.draw(moments(given_situation.schedule.zone)), 1000)
    found = [each.start for each in free_slots(given_situation, within)]
    assert found == [each for each in minutes(within) if bookable(given_situation, each)]


@QUIET
@given(st.data())
def test_looking_at_a_part_shows_the_same_slots_as_looking_at_the_whole(data: st.DataObject) -> None:
    given_situation = data.draw(situations())
    zone = given_situation.schedule.zone
    first, second, third = sorted(data.draw(st.tuples(*[moments(zone)] * 3)))
    whole = free_slots(given_situation, Interval(first, third))
    parts = (
        free_slots(given_situation, Interval(first, second)),
        free_slots(given_situation, Interval(second, third)),
    )
    assert whole == parts[0] + parts[1]


@QUIET
@given(st.data())
def test_a_slot_is_free_exactly_if_the_search_finds_it(data: st.DataObject) -> None:
    given_situation = data.draw(situations())
    start = data.draw(moments(given_situation.schedule.zone))
    assert is_free(given_situation, start) == bookable(given_situation, start)


@QUIET
@given(st.data())
def test_free_slots_never_come_closer_than_the_buffers(data: st.DataObject) -> None:
    given_situation = data.draw(situations())
    limits = given_situation.limits
    others = [b for b in given_situation.bookings if b.active and b.id != given_situation.moving]
    for slot in free_slots(given_situation, Interval.of(given_situation.now, 6000)):
        claim = slot.widened(limits.buffer_before, limits.buffer_after)
        assert not any(claim.overlaps(each.claim) for each in others)


def test_office_hours_are_offered_every_half_hour_until_the_last_that_fits() -> None:
    assert starts(situation())[:3] == ["09:00", "09:30", "10:00"]
    assert starts(situation())[-1] == "16:30"
    hour = situation(event_type=event_type(lengths=(60,)), length=60)
    assert starts(hour)[-1] == "16:00"


def test_a_long_meeting_is_offered_every_half_hour_and_a_short_one_every_length() -> None:
    long = situation(event_type=event_type(lengths=(90,)), length=90)
    short = situation(event_type=event_type(lengths=(15,)), length=15)
    assert starts(long)[:2] == ["09:00", "09:30"]
    assert starts(short)[:2] == ["09:00", "09:15"]


def test_a_booking_takes_its_time_and_both_buffers() -> None:
    taken = replace(with_rules(buffer_before=15, buffer_after=15), bookings=(booking(at("12:00")),))
    assert [each for each in starts(taken) if "11" < each < "13:30"] == ["11:00", "13:00"]


def test_buffers_may_hang_over_the_edges_of_working_hours() -> None:
    assert starts(with_rules(buffer_before=60, buffer_after=60))[0] == "09:00"
    assert starts(with_rules(buffer_before=60, buffer_after=60))[-1] == "16:30"


def test_the_grid_does_not_shift_behind_a_booking_of_odd_length() -> None:
    taken = situation(bookings=(booking(at("09:00"), 50),))
    assert starts(taken)[:2] == ["10:00", "10:30"]


def test_a_window_that_opens_at_an_odd_time_has_its_own_grid() -> None:
    odd = schedule(weekly=WeeklyHours((((9 * 60, 10 * 60), (13 * 60 + 20, 14 * 60 + 30)),) + ((),) * 6))
    assert starts(situation(schedule=odd)) == ["09:00", "09:30", "13:20", "13:50"]


def test_ones_own_hold_and_the_booking_to_be_moved_do_not_stand_in_the_way() -> None:
    moved = booking(at("10:00"))
    given_situation = situation(bookings=(moved,), holds=(hold(at("11:00")),))
    assert not {"10:00", "11:00"} & set(starts(given_situation))
    mine = replace(given_situation, owner="carl", moving=moved.id)
    assert {"10:00", "11:00"} <= set(starts(mine))


def test_a_cancelled_booking_takes_no_time() -> None:
    given_situation = situation(bookings=(booking(at("10:00"), status=Status.CANCELLED),))
    assert "10:00" in starts(given_situation)


def test_minimum_notice_counts_from_now_to_the_second() -> None:
    given_situation = with_rules(minimum_notice=120)
    assert starts(given_situation)[0] == "10:00"
    assert starts(replace(given_situation, now=at("08:00") + timedelta(seconds=1)))[0] == "10:30"


def test_the_last_day_of_the_window_can_be_booked_to_its_end() -> None:
    all_day = schedule(weekly=WeeklyHours((((0, 1440),),) * 7))
    given_situation = replace(with_rules(window_days=1), schedule=all_day)
    ahead = free_slots(given_situation, Interval(at("00:00"), at("00:00", 28)))
    assert ahead[-1].start == at("23:30", 24)
    assert horizon(given_situation) == Interval(at("08:00"), at("00:00", 25))


def test_the_daily_limit_counts_on_the_hosts_calendar() -> None:
    tokyo = schedule(zone="Asia/Tokyo", weekly=WeeklyHours((((0, 1440),),) * 7))
    given_situation = replace(
        with_rules(daily_limit=1), schedule=tokyo, bookings=(booking(at("16:00")),), now=at("00:00")
    )
    # 16:00 UTC on the 23rd is 1:00 on the 24th in Tokyo, whose day ends at 15:00 UTC
    found = {each.start for each in free_slots(given_situation, Interval(at("00:00"), at("00:00", 25)))}
    assert at("14:30") in found
    assert not any(at("15:00") <= each < at("15:00", 24) for each in found)
    assert at("15:00", 24) in found


def test_a_meeting_may_span_midnight_where_both_days_are_open() -> None:
    open_always = schedule(weekly=WeeklyHours((((0, 1440),),) * 7))
    given_situation = situation(schedule=open_always, length=60, event_type=event_type(lengths=(60,)))
    assert "23:30" in starts(given_situation)


def test_time_off_blocks_meetings_but_not_their_buffers() -> None:
    away = TimeOff(id=ident("away"), host_id=ident("host"), during=Interval(at("12:00"), at("13:00")))
    given_situation = replace(with_rules(buffer_before=30, buffer_after=30), time_off=(away,))
    assert [each for each in starts(given_situation) if "11" < each < "14"] == [
        "11:00",
        "11:30",
        "13:00",
        "13:30",
    ]


def test_an_override_replaces_the_hours_of_its_day_only() -> None:
    special = schedule(overrides=(Override(day=date(2026, 11, 23), ranges=((600, 660),)),))
    assert starts(situation(schedule=special)) == ["10:00", "10:30"]
    assert len(starts(situation(schedule=special), Interval(at("00:00", 24), at("00:00", 25)))) == 16


@pytest.mark.parametrize(
    "closed",
    [
        situation(host=host(paused=True)),
        situation(event_type=event_type(active=False)),
        situation(event_type=event_type(deleted_at=at("08:00"))),
        situation(length=45),
    ],
    ids=["host paused", "event type paused", "event type deleted", "length not offered"],
)
def test_nothing_is_free_when_nothing_can_be_booked(closed: Situation) -> None:
    assert starts(closed) == []


def test_a_moved_booking_may_keep_a_length_that_is_not_offered_any_more() -> None:
    old = booking(at("10:00"), 45)
    given_situation = situation(length=45, bookings=(old,), moving=old.id)
    assert "10:00" in starts(given_situation)


def test_clocks_going_forward_leave_out_the_skipped_hour() -> None:
    night = schedule(zone="Europe/Berlin", weekly=WeeklyHours((((60, 240),),) * 7))
    day = datetime(2026, 3, 28, 12, tzinfo=UTC)
    given_situation = situation(now=day, schedule=night, host=host(rules=Rules(minimum_notice=0)))
    found = free_slots(given_situation, Interval(day, day + timedelta(days=1)))
    assert [each.start.time() for each in found] == [time(0), time(0, 30), time(1), time(1, 30)]


def test_clocks_going_back_offer_the_repeated_hour_twice() -> None:
    night = schedule(zone="Europe/Berlin", weekly=WeeklyHours((((120, 240),),) * 7))
    day = datetime(2026, 10, 24, 12, tzinfo=UTC)
    given_situation = situation(now=day, schedule=night, host=host(rules=Rules(minimum_notice=0)))
    found = free_slots(given_situation, Interval(day, day + timedelta(days=1)))
    assert len(found) == 6


def test_a_notice_longer_than_the_window_leaves_nothing() -> None:
    given_situation = with_rules(minimum_notice=10000, window_days=1)
    assert free_slots(given_situation, Interval(at("00:00"), at("00:00", 30))) == ()
    assert horizon(given_situation).minutes == 0


def test_the_work_of_a_search_grows_with_what_is_found_not_with_what_is_stored() -> None:
    month = Interval(at("00:00"), at("00:00") + timedelta(days=30))
    days = [at("09:00") + timedelta(days=number) for number in range(30)]
    stored = [day + timedelta(hours=hour) for day in days for hour in (1, 3)]
    busy = situation(bookings=tuple(booking(start) for start in stored))
    free_slots(busy, month)
    assert calls(lambda: free_slots(busy, month)) < 2 * len(free_slots(busy, month))
