"""A series: every date is checked and booked, or none; the report says what is wrong with which and what is near."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from core.booking import Booking, Side, Status
from core.commands import (
    BookSeries,
    CancelBooking,
    CancelSeries,
    ChangeEventType,
    ChangeHost,
    CreateEventType,
    MoveBooking,
    Outcome,
    SetOverrides,
    Undo,
)
from core.effects import News
from core.errors import Code
from core.hours import Override
from core.people import Rules
from core.queries import Cause, PlanSeries, ShowSeries
from core.series import Report, starts_of
from tests.core.examples import at, ident
from tests.core.usecases.conftest import House

WEEK = timedelta(days=7)


def weekly(count: int, clock: str = "10:00") -> tuple[datetime, ...]:
    """Return Tuesdays, from tomorrow on."""
    return tuple(at(clock, 24) + number * WEEK for number in range(count))


def series_of(house: House, starts: tuple[datetime, ...], **other: Any) -> BookSeries:
    fields: dict[str, Any] = {
        "request_id": "series",
        "host_id": house.host.id,
        "event_type_id": house.intro,
        "starts": starts,
        "length": 30,
        "name": "Bob",
        "email": "bob@example.com",
        "zone": "Asia/Tokyo",
        "verified": True,
    }
    return BookSeries(**{**fields, **other})


async def plan(house: House, starts: tuple[datetime, ...]) -> Report:
    query = PlanSeries(host_id=house.host.id, event_type_id=house.intro, starts=starts, length=30)
    report: Report = await house.ask(query)
    return report


async def bookings(house: House, report: Report) -> tuple[Booking, ...]:
    assert report.series_id is not None
    found: tuple[Booking, ...] = await house.ask(ShowSeries(series_id=report.series_id))
    return found


async def booked(house: House, count: int = 4, **other: Any) -> Report:
    report: Report = (await house.do(series_of(house, weekly(count), **other))).value
    return report


# -- planning --------------------------------------------------------------------------------------


async def test_a_plan_names_the_dates_that_are_not_free_and_what_is_nearest(each_house: House) -> None:
    await each_house.booked("10:00", 24, email="zoe@example.com")
    await each_house.do(
        SetOverrides(
            host_id=each_house.host.id, overrides=(Override(day=weekly(3)[2].date(), reason="secret"),)
        )
    )
    report = await plan(each_house, weekly(4))
    assert starts_of(report.dates) == weekly(4)
    assert starts_of(report.free) == (weekly(4)[1], weekly(4)[3])
    taken, closed = report.failed
    assert [each.cause for each in taken.obstacles] == [Cause.BUSY]
    assert [each.start for each in taken.nearest] == [at("09:00", 24), at("09:30", 24), at("10:30", 24)]
    assert [each.cause for each in closed.obstacles] == [Cause.OVERRIDE]
    assert len(closed.nearest) == 3
    assert report.series_id is None


async def test_a_plan_books_nothing(house: House) -> None:
    report = await plan(house, weekly(4))
    assert len(report.free) == 4
    await house.booked("10:00", 24)


async def test_a_plan_sees_dates_beyond_the_booking_window(house: House) -> None:
    report = await plan(house, weekly(12))
    assert [each.cause for each in report.failed[-1].obstacles] == [Cause.TOO_FAR]
    assert report.failed[-1].nearest == ()


@pytest.mark.parametrize("count", [0, 13])
async def test_a_series_has_no_more_dates_than_its_event_type_allows(house: House, count: int) -> None:
    query = PlanSeries(host_id=house.host.id, event_type_id=house.intro, starts=weekly(count), length=30)
    with pytest.raises(Exception, match="invalid"):
        await house.ask(query)
    refusal = await house.refused(series_of(house, weekly(count)))
    assert (refusal.code, refusal.facts["field"], refusal.facts["high"]) == (Code.INVALID, "starts", 12)


async def test_a_one_time_link_books_no_series(house: House) -> None:
    link = (await house.do(CreateEventType(host_id=house.host.id, title="Once", single_use=True))).value
    refusal = await house.refused(series_of(house, weekly(2), event_type_id=link.id))
    assert refusal.facts["high"] == 1


# -- booking ---------------------------------------------------------------------------------------


async def test_every_date_is_booked_and_told_at_once(each_house: House) -> None:
    outcome = await each_house.do(series_of(each_house, weekly(4)))
    report: Report = outcome.value
    made = await bookings(each_house, report)
    assert [each.slot.start for each in made] == list(weekly(4))
    assert {each.status for each in made} == {Status.CONFIRMED}
    assert [each.booking for each in report.dates] == list(made)
    (told,) = outcome.told
    assert (told.news, told.booking, told.others) == (News.SERIES, made[0], made[1:])
    assert [(each.verb, each.entity) for each in outcome.changes] == [("book_series", "series")]


async def test_with_one_date_taken_nothing_is_booked_and_the_report_says_so(each_house: House) -> None:
    await each_house.booked("10:00", 24, email="zoe@example.com")
    refusal = await each_house.refused(series_of(each_house, weekly(3)))
    assert refusal.code is Code.SERIES
    report: Report = refusal.facts["report"]
    assert starts_of(report.failed) == weekly(1)
    assert [each.cause for each in report.failed[0].obstacles] == [Cause.BUSY]
    assert len(report.failed[0].nearest) == 3
    assert [len((await plan(each_house, weekly(3))).free)] == [2]


async def test_dates_that_are_not_free_are_left_out_when_asked_to(each_house: House) -> None:
    await each_house.booked("10:00", 24, email="zoe@example.com")
    report = await booked(each_house, 3, skip=True)
    assert [each.booking is None for each in report.dates] == [True, False, False]
    assert [each.slot.start for each in await bookings(each_house, report)] == list(weekly(3)[1:])


async def test_a_series_of_nothing_but_taken_dates_is_refused_also_when_some_may_be_left_out(
    house: House,
) -> None:
    await house.booked("10:00", 24, email="zoe@example.com")
    refusal = await house.refused(series_of(house, weekly(1), skip=True))
    assert (refusal.code, len(refusal.facts["report"].failed)) == (Code.SERIES, 1)


async def test_limits_count_the_dates_before(each_house: House) -> None:
    await each_house.do(ChangeHost(host_id=each_house.host.id, rules=Rules(weekly_limit=1)))
    starts = (at("10:00", 24), at("10:00", 25), at("10:00", 24) + WEEK)
    planned = await plan(each_house, starts)
    assert starts_of(planned.failed) == starts[1:2]
    refusal = await each_house.refused(series_of(each_house, starts))
    report: Report = refusal.facts["report"]
    assert starts_of(report.failed) == starts[1:2]
    assert [each.cause for each in report.failed[0].obstacles] == [Cause.LIMIT]


async def test_the_same_request_books_once(each_house: House) -> None:
    first = await each_house.do(series_of(each_house, weekly(3)))
    again = await each_house.do(series_of(each_house, weekly(3)))
    assert (again.value, again.told, again.changes) == (first.value, (), ())


async def test_a_series_counts_once_towards_the_bookings_of_a_day(each_house: House) -> None:
    await booked(each_house, 6)
    await each_house.booked("12:00", 24)
    await each_house.booked("13:00", 24)
    refusal = await each_house.refused(each_house.booking_of("14:00", 24))
    assert refusal.code is Code.TOO_MANY_BOOKINGS


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"verified": False}, Code.UNVERIFIED),
        ({"name": "B"}, Code.INVALID),
        ({"email": "nonsense"}, Code.INVALID),
        ({"event_type_id": ident("nothing")}, Code.NOT_FOUND),
    ],
)
async def test_what_is_wrong_with_every_date_is_said_once(
    house: House, fields: dict[str, Any], code: Code
) -> None:
    assert (await house.refused(series_of(house, weekly(3), **fields))).code is code


async def test_each_date_of_an_event_type_with_approval_is_asked_for_by_itself(house: House) -> None:
    await house.do(ChangeEventType(host_id=house.host.id, event_type_id=house.intro, approval=True))
    outcome = await house.do(series_of(house, weekly(2)))
    assert [each.news for each in outcome.told] == [News.REQUESTED] * 2


# -- afterwards ------------------------------------------------------------------------------------


async def test_one_date_is_moved_and_another_cancelled_by_itself(each_house: House) -> None:
    report = await booked(each_house)
    first, second, *_ = await bookings(each_house, report)
    await each_house.do(
        MoveBooking(booking_id=first.id, by=Side.INVITEE, start=first.slot.start + timedelta(hours=1))
    )
    await each_house.do(CancelBooking(booking_id=second.id, by=Side.INVITEE))
    after = await bookings(each_house, report)
    assert [each.slot.start - start for each, start in zip(after, weekly(4), strict=True)] == [
        timedelta(hours=1),
        *[timedelta()] * 3,
    ]
    assert [each.active for each in after] == [True, False, True, True]


async def cancel(house: House, report: Report, by: Side = Side.INVITEE) -> Outcome:
    assert report.series_id is not None
    return await house.do(CancelSeries(series_id=report.series_id, by=by, reason="moving away"))


async def test_what_is_still_to_come_is_cancelled_and_told_at_once(each_house: House) -> None:
    report = await booked(each_house)
    each_house.world.clock.tick(days=5)
    outcome = await cancel(each_house, report)
    after = await bookings(each_house, report)
    assert [each.active for each in after] == [True, False, False, False]
    assert outcome.value == after[1:]
    (told,) = outcome.told
    assert (told.news, told.booking, told.others) == (News.SERIES_CANCELLED, after[1], after[2:])
    assert {each.reason for each in after[1:]} == {"moving away"}


async def test_nothing_is_left_to_cancel_of_what_is_over_or_never_was(house: House) -> None:
    report = await booked(house, 2)
    assert report.series_id is not None
    await cancel(house, report)
    for series_id, code in ((report.series_id, Code.ALREADY_OVER), (ident("none"), Code.NOT_FOUND)):
        refusal = await house.refused(CancelSeries(series_id=series_id, by=Side.HOST))
        assert refusal.code is code


async def test_an_invitee_who_is_late_cancels_only_what_is_not_too_near(house: House) -> None:
    await house.do(
        ChangeEventType(host_id=house.host.id, event_type_id=house.intro, rules=Rules(cancel_notice=3 * 1440))
    )
    report = await booked(house, 2)
    assert len((await cancel(house, report)).value) == 1
    assert report.series_id is not None
    refusal = await house.refused(CancelSeries(series_id=report.series_id, by=Side.INVITEE))
    assert refusal.code is Code.TOO_LATE_TO_CHANGE
    assert [each.active for each in await bookings(house, report)] == [True, False]


async def test_a_series_that_was_booked_is_cancelled_by_an_undo(each_house: House) -> None:
    bob = await each_house.person("Bob")
    report = await booked(each_house, person_id=bob.id)
    undone = await each_house.do(Undo(actor=f"person:{bob.id}"))
    assert [each.news for each in undone.told] == [News.SERIES_CANCELLED]
    assert len(undone.told[0].others) == 3
    assert not any(each.active for each in await bookings(each_house, report))


async def test_a_series_that_was_cancelled_stands_again_with_an_undo(each_house: House) -> None:
    report = await booked(each_house)
    await cancel(each_house, report, Side.HOST)
    undone = await each_house.do(Undo(actor=f"host:{each_house.host.id}"))
    assert [(each.news, len(each.others)) for each in undone.told] == [(News.SERIES, 3)]
    assert all(each.active for each in await bookings(each_house, report))


async def test_an_undo_of_a_cancelled_series_takes_no_time_that_somebody_else_has(each_house: House) -> None:
    report = await booked(each_house)
    await cancel(each_house, report, Side.HOST)
    await each_house.booked("10:00", 24, email="zoe@example.com")
    refusal = await each_house.refused(Undo(actor=f"host:{each_house.host.id}"))
    assert refusal.code is Code.TAKEN
    assert not any(each.active for each in await bookings(each_house, report))


async def test_a_series_of_which_a_date_was_moved_is_not_undone(house: House) -> None:
    bob = await house.person("Bob")
    report = await booked(house, person_id=bob.id)
    first = (await bookings(house, report))[0]
    await house.do(
        MoveBooking(booking_id=first.id, by=Side.HOST, start=first.slot.start + timedelta(hours=1))
    )
    assert (await house.refused(Undo(actor=f"person:{bob.id}"))).code is Code.CHANGED_SINCE
