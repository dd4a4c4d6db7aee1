"""Several schedules: names and codes, which is the default one, stretches elsewhere, and deleting one."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.commands import (
    AddSchedule,
    ChangeEventType,
    ChangeSchedule,
    DeleteSchedule,
    SetWeekly,
    Undo,
)
from core.errors import Code
from core.hours import OFFICE_HOURS, Period, Schedule, WeeklyHours
from core.queries import HostDesk
from tests.core.usecases.conftest import House
from tests.core.usecases.crew import another_host

EVENINGS = WeeklyHours((((18 * 60, 21 * 60),),) * 4 + ((), (), ()))
JUNE = Period(first=date(2027, 6, 1), last=date(2027, 6, 30), zone="Europe/Lisbon", weekly=EVENINGS)
MAY = Period(first=date(2027, 5, 3), last=date(2027, 5, 20), zone="Asia/Tokyo", note="fair")


async def evenings(house: House, **other: Any) -> Schedule:
    fields = {"host_id": house.host.id, "name": "Evenings", "weekly": EVENINGS, **other}
    schedule: Schedule = (await house.do(AddSchedule(**fields))).value
    return schedule


async def schedules(house: House) -> tuple[Schedule, ...]:
    desk = await house.ask(HostDesk(host_id=house.host.id))
    found: tuple[Schedule, ...] = desk.schedules
    return found


async def test_a_further_schedule_is_not_the_default_one(each_house: House) -> None:
    made = await evenings(each_house, zone="Asia/Tokyo")
    assert (made.name, made.code, made.zone, made.is_default) == ("Evenings", "evenings", "Asia/Tokyo", False)
    assert [each.name for each in await schedules(each_house)] == ["Working hours", "Evenings"]


async def test_a_schedule_has_the_hosts_zone_and_office_hours_unless_others_are_given(house: House) -> None:
    made = (await house.do(AddSchedule(host_id=house.host.id, name="Other"))).value
    assert (made.zone, made.weekly) == ("UTC", OFFICE_HOURS)


async def test_names_repeat_and_codes_do_not(each_house: House) -> None:
    codes = [(await evenings(each_house)).code for _ in range(3)]
    assert codes == ["evenings", "evenings-2", "evenings-3"]
    refusal = await each_house.refused(AddSchedule(host_id=each_house.host.id, name="x", code="Evenings-2"))
    assert (refusal.code, refusal.facts["name"]) == (Code.NAME_TAKEN, "evenings-2")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 51}, "name"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"code": "a b"}, "code"),
        ({"code": "x" * 51}, "code"),
    ],
)
async def test_a_schedule_with_nonsense_is_refused(house: House, fields: dict[str, Any], field: str) -> None:
    given = {"host_id": house.host.id, "name": "Evenings", **fields}
    refusal = await house.refused(AddSchedule(**given))
    assert (refusal.code, refusal.facts["field"]) == (Code.INVALID, field)


async def test_there_are_at_most_twenty_schedules(house: House) -> None:
    for _ in range(19):
        await evenings(house)
    refusal = await house.refused(AddSchedule(host_id=house.host.id, name="One more"))
    assert (refusal.code, refusal.facts["high"]) == (Code.INVALID, 20)


async def test_another_schedule_becomes_the_default_one_and_an_undo_gives_the_place_back(
    each_house: House,
) -> None:
    made = await evenings(each_house)
    change = ChangeSchedule(host_id=each_house.host.id, schedule_id=made.id, make_default=True)
    await each_house.do(change)
    found = await schedules(each_house)
    assert [(each.name, each.is_default) for each in found] == [
        ("Evenings", True),
        ("Working hours", False),
    ]
    await each_house.do(Undo(actor=f"host:{each_house.host.id}"))
    found = await schedules(each_house)
    assert [(each.name, each.is_default) for each in found] == [
        ("Working hours", True),
        ("Evenings", False),
    ]


async def test_one_undo_does_not_pass_over_a_later_change_of_the_former_default(house: House) -> None:
    made = await evenings(house)
    await house.do(ChangeSchedule(host_id=house.host.id, schedule_id=made.id, make_default=True))
    former = (await schedules(house))[1]
    await house.do(SetWeekly(host_id=house.host.id, schedule_id=former.id, weekly=EVENINGS))
    host = f"host:{house.host.id}"
    assert (await house.do(Undo(actor=host))).value.verb == "set_weekly"
    assert (await house.do(Undo(actor=host))).value.verb == "change_schedule"


async def test_name_code_zone_and_notes_are_changed(each_house: House) -> None:
    made = await evenings(each_house)
    change = ChangeSchedule(
        host_id=each_house.host.id,
        schedule_id=made.id,
        name="Late",
        code="late",
        zone="Asia/Tokyo",
        metadata={"door": "back"},
    )
    after = (await each_house.do(change)).value
    assert (after.name, after.code, after.zone, after.metadata) == (
        "Late",
        "late",
        "Asia/Tokyo",
        {"door": "back"},
    )
    assert (await schedules(each_house))[1] == after


async def test_a_code_of_another_schedule_is_taken(house: House) -> None:
    await evenings(house)
    other = await evenings(house)
    refusal = await house.refused(
        ChangeSchedule(host_id=house.host.id, schedule_id=other.id, code="evenings")
    )
    assert refusal.code is Code.NAME_TAKEN


async def test_what_changes_nothing_leaves_nothing_to_undo(house: House) -> None:
    outcome = await house.do(ChangeSchedule(host_id=house.host.id, name="Working hours"))
    assert outcome.changes == ()


async def test_periods_are_replaced_as_a_whole_and_sorted(each_house: House) -> None:
    change = ChangeSchedule(host_id=each_house.host.id, periods=(JUNE, MAY))
    assert (await each_house.do(change)).value.periods == (MAY, JUNE)
    assert (await schedules(each_house))[0].periods == (MAY, JUNE)
    await each_house.do(ChangeSchedule(host_id=each_house.host.id, periods=(JUNE,)))
    assert (await schedules(each_house))[0].periods == (JUNE,)
    await each_house.do(Undo(actor=f"host:{each_house.host.id}"))
    assert (await schedules(each_house))[0].periods == (MAY, JUNE)


@pytest.mark.parametrize(
    ("periods", "why"),
    [
        ((Period(first=date(2027, 6, 2), last=date(2027, 6, 1), zone="UTC"),), "order"),
        ((Period(first=date(1999, 6, 2), zone="UTC"),), "range"),
        ((Period(first=date(2027, 6, 2), last=date(9999, 1, 1), zone="UTC"),), "range"),
        ((Period(first=date(2027, 6, 2), zone="Mars/Olympus"),), "zone"),
        ((Period(first=date(2027, 6, 2), zone="UTC", note="x" * 201),), "length"),
        ((JUNE, JUNE), "twice"),
        (tuple(Period(first=date(2027, 1, 1) + timedelta(days=n), zone="UTC") for n in range(51)), "count"),
    ],
)
async def test_impossible_periods_are_refused(house: House, periods: tuple[Period, ...], why: str) -> None:
    refusal = await house.refused(ChangeSchedule(host_id=house.host.id, periods=periods))
    assert (refusal.code, refusal.facts["why"]) == (Code.INVALID, why)


async def test_event_types_of_a_deleted_schedule_follow_the_default_one_and_come_back_with_an_undo(
    each_house: House,
) -> None:
    made = await evenings(each_house)
    await each_house.do(
        ChangeEventType(host_id=each_house.host.id, event_type_id=each_house.intro, schedule_id=made.id)
    )
    await each_house.do(DeleteSchedule(host_id=each_house.host.id, schedule_id=made.id))
    desk = await each_house.ask(HostDesk(host_id=each_house.host.id))
    assert (len(desk.schedules), desk.event_types[0].schedule_id) == (1, None)
    await each_house.do(Undo(actor=f"host:{each_house.host.id}"))
    desk = await each_house.ask(HostDesk(host_id=each_house.host.id))
    assert (len(desk.schedules), desk.event_types[0].schedule_id) == (2, made.id)


async def test_a_new_schedule_is_gone_with_an_undo_and_its_event_types_follow_the_default_one(
    house: House,
) -> None:
    made = await evenings(house)
    change = ChangeEventType(host_id=house.host.id, event_type_id=house.intro, schedule_id=made.id)
    await house.do(change)
    host = f"host:{house.host.id}"
    await house.do(Undo(actor=host))
    await house.do(change)
    async with (
        house.storage.writing() as unit
    ):  # the change of the event type is too old, the schedule is not
        last = await unit.audit.last(host, made.created_at)
        assert last is not None
        await unit.audit.mark_undone(last.id)
        await unit.commit()
    await house.do(Undo(actor=host))
    desk = await house.ask(HostDesk(host_id=house.host.id))
    assert (len(desk.schedules), desk.event_types[0].schedule_id) == (1, None)


async def test_the_default_schedule_cannot_be_deleted(house: House) -> None:
    default = (await schedules(house))[0]
    refusal = await house.refused(DeleteSchedule(host_id=house.host.id, schedule_id=default.id))
    assert (refusal.code, refusal.facts["why"]) == (Code.INVALID, "default")


async def test_a_schedule_of_somebody_else_is_not_there(house: House) -> None:
    bob = await another_host(house, "Bob")
    made = await evenings(house)
    refusal = await house.refused(ChangeSchedule(host_id=bob.id, schedule_id=made.id, name="Mine"))
    assert refusal.code is Code.NOT_FOUND
