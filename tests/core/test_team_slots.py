"""Times for several hosts: the team's grid, whoever is needed, and each host's own rules."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.event_types import Assignment, Mode
from core.hours import WeeklyHours
from core.interval import Interval
from core.situation import Situation, TeamSituation
from core.team_slots import free_hosts, free_team_slots
from tests.core.examples import at, host, ident, schedule, situation
from tests.core.oracle import team_able, team_free
from tests.core.rich import stretches, teams

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
