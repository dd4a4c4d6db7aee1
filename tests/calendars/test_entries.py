"""Bookings stand in the host's calendar as they are, and what is done to them there comes back."""

import pytest

from core.booking import Side, Status
from core.calendars import Showing, WhenEdited
from core.commands import CancelBooking
from tests.calendars.stage import SUBJECT, WORK, a_house_with_calendars, at, span


async def test_a_booking_is_written_moved_and_taken_out():
    async with a_house_with_calendars() as stage:
        booking = await stage.book(at(10))
        assert [(each.during, each.booking_id) for each in stage.standing()] == [(span(10), booking.id)]
        await stage.move(booking, at(11))
        assert [each.during for each in stage.standing()] == [span(11)]
        await stage.house.desk.perform(CancelBooking(booking_id=booking.id, by=Side.INVITEE))
        await stage.settle()
        assert stage.standing() == []


async def test_what_stands_already_is_written_when_a_calendar_is_connected():
    async with a_house_with_calendars(connected=False) as stage:
        booking = await stage.book(at(10))
        await stage.connect()
        assert stage.ours(booking).during == span(10)


async def test_the_event_says_with_whom_and_where_to_change_it():
    async with a_house_with_calendars() as stage:
        await stage.book(at(10))
        draft = stage.service.drafts[-1]
        assert "Bob (bob@example.org)" in draft.text
        assert "http://parley.test/b/" in draft.text
        assert draft.others == (("Bob", "bob@example.org"),)
        assert not draft.tentative


async def test_our_own_writing_is_no_edit_of_the_host():
    async with a_house_with_calendars() as stage:
        await stage.rules(edited=WhenEdited.FOLLOW)
        booking = await stage.book(at(10))
        for _ in range(3):
            await stage.settle(minutes=31)
        assert (await stage.booking(booking)).version == booking.version
        assert len(await stage.anna.replies()) == len(set(await stage.anna.replies()))


async def test_a_booking_that_was_moved_in_the_calendar_follows_if_its_host_wishes():
    async with a_house_with_calendars() as stage:
        await stage.rules(edited=WhenEdited.FOLLOW)
        booking = await stage.book(at(10))
        stage.service.write(SUBJECT, WORK, span(14), named=stage.ours(booking).remote)
        await stage.settle(minutes=31)
        assert (await stage.booking(booking)).slot == span(14)
        assert [mail.to_email for mail in stage.mails("moved") if mail.to_side == "invitee"] == [
            "bob@example.org"
        ]
        assert [each.during for each in stage.standing()] == [span(14)]


async def test_a_booking_that_was_deleted_in_the_calendar_is_cancelled_if_its_host_wishes():
    async with a_house_with_calendars() as stage:
        await stage.rules(edited=WhenEdited.FOLLOW)
        booking = await stage.book(at(10))
        stage.service.delete(SUBJECT, WORK, stage.ours(booking).remote)
        await stage.settle(minutes=31)
        assert (await stage.booking(booking)).status is Status.CANCELLED
        assert stage.standing() == []


@pytest.mark.parametrize(
    ("label", "booked", "shown"),
    [
        ("Yes, move the booking", 14, 14),
        ("No, put it back", 10, 10),
        ("Leave both as they are", 10, 14),
    ],
)
async def test_a_host_who_wants_to_be_asked_decides_what_a_move_means(label, booked, shown):
    async with a_house_with_calendars() as stage:
        booking = await stage.book(at(10))
        stage.service.write(SUBJECT, WORK, span(14), named=stage.ours(booking).remote)
        await stage.settle(minutes=31)
        await stage.settle(minutes=31)
        asked = [each for each in await stage.anna.replies() if "In your calendar you moved" in each]
        assert len(asked) == 1
        await stage.tap(stage.anna, label)
        await stage.settle(minutes=31)
        assert (await stage.booking(booking)).slot == span(booked)
        assert [each.during for each in stage.standing()] == [span(shown)]


@pytest.mark.parametrize(("said", "stands"), [("Yes, cancel the booking", False), ("No, put it back", True)])
async def test_a_host_who_wants_to_be_asked_decides_what_deleting_means(said, stands):
    async with a_house_with_calendars() as stage:
        booking = await stage.book(at(10))
        stage.service.delete(SUBJECT, WORK, stage.ours(booking).remote)
        await stage.settle(minutes=31)
        assert "you deleted" in await stage.anna.last()
        await stage.tap(stage.anna, said)
        assert (await stage.booking(booking)).active is stands
        assert [each.during for each in stage.standing()] == ([span(10)] if stands else [])


async def test_a_move_in_the_calendar_to_where_it_cannot_be_is_asked_about():
    async with a_house_with_calendars() as stage:
        await stage.rules(edited=WhenEdited.FOLLOW)
        booking = await stage.book(at(10))
        await stage.book(at(14), email="cleo@example.org", name="Cleo")
        stage.service.write(SUBJECT, WORK, span(14), named=stage.ours(booking).remote)
        await stage.settle(minutes=31)
        assert (await stage.booking(booking)).slot == span(10)
        assert "In your calendar you moved" in await stage.anna.last()


async def test_an_event_over_a_booking_is_told_once_to_both_and_changes_nothing():
    async with a_house_with_calendars() as stage:
        await stage.bob.say("", choice="start")
        booking = await stage.book(at(10))
        stage.service.write(SUBJECT, WORK, span(10, minutes=60), named="dentist")
        await stage.settle(minutes=31)
        stage.service.write(SUBJECT, WORK, span(10, minutes=90), named="dentist")
        await stage.settle(minutes=31)
        told = [each for each in await stage.anna.replies() if "Something in your calendar" in each]
        assert len(told) == 1
        assert await stage.labels(stage.anna) == ["Move it", "Cancel it", "Keep it as it is"]
        assert [mail.to_email for mail in stage.mails("came_up")] == ["bob@example.org"]
        assert (await stage.booking(booking)) == booking


async def test_what_is_free_or_ours_is_no_clash():
    async with a_house_with_calendars() as stage:
        await stage.book(at(10))
        stage.service.write(SUBJECT, WORK, span(10), showing=Showing.FREE)
        await stage.settle(minutes=31)
        assert not any("Something in your calendar" in each for each in await stage.anna.replies())
