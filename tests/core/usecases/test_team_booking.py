"""Booking several hosts: all of them together, or those whom round robin chooses."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.booking import Side
from core.commands import AddTimeOff, CancelBooking, HoldSlot, MoveBooking, SetWeekly
from core.errors import Code
from core.event_types import Assignment, Fairness, Mode, Share
from core.hours import WeeklyHours
from core.interval import Interval
from core.people import Host, Rules
from core.queries import FindSlots, Found, ShowHost, WhyNot
from tests.core.examples import at
from tests.core.usecases.conftest import House

MORNING = Interval(at("09:00", 24), at("12:00", 24))


async def collective(house: House, *others: Host) -> None:
    parts = tuple(Assignment(host_id=each.id) for each in (house.host, *others))
    await house.offers(mode=Mode.COLLECTIVE, assignments=parts)


async def in_turns(house: House, *parts: Assignment, **fairness: Any) -> None:
    await house.offers(mode=Mode.ROUND_ROBIN, assignments=parts, fairness=Fairness(**fairness))


def part(host: Host, **fields: Any) -> Assignment:
    return Assignment(host_id=host.id, **fields)


async def away(house: House, host: Host, clock: str = "00:00", hours: int = 24) -> None:
    start = at(clock, 24)
    await house.do(AddTimeOff(host_id=host.id, during=Interval(start, start + timedelta(hours=hours))))


def someone(number: int) -> dict[str, Any]:
    return {"email": f"guest{number}@example.com", "request_id": f"request {number}"}


async def starts(house: House, **other: Any) -> list[str]:
    query = FindSlots(host_id=house.host.id, event_type_id=house.intro, length=30, within=MORNING, **other)
    found: Found = await house.ask(query)
    return [f"{each.start:%H:%M}" for each in found.slots]


# -- together --------------------------------------------------------------------------------------


async def test_a_meeting_of_several_takes_the_time_of_each(each_house: House) -> None:
    carl, dora = await each_house.colleague("Carl"), await each_house.colleague("Dora")
    await collective(each_house, carl, dora)
    booking = await each_house.booked()
    assert booking.host_ids == (each_house.host.id, carl.id, dora.id)
    assert booking.title == "Intro meeting: Anna, Carl, Dora and Bob"
    assert booking.chosen == {}
    other = replace(
        each_house.booking_of(email="else@example.com"),
        host_id=carl.id,
        event_type_id=(await each_house.ask_desk(carl)).event_types[0].id,
    )
    assert (await each_house.refused(other)).code is Code.BUSY


async def test_only_times_at_which_everybody_is_free_are_offered(each_house: House) -> None:
    carl = await each_house.colleague("Carl")
    await collective(each_house, carl)
    await away(each_house, carl, "09:30", 1)
    assert await starts(each_house) == ["09:00", "10:30", "11:00", "11:30"]
    await away(each_house, carl)
    assert await starts(each_house) == []
    assert (await each_house.refused(each_house.booking_of())).code is Code.NO_HOST


async def test_somebody_who_is_gone_or_paused_closes_a_meeting_of_all(house: House) -> None:
    carl = await house.colleague("Carl")
    await collective(house, carl)
    paused = await house.hires(carl, paused=True)
    assert await starts(house) == []
    await house.hires(paused, paused=False, deleted_at=house.world.clock.now())
    assert await starts(house) == []
    assert (await house.refused(house.booking_of())).code is Code.NO_HOST


async def test_the_longest_buffer_of_all_is_kept_by_each(each_house: House) -> None:
    carl = await each_house.colleague("Carl")
    await each_house.hires(carl, rules=replace(carl.rules, buffer_after=30))
    await collective(each_house, carl)
    booking = await each_house.booked("10:00")
    assert (booking.buffer_before, booking.buffer_after) == (0, 30)
    assert await starts(each_house) == ["09:00", "11:00", "11:30"]


async def test_the_main_host_is_the_first_who_is_required(house: House) -> None:
    carl = await house.colleague("Carl")
    await house.offers(mode=Mode.COLLECTIVE, assignments=(part(house.host), part(carl, required=True)))
    assert (await house.booked()).host_ids == (carl.id, house.host.id)


async def test_each_host_works_by_their_own_hours(house: House) -> None:
    carl = await house.colleague("Carl")
    afternoon = WeeklyHours((((11 * 60, 17 * 60),),) * 7)
    await house.do(SetWeekly(host_id=carl.id, weekly=afternoon))
    await collective(house, carl)
    assert await starts(house) == ["11:00", "11:30"]


# -- in turns --------------------------------------------------------------------------------------


async def test_meetings_are_shared_evenly_and_the_reason_is_kept(each_house: House) -> None:
    carl = await each_house.colleague("Carl")
    await in_turns(each_house, part(each_house.host), part(carl))
    booked = [await each_house.booked(f"{9 + n:02d}:00", **someone(n)) for n in range(6)]
    hosts = [each.host_id for each in booked]
    assert {hosts.count(each_house.host.id), hosts.count(carl.id)} == {3}
    assert all(each.co_hosts == () for each in booked)
    assert set(booked[-1].chosen) == {str(hosts[-1])}
    assert booked[-1].chosen[str(hosts[-1])]["reason"] == "behind"


async def test_a_time_is_free_while_one_of_them_is(each_house: House) -> None:
    carl = await each_house.colleague("Carl")
    await in_turns(each_house, part(each_house.host), part(carl))
    first, second = await each_house.booked(**someone(1)), await each_house.booked(**someone(2))
    assert {first.host_id, second.host_id} == {each_house.host.id, carl.id}
    assert "10:00" not in await starts(each_house)
    third = each_house.booking_of(**someone(3))
    assert (await each_house.refused(third)).code is Code.BUSY


async def test_one_of_each_group_meets_with_who_is_required(each_house: House) -> None:
    names = ("Carl", "Dora", "Emil", "Fay")
    carl, dora, emil, fay = [await each_house.colleague(each) for each in names]
    await in_turns(
        each_house,
        part(carl, group="sales"),
        part(dora, group="sales"),
        part(each_house.host, required=True),
        part(emil, group="engineering"),
        part(fay, group="engineering"),
    )
    booking = await each_house.booked()
    assert booking.host_id == each_house.host.id
    assert len(booking.co_hosts) == 2
    assert {*booking.co_hosts} & {carl.id, dora.id}
    assert {*booking.co_hosts} & {emil.id, fay.id}
    assert set(booking.chosen) == {str(each) for each in booking.co_hosts}
    await away(each_house, emil)
    await away(each_house, fay)
    assert await starts(each_house) == []


async def test_who_is_paused_or_deleted_is_not_asked(house: House) -> None:
    carl, dora = await house.colleague("Carl"), await house.colleague("Dora")
    await in_turns(house, part(carl), part(dora), part(house.host))
    await house.hires(carl, paused=True)
    await house.hires(dora, deleted_at=house.world.clock.now())
    booked = [await house.booked(f"{9 + n:02d}:00", **someone(n)) for n in range(3)]
    assert {each.host_id for each in booked} == {house.host.id}


async def test_nobody_left_of_a_group_closes_the_event_type(house: House) -> None:
    carl = await house.colleague("Carl")
    await in_turns(house, part(house.host, required=True), part(carl, group="sales"))
    await house.hires(carl, deleted_at=house.world.clock.now())
    assert await starts(house) == []
    assert (await house.refused(house.booking_of())).code is Code.NO_HOST


async def test_a_hold_keeps_the_host_who_is_then_booked(each_house: House) -> None:
    carl = await each_house.colleague("Carl")
    await in_turns(each_house, part(each_house.host), part(carl))
    hold = (await each_house.do(held(each_house, "bob"))).value
    other = (await each_house.do(held(each_house, "eve"))).value
    assert {hold.host_id, other.host_id} == {each_house.host.id, carl.id}
    assert (await each_house.refused(held(each_house, "zoe"))).code is Code.HELD
    assert (await each_house.booked(**someone(1), owner="eve")).host_id == other.host_id
    assert (await each_house.booked(**someone(2), owner="bob")).host_id == hold.host_id


def held(house: House, owner: str) -> HoldSlot:
    return HoldSlot(
        host_id=house.host.id, event_type_id=house.intro, start=at("10:00", 24), length=30, owner=owner
    )


async def test_weights_priorities_and_own_limits_count(house: House) -> None:
    carl = await house.colleague("Carl")
    await in_turns(house, part(house.host, weight=200), part(carl))
    hosts = [(await house.booked(f"{9 + n:02d}:00", **someone(n))).host_id for n in range(6)]
    assert (hosts.count(house.host.id), hosts.count(carl.id)) == (4, 2)
    await in_turns(house, part(carl, priority=5, daily_limit=3), part(house.host), share=Share.TURNS)
    hosts = [(await house.booked(f"{9 + n:02d}:30", **someone(9 + n))).host_id for n in range(3)]
    assert hosts == [carl.id, house.host.id, house.host.id]


async def test_fairness_looks_back_only_so_far(house: House) -> None:
    carl = await house.colleague("Carl")
    await in_turns(house, part(house.host), part(carl), horizon_days=7)
    await away(house, carl)
    for number in range(3):
        assert (await house.booked(f"{9 + number:02d}:00", **someone(number))).host_id == house.host.id
    house.world.clock.tick(days=8)
    hosts = []
    for number in range(2):
        later = at("09:00", 30) + timedelta(days=3, hours=number)
        hosts.append((await house.booked(start=later, **someone(20 + number))).host_id)
    assert {*hosts} == {house.host.id, carl.id}


# -- afterwards ------------------------------------------------------------------------------------


async def test_a_moved_meeting_keeps_its_hosts(each_house: House) -> None:
    carl, dora = await each_house.colleague("Carl"), await each_house.colleague("Dora")
    await in_turns(each_house, part(carl), part(dora))
    booking = await each_house.booked("10:00")
    other = dora if booking.host_id == carl.id else carl
    await away(each_house, other)
    assert await starts(each_house, moving=booking.id) == [
        "09:00",
        "09:30",
        "10:00",
        "10:30",
        "11:00",
        "11:30",
    ]
    moved = (await each_house.do(moving(booking.id))).value
    assert (moved.id, moved.host_id, moved.slot.start) == (booking.id, booking.host_id, at("11:00", 24))
    assert moved.chosen == booking.chosen


def moving(booking_id: Any, clock: str = "11:00", **other: Any) -> MoveBooking:
    return MoveBooking(**{"booking_id": booking_id, "by": Side.INVITEE, "start": at(clock, 24), **other})


async def test_a_meeting_moves_only_to_when_its_own_hosts_are_free(each_house: House) -> None:
    carl, dora = await each_house.colleague("Carl"), await each_house.colleague("Dora")
    await in_turns(each_house, part(carl), part(dora))
    booking = await each_house.booked("10:00")
    own = carl if booking.host_id == carl.id else dora
    await away(each_house, own, "11:00", 1)
    assert "11:00" in await starts(each_house)
    assert "11:00" not in await starts(each_house, moving=booking.id)
    assert (await each_house.refused(moving(booking.id))).code is Code.TIME_OFF


async def test_a_meeting_moves_also_when_its_host_is_not_assigned_any_more(house: House) -> None:
    carl, dora = await house.colleague("Carl"), await house.colleague("Dora")
    await in_turns(house, part(carl))
    booking = await house.booked("10:00")
    await in_turns(house, part(dora))
    assert (await house.do(moving(booking.id))).value.host_id == carl.id
    await house.offers(mode=Mode.SOLO, assignments=())
    assert (await house.do(moving(booking.id, "11:30"))).value.host_id == carl.id


async def test_any_of_the_hosts_can_cancel_and_is_named(each_house: House) -> None:
    carl = await each_house.colleague("Carl")
    await collective(each_house, carl)
    booking = await each_house.booked()
    stranger = await each_house.colleague("Sam")
    cancel = CancelBooking(booking_id=booking.id, by=Side.HOST, host_id=stranger.id)
    assert (await each_house.refused(cancel)).code is Code.NOT_YOURS
    outcome = await each_house.do(replace(cancel, host_id=carl.id))
    assert outcome.changes[0].actor == f"host:{carl.id}"
    assert "10:00" in await starts(each_house)


async def test_why_not_is_answered_for_a_team(house: House) -> None:
    carl = await house.colleague("Carl")
    await in_turns(house, part(carl))
    query = WhyNot(host_id=house.host.id, event_type_id=house.intro, length=30, start=at("10:00", 24))
    assert await house.ask(query) == ()
    await away(house, carl)
    assert await house.ask(query) != ()


async def test_an_event_type_can_be_asked_for_by_anybody_who_takes_part(house: House) -> None:
    carl, sam = await house.colleague("Carl"), await house.colleague("Sam")
    await in_turns(house, part(carl))
    assert (await house.booked(host_id=carl.id)).host_id == carl.id
    assert (await house.refused(house.booking_of("11:00", host_id=sam.id))).code is Code.NOT_FOUND


@pytest.mark.parametrize("step", [None, 45])
async def test_the_grid_is_the_teams_not_that_of_who_is_chosen(house: House, step: int | None) -> None:
    carl = await house.colleague("Carl")
    late = WeeklyHours((((9 * 60 + 20, 17 * 60),),) * 7)
    await house.do(SetWeekly(host_id=carl.id, weekly=late))
    await in_turns(house, part(house.host), part(carl))
    await house.offers(rules=Rules(step=step))
    for clock in await starts(house):
        booking = await house.booked(clock, **someone(int(clock.replace(":", ""))))
        await house.do(CancelBooking(booking_id=booking.id, by=Side.HOST))


async def test_a_page_names_the_hosts_who_take_part(each_house: House) -> None:
    carl = await each_house.colleague("Carl")
    await collective(each_house, carl)
    page = await each_house.ask(ShowHost(username=each_house.host.username))
    assert [each.name for each in page.hosts] == ["Anna", "Carl"]
