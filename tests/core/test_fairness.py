"""Round robin shares meetings out by weight, is the same for the same question, and says why."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.event_types import Fairness, Share
from core.fairness import Candidate, Choice, ranked

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
EVEN = Fairness()
TURNS = Fairness(share=Share.TURNS)
ANN, BOB, EVE = (UUID(int=number) for number in (1, 2, 3))


def ago(hours: int | None) -> datetime | None:
    return None if hours is None else NOON - timedelta(hours=hours)


def names(choices: Sequence[Choice]) -> list[UUID]:
    return [each.host_id for each in choices]


def first(candidates: Sequence[Candidate], fairness: Fairness = EVEN) -> tuple[UUID, str]:
    choice = ranked(candidates, fairness)[0]
    return choice.host_id, choice.facts["reason"]


def shared_out(weights: Sequence[int], meetings: int, fairness: Fairness) -> list[list[int]]:
    """Give every meeting to whoever comes first, all being free; return the counts after each."""
    hosts = [Candidate(host_id=UUID(int=n + 1), weight=weight) for n, weight in enumerate(weights)]
    history = []
    for meeting in range(meetings):
        chosen = ranked(hosts, fairness)[0].host_id
        now = NOON + timedelta(minutes=meeting)
        hosts = [
            replace(each, count=each.count + 1, last=now) if each.host_id == chosen else each
            for each in hosts
        ]
        history.append([each.count for each in hosts])
    return history


@pytest.mark.parametrize("fairness", [EVEN, TURNS])
@pytest.mark.parametrize("hosts", [2, 3, 7, 11])
def test_a_thousand_meetings_differ_by_one_at_most(hosts: int, fairness: Fairness) -> None:
    for counts in shared_out([100] * hosts, 1000, fairness):
        assert max(counts) - min(counts) <= 1


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from((50, 100, 150, 200, 300)), min_size=2, max_size=6))
def test_weighted_hosts_are_never_more_than_one_meeting_off_their_share(weights: list[int]) -> None:
    for made, counts in enumerate(shared_out(weights, 300, EVEN), start=1):
        for count, weight in zip(counts, weights, strict=True):
            assert abs(count - made * weight / sum(weights)) <= 1


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 1000), min_size=2, max_size=8))
def test_nobody_is_ever_a_whole_meeting_ahead_whatever_the_weights(weights: list[int]) -> None:
    for made, counts in enumerate(shared_out(weights, 150, EVEN), start=1):
        for count, weight in zip(counts, weights, strict=True):
            assert count - made * weight / sum(weights) < 1


def test_a_thousand_meetings_by_weight_end_within_one_of_the_share() -> None:
    counts = shared_out([100, 200, 50], 1000, EVEN)[-1]
    assert all(abs(count - share) <= 1 for count, share in zip(counts, (285.7, 571.4, 142.9), strict=True))


candidates = st.builds(
    Candidate,
    host_id=st.integers(1, 50).map(lambda n: UUID(int=n)),
    weight=st.sampled_from((50, 100, 200)),
    priority=st.integers(0, 2),
    count=st.integers(0, 5),
    last=st.sampled_from((None, 1, 2, 3)).map(ago),
)
groups = st.lists(candidates, max_size=8, unique_by=lambda each: each.host_id)
kinds = st.builds(Fairness, share=st.sampled_from(list(Share)), max_lead=st.sampled_from((None, 0, 1, 3)))


@settings(max_examples=200, deadline=None)
@given(groups, kinds, st.randoms())
def test_the_order_in_which_hosts_are_given_does_not_matter(
    group: list[Candidate], fairness: Fairness, dice: object
) -> None:
    again = list(group)
    dice.shuffle(again)  # type: ignore[attr-defined]
    assert ranked(again, fairness) == ranked(group, fairness)


@settings(max_examples=200, deadline=None)
@given(groups, kinds)
def test_somebody_is_always_chosen_and_nobody_twice(group: list[Candidate], fairness: Fairness) -> None:
    found = names(ranked(group, fairness))
    assert bool(found) == bool(group)
    assert set(found) <= {each.host_id for each in group}
    assert len(found) == len(set(found))
    if fairness.max_lead is None:
        assert len(found) == len(group)


@settings(max_examples=200, deadline=None)
@given(groups, kinds)
def test_the_facts_can_be_kept_as_json_and_always_have_a_reason(
    group: list[Candidate], fairness: Fairness
) -> None:
    for choice in ranked(group, fairness):
        assert json.loads(json.dumps(choice.facts)) == choice.facts
        assert choice.facts["reason"]


def test_who_is_furthest_behind_their_share_is_asked_first() -> None:
    ann = Candidate(host_id=ANN, weight=200, count=3)
    bob = Candidate(host_id=BOB, weight=100, count=2)
    assert first([ann, bob]) == (ANN, "behind")
    assert first([replace(ann, count=5), bob]) == (BOB, "behind")


def test_with_nothing_between_them_the_larger_share_then_the_priority_decides() -> None:
    ann = Candidate(host_id=ANN, weight=100)
    bob = Candidate(host_id=BOB, weight=300)
    assert first([ann, bob]) == (BOB, "weight")
    assert first([ann, Candidate(host_id=BOB, priority=1)]) == (BOB, "priority")


def test_then_who_was_booked_longest_ago_and_never_comes_first() -> None:
    ann = Candidate(host_id=ANN, count=1, last=ago(1))
    bob = Candidate(host_id=BOB, count=1, last=ago(5))
    assert first([ann, bob]) == (BOB, "longest_ago")
    assert first([ann, replace(bob, last=None)]) == (BOB, "never")


def test_with_nothing_left_the_same_one_is_asked_every_time() -> None:
    assert first([Candidate(host_id=BOB), Candidate(host_id=ANN)]) == (ANN, "order")


def test_one_host_alone_is_the_only_one() -> None:
    assert first([Candidate(host_id=BOB, count=9)]) == (BOB, "only")


def test_in_turns_the_priority_outweighs_how_many_meetings_one_has() -> None:
    ann = Candidate(host_id=ANN, count=0, last=ago(9))
    bob = Candidate(host_id=BOB, count=7, last=ago(1), priority=2)
    assert first([ann, bob], TURNS) == (BOB, "priority")


def test_in_turns_recency_comes_before_the_number_of_meetings() -> None:
    ann = Candidate(host_id=ANN, count=1, last=ago(1))
    bob = Candidate(host_id=BOB, count=4, last=ago(2))
    assert first([ann, bob], TURNS) == (BOB, "longest_ago")
    assert first([replace(ann, last=ago(2)), bob], TURNS) == (ANN, "fewer")


def test_who_is_too_far_ahead_is_left_out_and_the_facts_say_how_many_were() -> None:
    ann = Candidate(host_id=ANN, count=5, priority=9)
    bob = Candidate(host_id=BOB, count=3)
    eve = Candidate(host_id=EVE, count=1)
    (found,) = ranked([ann, bob, eve], replace(TURNS, max_lead=1))
    assert (found.host_id, found.facts["left_out"]) == (EVE, 2)
    assert names(ranked([ann, bob, eve], replace(TURNS, max_lead=2))) == [EVE, BOB]


def test_a_lead_is_measured_against_the_share_where_weights_count() -> None:
    ann = Candidate(host_id=ANN, weight=300, count=9)
    bob = Candidate(host_id=BOB, weight=100, count=3)
    assert len(ranked([ann, bob], replace(EVEN, max_lead=0))) == 2


def test_if_all_who_are_free_are_ahead_they_are_asked_all_the_same() -> None:
    ann = Candidate(host_id=ANN, count=5)
    bob = Candidate(host_id=BOB, count=0)
    assert names(ranked([ann], replace(EVEN, max_lead=1), group=[ann, bob])) == [ANN]


def test_the_meetings_of_those_who_are_not_free_count_for_what_a_share_is() -> None:
    ann = Candidate(host_id=ANN, weight=300, count=2)
    bob = Candidate(host_id=BOB, weight=100, count=1)
    eve = Candidate(host_id=EVE, weight=100, count=7)
    assert names(ranked([ann, bob], EVEN)) == [ANN, BOB]
    found = ranked([ann, bob], EVEN, group=[ann, bob, eve])
    assert names(found) == [ANN, BOB]
    assert (found[0].facts["share"], found[0].facts["most"]) == (6.0, 7)


def test_the_facts_name_what_was_weighed() -> None:
    found = ranked([Candidate(host_id=ANN, count=2, last=NOON), Candidate(host_id=BOB, count=4)], EVEN)[0]
    assert found.facts == {
        "reason": "behind",
        "count": 2,
        "share": 3.0,
        "weight": 100,
        "priority": 0,
        "last": "2026-11-23T12:00:00+00:00",
        "others": 1,
        "fewest": 2,
        "most": 4,
        "horizon_days": 30,
        "left_out": 0,
    }


def test_five_hundred_hosts_are_ranked_by_the_same_rule() -> None:
    many = [Candidate(host_id=UUID(int=n + 1), count=n % 7) for n in range(500)]
    counts = Counter(choice.facts["count"] for choice in ranked(many, EVEN)[:72])
    assert counts == {0: 72}
