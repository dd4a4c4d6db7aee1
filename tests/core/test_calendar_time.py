"""What calendars show takes up a host's time as the host wants it, held against an answer minute by minute."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendars import CalendarRules, Seen, WhenUnread
from core.interval import Interval
from core.situation import Situation, with_seen
from core.slots import free_slots
from core.why import why_not
from tests.core.examples import at, host, ident, situation, spans, unread
from tests.core.oracle import MINUTE, minutes
from tests.core.rich import rich_situations

FREE_DAY = Interval(at("00:00"), at("00:00", 24))
WORK, HOME = "Work (ann@example.com)", "Home"
events = st.lists(st.tuples(spans("UTC", 90), st.sampled_from((WORK, HOME))), max_size=5).map(
    lambda found: tuple(sorted(found))
)
rules = st.builds(CalendarRules, unread=st.sampled_from(list(WhenUnread)), tentative_blocks=st.booleans())


def seeing(wants: CalendarRules, seen: Seen, **other: object) -> Situation:
    return with_seen(situation(host=host(calendar_rules=wants), **other), seen)


@settings(max_examples=60)
@given(rules, events, events)
def test_a_start_is_free_as_long_as_no_minute_of_it_is_taken_in_a_calendar_that_counts(
    wants: CalendarRules, busy: tuple[tuple[Interval, str], ...], tentative: tuple[tuple[Interval, str], ...]
) -> None:
    without = {each.start for each in free_slots(situation(), FREE_DAY)}
    counted = [during for during, _ in (*busy, *(tentative if wants.tentative_blocks else ()))]
    taken = {minute for each in counted for minute in minutes(each)}
    expected = {start for start in without if not any(start + n * MINUTE in taken for n in range(30))}
    found = seeing(wants, Seen(busy=busy, tentative=tentative))
    assert {each.start for each in free_slots(found, FREE_DAY)} == expected


@settings(max_examples=60)
@given(rich_situations(), events)
def test_calendars_only_ever_take_time_away(
    given_situation: Situation, busy: tuple[tuple[Interval, str], ...]
) -> None:
    bare = replace(given_situation, busy=(), unreadable=())
    day = Interval(bare.now, bare.now + 1440 * MINUTE)
    seen = Seen(busy=tuple(sorted((*busy, *((each, WORK) for each in given_situation.busy)))))
    found = with_seen(bare, seen)
    assert set(free_slots(found, day)) <= set(free_slots(bare, day))
    claims = [
        each.widened(found.limits.buffer_before, found.limits.buffer_after) for each in free_slots(found, day)
    ]
    assert not [each for each in claims for during, _ in seen.busy if during.overlaps(each)]


def test_a_host_without_calendars_is_as_before() -> None:
    assert with_seen(situation(), None) == situation()


def test_calendars_that_cannot_be_read_close_everything_only_if_the_host_is_strict() -> None:
    seen = Seen(unread=(unread("work"),))
    for policy in WhenUnread:
        found = seeing(CalendarRules(unread=policy), seen)
        assert bool(free_slots(found, FREE_DAY)) is (policy is not WhenUnread.STRICT)
        assert found.unread == (seen.unread if policy is WhenUnread.PENDING else ())
        assert found.unreadable == (seen.unread if policy is WhenUnread.STRICT else ())


def test_of_two_calendars_with_the_same_time_the_first_is_named() -> None:
    taken = Interval(at("10:00"), at("10:30"))
    found = seeing(CalendarRules(), Seen(busy=((taken, HOME), (taken, WORK))))
    assert {each.facts["calendar"] for each in why_not(found, at("10:00"))} == {HOME}
    assert ident("host") == found.host.id
