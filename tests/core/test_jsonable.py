"""Snapshots survive the way through JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from core.booking import Booking, Hold, Proposal, Side, Status
from core.event_types import EventType, Place, PlaceKind, Question
from core.hours import Schedule, TimeOff
from core.interval import Interval
from core.jsonable import dump, load
from core.people import Host, Person
from core.situation import Situation
from tests.core.examples import MONDAY, at, booking, event_type, hold, host, ident, schedules, situations


def through_json(value: Any) -> Any:
    return load(type(value), json.loads(json.dumps(dump(value))))


@pytest.mark.parametrize(
    "value",
    [
        booking(at("10:00"), answers={"q": "a"}, changed_by=Side.HOST),
        booking(at("10:00"), proposal=Proposal(by=Side.INVITEE, slot=Interval(at("11:00"), at("12:00")))),
        hold(at("10:00"), moving=ident("booking")),
        host(deleted_at=MONDAY, reminders=()),
        Person(id=ident("person"), created_at=MONDAY, updated_at=MONDAY),
        event_type(
            place=Place(PlaceKind.ZOOM, "https://zoom.example"),
            questions=(Question(id=ident("q"), text="Why?", required=True),),
            schedule_id=ident("schedule"),
        ),
        TimeOff(
            id=ident("away"), host_id=ident("host"), during=Interval(at("10:00"), at("11:00")), reason="é🎉"
        ),
        at("10:00"),
        date(2026, 11, 23),
        Status.NO_SHOW,
        ident("x"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_dumped_is_loaded_again(value: Any) -> None:
    assert through_json(value) == value


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(schedules("Europe/Berlin"))
def test_schedules_with_overrides_survive(given_schedule: Schedule) -> None:
    assert through_json(given_schedule) == given_schedule


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(situations())
def test_whole_situations_survive(given_situation: Situation) -> None:
    assert through_json(given_situation) == given_situation


def test_instants_stay_aware() -> None:
    moment: datetime = through_json(booking(at("10:00"))).slot.start
    assert moment.utcoffset() is not None


@dataclass(frozen=True, kw_only=True)
class _Mixed:
    pair: tuple[int, date]
    maybe: Interval | None = None
    many: frozenset[Status] = frozenset()
    words: Mapping[str, Any] = field(default_factory=dict)


def test_tuples_options_sets_and_mappings_keep_their_kind() -> None:
    value = _Mixed(
        pair=(1, date(2026, 1, 1)),
        maybe=Interval(at("10:00"), at("11:00")),
        many=frozenset({Status.PENDING, Status.CONFIRMED}),
        words={"a": [1, {"b": None}]},
    )
    assert through_json(value) == value


def test_sets_are_dumped_in_a_fixed_order() -> None:
    assert dump(frozenset({Status.PENDING, Status.CONFIRMED})) == ["confirmed", "pending"]


def test_keys_that_are_not_known_are_passed_over_and_missing_ones_get_their_default() -> None:
    data = dump(booking(at("10:00"))) | {"later": 1}
    del data["message"]
    assert load(Booking, data) == booking(at("10:00"))


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Hold, []),
        (Host, {}),
        (EventType, None),
        (Interval, {"start": "soon", "end": "later"}),
        (Status, "odd"),
    ],
)
def test_what_does_not_fit_is_refused(kind: type, data: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        load(kind, data)
