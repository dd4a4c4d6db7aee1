"""Event types with their questions, on both engines."""

from dataclasses import replace

import pytest

from core.errors import Code, ConflictError, Refused
from core.event_types import Question, Visibility
from core.people import Rules
from storage import Database
from tests.storage.examples import after, event_type, ident, schedule

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
