"""Waiting for a seat: first come first, and each is kept a seat for a while."""

from datetime import timedelta
from typing import Any

import pytest

from core.booking import Booking, Invitee, Side
from core.commands import (
    AnswerRequest,
    BookSeries,
    CancelSeries,
    ChangeEventType,
    ChangeHost,
    HoldSlot,
    LapseSeat,
    LeaveWaitlist,
    MoveBooking,
    TakeSeat,
    Undo,
)
from core.effects import News, Notice
from core.errors import Code
from core.queries import MyWaiting, ShowWaiting
from core.waiting import Standing
from tests.core.examples import at, ident
from tests.core.usecases.conftest import House
from tests.core.usecases.waiting import (
    TEN,
    cancel,
    dues,
    full,
    join,
    left,
    line,
    seat,
    standing,
    told,
    waits,
    yoga_of,
)

# -- joining ---------------------------------------------------------------------------------------


async def test_who_finds_a_class_full_joins_the_line_at_its_end(each_house: House) -> None:
    yoga, *_ = await full(each_house)
    assert (await waits(each_house, yoga, "Cid")).place == 1
    dee = await waits(each_house, yoga, "Dee")
    assert (dee.place, dee.standing) == (2, Standing.WAITING)
    assert await line(each_house) == [("Cid", Standing.WAITING), ("Dee", Standing.WAITING)]


async def test_a_person_sees_what_they_wait_for_and_their_place(each_house: House) -> None:
    yoga, *_ = await full(each_house)
    await waits(each_house, yoga, "Cid")
    dee = await each_house.person("Dee")
    invitee = Invitee(person_id=dee.id, name="Dee", zone="UTC")
    await waits(each_house, yoga, "Dee", invitee=invitee)
    (mine,) = await each_house.ask(MyWaiting(person_id=dee.id))
    assert (mine.invitee.name, mine.place) == ("Dee", 2)
    page = await each_house.ask(ShowWaiting(waiting_id=mine.id))
    assert (page.waiting, page.host.id, page.event_type) == (mine, each_house.host.id, yoga)


async def test_nobody_waits_for_what_is_free(house: House) -> None:
    yoga = await yoga_of(house)
    await seat(house, yoga, "Ann")
    refusal = await house.refused(join(house, yoga, "Cid"))
    assert (refusal.code, refusal.facts["why"]) == (Code.INVALID, "free")


async def test_who_wants_more_seats_than_are_left_may_wait_for_them(house: House) -> None:
    yoga = await yoga_of(house)
    ann = await seat(house, yoga, "Ann")
    await waits(house, yoga, "Cid", 2)
    assert told(await cancel(house, ann)) == [(Notice.SEAT_OFFERED, "Cid")]


@pytest.mark.parametrize("settings", [{"seats": 1}, {"waitlist": False}])
async def test_without_seats_or_a_waiting_list_nobody_waits(house: House, settings: dict[str, Any]) -> None:
    yoga = await yoga_of(house)
    await house.do(ChangeEventType(host_id=house.host.id, event_type_id=yoga.id, **settings))
    refusal = await house.refused(join(house, yoga, "Cid"))
    assert (refusal.code, refusal.facts["why"]) == (Code.INVALID, "none")


async def test_nobody_waits_for_what_cannot_be_booked_anyway(house: House) -> None:
    yoga, *_ = await full(house)
    for other, code in (
        ({"start": at("03:00", 24)}, Code.OUTSIDE_HOURS),
        ({"start": at("10:00", 20)}, Code.PAST),
        ({"length": 45}, Code.LENGTH),
    ):
        assert (await house.refused(join(house, yoga, "Cid", **other))).code is code


async def test_one_waits_once_and_not_beside_a_seat(house: House) -> None:
    yoga, *_ = await full(house)
    await waits(house, yoga, "Cid")
    again = await house.refused(join(house, yoga, "Cid"))
    assert (again.code, again.facts["why"]) == (Code.INVALID, "already")
    assert (await house.refused(join(house, yoga, "Ann"))).code is Code.ALREADY_BOOKED


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"verified": False}, Code.UNVERIFIED),
        ({"seats": 0}, Code.INVALID),
        ({"seats": 3}, Code.INVALID),
        ({"invitee": Invitee(person_id=None, name="Cid", zone="UTC")}, Code.INVALID),
        ({"invitee": Invitee(person_id=None, name="Cid", email="x", zone="UTC")}, Code.INVALID),
        ({"invitee": Invitee(person_id=None, name="Cid", email="c@example.com", zone="Mars")}, Code.INVALID),
    ],
)
async def test_waiting_with_nonsense_is_refused(house: House, other: dict[str, Any], code: Code) -> None:
    yoga, *_ = await full(house)
    assert (await house.refused(join(house, yoga, "Cid", **other))).code is code


# -- being offered a seat --------------------------------------------------------------------------


