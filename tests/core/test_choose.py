"""The few times that are offered fit the wish, are spread sensibly and are always the same."""

from collections import Counter
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from core.choose import choose, nearest
from core.interval import Interval
from core.slots import free_slots
from core.zones import local_date
from tests.core.examples import at, situation

WEEK = free_slots(situation(), Interval(at("00:00"), at("00:00", 30)))
"""Monday to Friday, 9:00 to 16:30, every half hour."""


@st.composite
def some_slots(draw: st.DrawFn) -> list[Interval]:
    starts = draw(st.sets(st.integers(0, 500), max_size=60))
    return [Interval.of(at("00:00") + timedelta(minutes=15 * each), 30) for each in starts]


@st.composite
def stretches(draw: st.DrawFn) -> Interval:
    return Interval.of(
        at("00:00") + timedelta(minutes=draw(st.integers(0, 7500))), draw(st.integers(1, 2000))
    )


wishes = st.lists(stretches(), max_size=3)
instants = st.lists(stretches().map(lambda each: each.start), max_size=2)


def shown(chosen: tuple[Interval, ...]) -> list[str]:
    return [f"{each.start:%a %H:%M}" for each in chosen]


@settings(max_examples=150, deadline=None)
@given(some_slots(), wishes, instants, wishes, st.integers(1, 6))
def test_what_is_offered_was_free_and_is_in_order(
    slots: list[Interval], windows: list[Interval], points: list[datetime], prefer: list[Interval], count: int
) -> None:
    chosen = choose(slots, windows=windows, points=points, prefer=prefer, count=count, zone="UTC")
    assert set(chosen) <= set(slots)
    assert list(chosen) == sorted(set(chosen))


@settings(max_examples=150, deadline=None)
@given(some_slots(), wishes, wishes, st.integers(1, 6))
def test_as_many_are_offered_as_were_asked_for_if_there_are_as_many(
    slots: list[Interval], windows: list[Interval], prefer: list[Interval], count: int
) -> None:
    def able(slot: Interval) -> bool:
        return not windows or any(w.start <= slot.start < w.end for w in windows)

    chosen = choose(slots, windows=windows, prefer=prefer, count=count, zone="UTC")
    assert len(chosen) == min(count, sum(map(able, slots)))
    assert all(map(able, chosen))


@settings(max_examples=100, deadline=None)
@given(some_slots(), wishes, st.integers(1, 6), st.randoms())
def test_the_order_of_the_slots_does_not_matter(
    slots: list[Interval], windows: list[Interval], count: int, dice: object
) -> None:
    again = list(slots)
    dice.shuffle(again)  # type: ignore[attr-defined]
    once = choose(slots, windows=windows, count=count, zone="UTC")
    assert choose(again, windows=windows, count=count, zone="UTC") == once


@settings(max_examples=100, deadline=None)
@given(some_slots(), st.lists(stretches(), min_size=1, max_size=3), st.integers(3, 6))
def test_no_day_is_offered_twice_as_long_as_another_wished_day_is_not_offered_at_all(
    slots: list[Interval], windows: list[Interval], count: int
) -> None:
    chosen = choose(slots, windows=windows, count=count, zone="UTC")
    able = [s for s in slots if any(w.start <= s.start < w.end for w in windows)]
    days = {local_date(each.start, "UTC") for each in able}
    offered = Counter(local_date(each.start, "UTC") for each in chosen)
    if len(offered) < len(days):
        assert max(offered.values()) == 1


@settings(max_examples=100, deadline=None)
@given(some_slots(), stretches(), st.integers(1, 6))
def test_the_nearest_are_nearer_than_all_others(slots: list[Interval], near: Interval, count: int) -> None:
    chosen = nearest(slots, near.start, count)
    assert len(chosen) == min(count, len(slots))
    left = set(slots) - set(chosen)
    furthest = max((abs(each.start - near.start) for each in chosen), default=timedelta(0))
    assert all(abs(each.start - near.start) >= furthest for each in left)


def test_without_a_wish_the_soonest_days_are_offered_twice_each() -> None:
    chosen = choose(WEEK, zone="UTC")
    assert shown(chosen) == ["Mon 09:00", "Mon 13:00", "Tue 09:00", "Tue 13:00", "Wed 09:00"]


def test_a_wish_for_a_week_is_spread_over_its_days_mornings_and_afternoons() -> None:
    chosen = choose(WEEK, windows=[Interval(at("00:00"), at("00:00", 28))], zone="UTC")
    assert shown(chosen) == ["Mon 09:00", "Tue 13:00", "Wed 09:00", "Thu 13:00", "Fri 09:00"]


def test_a_wish_for_one_day_is_spread_over_the_day_on_round_hours() -> None:
    chosen = choose(WEEK, windows=[Interval(at("00:00", 24), at("00:00", 25))], zone="UTC")
    assert shown(chosen) == ["Tue 09:00", "Tue 11:00", "Tue 12:00", "Tue 14:00", "Tue 15:00"]


def test_a_wish_for_two_days_offers_both() -> None:
    chosen = choose(WEEK, windows=[Interval(at("00:00", 24), at("00:00", 26))], zone="UTC")
    assert Counter(each.split()[0] for each in shown(chosen)) == {"Tue": 3, "Wed": 2}


def test_an_exact_time_that_is_free_is_among_the_offers() -> None:
    chosen = choose(WEEK, points=[at("10:00", 24)], count=3, zone="UTC")
    assert shown(chosen) == ["Tue 09:30", "Tue 10:00", "Tue 10:30"]


def test_of_two_exact_times_both_come_before_their_neighbours() -> None:
    chosen = choose(WEEK, points=[at("10:00", 24), at("15:00", 25)], count=2, zone="UTC")
    assert shown(chosen) == ["Tue 10:00", "Wed 15:00"]


def test_an_exact_time_that_is_taken_gets_the_times_around_it() -> None:
    free = [each for each in WEEK if each.start != at("10:00", 24)]
    chosen = choose(free, points=[at("10:00", 24)], count=2, zone="UTC")
    assert shown(chosen) == ["Tue 09:30", "Tue 10:30"]


def test_later_means_later_than_what_was_offered() -> None:
    chosen = choose(WEEK, after=at("13:00", 24), count=2, zone="UTC")
    assert shown(chosen) == ["Tue 14:00", "Tue 15:00"]


def test_what_is_preferred_comes_first_but_does_not_exclude() -> None:
    friday = Interval(at("16:00", 27), at("17:00", 27))
    chosen = choose(WEEK, prefer=[friday], count=4, zone="UTC")
    assert shown(chosen)[-2:] == ["Fri 16:00", "Fri 16:30"]
    assert len(chosen) == 4


def test_round_hours_are_those_of_the_asker() -> None:
    chosen = choose(WEEK, windows=[Interval(at("09:30", 24), at("10:30", 24))], count=1, zone="Asia/Kolkata")
    assert shown(chosen) == ["Tue 09:30"]  # 15:00 in Kolkata
