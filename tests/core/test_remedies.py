"""Each obstacle is told with what would take it away, just enough, the cheapest first; hosts' secrets stay facts."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from core.booking import session_id
from core.hours import Override, Period, Recurring, RuleKind, TimeOff, WeeklyHours
from core.interval import Interval
from core.people import DayCount, Rules
from core.queries import Cause, Change, Obstacle
from core.situation import Load, Situation
from core.why import why_not
from tests.core.examples import at, booking, event_type, hold, host, ident, schedule, situation, unread


def the_one(given: Situation, clock: str, day: int = 23) -> Obstacle:
    (found,) = why_not(given, at(clock, day))
    return found


def told(obstacle: Obstacle) -> list[tuple[Change, dict[str, Any]]]:
    return [(each.change, dict(each.facts)) for each in obstacle.remedies]


def changes(obstacle: Obstacle) -> list[Change]:
    return [each.change for each in obstacle.remedies]


def ruled(**rules: Any) -> Situation:
    return situation(event_type=event_type(rules=Rules(**rules)))


def test_a_host_who_is_paused_can_resume() -> None:
    assert told(the_one(situation(host=host(paused=True)), "10:00")) == [
        (Change.RESUME, {"event_type": None})
    ]


def test_a_paused_event_type_can_be_resumed_and_a_deleted_one_cannot() -> None:
    paused = the_one(situation(event_type=event_type(active=False)), "10:00")
    assert told(paused) == [(Change.RESUME, {"event_type": "Intro meeting"})]
    assert told(the_one(situation(event_type=event_type(deleted_at=at("08:00"))), "10:00")) == []


def test_the_notice_is_lowered_to_the_minutes_that_are_left() -> None:
    found = the_one(ruled(minimum_notice=180), "10:00")
    assert told(found) == [(Change.LOWER_NOTICE, {"minutes": 120})]


def test_the_window_is_widened_to_the_day() -> None:
    found = the_one(ruled(window_days=2), "10:00", 27)
    assert told(found) == [(Change.WIDEN_WINDOW, {"days": 4, "counts": "calendar"})]


def test_a_window_of_business_days_is_widened_by_business_days() -> None:
    every_day = schedule(weekly=WeeklyHours((((540, 1020),),) * 7))
    rules = Rules(window_days=1, window_counts=DayCount.BUSINESS)
    given = situation(event_type=event_type(rules=rules), schedule=every_day)
    assert told(the_one(given, "10:00", 27))[0][1]["days"] == 4
    assert told(the_one(given, "10:00", 28))[0][1]["days"] == 5


def test_a_fixed_range_is_told_apart_from_notice_and_window() -> None:
    rules = {"opens": date(2026, 11, 25), "closes": date(2026, 11, 26)}
    early, late = the_one(ruled(**rules), "10:00", 24), the_one(ruled(**rules), "10:00", 27)
    assert (early.cause, early.facts["opens"], early.facts["earliest"]) == (
        Cause.TOO_SOON,
        date(2026, 11, 25),
        at("00:00", 25),
    )
    assert told(early) == [(Change.WIDEN_WINDOW, {"opens": date(2026, 11, 24)})]
    assert (late.cause, late.facts["closes"]) == (Cause.TOO_FAR, date(2026, 11, 26))
    assert told(late) == [(Change.WIDEN_WINDOW, {"closes": date(2026, 11, 27)})]


def test_hours_are_opened_for_just_the_meeting_on_that_date() -> None:
    found = the_one(situation(), "18:00")
    assert told(found) == [
        (Change.OPEN_HOURS, {"day": date(2026, 11, 23), "start": 1080, "end": 1110, "zone": "UTC"})
    ]


def test_hours_begin_so_much_earlier_that_an_offset_grid_still_meets_the_start() -> None:
    (found,) = why_not(ruled(offset=15), at("18:00"))
    assert (found.remedies[0].facts["start"], found.remedies[0].facts["end"]) == (1065, 1110)


def test_hours_of_a_journey_are_told_by_the_clock_there() -> None:
    abroad = Period(first=date(2026, 11, 20), zone="Asia/Tokyo", note="Tokyo")
    found = the_one(situation(schedule=schedule(periods=(abroad,))), "12:00")
    assert (found.facts["period"], found.facts["zone"]) == ("Tokyo", "Asia/Tokyo")
    assert told(found)[0][1] == {"day": date(2026, 11, 23), "start": 1260, "end": 1290, "zone": "Asia/Tokyo"}


def test_hours_that_clocks_show_twice_are_opened_until_the_meeting_is_over() -> None:
    given = situation(
        now=at("08:00") - timedelta(days=60), schedule=schedule(zone="Europe/Berlin")
    )  # on 25 October 2026 clocks show 2:00 to 3:00 twice; 1:30 UTC is the second 2:30
    second = at("01:30", 1) - timedelta(days=7)
    (found,) = why_not(given, second)
    assert (found.remedies[0].facts["start"], found.remedies[0].facts["end"]) == (150, 180)


def test_an_override_is_dropped() -> None:
    special = schedule(overrides=(Override(day=date(2026, 11, 24), reason="dentist"),))
    assert told(the_one(situation(schedule=special), "10:00", 24)) == [
        (Change.DROP_OVERRIDE, {"day": date(2026, 11, 24)})
    ]


def test_of_two_overrides_each_that_closes_the_time_is_named() -> None:
    night = WeeklyHours((((1320, 1440), (0, 120)),) * 7)
    special = schedule(
        weekly=night, overrides=(Override(day=date(2026, 11, 24)), Override(day=date(2026, 11, 25)))
    )
    long = situation(schedule=special, event_type=event_type(lengths=(60,)), length=60)
    found = why_not(long, at("23:30", 24))
    assert [(each.cause, each.facts["day"].day) for each in found if each.cause is Cause.OVERRIDE] == [
        (Cause.OVERRIDE, 24),
        (Cause.OVERRIDE, 25),
    ]


def test_a_busy_rule_is_named_and_can_be_dropped() -> None:
    lunch = Recurring(
        id=ident("lunch"),
        kind=RuleKind.BUSY,
        rrule="FREQ=DAILY",
        start=720,
        length=60,
        first=date(2026, 11, 23),
        last=date(2026, 12, 23),
        note="lunch",
    )
    found = the_one(situation(schedule=schedule(recurring=(lunch,))), "12:30", 24)
    assert (found.cause, found.facts["note"], found.facts["start"]) == (
        Cause.OUTSIDE_HOURS,
        "lunch",
        at("12:00", 24),
    )
    assert told(found) == [
        (Change.DROP_RULE, {"rule": ident("lunch"), "note": "lunch", "rrule": "FREQ=DAILY"})
    ]


def test_time_off_can_be_ended() -> None:
    during = Interval(at("00:00", 24), at("00:00", 26))
    away = TimeOff(id=ident("away"), host_id=ident("host"), during=during, reason="ski")
    found = the_one(situation(time_off=(away,)), "10:00", 24)
    assert told(found) == [
        (Change.END_TIME_OFF, {"time_off": ident("away"), "start": during.start, "end": during.end})
    ]


def test_a_meeting_can_be_moved_and_what_a_calendar_has_too() -> None:
    met = the_one(situation(bookings=(booking(at("10:00")),)), "10:00")
    assert changes(met) == [Change.MOVE_MEETING]
    assert met.remedies[0].facts["booking"] == ident(f"booking {at('10:00')}")
    busy = the_one(situation(busy=(Interval(at("10:10"), at("10:20")),)), "10:00")
    assert told(busy) == [(Change.MOVE_MEETING, {"start": at("10:10"), "end": at("10:20")})]


def test_a_buffer_is_shrunk_to_the_gap_there_is() -> None:
    given = replace(ruled(buffer_before=15, step=5), bookings=(booking(at("10:00")),))
    found = the_one(given, "10:40")
    assert found.cause is Cause.BUFFER
    assert told(found)[0] == (Change.SHRINK_BUFFER, {"before": 10})
    after = replace(ruled(buffer_after=30, step=5), bookings=(booking(at("11:00")),))
    assert told(the_one(after, "10:20"))[0] == (Change.SHRINK_BUFFER, {"after": 10})


def test_the_buffer_of_the_other_meeting_is_taken_off_and_if_that_is_in_the_way_only_moving_helps() -> None:
    other = booking(at("10:00"), buffer_after=5)
    given = replace(ruled(buffer_before=15, step=5), bookings=(other,))
    assert told(the_one(given, "10:40"))[0] == (Change.SHRINK_BUFFER, {"before": 5})
    long = booking(at("10:00"), buffer_after=20)
    assert changes(the_one(replace(given, bookings=(long,)), "10:40")) == [Change.MOVE_MEETING]


def test_a_hold_is_waited_for_unless_it_would_then_be_too_late() -> None:
    found = the_one(situation(holds=(hold(at("10:00")),)), "10:00")
    assert told(found) == [(Change.WAIT, {"until": at("08:10")})]
    late = replace(ruled(minimum_notice=115), holds=(hold(at("10:00")),))
    assert told(the_one(late, "10:00")) == []


@pytest.mark.parametrize(
    ("rules", "most", "per", "minutes"),
    [
        (Rules(daily_limit=2), 3, "day", False),
        (Rules(weekly_limit=1), 3, "week", False),
        (Rules(monthly_limit=2), 3, "month", False),
        (Rules(yearly_limit=2), 3, "year", False),
        (Rules(daily_minutes=80), 90, "day", True),
        (Rules(weekly_minutes=60), 90, "week", True),
        (Rules(monthly_minutes=60), 90, "month", True),
        (Rules(yearly_minutes=89), 90, "year", True),
    ],
)
def test_a_limit_is_raised_by_just_this_meeting(rules: Rules, most: int, per: str, minutes: bool) -> None:
    met = (booking(at("10:00", 24)), booking(at("11:00", 24)))
    found = the_one(situation(event_type=event_type(rules=rules), bookings=met), "15:00", 24)
    assert found.cause is (Cause.DURATION_LIMIT if minutes else Cause.LIMIT)
    assert told(found) == [
        (Change.RAISE_LIMIT, {"per": per, "minutes": minutes, "own": True, "assignment": False, "most": most})
    ]


def test_the_hosts_own_limit_and_the_event_types_are_two_obstacles() -> None:
    met = (booking(at("10:00", 24)), booking(at("11:00", 24), event_type_id=ident("other")))
    given = situation(
        host=host(rules=Rules(minimum_notice=0, daily_limit=2)),
        event_type=event_type(rules=Rules(daily_limit=1)),
        bookings=met,
    )
    found = why_not(given, at("15:00", 24))
    assert [(each.facts["own"], each.facts["count"], each.facts["limit"]) for each in found] == [
        (False, 2, 2),
        (True, 1, 1),
    ]


def test_a_hosts_part_in_the_event_type_has_a_limit_of_its_own() -> None:
    given = situation(
        event_type=event_type(rules=Rules(daily_limit=1)), bookings=(booking(at("10:00", 24)),), daily_cap=1
    )
    found = why_not(given, at("15:00", 24))
    assert [each.remedies[0].facts["assignment"] for each in found] == [True, False]


def test_a_meeting_longer_than_the_limit_of_minutes_is_over_it_by_itself() -> None:
    found = the_one(situation(event_type=event_type(rules=Rules(daily_minutes=20))), "10:00")
    assert (found.cause, found.facts["count"], told(found)[0][1]["most"]) == (Cause.DURATION_LIMIT, 0, 30)


def test_what_was_booked_in_other_weeks_counts_through_loads() -> None:
    load = Load(
        booking_id=ident("far"),
        host_id=ident("host"),
        event_type_id=ident("intro"),
        slot=Interval.of(at("10:00", 2), 30),
    )
    given = situation(event_type=event_type(rules=Rules(monthly_limit=1)), loads=(load,))
    assert the_one(given, "10:00").facts["first"] == date(2026, 11, 1)


def test_a_full_class_says_how_many_seats_are_left_and_can_be_made_larger() -> None:
    yoga = event_type(seats=5)
    session = session_id(yoga.id, Interval.of(at("10:00"), 30))
    met = booking(at("10:00"), seats=4, session=session)
    given = situation(event_type=yoga, bookings=(met,), seats=2)
    found = the_one(given, "10:00")
    assert (found.cause, found.facts["left"], found.facts["seats"]) == (Cause.SEATS_FULL, 1, 5)
    assert told(found) == [(Change.RAISE_SEATS, {"seats": 6})]
    assert why_not(replace(given, seats=1), at("10:00")) == ()


def test_more_seats_than_there_are_is_full_even_when_empty() -> None:
    found = the_one(situation(seats=3), "10:00")
    assert told(found) == [(Change.RAISE_SEATS, {"seats": 3})]


def test_each_calendar_that_cannot_be_read_is_to_be_connected_again() -> None:
    given = situation(unreadable=(unread("home"), unread("work", since=at("08:00"))))
    found = why_not(given, at("10:00"))
    assert [(each.cause, each.facts["since"], told(each)) for each in found] == [
        (Cause.UNREADABLE, since, [(Change.RECONNECT, {"calendar": name})])
        for name, since in (("home", None), ("work", at("08:00")))
    ]


def test_what_stands_in_a_calendar_is_told_with_its_name_and_when() -> None:
    taken = Interval(at("10:10"), at("10:20"))
    given = situation(busy=(taken,), busy_in={taken: "Work (ann@example.com)"})
    found = the_one(given, "10:00")
    assert (found.cause, found.facts["calendar"], found.facts["taken"]) == (
        Cause.BUSY,
        "Work (ann@example.com)",
        taken,
    )


def test_off_the_grid_the_nearest_free_start_is_named() -> None:
    found = the_one(situation(bookings=(booking(at("09:30")),)), "10:05")
    assert told(found) == [(Change.OTHER_START, {"start": at("10:00")})]


def test_the_start_that_is_named_is_free_once_all_else_is_out_of_the_way() -> None:
    found = why_not(situation(host=host(paused=True)), at("10:05"))
    assert [each.cause for each in found] == [Cause.HOST_PAUSED, Cause.OFF_GRID]
    assert told(found[1]) == [(Change.OTHER_START, {"start": at("10:00")})]


def test_of_the_lengths_that_are_offered_the_nearest_free_one_is_named() -> None:
    several = event_type(lengths=(15, 60, 90))
    assert told(the_one(situation(event_type=several, length=45), "10:00")) == [
        (Change.OTHER_LENGTH, {"length": 60})
    ]
    taken = situation(event_type=several, length=45, bookings=(booking(at("10:30")),))
    assert told(the_one(taken, "10:00"))[0][1] == {"length": 15}


def test_for_a_time_that_is_over_the_soonest_one_is_named() -> None:
    assert told(the_one(situation(), "07:00")) == [(Change.OTHER_START, {"start": at("09:00")})]
