"""Schedules and time off, on both engines."""

from dataclasses import replace
from datetime import date

import pytest

from core.errors import Code, ConflictError, Refused
from core.hours import Override, Period, Recurring, RuleKind, TimeOff, WeeklyHours
from storage import Database
from tests.storage.examples import after, ident, schedule, settle_hosts, span

pytestmark = pytest.mark.usefixtures("anna")

ANNA = ident("host anna")


async def test_a_schedule_comes_back_with_its_overrides(storage: Database) -> None:
    async with storage.reading() as unit:
        assert await unit.availability.schedule(schedule().id) == schedule()
        assert await unit.availability.schedules(ANNA) == [schedule()]
        assert await unit.availability.schedule(ident("none")) is None
        assert await unit.availability.schedules(ident("none")) == []


async def test_the_default_schedule_comes_first_and_deleted_ones_not_at_all(storage: Database) -> None:
    plain = schedule("plain", host_id=ANNA, is_default=False, overrides=(), created_at=after(-5))
    gone = schedule("gone", host_id=ANNA, deleted_at=after(1))
    async with storage.writing() as unit:
        await unit.availability.add_schedule(plain)
        await unit.availability.add_schedule(gone)
        assert await unit.availability.schedules(ANNA) == [schedule(), plain]
        assert await unit.availability.schedule(gone.id) is None


async def test_saving_replaces_hours_and_overrides(storage: Database) -> None:
    weekly = WeeklyHours((((0, 1440),), (), ((60, 120), (180, 240)), (), (), ((1320, 1560),), ()))
    changed = replace(
        schedule(), weekly=weekly, overrides=(Override(day=date(2031, 2, 3), ranges=((60, 90),)),)
    )
    async with storage.writing() as unit:
        saved = await unit.availability.save_schedule(changed)
        assert saved == replace(changed, version=2)
        await unit.commit()
    async with storage.reading() as unit:
        assert await unit.availability.schedule(schedule().id) == saved
    async with storage.writing() as unit:
        with pytest.raises(ConflictError):
            await unit.availability.save_schedule(changed)


async def test_time_off_is_found_where_it_touches(storage: Database) -> None:
    early, late = (
        TimeOff(id=ident(name), host_id=ANNA, during=during, reason=name)
        for name, during in (("early", span(0, 60)), ("late", span(120, 180)))
    )
    async with storage.writing() as unit:
        await unit.availability.add_time_off(late)
        await unit.availability.add_time_off(early)
        assert await unit.availability.time_off(ANNA, span(-10, 500)) == [early, late]
        assert await unit.availability.time_off(ANNA, span(59, 60)) == [early]
        assert await unit.availability.time_off(ANNA, span(60, 120)) == []
        assert await unit.availability.time_off(ident("another"), span(-10, 500)) == []


async def test_removed_time_off_is_gone_and_can_come_back(storage: Database) -> None:
    away = TimeOff(id=ident("away"), host_id=ANNA, during=span(0, 60))
    async with storage.writing() as unit:
        await unit.availability.add_time_off(away)
        await unit.availability.remove_time_off(away.id)
        await unit.availability.remove_time_off(away.id)
        assert await unit.availability.time_off(ANNA, span(0, 60)) == []
        await unit.availability.add_time_off(away)
        assert await unit.availability.time_off(ANNA, span(0, 60)) == [away]


async def test_rules_periods_and_notes_come_back(storage: Database) -> None:
    rule = Recurring(
        id=ident("rule"),
        kind=RuleKind.BUSY,
        rrule="FREQ=MONTHLY;BYDAY=-1FR",
        start=600,
        length=90,
        first=date(2030, 1, 1),
        last=date(2030, 12, 31),
        note="all hands",
    )
    weekly = WeeklyHours((((600, 960),),) * 5 + ((), ()))
    changed = replace(
        schedule(),
        recurring=(rule, replace(rule, id=ident("other"), kind=RuleKind.AVAILABLE)),
        periods=(
            Period(first=date(2030, 6, 1), last=date(2030, 6, 30), zone="Europe/Lisbon", weekly=weekly),
            Period(first=date(2031, 1, 1), zone="Asia/Tokyo", note="moved"),
        ),
        code="work",
        metadata={"colour": "blue"},
    )
    async with storage.writing() as unit:
        saved = await unit.availability.save_schedule(changed)
        assert await unit.availability.schedule(schedule().id) == saved


async def test_a_schedules_code_is_unique_for_its_host_but_for_the_empty_one(storage: Database) -> None:
    await settle_hosts(storage, "ben")
    async with storage.writing() as unit:
        add = unit.availability.add_schedule
        await add(schedule("nameless", host_id=ANNA, overrides=()))
        await add(schedule("a", host_id=ANNA, overrides=(), code="summer"))
        await add(schedule("b", host_id=ident("host ben"), overrides=(), code="summer"))
        await add(schedule("c", host_id=ANNA, overrides=(), code="winter", deleted_at=after(1)))
        await add(schedule("d", host_id=ANNA, overrides=(), code="winter"))
        await unit.commit()
        with pytest.raises(Refused) as refused:
            await add(schedule("e", host_id=ANNA, overrides=(), code="summer"))
    assert refused.value.refusal.code is Code.NAME_TAKEN
    async with storage.writing() as unit:
        with pytest.raises(Refused) as refused:
            await unit.availability.save_schedule(replace(schedule(), code="winter"))
    assert refused.value.refusal.code is Code.NAME_TAKEN


async def test_many_hosts_are_told_apart_and_none_is_left_out(storage: Database) -> None:
    await settle_hosts(storage, "ben", "cleo")
    ben, cleo = ident("host ben"), ident("host cleo")
    bens = schedule("ben", overrides=())
    away = [
        TimeOff(id=ident(f"{n}"), host_id=who, during=span(start, 90))
        for n, (who, start) in enumerate([(ANNA, 60), (ben, 30), (ANNA, 0)])
    ]
    async with storage.writing() as unit:
        await unit.availability.add_schedule(bens)
        for each in away:
            await unit.availability.add_time_off(each)
        assert await unit.availability.schedules_of((cleo, ben, ANNA)) == {
            cleo: [],
            ben: [bens],
            ANNA: [schedule()],
        }
        assert await unit.availability.time_off_of((ANNA, ben, cleo), span(0, 500)) == {
            ANNA: [away[2], away[0]],
            ben: [away[1]],
            cleo: [],
        }
        assert await unit.availability.schedules_of(()) == {}
