"""The front desk and the manager: once, in order, nothing lost, whatever goes wrong in between."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.messages import MAX_TEXT
from bot.rehearse import Letters
from bot.wiring import build
from core.booking import Side, Status
from core.commands import Book, CancelBooking, MoveBooking
from core.errors import Code, Refused
from core.interval import Interval
from core.queries import Agenda
from jobs.sweeps import Sweeps
from tests.bot.stage import ANNA, a_house, host_page, invitee

TUESDAY_10 = datetime(2026, 11, 24, 9, tzinfo=UTC)


def booking(page, request, start=TUESDAY_10, **more):
    return Book(
        request_id=request,
        host_id=page.host.id,
        event_type_id=page.event_types[0].id,
        start=start,
        length=30,
        name="Bob",
        email=f"{request}@example.org",
        zone="Europe/Berlin",
        verified=True,
        **more,
    )


async def test_the_same_delivery_five_times_is_answered_once():
    async with a_house() as (house, world, _):
        bob = invitee(house, world)
        for _ in range(5):
            await bob.say("Tuesday afternoon", key="webchat:bob:one")
        assert len(await bob.replies()) == 1


async def test_a_repeat_is_told_from_something_new():
    async with a_house() as (house, world, _):
        bob = invitee(house, world)
        delivery = bob.delivery("hello")
        assert await house.desk.hear(delivery) is True
        assert await house.desk.hear(delivery) is False
        await house.desk.drain()


async def test_messages_of_one_talk_are_answered_in_order():
    async with a_house() as (house, world, _):
        bob = invitee(house, world)
        for text in ("Tuesday at 10", "Wednesday at 11", "Thursday at 12"):
            await house.desk.hear(bob.delivery(text))
        await house.desk.drain()
        told = await bob.replies()
        assert [
            day in line for day, line in zip(("Tuesday", "Wednesday", "Thursday"), told, strict=True)
        ] == [True] * 3


async def test_two_processes_on_one_talk_answer_each_message_once():
    async with a_house() as (house, world, _):
        other = build(house.settings, house.storage, world, Letters())
        bob = invitee(house, world)
        deliveries = [bob.delivery(text) for text in ("Tuesday", "Wednesday", "Thursday", "Friday")]
        await asyncio.gather(
            *(h.desk.hear(d) for d in deliveries for h in (house, other)),
        )
        await asyncio.gather(house.desk.drain(), other.desk.drain())
        assert len(await bob.replies()) == 4


async def test_a_delivery_whose_process_died_is_swept_up():
    async with a_house() as (house, world, _):
        bob = invitee(house, world)
        async with house.storage.writing() as uow:
            await uow.inbox.accept(bob.delivery("Tuesday afternoon"))
            await uow.commit()
        world.clock.tick(seconds=30)
        sweeps = Sweeps(
            storage=house.storage, clock=world.clock, settle=house.desk.settle, perform=house.desk.perform
        )
        await sweeps.inbox()
        assert len(await bob.replies()) == 1


async def test_a_broken_memory_is_apologised_for_and_forgotten():
    async with a_house() as (house, world, _):
        bob = invitee(house, world)
        await bob.say("Tuesday afternoon")
        async with house.storage.writing() as uow:
            kept = await uow.conversations.get(bob.address)
            await uow.conversations.save(replace(kept, slots={"wish": {"windows": "garbage"}}))
            await uow.commit()
        assert "went wrong on my side" in await bob.say("Wednesday at 10")
        assert "25 November, 10:00" in await bob.say("Wednesday at 10")


async def test_of_two_who_book_one_time_at_once_one_is_told_it_is_taken():
    async with a_house() as (house, _world, _anna):
        page = await host_page(house)
        results = await asyncio.gather(
            house.desk.perform(booking(page, "bob")),
            house.desk.perform(booking(page, "carla", start=TUESDAY_10 + timedelta(minutes=0))),
            return_exceptions=True,
        )
        refused = [r for r in results if isinstance(r, Refused)]
        assert len(refused) == 1
        assert refused[0].refusal.code in (Code.TAKEN, Code.BUSY)


async def test_the_same_request_books_once():
    async with a_house() as (house, _world, _anna):
        page = await host_page(house)
        first = await house.desk.perform(booking(page, "bob"))
        second = await house.desk.perform(booking(page, "bob"))
        assert first.value.id == second.value.id
        assert second.told == ()


async def test_a_booking_tells_the_host_in_the_chat_and_both_by_mail():
    async with a_house() as (house, _world, anna):
        page = await host_page(house)
        await house.desk.perform(booking(page, "bob"))
        assert "New booking" in await anna.last()
        kept = house.mailer.kept
        before = len(kept)
        for _ in range(5):
            await house.postman.run_once()
        assert {letter.to_email for _, letter in kept[before:]} == {"bob@example.org", "anna@example.org"}


async def test_a_cancelled_meeting_is_not_reminded_of():
    async with a_house() as (house, world, _anna):
        page = await host_page(house)
        booked = (await house.desk.perform(booking(page, "bob"))).value
        await house.desk.perform(CancelBooking(booking_id=booked.id, by=Side.HOST))
        world.clock.set(TUESDAY_10 - timedelta(hours=1))
        while await house.postman.run_once():
            pass
        assert all(letter.news != "reminder" for _, letter in house.mailer.kept)


async def test_a_refused_move_leaves_everything_as_it_was():
    async with a_house() as (house, _world, _anna):
        page = await host_page(house)
        booked = (await house.desk.perform(booking(page, "bob"))).value
        sunday = TUESDAY_10 + timedelta(days=5)
        with pytest.raises(Refused) as refused:
            await house.desk.perform(MoveBooking(booking_id=booked.id, by=Side.INVITEE, start=sunday))
        assert refused.value.refusal.code is Code.OUTSIDE_HOURS
        within = Interval(TUESDAY_10, TUESDAY_10 + timedelta(hours=1))
        assert await house.desk.answer(Agenda(host_id=page.host.id, within=within)) == (booked,)


async def test_a_huge_message_is_answered_kindly():
    async with a_house() as (house, world, _):
        assert "more than I can read" in await invitee(house, world).say("a" * (MAX_TEXT + 1))


async def test_a_link_to_nobody_is_answered_kindly():
    async with a_house() as (house, world, _):
        bob = invitee(house, world)
        bob.address = replace(bob.address, thread="@nobody/at-all")
        assert "Nobody takes bookings" in await bob.say("hello")


async def test_listeners_are_woken_by_a_new_line():
    async with a_house() as (house, _world, anna):
        with house.desk.wakes(ANNA) as woken:
            await anna.say("show my hours")
            assert woken.is_set()


async def test_a_host_in_another_browser_is_at_home_again():
    async with a_house() as (house, world, _anna):
        again = invitee(house, world)
        again.address = replace(ANNA, room="another-browser")
        await again.say("", choice="start")
        await again.say("Anna Berg, anna@example.org")
        while await house.postman.run_once():
            pass
        assert "Good to have you back" in await again.say(house.mailer.kept[-1][1].code)
        assert "@anna/intro" in await again.say("my link")


async def test_a_meeting_nobody_spoke_of_is_really_completed_by_the_sweep():
    async with a_house() as (house, world, _anna):
        page = await host_page(house)
        await house.desk.perform(booking(page, "bob"))
        world.clock.set(TUESDAY_10 + timedelta(days=4))
        sweeps = Sweeps(
            storage=house.storage, clock=world.clock, settle=house.desk.settle, perform=house.desk.perform
        )
        await sweeps.finished()
        within = Interval(TUESDAY_10, TUESDAY_10 + timedelta(hours=1))
        query = Agenda(host_id=page.host.id, within=within, statuses=frozenset(Status))
        assert [each.status for each in await house.desk.answer(query)] == [Status.COMPLETED]
