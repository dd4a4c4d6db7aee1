"""Schedules and time off, on both engines."""

from dataclasses import replace
from datetime import date

import pytest

from core.errors import ConflictError
from core.hours import Override, TimeOff, WeeklyHours
from storage import Database
from tests.storage.examples import after, ident, schedule, span

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