async def test_a_freed_seat_is_kept_for_who_came_first_for_half_an_hour(each_house: House) -> None:
    yoga, ann, _ = await full(each_house)
    cid = await waits(each_house, yoga, "Cid")
    await waits(each_house, yoga, "Dee")
    outcome = await cancel(each_house, ann)
    (note,) = outcome.notes
    until = each_house.world.clock.now() + timedelta(minutes=30)
    assert (note.notice, note.email, note.not_after) == (Notice.SEAT_OFFERED, "cid@example.com", until)
    assert note.facts == {
        "title": "Yoga",
        "start": TEN.isoformat(),
        "end": (TEN + timedelta(minutes=30)).isoformat(),
        "until": until.isoformat(),
        "waiting": str(cid.id),
        "event_type": str(yoga.id),
        "host": "Anna",
    }
    assert await line(each_house) == [("Cid", Standing.OFFERED), ("Dee", Standing.WAITING)]
    assert await left(each_house, yoga) == 0  # nobody else can take it


async def test_the_seat_is_taken_once_and_booked_as_it_was_asked_for(each_house: House) -> None:
    yoga, ann, _ = await full(each_house)
    cid = await waits(each_house, yoga, "Cid")
    await cancel(each_house, ann)
    outcome = await each_house.do(TakeSeat(waiting_id=cid.id))
    booking: Booking = outcome.value
    assert (booking.invitee, booking.slot, booking.seats) == (cid.invitee, cid.slot, 1)
    assert [(each.news, each.booking) for each in outcome.told] == [(News.BOOKED, booking)]
    assert await standing(each_house, cid) is Standing.BOOKED
    again = await each_house.do(TakeSeat(waiting_id=cid.id))
    assert (again.value, again.told) == (booking, ())
    assert await line(each_house) == []


async def test_a_declined_seat_goes_to_the_next(each_house: House) -> None:
    yoga, ann, _ = await full(each_house)
    cid, dee = await waits(each_house, yoga, "Cid"), await waits(each_house, yoga, "Dee")
    await cancel(each_house, ann)
    outcome = await each_house.do(LeaveWaitlist(waiting_id=cid.id))
    assert told(outcome) == [(Notice.SEAT_OFFERED, "Dee")]
    assert (await each_house.do(TakeSeat(waiting_id=dee.id))).value.invitee.name == "Dee"


async def test_a_seat_that_is_not_taken_in_time_goes_to_the_next_and_both_are_told(each_house: House) -> None:
    yoga, ann, _ = await full(each_house)
    cid = await waits(each_house, yoga, "Cid")
    await waits(each_house, yoga, "Dee")
    await cancel(each_house, ann)
    each_house.world.clock.tick(minutes=29)
    assert told(await each_house.do(LapseSeat(waiting_id=cid.id))) == []  # it is not time yet
    each_house.world.clock.tick(minutes=1)
    refusal = await each_house.refused(TakeSeat(waiting_id=cid.id))
    assert refusal.code is Code.HOLD_EXPIRED
    outcome = await each_house.do(LapseSeat(waiting_id=cid.id))
    assert told(outcome) == [(Notice.SEAT_LAPSED, "Cid"), (Notice.SEAT_OFFERED, "Dee")]
    assert (await each_house.refused(TakeSeat(waiting_id=cid.id))).code is Code.HOLD_EXPIRED
    assert told(await each_house.do(LapseSeat(waiting_id=cid.id))) == []  # the same row again


async def test_who_is_not_offered_a_seat_cannot_take_one(house: House) -> None:
    yoga, *_ = await full(house)
    cid = await waits(house, yoga, "Cid")
    refusal = await house.refused(TakeSeat(waiting_id=cid.id))
    assert (refusal.code, refusal.facts["status"]) == (Code.WRONG_STATUS, "waiting")
    assert (await house.refused(TakeSeat(waiting_id=ident("nobody")))).code is Code.NOT_FOUND


async def test_two_freed_seats_are_offered_to_the_first_two(each_house: House) -> None:
    yoga = await yoga_of(each_house)
    both = await seat(each_house, yoga, "Ann", 2)
    for name in ("Cid", "Dee", "Eve"):
        await waits(each_house, yoga, name)
    outcome = await cancel(each_house, both)
    assert told(outcome) == [(Notice.SEAT_OFFERED, "Cid"), (Notice.SEAT_OFFERED, "Dee")]


async def test_nobody_is_passed_over_because_their_party_is_larger(house: House) -> None:
    yoga, ann, ben = await full(house)
    await waits(house, yoga, "Cid", 2)
    await waits(house, yoga, "Dee")
    assert told(await cancel(house, ann)) == []
    assert await left(house, yoga) == 1
    assert told(await cancel(house, ben)) == [(Notice.SEAT_OFFERED, "Cid")]


async def test_a_party_larger_than_the_class_holds_nobody_up(house: House) -> None:
    yoga, ann, _ = await full(house, seats=3)
    cob = await seat(house, yoga, "Cob")
    await waits(house, yoga, "Cid", 3)
    await waits(house, yoga, "Dee")
    await cancel(house, cob, Side.HOST)
    await house.do(ChangeEventType(host_id=house.host.id, event_type_id=yoga.id, seats=2))
    assert told(await cancel(house, ann)) == [(Notice.SEAT_OFFERED, "Dee")]


# -- what frees a seat -----------------------------------------------------------------------------


