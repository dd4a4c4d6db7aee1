"""Event types with their questions, on both engines."""

from dataclasses import replace
from datetime import date

import pytest

from core.errors import Code, ConflictError, Refused
from core.event_types import Assignment, Fairness, Mode, Price, Question, Share, Visibility
from core.people import DayCount, Rules
from core.teams import Team
from storage import Database
from tests.storage.examples import NOON, after, event_type, ident, schedule, settle_hosts

pytestmark = pytest.mark.usefixtures("anna")

ANNA = ident("host anna")


async def test_an_event_type_comes_back_with_its_questions_in_order(storage: Database) -> None:
    async with storage.reading() as unit:
        assert await unit.event_types.event_type(event_type().id) == event_type()
        assert await unit.event_types.by_code(ANNA, "intro") == event_type()
        assert await unit.event_types.by_code(ANNA, "intr") is None
        assert await unit.event_types.by_code(ident("another"), "intro") is None


async def test_a_host_sees_the_oldest_first(storage: Database) -> None:
    older = event_type(code="older", questions=(), created_at=after(-1))
    twin = event_type(code="a-twin")
    async with storage.writing() as unit:
        await unit.event_types.add(older)
        await unit.event_types.add(twin)
        assert await unit.event_types.of_host(ANNA) == [older, twin, event_type()]


async def test_saving_replaces_fields_and_questions(storage: Database) -> None:
    changed = replace(
        event_type(),
        code="call",
        lengths=(15,),
        rules=Rules(buffer_before=5),
        questions=(Question(id=ident("q1"), text="Why?", required=True),),
        approval=True,
        schedule_id=schedule().id,
        visibility=Visibility.UNLISTED,
        active=False,
    )
    async with storage.writing() as unit:
        assert await unit.event_types.save(changed) == replace(changed, version=2)
        assert await unit.event_types.by_code(ANNA, "call") == replace(changed, version=2)
        with pytest.raises(ConflictError):
            await unit.event_types.save(changed)


async def test_a_deleted_one_keeps_its_history_and_frees_its_code(storage: Database) -> None:
    deleted = replace(event_type(), deleted_at=after(1))
    async with storage.writing() as unit:
        await unit.event_types.save(deleted)
        assert await unit.event_types.event_type(deleted.id) == replace(deleted, version=2)
        assert await unit.event_types.by_code(ANNA, "intro") is None
        assert await unit.event_types.of_host(ANNA) == []
        await unit.event_types.add(event_type(id=ident("next")))
        with pytest.raises(Refused) as refused:
            await unit.event_types.save(replace(deleted, deleted_at=None, version=2))
    assert refused.value.refusal.code is Code.NAME_TAKEN


async def test_a_code_in_use_is_refused_for_the_same_host_only(storage: Database) -> None:
    async with storage.writing() as unit:
        with pytest.raises(Refused) as refused:
            await unit.event_types.add(event_type(id=ident("other")))
    assert refused.value.refusal.code is Code.NAME_TAKEN


BEN, CLEO = ident("host ben"), ident("host cleo")
TEAM = Team(
    id=ident("team"),
    host_id=ANNA,
    name="Sales",
    code="sales",
    join_code="join",
    members=(),
    created_at=NOON,
    updated_at=NOON,
)
SHARED = event_type(
    code="shared",
    mode=Mode.ROUND_ROBIN,
    team_id=TEAM.id,
    assignments=(
        Assignment(host_id=CLEO, group="sales", weight=50, priority=2, daily_limit=3),
        Assignment(host_id=ANNA, required=True),
        Assignment(host_id=BEN, group="sales"),
    ),
    fairness=Fairness(share=Share.TURNS, horizon_days=7, max_lead=2),
    prices=(Price(length=30, amount=2500, currency="EUR"), Price(length=60, amount=0, currency="EUR")),
    seats=12,
    waitlist=False,
    most_guests=2,
    series_most=4,
    single_use=True,
    metadata={"source": "flyer"},
    rules=Rules(opens=date(2030, 1, 1), window_counts=DayCount.BUSINESS, weekly_minutes=300),
)


@pytest.fixture
async def shared(storage: Database, anna: None) -> None:
    """Anna has an event type that Cleo and Ben share with her."""
    await settle_hosts(storage, "ben", "cleo")
    async with storage.writing() as unit:
        await unit.teams.add(TEAM)
        await unit.event_types.add(SHARED)
        await unit.commit()


@pytest.mark.usefixtures("shared")
async def test_everything_that_can_be_set_comes_back(storage: Database) -> None:
    async with storage.reading() as unit:
        assert await unit.event_types.event_type(SHARED.id) == SHARED
        assert await unit.event_types.of_host(ANNA) == [event_type(), SHARED]


@pytest.mark.usefixtures("shared")
async def test_a_team_finds_its_event_types(storage: Database) -> None:
    gone = event_type(code="gone", assignments=SHARED.assignments, deleted_at=after(1))
    async with storage.writing() as unit:
        await unit.event_types.add(gone)
        assert await unit.event_types.of_team(TEAM.id) == [SHARED]
        assert await unit.event_types.of_team(ident("another")) == []


@pytest.mark.usefixtures("shared")
async def test_saving_replaces_assignments(storage: Database) -> None:
    async with storage.writing() as unit:
        saved = await unit.event_types.save(
            replace(SHARED, assignments=(Assignment(host_id=BEN, weight=7),), fairness=Fairness())
        )
        assert await unit.event_types.event_type(SHARED.id) == saved
        saved = await unit.event_types.save(replace(saved, mode=Mode.SOLO, assignments=()))
        assert await unit.event_types.event_type(SHARED.id) == saved
