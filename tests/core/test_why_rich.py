"""Over all that can stand in the way: causes are complete and minimal, and the remedies really help."""

from datetime import datetime

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from core.queries import Cause, Change, Obstacle, Remedy
from core.remedies import applied
from core.situation import Situation, TeamSituation
from core.why import team_why_not, why_not
from tests.core import oracle
from tests.core.examples import moments, situations
from tests.core.rich import rich_situations, starts_near, teams

slow = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@st.composite
def closed(draw: st.DrawFn) -> tuple[Situation, datetime, tuple[Obstacle, ...]]:
    """Return a situation and a start that is not free in it, with what stands in the way."""
    if draw(st.booleans()):
        given_situation = draw(rich_situations())
        start = draw(starts_near(given_situation))
    else:
        given_situation = draw(situations())
        start = draw(moments(given_situation.schedule.zone))
        start = start.replace(minute=start.minute // 15 * 15)
    found = why_not(given_situation, start)
    assume(found)
    return given_situation, start, found


def cheapest(obstacles: tuple[Obstacle, ...]) -> list[Remedy]:
    return [each.remedies[0] for each in obstacles]


def start_after(remedies: list[Remedy], start: datetime) -> datetime:
    others = [each.facts["start"] for each in remedies if each.change is Change.OTHER_START]
    moved: datetime = others[0] if others else start
    return moved


@slow
@given(st.data())
def test_nothing_is_named_exactly_where_the_oracle_can_book(data: st.DataObject) -> None:
    given_situation = data.draw(rich_situations())
    start = data.draw(starts_near(given_situation))
    assert (why_not(given_situation, start) == ()) == oracle.bookable(given_situation, start)


@slow
@given(closed())
def test_the_cheapest_remedy_of_each_obstacle_opens_the_time(
    case: tuple[Situation, datetime, tuple[Obstacle, ...]],
) -> None:
    given_situation, start, found = case
    assume(all(each.remedies for each in found))
    remedies = cheapest(found)
    opened, moved = applied(given_situation, remedies), start_after(remedies, start)
    left = why_not(opened, moved)
    if found[0].cause is Cause.LENGTH:  # nothing else was looked at
        assert Cause.LENGTH not in {each.cause for each in left}
    else:
        assert left == ()
        assert oracle.bookable(opened, moved)


@slow
@given(closed(), st.data())
def test_each_obstacle_by_itself_keeps_the_time_closed(
    case: tuple[Situation, datetime, tuple[Obstacle, ...]], data: st.DataObject
) -> None:
    given_situation, start, found = case
    alone = data.draw(st.sampled_from(found))
    others = tuple(each for each in found if each != alone and each.cause is not Cause.OFF_GRID)
    assume(all(each.remedies for each in others))
    # The dearest ones: moving one meeting leaves the other too near, while a smaller buffer would free both.
    opened = applied(given_situation, [each.remedies[-1] for each in others])
    left = why_not(opened, start)
    assert alone.cause in {each.cause for each in left}
    assert not oracle.bookable(opened, start)


@slow
@given(closed())
def test_every_obstacle_has_remedies_in_order_of_their_cost_but_for_the_few_that_nothing_helps(
    case: tuple[Situation, datetime, tuple[Obstacle, ...]],
) -> None:
    _, _, found = case
    order = list(Change)
    for each in found:
        costs = [order.index(remedy.change) for remedy in each.remedies]
        assert costs == sorted(costs)
        if each.cause not in (Cause.PAST, Cause.EVENT_TYPE_PAUSED, Cause.HELD, Cause.OFF_GRID):
            assert costs


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(teams(), st.data())
def test_with_several_hosts_nothing_is_named_exactly_where_the_oracle_can_book(
    team: TeamSituation, data: st.DataObject
) -> None:
    start = data.draw(starts_near(team.hosts[0]))
    assert (team_why_not(team, start) == ()) == oracle.team_bookable(team, start)
