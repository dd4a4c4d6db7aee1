"""Why a time cannot be booked is said fully, truly and without noise."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.hours import Override, TimeOff, WeeklyHours
from core.interval import Interval
from core.people import Rules
from core.queries import Cause
from core.situation import Situation
from core.slots import is_free
from core.why import why_not
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


def causes(given_situation: Situation, start: datetime) -> list[Cause]:
    return [each.cause for each in why_not(given_situation, start)]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_nothing_stands_in_the_way_exactly_of_a_free_time(data: st.DataObject) -> None:
    given_situation = data.draw(situations())
    start = data.draw(moments(given_situation.schedule.zone))
    if data.draw(st.booleans()):  # so that the grid is hit more often
        start = start.replace(minute=0)
    start += timedelta(seconds=data.draw(st.sampled_from((0, 0, 0, 30))))
    assert (why_not(given_situation, start) == ()) == is_free(given_situation, start)


def test_a_time_that_is_over_is_only_past() -> None:
    given_situation = situation(host=host(paused=True))
    assert causes(given_situation, at("07:30")) == [Cause.PAST]


def test_outside_hours_names_the_hours_of_the_day() -> None:
    (found,) = why_not(situation(), at("17:10"))
    assert found.cause is Cause.OUTSIDE_HOURS
    assert found.facts["day"] == date(2026, 11, 23)
    assert (found.facts["opens"], found.facts["closes"]) == (at("09:00"), at("17:00"))


def test_a_meeting_that_would_end_after_hours_is_outside_them() -> None:
    assert causes(situation(length=60, event_type=event_type(lengths=(60,))), at("16:30")) == [
        Cause.OUTSIDE_HOURS
    ]


def test_a_time_between_the_steps_stays_so_if_the_hours_are_prolonged() -> None:
    assert causes(situation(), at("16:45")) == [Cause.OUTSIDE_HOURS, Cause.OFF_GRID]
    assert causes(situation(), at("17:45")) == [Cause.OUTSIDE_HOURS]


def test_a_closed_day_has_no_hours_to_name() -> None:
    (found,) = why_not(situation(), at("10:00", 28))
    assert found.facts["ranges"] == ()
    assert found.facts["opens"] is None


def test_an_override_is_named_with_its_reason_where_the_week_would_be_open() -> None:
    special = schedule(overrides=(Override(day=date(2026, 11, 24), reason="dentist"),))
    (found,) = why_not(situation(schedule=special), at("10:00", 24))
    assert found.cause is Cause.OVERRIDE
    assert (found.facts["day"], found.facts["reason"]) == (date(2026, 11, 24), "dentist")


def test_an_override_is_not_to_blame_for_a_time_the_week_closes_too() -> None:
    special = schedule(overrides=(Override(day=date(2026, 11, 28), ranges=((600, 660),)),))
    assert causes(situation(schedule=special), at("14:00", 28)) == [Cause.OUTSIDE_HOURS]


def test_time_off_is_named_with_its_reason() -> None:
    during = Interval(at("00:00", 24), at("00:00", 26))
    away = TimeOff(id=ident("away"), host_id=ident("host"), during=during, reason="ski")
    (found,) = why_not(situation(time_off=(away,)), at("10:00", 24))
    assert found.cause is Cause.TIME_OFF
    assert (found.facts["reason"], found.facts["start"], found.facts["end"]) == (
        "ski",
        during.start,
        during.end,
    )


def test_a_meeting_in_the_way_is_named() -> None:
    other = booking(at("10:00"))
    (found,) = why_not(situation(bookings=(other,)), at("10:00"))
    assert found.cause is Cause.BUSY
    assert found.facts["booking"] == other.id
    assert (found.facts["title"], found.facts["invitee"]) == (other.title, "Bob")
    assert (found.facts["start"], found.facts["end"]) == (at("10:00"), at("10:30"))


def test_a_meeting_that_is_only_too_near_is_a_matter_of_buffers() -> None:
    given_situation = situation(
        event_type=event_type(rules=Rules(buffer_before=15)), bookings=(booking(at("10:00")),)
    )
    assert causes(given_situation, at("10:30")) == [Cause.BUFFER]
    assert causes(given_situation, at("11:00")) == []


def test_busy_time_from_elsewhere_has_no_name() -> None:
    given_situation = situation(busy=(Interval(at("10:10"), at("10:20")),))
    (found,) = why_not(given_situation, at("10:00"))
    assert found.cause is Cause.BUSY
    assert dict(found.facts) == {"start": at("10:10"), "end": at("10:20")}


def test_a_hold_of_somebody_else_is_said_to_be_held() -> None:
    given_situation = situation(holds=(hold(at("10:00")),))
    assert causes(given_situation, at("10:00")) == [Cause.HELD]
    assert causes(replace(given_situation, owner="carl"), at("10:00")) == []


def test_too_soon_says_when_the_earliest_is() -> None:
    given_situation = situation(event_type=event_type(rules=Rules(minimum_notice=180)))
    (found,) = why_not(given_situation, at("10:00"))
    assert found.cause is Cause.TOO_SOON
    assert (found.facts["earliest"], found.facts["notice"]) == (at("11:00"), 180)


def test_too_far_says_which_day_is_the_last() -> None:
    given_situation = situation(event_type=event_type(rules=Rules(window_days=2)))
    (found,) = why_not(given_situation, at("10:00", 26))
    assert found.cause is Cause.TOO_FAR
    assert (found.facts["last"], found.facts["window_days"]) == (date(2026, 11, 25), 2)


def test_a_full_day_says_how_many_are_enough() -> None:
    given_situation = situation(
        event_type=event_type(rules=Rules(daily_limit=2)),
        bookings=(booking(at("10:00")), booking(at("11:00"))),
    )
    (found,) = why_not(given_situation, at("15:00"))
    assert found.cause is Cause.LIMIT
    assert (found.facts["limit"], found.facts["count"]) == (2, 2)


def test_off_the_grid_names_the_starts_around() -> None:
    (found,) = why_not(situation(), at("10:10"))
    assert found.cause is Cause.OFF_GRID
    assert (found.facts["before"], found.facts["after"]) == (at("10:00"), at("10:30"))


def test_off_the_grid_at_the_end_of_the_day_names_only_the_start_before() -> None:
    odd = schedule(weekly=WeeklyHours((((540, 1015),),) * 7))
    (found,) = why_not(situation(schedule=odd), at("16:20"))
    assert (found.facts["before"], found.facts["after"]) == (at("16:00"), None)


def test_all_that_stands_in_the_way_is_named_the_most_telling_first() -> None:
    away = TimeOff(id=ident("away"), host_id=ident("host"), during=Interval(at("10:00"), at("11:00")))
    given_situation = situation(host=host(paused=True), time_off=(away,), bookings=(booking(at("10:00")),))
    expected = [Cause.HOST_PAUSED, Cause.TIME_OFF, Cause.BUSY, Cause.OFF_GRID]
    assert causes(given_situation, at("10:10")) == expected


def test_a_paused_or_deleted_event_type_says_so() -> None:
    assert causes(situation(event_type=event_type(active=False)), at("10:00")) == [Cause.EVENT_TYPE_PAUSED]
    deleted = event_type(deleted_at=at("08:00"))
    (found,) = why_not(situation(event_type=deleted), at("10:00"))
    assert found.facts["deleted"] is True


def test_a_length_that_is_not_offered_says_which_are() -> None:
    (found,) = why_not(situation(length=45), at("10:00"))
    assert found.cause is Cause.LENGTH
    assert found.facts["lengths"] == (30,)


def test_an_override_of_the_evening_before_is_named_for_a_time_after_midnight() -> None:
    late = WeeklyHours((((1200, 1560),),) * 7)
    special = schedule(weekly=late, overrides=(Override(day=date(2026, 11, 24), reason="opera"),))
    start = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
    (found,) = why_not(situation(schedule=special), start)
    assert found.cause is Cause.OVERRIDE
    assert found.facts["day"] == date(2026, 11, 24)
