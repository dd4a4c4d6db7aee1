"""Recurring rules: kept as they were meant, refused where they make no sense or meet another, joined or replaced."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from core.commands import AddRecurring, AddSchedule, RemoveRecurring, Undo
from core.errors import Code
from core.hours import Recurring, RuleKind, Schedule
from core.queries import HostDesk
from tests.core.examples import ident
from tests.core.usecases.conftest import House
from tests.core.usecases.crew import another_host

TUESDAYS = Recurring(
    id=ident("rule"),
    kind=RuleKind.AVAILABLE,
    rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
    start=14 * 60,
    length=120,
    first=date(2026, 11, 24),
    last=date(2027, 12, 31),
    note="clinic",
)
LUNCH = replace(TUESDAYS, kind=RuleKind.BUSY, rrule="FREQ=WEEKLY;BYDAY=MO,TU", start=12 * 60, length=180)
LATER = replace(TUESDAYS, start=15 * 60, rrule="FREQ=WEEKLY;BYDAY=TU")
NEXT = replace(TUESDAYS, start=16 * 60)


async def add(house: House, rule: Recurring = TUESDAYS, **other: Any) -> Schedule:
    schedule: Schedule = (await house.do(AddRecurring(host_id=house.host.id, rule=rule, **other))).value
    return schedule


async def rules(house: House) -> list[Recurring]:
    desk = await house.ask(HostDesk(host_id=house.host.id))
    return [replace(each, id=TUESDAYS.id) for each in desk.schedules[0].recurring]


async def test_a_rule_is_kept_in_canonical_spelling_under_an_id_of_its_own(each_house: House) -> None:
    loose = replace(TUESDAYS, rrule="rrule: freq=weekly;interval=2; byday=tu;")
    schedule = await add(each_house, loose)
    assert await rules(each_house) == [TUESDAYS]
    assert schedule.recurring[0].id != TUESDAYS.id


async def test_a_rule_is_taken_away(each_house: House) -> None:
    (rule,) = (await add(each_house)).recurring
    await each_house.do(RemoveRecurring(host_id=each_house.host.id, rule_id=rule.id))
    assert await rules(each_house) == []
    again = await each_house.refused(RemoveRecurring(host_id=each_house.host.id, rule_id=rule.id))
    assert (again.code, again.facts["what"]) == (Code.NOT_FOUND, "rule")


async def test_adding_and_taking_away_are_taken_back(each_house: House) -> None:
    undo = Undo(actor=f"host:{each_house.host.id}")
    (rule,) = (await add(each_house)).recurring
    await each_house.do(RemoveRecurring(host_id=each_house.host.id, rule_id=rule.id))
    await each_house.do(undo)
    assert await rules(each_house) == [TUESDAYS]
    await each_house.do(undo)
    assert await rules(each_house) == []


async def test_a_rule_that_meets_another_of_its_kind_is_refused_with_that_one(house: House) -> None:
    await add(house)
    refusal = await house.refused(AddRecurring(host_id=house.host.id, rule=LATER))
    assert refusal.code is Code.OVERLAP
    assert replace(refusal.facts["rule"], id=TUESDAYS.id) == TUESDAYS
    assert len(refusal.facts["rules"]) == 1


@pytest.mark.parametrize("other", [LUNCH, NEXT], ids=["busy", "touches"])
async def test_rules_that_only_touch_or_are_of_another_kind_do_not_meet(
    house: House, other: Recurring
) -> None:
    await add(house)
    await add(house, other)
    assert await rules(house) == [TUESDAYS, other]


async def test_a_rule_joins_those_that_it_meets(each_house: House) -> None:
    await add(each_house)
    await add(each_house, LATER, merge=True)
    assert await rules(each_house) == [TUESDAYS, LATER]


async def test_a_rule_is_replaced_by_another_even_if_it_meets_it(each_house: House) -> None:
    (first,) = (await add(each_house)).recurring
    await add(each_house, NEXT)
    shorter = replace(TUESDAYS, last=date(2027, 6, 30))
    await add(each_house, shorter, replaces=first.id)
    assert await rules(each_house) == [NEXT, shorter]
    await each_house.do(Undo(actor=f"host:{each_house.host.id}"))
    assert await rules(each_house) == [TUESDAYS, NEXT]
    gone = await each_house.refused(
        AddRecurring(host_id=each_house.host.id, rule=shorter, replaces=ident("no rule"))
    )
    assert (gone.code, gone.facts["what"]) == (Code.NOT_FOUND, "rule")


async def test_a_rule_takes_the_place_of_those_that_it_meets_and_of_no_other(each_house: House) -> None:
    for each in (TUESDAYS, NEXT, LUNCH):
        await add(each_house, each)
    await add(each_house, LATER, instead=True)
    assert await rules(each_house) == [
        LUNCH,
        LATER,
    ]  # an hour from three meets what ends and what begins at four
    await each_house.do(Undo(actor=f"host:{each_house.host.id}"))
    assert await rules(each_house) == [TUESDAYS, NEXT, LUNCH]


@pytest.mark.parametrize(
    ("fields", "field", "why"),
    [
        ({"rrule": "every tuesday"}, "rule", "unreadable"),
        ({"rrule": "FREQ=SECONDLY"}, "rule", "flood"),
        ({"rrule": "FREQ=WEEKLY;UNTIL=20270101"}, "rule", "until"),
        ({"rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, "rule", "never"),
        ({"last": date(2026, 11, 23)}, "rule", "dates"),
        ({"last": date(2099, 11, 23)}, "rule", "dates"),
        ({"length": 0}, "rule", "length"),
        ({"length": 1441}, "rule", "length"),
        ({"start": 1440}, "rule", "start"),
        ({"note": "x" * 201}, "note", "length"),
        ({"first": date(1999, 1, 1), "last": date(1999, 12, 1)}, "first", "range"),
    ],
)
async def test_impossible_rules_are_refused(
    house: House, fields: dict[str, Any], field: str, why: str
) -> None:
    refusal = await house.refused(AddRecurring(host_id=house.host.id, rule=replace(TUESDAYS, **fields)))
    assert (refusal.code, refusal.facts["field"], refusal.facts["why"]) == (Code.INVALID, field, why)


async def test_a_schedule_has_at_most_a_hundred_rules(house: House) -> None:
    schedule = (await house.ask(HostDesk(host_id=house.host.id))).schedules[0]
    many = tuple(
        replace(TUESDAYS, id=ident(f"rule {n}"), start=10 * n, length=10, kind=RuleKind.BUSY)
        for n in range(100)
    )
    async with house.storage.writing() as unit:
        await unit.availability.save_schedule(replace(schedule, recurring=many))
        await unit.commit()
    refusal = await house.refused(AddRecurring(host_id=house.host.id, rule=TUESDAYS))
    assert (refusal.code, refusal.facts["why"]) == (Code.INVALID, "count")


async def test_a_rule_belongs_to_the_schedule_that_is_named(house: House) -> None:
    other = (await house.do(AddSchedule(host_id=house.host.id, name="Evenings"))).value
    await add(house, schedule_id=other.id)
    assert await rules(house) == []
    bob = await another_host(house, "Bob")
    stranger = AddRecurring(host_id=bob.id, rule=TUESDAYS, schedule_id=other.id)
    assert (await house.refused(stranger)).code is Code.NOT_FOUND