async def test_moving_away_declining_and_undoing_free_a_seat(each_house: House) -> None:
    host = each_house.host.id
    yoga = await yoga_of(each_house)
    ann, ben = await seat(each_house, yoga, "Ann"), await seat(each_house, yoga, "Ben")
    for name in ("Cid", "Dee"):
        await waits(each_house, yoga, name)
    moved = await each_house.do(MoveBooking(booking_id=ann.id, by=Side.INVITEE, start=at("11:00", 24)))
    assert told(moved) == [(Notice.SEAT_OFFERED, "Cid")]
    await each_house.do(ChangeEventType(host_id=host, event_type_id=yoga.id, approval=True))
    asked = await each_house.do(MoveBooking(booking_id=ben.id, by=Side.INVITEE, start=at("12:00", 24)))
    assert told(asked) == [(Notice.SEAT_OFFERED, "Dee")]


async def test_a_declined_request_frees_a_seat(house: House) -> None:
    yoga = await yoga_of(house, approval=True)
    ann = await seat(house, yoga, "Ann")
    await seat(house, yoga, "Ben")
    await waits(house, yoga, "Cid")
    declined = await house.do(AnswerRequest(booking_id=ann.id, by=Side.HOST, accept=False))
    assert told(declined) == [(Notice.SEAT_OFFERED, "Cid")]


async def test_a_booking_taken_back_frees_a_seat(house: House) -> None:
    yoga = await yoga_of(house)
    await seat(house, yoga, "Ann")
    ben = await house.person("Ben")
    await seat(house, yoga, "Ben", person_id=ben.id)
    await waits(house, yoga, "Cid")
    assert told(await house.do(Undo(actor=f"person:{ben.id}"))) == [(Notice.SEAT_OFFERED, "Cid")]


async def test_a_cancelled_series_frees_its_seats(house: House) -> None:
    yoga = await yoga_of(house, seats=2)
    await seat(house, yoga, "Ann")
    command = BookSeries(
        request_id="series",
        host_id=house.host.id,
        event_type_id=yoga.id,
        starts=(TEN, TEN + timedelta(days=1)),
        length=30,
        name="Ben",
        email="ben@example.com",
        zone="UTC",
        verified=True,
    )
    series = (await house.do(command)).value
    await waits(house, yoga, "Cid")
    outcome = await house.do(CancelSeries(series_id=series.series_id, by=Side.INVITEE))
    assert told(outcome) == [(Notice.SEAT_OFFERED, "Cid")]


async def test_a_freed_seat_that_nobody_waits_for_stays_free(house: House) -> None:
    yoga, ann, _ = await full(house)
    assert told(await cancel(house, ann)) == []
    assert await left(house, yoga) == 1


async def test_more_seats_or_an_end_of_a_pause_are_offered_to_who_waits(each_house: House) -> None:
    host = each_house.host.id
    yoga, ann, _ = await full(each_house)
    for name in ("Cid", "Dee"):
        await waits(each_house, yoga, name)
    raised = await each_house.do(ChangeEventType(host_id=host, event_type_id=yoga.id, seats=3))
    assert told(raised) == [(Notice.SEAT_OFFERED, "Cid")]
    await each_house.do(ChangeEventType(host_id=host, event_type_id=yoga.id, active=False))
    assert told(await cancel(each_house, ann)) == []  # nobody is offered what cannot be booked
    resumed = await each_house.do(ChangeEventType(host_id=host, event_type_id=yoga.id, active=True))
    assert told(resumed) == [(Notice.SEAT_OFFERED, "Dee")]


async def test_seats_that_came_free_in_a_pause_of_the_host_are_offered_when_it_ends(
    each_house: House,
) -> None:
    yoga, ann, _ = await full(each_house)
    await waits(each_house, yoga, "Cid")
    await each_house.do(ChangeHost(host_id=yoga.host_id, paused=True))
    assert told(await cancel(each_house, ann)) == []
    resumed = await each_house.do(ChangeHost(host_id=yoga.host_id, paused=False))
    assert told(resumed) == [(Notice.SEAT_OFFERED, "Cid")]


async def test_a_seat_that_was_only_held_is_offered_when_the_hold_ends(each_house: House) -> None:
    yoga = await yoga_of(each_house)
    await seat(each_house, yoga, "Ann")
    hold = HoldSlot(host_id=yoga.host_id, event_type_id=yoga.id, start=TEN, length=30, owner="page")
    await each_house.do(hold)
    cid = await waits(each_house, yoga, "Cid")
    assert await dues(each_house, cid) == [at("08:10"), TEN]
    assert told(await each_house.do(LapseSeat(waiting_id=cid.id))) == []
    each_house.world.clock.set(at("08:05"))
    await each_house.do(hold)  # they think about it for longer
    each_house.world.clock.set(at("08:10"))
    assert told(await each_house.do(LapseSeat(waiting_id=cid.id))) == []
    assert await dues(each_house, cid) == [at("08:10"), at("08:15"), TEN]
    each_house.world.clock.set(at("08:15"))
    assert told(await each_house.do(LapseSeat(waiting_id=cid.id))) == [(Notice.SEAT_OFFERED, "Cid")]
