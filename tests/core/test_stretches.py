"""What a meeting leaves of a free stretch is known to the minute, and whether a meeting or the evening ends it."""

from dataclasses import replace

from core.booking import Status
from core.hours import Recurring, RuleKind, TimeOff
from core.interval import Interval
from core.people import Rules
from core.situation import Situation
from core.stretches import Room, stretches
from tests.core.examples import at, booking, event_type, ident, schedule, situation

DAY = Interval(at("00:00", 24), at("00:00", 25))


def room(given: Situation, clock: str, minutes: int = 30) -> Room | None:
    return stretches(given, DAY).room(Interval.of(at(clock, 24), minutes))


def rest(before: int, after: int, *, beside: bool = False, whole: bool = False) -> Room:
    return Room(before=before, after=after, beside_meeting=beside, whole=whole)


def test_an_empty_day_is_one_stretch_between_the_edges_of_the_hours() -> None:
    assert room(situation(), "09:00") == rest(0, 450, whole=True)
    assert room(situation(), "11:00") == rest(120, 330, whole=True)
    assert room(situation(), "16:30") == rest(450, 0, whole=True)


def test_what_is_not_free_has_no_room() -> None:
    noon = booking(at("12:00", 24), 60)
    given = situation(bookings=(noon,))
    assert room(given, "11:45") is None
    assert room(given, "08:45") is None
    assert room(given, "22:00") is None


def test_next_to_a_meeting_is_said_to_be() -> None:
    given = situation(bookings=(booking(at("12:00", 24), 60),))
    assert room(given, "11:30") == rest(150, 0, beside=True)
    assert room(given, "13:00") == rest(0, 210, beside=True)
    assert room(given, "09:00") == rest(0, 150)


def test_between_the_evening_and_a_meeting_is_beside_the_meeting() -> None:
    given = situation(bookings=(booking(at("16:00", 24), 30),))
    assert room(given, "16:30") == rest(0, 0, beside=True)


def test_buffers_on_both_sides_belong_to_the_meeting() -> None:
    own = event_type(rules=Rules(buffer_before=10, buffer_after=5))
    noon = booking(at("12:00", 24), 60, buffer_before=15, buffer_after=20)
    given = situation(event_type=own, bookings=(noon,))
    assert room(given, "11:10") == rest(130, 0, beside=True)
    assert room(given, "13:30") == rest(0, 180, beside=True)


def test_time_off_and_busy_rules_are_edges_and_calendars_are_meetings() -> None:
    away = TimeOff(id=ident("away"), host_id=ident("host"), during=Interval(at("10:00", 24), at("11:00", 24)))
    lunch = Recurring(
        id=ident("lunch"),
        kind=RuleKind.BUSY,
        rrule="FREQ=DAILY",
        start=720,
        length=60,
        first=at("00:00", 23).date(),
        last=at("00:00", 30).date(),
    )
    busy = Interval(at("15:00", 24), at("15:30", 24))
    given = situation(time_off=(away,), schedule=schedule(recurring=(lunch,)), busy=(busy,))
    assert room(given, "11:00") == rest(0, 30, whole=True)
    assert room(given, "11:30") == rest(30, 0, whole=True)
    assert room(given, "15:30") == rest(0, 60, beside=True)


def test_cancelled_meetings_and_the_one_that_is_moved_leave_no_mark() -> None:
    noon = booking(at("12:00", 24), 60)
    gone = situation(bookings=(replace(noon, status=Status.CANCELLED),))
    moved = situation(bookings=(noon,), moving=noon.id)
    assert room(gone, "12:00") == room(moved, "12:00") == room(situation(), "12:00")


def test_gaps_too_short_for_another_meeting_are_counted() -> None:
    def wasted(before: int, after: int) -> int:
        return rest(before, after).wasted(30)

    assert [wasted(0, 0), wasted(30, 45), wasted(15, 30), wasted(29, 1)] == [0, 0, 1, 2]
