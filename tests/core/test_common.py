"""The common free time of several people is complete, and told with the best first."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.booking import Booking
from core.common import common_free, strain
from core.event_types import Assignment, EventType, Mode
from core.hours import Period, WeeklyHours
from core.interval import Interval
from core.people import Rules
from core.situation import Situation, TeamSituation
from core.zones import local
from tests.core.examples import at, booking, event_type, host, ident, schedule, situation

MINUTE = timedelta(minutes=1)
QUARTER = timedelta(minutes=15)
TUESDAY = Interval(at("00:00", 24), at("00:00", 25))
NAMES = ("Ann", "Bob", "Eve")
FREE = Rules(buffer_before=0, buffer_after=0, minimum_notice=0, window_days=60, daily_limit=50, step=15)


def meeting_of(count: int, length: int = 30, buffers: tuple[int, int] = (0, 0)) -> EventType:
    return event_type(
        mode=Mode.COLLECTIVE,
        lengths=(length,),
        rules=Rules(step=15, buffer_before=buffers[0], buffer_after=buffers[1]),
        assignments=tuple(Assignment(host_id=ident(name)) for name in NAMES[:count]),
    )


def person(name: str, kind: EventType, *, zone: str = "UTC", **other: object) -> Situation:
    own = host(id=ident(name), name=name, zone=zone, rules=FREE)
    hours = other.pop("schedule", None) or schedule(zone=zone, host_id=own.id)
    return situation(host=own, event_type=kind, length=kind.lengths[0], schedule=hours, **other)


def met(start: datetime, minutes: int, name: str) -> Booking:
    key = ident(f"{name} {start}")
    return booking(start, minutes, id=key, host_id=ident(name), request_id=str(key))


# -- the oracle: minute by minute ------------------------------------------------------------------


def minutes_of(slot: Interval) -> Iterator[datetime]:
    moment = slot.start
    while moment < slot.end:
        yield moment
        moment += MINUTE


def opened(each: Situation, moment: datetime) -> bool:
    shown = local(moment, each.schedule.zone)
    minute = shown.hour * 60 + shown.minute
    return any(start <= minute < end for start, end in each.schedule.ranges_on(shown.date()))


def taken(each: Situation, moment: datetime) -> bool:
    """Whether a meeting, with the buffers that are kept to it, takes a minute."""
    before, after = each.limits.buffer_after, each.limits.buffer_before
    return any(
        b.claim.widened(before, after).start <= moment < b.claim.widened(before, after).end
        for b in each.bookings
    )


def hourly_cost(each: Situation, moment: datetime) -> int:
    hour = local(moment, each.schedule.zone).hour
    if 8 <= hour < 18:
        return 0
    if 7 <= hour < 20:
        return 10
    return 40 if 6 <= hour < 22 else 120


def breaking_cost(each: Situation, slot: Interval) -> int:
    def gap(moment: datetime, step: timedelta) -> int:
        length = 0
        while opened(each, moment) and not taken(each, moment):
            length += 1
            moment += step
        return length

    gaps = gap(slot.start - MINUTE, -MINUTE), gap(slot.end, MINUTE)
    return sum(2 for found in gaps if 0 < found < slot.minutes) + (min(gaps) > 0)


def expected(team: TeamSituation, within: Interval) -> list[tuple[int, Interval, tuple[str, ...]]]:
    found = []
    start, length = within.start, team.hosts[0].length
    while start < within.end:
        slot = Interval.of(start, length)
        if all(opened(e, m) and not taken(e, m) for e in team.hosts for m in minutes_of(slot)):
            worst = [max(hourly_cost(e, m) for m in minutes_of(slot)) for e in team.hosts]
            broken = sum(breaking_cost(each, slot) for each in team.hosts)
            names = tuple(e.host.name for e, cost in zip(team.hosts, worst, strict=True) if cost)
            found.append((sum(worst) + broken, slot, names))
        start += QUARTER
    return sorted(found)


quarters = st.integers(0, 95).map(lambda n: n * 15)


@st.composite
def teams(draw: st.DrawFn) -> TeamSituation:
    """Two or three people with quarter-hourly hours on one day, in zones at whole hours, with a few meetings."""
    count = draw(st.integers(2, 3))
    buffers = draw(st.sampled_from((0, 15))), draw(st.sampled_from((0, 15)))
    kind = meeting_of(count, draw(st.sampled_from((15, 30, 60, 90))), buffers)
    hosts = []
    for name in NAMES[:count]:
        zone = draw(st.sampled_from(("UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo")))
        opens, closes = sorted(draw(st.sets(quarters, min_size=2, max_size=2)))
        hours = schedule(zone=zone, host_id=ident(name), weekly=WeeklyHours((((opens, closes),),) * 7))
        starts = draw(st.lists(quarters, max_size=4, unique=True))
        meetings = tuple(
            met(TUESDAY.start + timedelta(minutes=n), draw(st.sampled_from((15, 45))), name)
            for n in sorted(starts)
        )
        hosts.append(person(name, kind, zone=zone, schedule=hours, bookings=meetings))
    return TeamSituation(hosts=tuple(hosts))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(teams())
def test_all_common_times_are_found_and_weighed_as_minute_by_minute(team: TeamSituation) -> None:
    found = [(e.cost, e.slot, e.strained) for e in common_free(team, TUESDAY, 200)]
    assert found == expected(team, TUESDAY)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(teams(), st.integers(1, 5))
def test_a_shorter_list_is_the_beginning_of_the_longer_one(team: TeamSituation, most: int) -> None:
    assert common_free(team, TUESDAY, most) == common_free(team, TUESDAY, 200)[:most]


# -- by example -------------------------------------------------------------------------------------


def shown(team: TeamSituation, most: int = 3, within: Interval = TUESDAY) -> list[str]:
    return [f"{each.slot.start:%a %H:%M}" for each in common_free(team, within, most)]


def test_an_hour_that_is_good_for_all_comes_before_a_sooner_one_that_is_early_for_one() -> None:
    kind = meeting_of(2)
    long = WeeklyHours((((360, 1320),),) * 7)
    ann = person("Ann", kind, schedule=schedule(host_id=ident("Ann"), weekly=long))
    bob = person(
        "Bob",
        kind,
        zone="America/New_York",
        schedule=schedule(host_id=ident("Bob"), zone="America/New_York", weekly=long),
    )
    found = common_free(TeamSituation(hosts=(ann, bob)), TUESDAY, 200)
    assert [found[0].slot.start, found[0].strained] == [at("13:00", 24), ()]
    early = next(each for each in found if each.slot.start == at("11:00", 24))
    assert early.strained == ("Bob",)
    late = next(each for each in found if each.slot.start == at("21:00", 24))
    assert late.strained == ("Ann",)
    assert late.cost > found[0].cost


def test_a_time_next_to_a_meeting_comes_before_one_that_cuts_a_day_in_two() -> None:
    kind = meeting_of(2)
    noon = met(at("12:00", 24), 60, "Ann")
    late = WeeklyHours((((600, 1020),),) * 7)
    ann = person("Ann", kind, bookings=(noon,))
    bob = person("Bob", kind, schedule=schedule(host_id=ident("Bob"), weekly=late))
    team = TeamSituation(hosts=(ann, bob))
    assert shown(team, 4) == ["Tue 16:30", "Tue 10:00", "Tue 11:30", "Tue 13:00"]
    assert [each.cost for each in common_free(team, TUESDAY, 4)] == [0, 1, 1, 1]


def test_nothing_in_common_is_an_empty_list() -> None:
    kind = meeting_of(2)
    morning, evening = (WeeklyHours(((span,),) * 7) for span in ((480, 720), (720, 1200)))
    hosts = (
        person("Ann", kind, schedule=schedule(host_id=ident("Ann"), weekly=morning)),
        person("Bob", kind, schedule=schedule(host_id=ident("Bob"), weekly=evening)),
    )
    assert common_free(TeamSituation(hosts=hosts), TUESDAY) == ()


def test_whose_hours_are_bad_depends_on_where_they_are_that_day() -> None:
    kind = meeting_of(2)
    abroad = Period(first=date(2026, 11, 20), last=date(2026, 11, 30), zone="Asia/Tokyo")
    round_the_clock = WeeklyHours((((0, 1440),),) * 7)
    ann = person("Ann", kind)
    away = schedule(host_id=ident("Bob"), weekly=round_the_clock, periods=(abroad,))
    bob = person("Bob", kind, schedule=away)
    found = common_free(TeamSituation(hosts=(ann, bob)), TUESDAY, 200)
    assert {each.strained for each in found if each.slot.start >= at("09:00", 24)} == {("Bob",)}


def test_a_meeting_costs_what_its_worst_minute_does() -> None:
    def cost(clock: str, minutes: int) -> int:
        return strain(Interval.of(at(clock), minutes), "UTC")

    assert [cost("08:00", 600), cost("17:30", 30)] == [0, 0]
    assert [cost("07:00", 60), cost("17:45", 30), cost("19:30", 30)] == [10, 10, 10]
    assert [cost("06:45", 30), cost("19:45", 30)] == [40, 40]
    assert [cost("05:59", 30), cost("22:00", 15), cost("12:00", 1440)] == [120, 120, 120]


def test_twenty_people_are_weighed_together() -> None:
    kind = event_type(
        mode=Mode.COLLECTIVE,
        rules=Rules(step=15),
        assignments=tuple(Assignment(host_id=ident(f"p{n}")) for n in range(20)),
    )
    hosts = tuple(person(f"p{n}", kind, zone="Europe/Berlin") for n in range(20))
    week = Interval(datetime(2026, 11, 24, tzinfo=UTC), datetime(2026, 11, 28, tzinfo=UTC))
    found: Sequence[Interval] = [each.slot for each in common_free(TeamSituation(hosts=hosts), week, 8)]
    assert [f"{each.start:%a %H:%M}" for each in found] == [
        "Tue 08:00",
        "Tue 15:30",
        "Wed 08:00",
        "Wed 15:30",
        "Thu 08:00",
        "Thu 15:30",
        "Fri 08:00",
        "Fri 15:30",
    ]
