"""The search with everything in it finds what a minute-by-minute check finds: caps, classes, periods, rules."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.slots import free_slots, is_free
from tests.core.oracle import bookable, free
from tests.core.rich import rich_situations, starts_near, stretches

RICH = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@RICH
@given(st.data())
def test_the_search_finds_what_a_minute_by_minute_check_finds(data: st.DataObject) -> None:
    situation = data.draw(rich_situations())
    within = data.draw(stretches(situation, 700))
    found = [each.start for each in free_slots(situation, within)]
    assert found == free(situation, within)


@RICH
@given(st.data())
def test_a_slot_on_the_grid_is_free_exactly_if_every_rule_lets_it_be(data: st.DataObject) -> None:
    situation = data.draw(rich_situations())
    start = data.draw(starts_near(situation))
    assert is_free(situation, start) == bookable(situation, start)
