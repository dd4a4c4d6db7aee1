"""The end of waiting: nobody is offered a class that is about to begin or is called off; one may leave, and undo."""

from datetime import datetime
from uuid import UUID

import pytest

from core.booking import Booking, Invitee, Side, Status
from core.commands import (
    DeleteEventType,
    LapseSeat,
    LeaveWaitlist,
    TakeSeat,
    Undo,
)
from core.effects import News, Note, Notice
from core.errors import Code
from core.event_types import Assignment, Mode
from core.people import Rules
from core.waiting import Standing, Waiting
from tests.core.examples import at
from tests.core.usecases.conftest import House
from tests.core.usecases.crew import another_host, team_of
from tests.core.usecases.waiting import (
    TEN,
    cancel,
    dues,
    full,
    line,
    standing,
    told,
    waits,
)

# -- when it is too late ---------------------------------------------------------------------------


async def offered_when(house: House, now: datetime) -> list[tuple[Notice, str, datetime | None]]:
    yoga, ann, _ = await full(house, rules=Rules(minimum_notice=0))
    await waits(house, yoga, "Cid")
    house.world.clock.set(now)
    notes: tuple[Note, ...] = (await cancel(house, ann)).notes
    return [(each.notice, each.name, each.not_after) for each in notes]


async def test_an_offer_ends_a_quarter_of_an_hour_before_the_class(each_house: House) -> None:
    offered = await offered_when(each_house, at("09:35", 24))
    assert offered == [(Notice.SEAT_OFFERED, "Cid", at("09:45", 24))]


@pytest.mark.parametrize("clock", ["09:41", "09:50", "10:10"])
async def test_nobody_is_offered_a_class_that_is_about_to_begin(house: House, clock: str) -> None:
    assert await offered_when(house, at(clock, 24)) == []


async def test_an_offer_ends_when_the_class_could_not_be_booked_any_more(house: House) -> None:
    yoga, ann, _ = await full(house, rules=Rules(minimum_notice=60))
    cid = await waits(house, yoga, "Cid")
    house.world.clock.set(at("08:50", 24))
    assert [each.not_after for each in (await cancel(house, ann)).notes] == [at("09:00", 24)]
    house.world.clock.set(at("08:59", 24))
    assert (await house.do(TakeSeat(waiting_id=cid.id))).value.status is Status.CONFIRMED


async def test_when_the_class_begins_whoever_waits_is_told_that_it_is_over(each_house: House) -> None:
    yoga, *_ = await full(each_house)
    cid = await waits(each_house, yoga, "Cid")
    each_house.world.clock.set(TEN)
    assert told(await each_house.do(LapseSeat(waiting_id=cid.id))) == [(Notice.CLASS_GONE, "Cid")]
    assert await standing(each_house, cid) is Standing.LAPSED


async def test_joining_leaves_a_row_that_ends_the_waiting_when_the_class_begins(each_house: House) -> None:
    yoga, *_ = await full(each_house)
    cid = await waits(each_house, yoga, "Cid")
    assert await dues(each_house, cid) == [TEN]


async def test_a_class_out_of_which_the_host_cancels_everybody_is_called_off(each_house: House) -> None:
    yoga, ann, ben = await full(each_house)
    cid = await waits(each_house, yoga, "Cid")
    assert told(await cancel(each_house, ann, Side.HOST)) == [(Notice.SEAT_OFFERED, "Cid")]
    assert told(await cancel(each_house, ben, Side.HOST)) == [(Notice.CLASS_GONE, "Cid")]
    assert (await each_house.refused(TakeSeat(waiting_id=cid.id))).code is Code.HOLD_EXPIRED


async def test_with_its_event_type_a_class_is_called_off(house: House) -> None:
    yoga, *_ = await full(house)
    await waits(house, yoga, "Cid")
    outcome = await house.do(DeleteEventType(host_id=house.host.id, event_type_id=yoga.id))
    assert told(outcome) == [(Notice.CLASS_GONE, "Cid")]


# -- leaving, and taking back ----------------------------------------------------------------------


async def test_leaving_twice_is_leaving_once(house: House) -> None:
    yoga, *_ = await full(house)
    cid = await waits(house, yoga, "Cid")
    await house.do(LeaveWaitlist(waiting_id=cid.id))
    assert (await house.do(LeaveWaitlist(waiting_id=cid.id))).changes == ()


async def test_who_has_the_seat_leaves_no_line(house: House) -> None:
    yoga, ann, _ = await full(house)
    cid = await waits(house, yoga, "Cid")
    await cancel(house, ann)
    await house.do(TakeSeat(waiting_id=cid.id))
    refusal = await house.refused(LeaveWaitlist(waiting_id=cid.id))
    assert (refusal.code, refusal.facts["status"]) == (Code.WRONG_STATUS, "booked")


async def in_line(house: House) -> tuple[UUID, Waiting, Booking]:
    yoga, ann, _ = await full(house)
    cid = await house.person("Cid")
    invitee = Invitee(person_id=cid.id, name="Cid", email="cid@example.com", zone="UTC")
    waiting = await waits(house, yoga, "Cid", invitee=invitee)
    await waits(house, yoga, "Dee")
    return cid.id, waiting, ann


async def test_joining_is_taken_back(each_house: House) -> None:
    cid, *_ = await in_line(each_house)
    await each_house.do(Undo(actor=f"person:{cid}"))
    assert await line(each_house) == [("Dee", Standing.WAITING)]


async def test_who_left_is_back_where_they_were_with_an_undo(each_house: House) -> None:
    cid, waiting, ann = await in_line(each_house)
    await each_house.do(LeaveWaitlist(waiting_id=waiting.id))
    await each_house.do(Undo(actor=f"person:{cid}"))
    assert [name for name, _ in await line(each_house)] == ["Cid", "Dee"]
    assert told(await cancel(each_house, ann)) == [(Notice.SEAT_OFFERED, "Cid")]


async def test_a_seat_that_was_taken_is_free_for_the_next_with_an_undo(each_house: House) -> None:
    cid, waiting, ann = await in_line(each_house)
    await cancel(each_house, ann)
    await each_house.do(TakeSeat(waiting_id=waiting.id))
    undone = await each_house.do(Undo(actor=f"person:{cid}"))
    assert told(undone) == [(Notice.SEAT_OFFERED, "Dee")]
    assert [each.news for each in undone.told] == [News.CANCELLED]


# -- classes of several hosts, and classes that move -----------------------------------------------


async def test_a_class_of_two_hosts_keeps_the_freed_seat_with_both(each_house: House) -> None:
    bob = await another_host(each_house, "Bob")
    await team_of(each_house, bob)
    parts = (Assignment(host_id=each_house.host.id), Assignment(host_id=bob.id))
    yoga, ann, _ = await full(each_house, mode=Mode.COLLECTIVE, assignments=parts)
    cid = await waits(each_house, yoga, "Cid")
    assert told(await cancel(each_house, ann)) == [(Notice.SEAT_OFFERED, "Cid")]
    async with each_house.storage.reading() as unit:
        (hold,) = await unit.bookings.hold_of(cid.owner, each_house.world.clock.now())
    assert hold.host_ids == (each_house.host.id, bob.id)
    booking = (await each_house.do(TakeSeat(waiting_id=cid.id))).value
    assert booking.host_ids == hold.host_ids
