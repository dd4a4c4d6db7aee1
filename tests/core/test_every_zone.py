"""Every zone of the IANA database, on its next two transitions: hours, periods and the grid keep to the clock on the wall."""

import struct
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

import pytest

from core.hours import Period, Schedule, WeeklyHours
from core.interval import Interval
from core.openings import windows
from core.people import Rules
from core.slots import free_slots
from core.spans import minute
from core.zones import first_of_month, instants, local, minute_of_day, steady_offsets, zone, zone_names
from tests.core.examples import event_type, schedule, situation

NOW = datetime(2026, 11, 23, tzinfo=UTC)
DAY = timedelta(days=1)
HOURS = WeeklyHours((((0, 100), (540, 1020), (1380, 1600)),) * 7)
"""Across midnight, and over the small hours in which clocks turn."""
ZONES = sorted(zone_names())


@lru_cache(maxsize=1024)
def turns(name: str) -> tuple[date, ...]:
    """Return the UTC dates on which a zone's clocks turn next, two at most, in the next two years."""
    days = [NOW + DAY * number for number in range(730)]
    ahead = [each.astimezone(zone(name)).utcoffset() for each in days]
    found = [day.date() for day, (now, then) in zip(days, pairwise(ahead), strict=False) if now != then]
    return tuple(found[:2])


TURNING = [name for name in ZONES if turns(name)]


def test_there_are_as_many_zones_as_the_world_has() -> None:
    assert len(ZONES) > 590
    assert len(TURNING) > 150


@pytest.mark.parametrize("name", TURNING)
def test_hours_keep_to_the_clock_on_the_wall_on_days_on_which_it_turns(name: str) -> None:
    hours = schedule(zone=name, weekly=HOURS)
    for turn in turns(name):
        begin = datetime.combine(turn, datetime.min.time(), UTC) - DAY
        opened = windows(hours, Interval(begin, begin + 3 * DAY))
        for quarter in range(3 * 96):
            moment = begin + timedelta(minutes=15 * quarter)
            shown = local(moment, name)
            if len(instants(shown.date(), shown.time(), name)) == 1:
                assert any(w.start <= moment < w.end for w in opened) == open_by_the_clock(shown), moment


def open_by_the_clock(shown: datetime) -> bool:
    at = shown.hour * 60 + shown.minute
    return any(start <= each < end for start, end in HOURS.days[0] for each in (at, at + 1440))


@pytest.mark.parametrize("name", ZONES)
def test_a_period_elsewhere_has_the_hours_of_a_schedule_there(name: str) -> None:
    there = schedule(zone=name, weekly=HOURS)
    for turn in turns(name) or (NOW.date(),):
        stay = Period(first=turn - 4 * DAY, last=turn + 4 * DAY, zone=name)
        away = schedule(zone="Asia/Kathmandu", weekly=HOURS, periods=(stay,))
        begin = datetime.combine(turn, datetime.min.time(), UTC)
        within = Interval(begin - DAY, begin + 2 * DAY)
        assert windows(away, within) == windows(there, within)


@pytest.mark.parametrize("name", TURNING)
def test_offered_starts_are_round_by_the_clock_that_opened_the_window(name: str) -> None:
    hours: Schedule = schedule(zone=name, weekly=WeeklyHours((((540, 1020),),) * 7))
    for turn in turns(name):
        now = datetime.combine(turn, datetime.min.time(), UTC) - 2 * DAY
        kind = event_type(rules=Rules(minimum_notice=0))
        found = free_slots(
            situation(now=now, schedule=hours, event_type=kind), Interval(now + DAY, now + 4 * DAY)
        )
        shown = {local(each.start, name) for each in found if local(each.start, name).date() == turn}
        assert {(each.hour, each.minute) for each in shown} == {(9 + n // 2, n % 2 * 30) for n in range(16)}


@pytest.mark.parametrize("name", TURNING)
def test_where_clocks_are_said_to_be_steady_they_are(name: str) -> None:
    for turn in turns(name):
        month = turn.year * 12 + turn.month - 1
        for ordinal, ahead in enumerate(steady_offsets(month, name), first_of_month(month)):
            day = date.fromordinal(ordinal)
            assert (ahead is None) or all(
                minute(minute_of_day(day, at, name)) == (ordinal - 719163) * 1440 + at - ahead
                for at in (0, 1439, 2880)
            )
        assert None in steady_offsets(month, name)


@pytest.mark.parametrize("name", ZONES)
def test_no_zone_turns_its_clocks_and_back_within_a_day(name: str) -> None:
    since_1970 = [each for each in transitions(name) if each[0] >= 0]
    for (first, before, _), (second, _, after) in pairwise(since_1970):
        assert second - first > 26 * 3600 or after != before


def transitions(name: str) -> list[tuple[int, int, int]]:
    """Return when (seconds since 1970) a zone's clocks turned, and from and to which offset (RFC 9636, version 2 data)."""
    data = files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()
    utc, standard, leaps, times, types, letters = struct.unpack_from(">6l", data, 20)
    second = 44 + times * 5 + types * 6 + letters + leaps * 8 + standard + utc
    _, _, _, times, types, _ = struct.unpack_from(">6l", data, second + 20)
    body = second + 44
    moments = struct.unpack_from(f">{times}q", data, body)
    kinds = data[body + 8 * times : body + 9 * times]
    offsets = [struct.unpack_from(">l", data, body + 9 * times + 6 * each)[0] for each in range(types)]
    before = [offsets[0], *(offsets[each] for each in kinds)]
    return [(at, before[place], before[place + 1]) for place, at in enumerate(moments)]
