"""Snapshots survive the way through JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from core.booking import Booking, Guest, GuestRole, Hold, Invitee, Proposal, Rsvp, Side, Status
from core.event_types import (
    Assignment,
    EventType,
    Fairness,
    Mode,
    Place,
    PlaceKind,
    Price,
    Question,
    Share,
)
from core.hours import OFFICE_HOURS, Period, Recurring, RuleKind, Schedule, TimeOff
from core.interval import Interval
from core.jsonable import dump, load
from core.people import DayCount, Host, Person, Rules
from core.polls import Poll, Suits, Vote
from core.situation import Situation
from core.teams import Member, Role, Team
from core.waiting import Standing, Waiting
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
        event_type(
            mode=Mode.ROUND_ROBIN,
            assignments=(Assignment(host_id=ident("ben"), group="sales", daily_limit=2),),
            fairness=Fairness(share=Share.TURNS, max_lead=1),
            prices=(Price(length=30, amount=1000, currency="EUR"),),
            rules=Rules(opens=date(2026, 12, 1), window_counts=DayCount.BUSINESS),
            metadata={"source": "flyer"},
        ),
        booking(
            at("10:00"),
            co_hosts=(ident("ben"),),
            guests=(
                Guest(id=ident("guest"), email="g@example.org", role=GuestRole.PASSIVE, answer=Rsvp.MAYBE),
            ),
            session=ident("class"),
            series_id=ident("series"),
            meant=datetime(2026, 11, 23, 11),
            chosen={"why": "fewest", "behind": 1.5},
            price=Price(length=30, amount=1000, currency="EUR"),
            metadata={"source": "flyer"},
        ),
        hold(at("10:00"), co_hosts=(ident("ben"),), seats=2, session=ident("class")),
        Schedule(
            id=ident("schedule"),
            host_id=ident("host"),
            zone="Europe/Berlin",
            recurring=(
                Recurring(
                    id=ident("rule"),
                    kind=RuleKind.BUSY,
                    rrule="FREQ=DAILY",
                    length=60,
                    first=date(2026, 1, 1),
                    last=date(2026, 12, 31),
                ),
            ),
            periods=(Period(first=date(2026, 6, 1), zone="Europe/Lisbon", weekly=OFFICE_HOURS),),
            code="work",
            metadata={"colour": "blue"},
            created_at=MONDAY,
            updated_at=MONDAY,
        ),
        Team(
            id=ident("team"),
            host_id=ident("host"),
            name="Sales",
            code="sales",
            join_code="join",
            members=(Member(host_id=ident("ben"), role=Role.ADMIN, group="north"),),
            created_at=MONDAY,
            updated_at=MONDAY,
        ),
        Waiting(
            id=ident("waiting"),
            host_id=ident("host"),
            event_type_id=ident("type"),
            slot=Interval(at("10:00"), at("11:00")),
            session=ident("class"),
            invitee=Invitee(person_id=None, name="Ben", zone="UTC"),
            standing=Standing.OFFERED,
            offered_until=at("09:00"),
            created_at=MONDAY,
            updated_at=MONDAY,
        ),
        Poll(
            id=ident("poll"),
            host_id=ident("host"),
            event_type_id=ident("type"),
            title="Lunch",
            code="code",
            options=(Interval(at("10:00"), at("11:00")),),
            votes=(Vote(voter="b", name="Ben", answers=(Suits.MAYBE,), at=at("09:00")),),
            created_at=MONDAY,
            updated_at=MONDAY,
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
