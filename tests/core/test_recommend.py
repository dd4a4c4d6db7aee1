"""Each time that is offered has one true reason, and the offers keep the host's day whole where nothing else decides."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core.booking import Booking
from core.choose import choose
from core.interval import Interval
from core.recommend import Merit, Reason, fitting, part_of_day, reasons
from core.situation import Situation
from core.slots import free_slots
from core.stretches import stretches
from core.zones import local_date
from tests.core.examples import at, booking, event_type, situation

WEEK = Interval(at("00:00"), at("00:00", 30))
OPEN = free_slots(situation(), WEEK)
"""Monday to Friday, 9:00 to 16:30, every half hour."""


def told(found: Sequence[Reason]) -> list[str]:
    return [f"{each.slot.start:%a %H:%M} {each.merit}" for each in found]


def booked(*meetings: Booking, length: int = 30) -> Situation:
    return situation(event_type=event_type(lengths=(length,)), length=length, bookings=meetings)


def recommend(slots: Sequence[Interval], *, fits: Any = (), **wish: Any) -> tuple[Reason, ...]:
    """Choose among slots as the talk does, and say why."""
    chosen = choose(slots, fits=fits, **wish)
    told = {name: wish[name] for name in ("points", "prefer", "zone") if name in wish}
    return reasons(chosen, slots, fits=fits, **told)


def test_a_wish_for_a_week_is_told_the_soonest_and_the_parts_of_other_days() -> None:
    found = recommend(OPEN, windows=[Interval(at("00:00"), at("00:00", 28))], zone="UTC")
    assert told(found) == [
        "Mon 09:00 soonest",
        "Tue 13:00 spread",
        "Wed 09:00 spread",
        "Thu 13:00 spread",
        "Fri 09:00 spread",
    ]
    assert [each.facts.get("part") for each in found[1:]] == ["afternoon", "morning", "afternoon", "morning"]


def test_a_wish_for_a_time_is_told_how_near_each_is() -> None:
    taken = [each for each in OPEN if each.start != at("10:00", 24)]
    found = recommend(taken, points=[at("10:00", 24)], count=3, zone="UTC")
    assert told(found) == ["Tue 09:00 nearest_before", "Tue 09:30 nearest_before", "Tue 10:30 nearest_after"]
    assert [each.facts["minutes"] for each in found] == [60, 30, 30]
    assert recommend(OPEN, points=[at("10:00", 24)], count=1, zone="UTC")[0].merit is Merit.EXACT


def test_what_suits_better_is_preferred() -> None:
    friday = Interval(at("16:00", 27), at("17:00", 27))
    found = recommend(OPEN, prefer=[friday], count=4, zone="UTC")
    assert told(found)[-2:] == ["Fri 16:00 preferred", "Fri 16:30 preferred"]
    assert told(found)[0] == "Mon 09:00 soonest"


def test_the_only_free_time_of_a_day_is_said_to_be() -> None:
    few = [
        *(each for each in OPEN if local_date(each.start, "UTC").day == 23),
        Interval.of(at("11:00", 24), 30),
    ]
    found = recommend(few, windows=[WEEK], zone="UTC")
    assert "Tue 11:00 only_of_day" in told(found)


def test_a_host_is_told_of_their_meeting_and_others_only_that_it_fits() -> None:
    given = booked(booking(at("14:00", 24), 60), length=60)
    slots = free_slots(given, WEEK)
    fits = fitting(stretches(given, WEEK), slots)
    tuesday = [Interval(at("12:00", 24), at("18:00", 24))]
    own = recommend(slots, windows=tuesday, fits=fits, count=2, zone="UTC")
    assert told(own) == ["Tue 13:00 beside_meeting", "Tue 15:00 beside_meeting"]
    others = recommend(slots, windows=tuesday, fits=fits.keys(), count=2, zone="UTC")
    assert told(others) == ["Tue 13:00 fits", "Tue 15:00 fits"]


def test_nobody_but_the_host_can_tell_a_meeting_from_the_evening() -> None:
    given = booked(booking(at("14:00", 24), 60), length=60)
    slots = free_slots(given, WEEK)
    fits = frozenset(fitting(stretches(given, WEEK), slots))
    found = reasons(slots, slots, fits=fits, zone="UTC")
    assert {each.merit for each in found} <= {Merit.SOONEST, Merit.FITS, Merit.SPREAD}


def test_a_slot_that_leaves_a_useless_gap_does_not_fit() -> None:
    given = booked(booking(at("14:15", 24), 30))
    fits = fitting(stretches(given, WEEK), free_slots(given, WEEK))
    assert at("09:00", 24) in fits
    assert at("13:30", 24) not in fits
    assert at("15:00", 24) not in fits


def test_on_a_day_without_meetings_no_start_fits_better_than_another() -> None:
    fits = fitting(stretches(situation(), WEEK), OPEN)
    assert fits == {}


def test_of_two_starts_as_round_the_one_that_keeps_the_day_whole_is_offered() -> None:
    given = booked(booking(at("14:00", 24), 60), length=60)
    slots = free_slots(given, WEEK)
    fits = fitting(stretches(given, WEEK), slots)
    wish = [Interval(at("10:00", 24), at("14:00", 24))]
    usual = recommend(slots, windows=wish, count=2, zone="UTC")
    assert told(usual) == ["Tue 10:00 spread", "Tue 12:00 spread"]
    whole = recommend(slots, windows=wish, fits=fits, count=2, zone="UTC")
    assert told(whole) == ["Tue 10:00 spread", "Tue 13:00 beside_meeting"]


def test_a_rounder_start_is_not_given_up_for_a_whole_day() -> None:
    given = booked(booking(at("14:30", 24), 60))
    slots = [each for each in free_slots(given, WEEK) if each.start.day == 24]
    fits = fitting(stretches(given, WEEK), slots)
    wish = [Interval(at("13:00", 24), at("14:30", 24))]
    assert at("14:00", 24) in fits
    assert choose(slots, windows=wish, fits=fits, count=1, zone="UTC")[0].start == at("13:00", 24)


starts = st.sets(st.integers(0, 300), max_size=40).map(
    lambda found: [Interval.of(at("00:00") + timedelta(minutes=15 * n), 30) for n in sorted(found)]
)
moments = st.lists(st.integers(0, 4500).map(lambda n: at("00:00") + timedelta(minutes=n)), max_size=2)
stretched = st.lists(
    st.tuples(st.integers(0, 4500), st.integers(1, 900)).map(
        lambda both: Interval.of(at("00:00") + timedelta(minutes=both[0]), both[1])
    ),
    max_size=2,
)


@settings(max_examples=150, deadline=None)
@given(starts, moments, stretched, stretched, st.integers(1, 5))
def test_every_reason_is_true(
    slots: list[Interval],
    points: list[datetime],
    windows: list[Interval],
    prefer: list[Interval],
    count: int,
) -> None:
    fits = {each.start: Merit.BESIDE_MEETING for each in slots[::3]}
    found = recommend(
        slots, windows=windows, points=points, prefer=prefer, fits=fits, count=count, zone="UTC"
    )
    assert [each.slot for each in found] == list(
        choose(slots, windows=windows, points=points, prefer=prefer, fits=fits, count=count, zone="UTC")
    )
    for each in found:
        assert _true(each, slots, points, prefer, fits)


def _true(
    reason: Reason,
    slots: list[Interval],
    points: list[datetime],
    prefer: list[Interval],
    fits: dict[datetime, Merit],
) -> bool:
    start = reason.slot.start
    match reason.merit:
        case Merit.EXACT:
            return start in points
        case Merit.NEAREST_BEFORE | Merit.NEAREST_AFTER:
            sign = 1 if reason.merit is Merit.NEAREST_BEFORE else -1
            off = timedelta(minutes=reason.facts["minutes"])
            return reason.facts["point"] - start == sign * off and off == min(abs(start - p) for p in points)
        case Merit.PREFERRED:
            return any(window.start <= start < window.end for window in prefer)
        case Merit.SOONEST:
            return start == slots[0].start
        case Merit.ONLY_OF_DAY:
            return [s for s in slots if s.start.date() == start.date()] == [reason.slot]
        case Merit.BESIDE_MEETING:
            return start in fits
        case _:
            return start not in fits and reason.facts["part"] == part_of_day(start, "UTC")


def test_reasons_sort_by_what_tells_most_and_then_by_nearness() -> None:
    found = recommend(OPEN, points=[at("10:00", 24)], count=4, zone="UTC")
    ordered = sorted(found, key=lambda each: each.rank)
    assert told(ordered) == [
        "Tue 10:00 exact",
        "Tue 09:30 nearest_before",
        "Tue 10:30 nearest_after",
        "Tue 09:00 nearest_before",
    ]


def test_parts_of_the_day_are_those_of_the_clock_there() -> None:
    clocks = ("04:59", "05:00", "11:59", "12:00", "16:59", "17:00", "21:59", "22:00")
    parts = [part_of_day(at(clock), "UTC") for clock in clocks]
    assert parts == [
        "night",
        "morning",
        "morning",
        "afternoon",
        "afternoon",
        "evening",
        "evening",
        "night",
    ]
    assert part_of_day(at("09:00"), "Asia/Tokyo") == "evening"
