"""Hours, overrides, time off and event types, as hosts set them."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from core.commands import (
    AddTimeOff,
    ChangeEventType,
    CreateEventType,
    DeleteEventType,
    RemoveTimeOff,
    SetOverrides,
    SetWeekly,
)
from core.errors import Code
from core.event_types import Place, Question
from core.hours import OFFICE_HOURS, Override
from core.interval import Interval
from core.people import Rules
from core.queries import FindSlots, HostDesk, ShowHost
from tests.core.examples import at, ident
from tests.core.usecases.conftest import House

TUESDAY = date(2026, 11, 24)


async def starts(house: House, day: int = 24, event_type: UUID | None = None, length: int = 30) -> list[str]:
    within = Interval(at("00:00", day), at("00:00", day + 1))
    query = FindSlots(
        host_id=house.host.id, event_type_id=event_type or house.intro, length=length, within=within
    )
    return [f"{each.start:%H:%M}" for each in (await house.ask(query)).slots]


async def test_new_weekly_hours_are_what_is_offered(house: House) -> None:
    weekly = OFFICE_HOURS.with_day(1, [(600, 660)])
    saved = (await house.do(SetWeekly(host_id=house.host.id, weekly=weekly))).value
    assert saved.weekly == weekly
    assert await starts(house) == ["10:00", "10:30"]


async def test_overrides_replace_those_of_the_same_day_and_can_be_taken_away(house: House) -> None:
    first = Override(day=TUESDAY, ranges=((600, 660),), reason="dentist")
    other = Override(day=date(2026, 11, 20))
    await house.do(SetOverrides(host_id=house.host.id, overrides=(first, other)))
    closed = replace(first, ranges=())
    saved = (await house.do(SetOverrides(host_id=house.host.id, overrides=(closed,)))).value
    assert saved.overrides == (other, closed)
    assert await starts(house) == []
    await house.do(SetOverrides(host_id=house.host.id, remove=(TUESDAY,)))
    assert len(await starts(house)) == 16


@pytest.mark.parametrize(
    "override",
    [
        Override(day=TUESDAY, ranges=((600, 540),)),
        Override(day=TUESDAY, ranges=((-5, 60),)),
        Override(day=TUESDAY, reason="x" * 201),
    ],
)
async def test_impossible_overrides_are_refused(house: House, override: Override) -> None:
    refusal = await house.refused(SetOverrides(host_id=house.host.id, overrides=(override,)))
    assert refusal.code is Code.INVALID


async def test_the_schedule_of_somebody_else_is_not_there(house: House) -> None:
    command = SetWeekly(host_id=house.host.id, weekly=OFFICE_HOURS, schedule_id=ident("other"))
    assert (await house.refused(command)).code is Code.NOT_FOUND


async def test_time_off_reports_the_bookings_inside_it(house: House) -> None:
    inside = await house.booked("10:00", 24)
    await house.booked("10:00", 26)
    away = Interval(at("00:00", 24), at("00:00", 25))
    report = (await house.do(AddTimeOff(host_id=house.host.id, during=away, reason="ski"))).value
    assert [each.id for each in report.clashes] == [inside.id]
    assert report.time_off.reason == "ski"
    assert await starts(house) == []


async def test_being_back_opens_the_time_again(house: House) -> None:
    away = Interval(at("00:00", 24), at("00:00", 25))
    time_off = (await house.do(AddTimeOff(host_id=house.host.id, during=away))).value.time_off
    assert (await house.ask(HostDesk(host_id=house.host.id))).time_off == (time_off,)
    removed = await house.do(RemoveTimeOff(host_id=house.host.id, time_off_id=time_off.id))
    assert removed.value == time_off
    assert len(await starts(house)) == 16
    refusal = await house.refused(RemoveTimeOff(host_id=house.host.id, time_off_id=time_off.id))
    assert refusal.code is Code.NOT_FOUND


@pytest.mark.parametrize(
    ("during", "why"),
    [
        (Interval(at("06:00"), at("07:00")), "past"),
        (Interval(at("10:00"), at("10:00")), "range"),
        (Interval(at("10:00"), at("10:00").replace(year=2060)), "range"),
    ],
)
async def test_impossible_time_off_is_refused(house: House, during: Interval, why: str) -> None:
    refusal = await house.refused(AddTimeOff(host_id=house.host.id, during=during))
    assert (refusal.code, refusal.facts["why"]) == (Code.INVALID, why)


async def test_a_new_event_type_gets_a_link_from_its_title(house: House) -> None:
    command = CreateEventType(host_id=house.host.id, title="Deep Dive", lengths=(60, 90, 60))
    made = (await house.do(command)).value
    assert (made.code, made.lengths) == ("deep-dive", (60, 90))
    assert (await house.do(command)).value.code == "deep-dive-2"
    assert (await house.do(replace(command, title="相談"))).value.code == "meeting"
    assert (await house.do(replace(command, title="Chat"))).value.code == "chat-2"
    assert await starts(house, event_type=made.id, length=90)


async def test_a_code_belongs_to_one_event_type(each_house: House) -> None:
    refusal = await each_house.refused(
        CreateEventType(host_id=each_house.host.id, title="Other", code="intro")
    )
    assert refusal.code is Code.NAME_TAKEN
    other = (await each_house.do(CreateEventType(host_id=each_house.host.id, title="Other"))).value
    change = ChangeEventType(host_id=each_house.host.id, event_type_id=other.id, code="intro")
    assert (await each_house.refused(change)).code is Code.NAME_TAKEN


async def test_an_event_type_changes_only_where_it_is_told(house: House) -> None:
    questions = (Question(id=ident("q"), text=" Which  company? ", required=True),)
    command = ChangeEventType(
        host_id=house.host.id,
        event_type_id=house.intro,
        title="Hello",
        questions=questions,
        approval=True,
        rules=Rules(buffer_after=10),
    )
    saved = (await house.do(command)).value
    assert (saved.title, saved.approval, saved.code, saved.lengths) == ("Hello", True, "intro", (30,))
    assert saved.questions[0].text == "Which company?"
    cleared = ChangeEventType(
        host_id=house.host.id, event_type_id=house.intro, clear=frozenset({"buffer_after"})
    )
    assert (await house.do(cleared)).value.rules == Rules()


async def test_a_paused_event_type_is_not_offered_and_comes_back(house: House) -> None:
    pause = ChangeEventType(host_id=house.host.id, event_type_id=house.intro, active=False)
    await house.do(pause)
    assert await starts(house) == []
    assert (await house.ask(ShowHost(username="anna"))).event_types == ()
    await house.do(replace(pause, active=True))
    assert len(await starts(house)) == 16


async def test_a_deleted_event_type_is_gone_but_its_bookings_stand(house: House) -> None:
    booking = await house.booked()
    delete = DeleteEventType(host_id=house.host.id, event_type_id=house.intro)
    await house.do(delete)
    assert (await house.ask(HostDesk(host_id=house.host.id))).event_types == ()
    async with house.storage.reading() as unit:
        assert await unit.bookings.booking(booking.id) == booking
    assert (await house.refused(delete)).code is Code.NOT_FOUND


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"title": "x" * 101},
        {"code": "a b"},
        {"code": "api"},
        {"lengths": ()},
        {"lengths": (4,)},
        {"lengths": (721,)},
        {"lengths": (10, 20, 30, 40, 50, 60, 70)},
        {"description": "x" * 2001},
        {"place": Place(detail="x" * 301)},
        {"questions": (Question(id=ident("q"), text="x" * 201),)},
        {"questions": tuple(Question(id=ident(f"{n}"), text="?") for n in range(11))},
        {"rules": Rules(step=1)},
    ],
)
async def test_impossible_event_types_are_refused(house: House, fields: dict[str, Any]) -> None:
    making = CreateEventType(host_id=house.host.id, **{"title": "Other", **fields})
    assert (await house.refused(making)).code is Code.INVALID
    changing = ChangeEventType(host_id=house.host.id, event_type_id=house.intro, **fields)
    assert (await house.refused(changing)).code is Code.INVALID
