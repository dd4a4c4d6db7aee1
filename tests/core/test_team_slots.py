"""Times for several hosts: the team's grid, whoever is needed, and each host's own rules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.booking import session_id
from core.event_types import Assignment, Mode
from core.hours import WeeklyHours
from core.interval import Interval
from core.people import Rules
from core.situation import Situation, TeamSituation
from core.slots import free_slots
from core.team_slots import free_hosts, free_team_slots, team_horizon
from tests.core.examples import at, booking, event_type, host, ident, schedule, situation
from tests.core.oracle import team_able, team_free
from tests.core.rich import stretches, teams
from tests.support.effort import calls

RICH = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
MONDAY = Interval(at("00:00"), at("00:00", 24))


def member(name: str, *ranges: tuple[int, int], **other: object) -> Situation:
    """Return what stands around a host with the same hours each day."""
    hours = schedule(weekly=WeeklyHours((ranges or ((540, 1020),),) * 7))
    return situation(host=host(id=ident(name)), schedule=hours, **other)


def team(mode: Mode, *members: Situation, groups: str = "", required: tuple[int, ...] = ()) -> TeamSituation:
    """Return a team; `groups` has a letter for each member, `required` are the places of those always needed."""
    letters = groups or "a" * len(members)
    assignments = tuple(
        Assignment(host_id=each.host.id, group=letter, required=place in required)
        for place, (each, letter) in enumerate(zip(members, letters, strict=True))
    )
    kind = replace(members[0].event_type, mode=mode, assignments=assignments)
    return TeamSituation(hosts=tuple(replace(each, event_type=kind) for each in members))


def clock(given_team: TeamSituation, within: Interval = MONDAY) -> list[str]:
    return [f"{each.start:%H:%M}" for each in free_team_slots(given_team, within)]


@RICH
@given(st.data())
def test_the_search_finds_what_a_minute_by_minute_check_finds(data: st.DataObject) -> None:
    given_team = data.draw(teams())
    within = data.draw(stretches(given_team.hosts[0], 500))
    assert [each.start for each in free_team_slots(given_team, within)] == team_free(given_team, within)


@RICH
@given(st.data())
def test_who_is_free_is_who_is_able_whatever_the_grid(data: st.DataObject) -> None:
    given_team = data.draw(teams())
    start = data.draw(stretches(given_team.hosts[0], 1)).start
    assert free_hosts(given_team, start) == team_able(given_team, start)


@RICH
@given(st.data())
def test_two_halves_show_what_the_whole_shows(data: st.DataObject) -> None:
    given_team = data.draw(teams())
    whole = data.draw(stretches(given_team.hosts[0], 3000))
    cut = whole.start + timedelta(minutes=data.draw(st.integers(0, 3000)))
    halves = (
        free_team_slots(given_team, Interval(whole.start, cut)),
        free_team_slots(given_team, Interval(cut, whole.end)),
    )
    assert halves[0] + halves[1] == free_team_slots(given_team, whole)


# -- who is needed ---------------------------------------------------------------------------------

MORNING, MIDDAY, EVENING = (480, 720), (660, 840), (1080, 1140)


def test_collective_meetings_need_everybody() -> None:
    both = team(Mode.COLLECTIVE, member("ann", MORNING), member("bob", MIDDAY))
    assert clock(both) == ["11:00", "11:30"]
    busy = replace(both.hosts[0], bookings=(booking(at("11:00")),))
    assert clock(TeamSituation(hosts=(busy, both.hosts[1]))) == ["11:30"]


def test_round_robin_needs_one_of_all() -> None:
    either = team(Mode.ROUND_ROBIN, member("ann", MORNING), member("bob", EVENING))
    assert clock(either) == [*(f"{8 + n // 2:02d}:{n % 2 * 30:02d}" for n in range(8)), "18:00", "18:30"]


def test_round_robin_needs_one_of_each_group_and_whoever_is_required() -> None:
    everybody = (0, 1440)
    mixed = team(
        Mode.ROUND_ROBIN,
        member("ann", MORNING),
        member("bob", EVENING),
        member("carl", MIDDAY),
        member("dora", everybody),
        groups="aabc",
        required=(3,),
    )
    assert clock(mixed) == ["11:00", "11:30"]
    assert free_hosts(mixed, at("11:00")) == {ident("ann"), ident("carl"), ident("dora")}
    assert free_hosts(mixed, at("18:00")) == {ident("bob"), ident("dora")}


def test_a_start_that_everybody_can_is_offered_whatever_their_own_grids() -> None:
    odd = team(Mode.COLLECTIVE, member("ann", (545, 700)), member("bob", (552, 720)))
    assert clock(odd) == ["09:12", "09:42", "10:12", "10:42"]


def test_of_windows_that_begin_together_the_longest_counts() -> None:
    mixed = team(
        Mode.ROUND_ROBIN,
        member("carl", (555, 840)),
        member("ann", (480, 720)),
        member("bob", (555, 585)),
        groups="xaa",
        required=(0,),
    )
    assert clock(mixed) == ["09:15", "09:45", "10:15", "10:45", "11:15"]


def test_meetings_shift_nobodys_grid() -> None:
    both = team(Mode.COLLECTIVE, member("ann", MORNING), member("bob", MORNING))
    busy = replace(
        both.hosts[0], bookings=(booking(at("08:10"), 15),), busy=(Interval(at("09:05"), at("09:10")),)
    )
    assert clock(TeamSituation(hosts=(busy, both.hosts[1]))) == [
        "08:30",
        "09:30",
        "10:00",
        "10:30",
        "11:00",
        "11:30",
    ]


def test_each_hosts_own_limits_and_buffers_count_for_that_host() -> None:
    ann, bob = member("ann", MORNING), member("bob", MORNING)
    strict = Rules(buffer_before=0, buffer_after=30, minimum_notice=0, window_days=60, daily_limit=1)
    ann = replace(ann, host=host(id=ident("ann"), rules=strict), bookings=(booking(at("11:00")),))
    either = team(Mode.ROUND_ROBIN, ann, bob)
    assert free_hosts(either, at("08:00")) == {ident("bob")}
    assert free_hosts(either, at("08:00", 24)) == {ident("ann"), ident("bob")}
    assert len(clock(team(Mode.COLLECTIVE, ann, bob))) == 0


def test_the_grid_is_the_event_types_not_a_hosts() -> None:
    quarters = host(id=ident("ann"), rules=Rules(step=15, offset=5))
    own = replace(member("ann", (540, 600)), host=quarters)
    assert clock(team(Mode.COLLECTIVE, own, member("bob", (540, 600)))) == ["09:00", "09:30"]
    kind = event_type(rules=Rules(step=20, offset=5))
    asked = [replace(each, event_type=kind) for each in (own, member("bob", (540, 600)))]
    assert clock(team(Mode.COLLECTIVE, *asked)) == ["09:05", "09:25"]


def test_nobody_can_be_booked_if_somebody_who_is_required_is_missing() -> None:
    both = team(Mode.COLLECTIVE, member("ann"), member("bob"))
    assert clock(TeamSituation(hosts=both.hosts[:1])) == []
    groups = team(Mode.ROUND_ROBIN, member("ann"), member("bob"), member("carl"), groups="aab")
    assert clock(TeamSituation(hosts=groups.hosts[1:])) == clock(groups)
    assert clock(TeamSituation(hosts=groups.hosts[:2])) == []
    assert clock(TeamSituation(hosts=())) == []


def test_the_horizon_is_as_far_as_all_who_are_needed_can_be_booked() -> None:
    near = Rules(buffer_before=0, buffer_after=0, minimum_notice=600, window_days=2)
    far = Rules(buffer_before=0, buffer_after=0, minimum_notice=0, window_days=9)
    ann = replace(member("ann"), host=host(id=ident("ann"), rules=near))
    bob = replace(member("bob"), host=host(id=ident("bob"), rules=far))
    assert team_horizon(team(Mode.COLLECTIVE, ann, bob)) == Interval(at("18:00"), at("00:00", 26))
    assert team_horizon(team(Mode.ROUND_ROBIN, ann, bob)) == Interval(
        at("08:00"), datetime(2026, 12, 3, tzinfo=UTC)
    )


def test_further_seats_of_a_class_are_given_by_who_holds_it() -> None:
    session = session_id(ident("intro"), Interval.of(at("10:00"), 30))
    kind = event_type(seats=2)
    ann = replace(member("ann"), event_type=kind, bookings=(booking(at("10:00"), session=session),))
    bob = replace(member("bob"), event_type=kind)
    either = team(Mode.ROUND_ROBIN, ann, bob)
    assert free_hosts(either, at("10:00")) == {ident("ann")}
    assert "10:00" in clock(either)
    second = booking(at("10:00"), id=ident("second"), session=session)
    full = team(Mode.ROUND_ROBIN, replace(ann, bookings=(*ann.bookings, second)), bob)
    assert free_hosts(full, at("10:00")) == frozenset()
    assert "10:00" not in clock(full)


def test_one_host_alone_is_offered_what_they_are_offered_without_a_team() -> None:
    alone = member("ann", MORNING, EVENING, bookings=(booking(at("10:00"), 45),))
    found = clock(team(Mode.COLLECTIVE, alone))
    assert found == [f"{each.start:%H:%M}" for each in free_slots(alone, MONDAY)]


@pytest.mark.parametrize("mode", [Mode.COLLECTIVE, Mode.ROUND_ROBIN])
def test_ten_times_as_many_hosts_are_less_than_ten_times_the_work(mode: Mode) -> None:
    month = Interval.of(at("00:00"), 30 * 1440)
    fifty, five_hundred = _crowd(mode, 50), _crowd(mode, 500)
    work = calls(lambda: free_team_slots(fifty, month))
    assert calls(lambda: free_team_slots(five_hundred, month)) < 6 * work
    assert free_team_slots(five_hundred, month)


def _crowd(mode: Mode, size: int) -> TeamSituation:
    members = [
        member(f"host {n}", (480 + n % 7, 1020 - n % 5), bookings=(booking(at("10:00")),))
        for n in range(size)
    ]
    return team(mode, *members)
