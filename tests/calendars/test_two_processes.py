"""Several processes on one database: each calendar is read by one of them, and what both would do is done once."""

import asyncio
from dataclasses import replace

from bot.calendars.edits import Edits
from bot.calendars.reading import Reader
from bot.calendars.sync import Sync
from core.calendars import WhenEdited
from tests.calendars.stage import SUBJECT, WORK, a_house_with_calendars, at, span


class Bare(Sync):
    """The twin: takes what is due without noting that it does."""

    async def _leased(self, calendar):
        return calendar


def another(stage, kind=Sync):
    room = stage.room
    return kind(room.household, Reader(room.household, room.accounts), Edits(room.household, room.accounts))


async def claims(stage, one, other):
    """Have both take what is due at the same moment; return how often the calendar was taken."""
    stage.world.clock.tick(minutes=31)
    return sum(map(len, await asyncio.gather(one._claim(), other._claim())))


async def test_a_calendar_that_is_due_is_taken_by_one():
    async with a_house_with_calendars() as stage:
        assert await claims(stage, another(stage), another(stage)) == 1


async def test_without_the_note_it_is_taken_by_both():
    async with a_house_with_calendars() as stage:
        assert await claims(stage, another(stage, Bare), another(stage, Bare)) == 2


async def test_an_edit_that_both_have_seen_is_asked_about_once():
    async with a_house_with_calendars() as stage:
        booking = await stage.book(at(10))
        stage.service.write(SUBJECT, WORK, span(14), named=stage.ours(booking).remote)
        found = await stage.room.sync._reader.read(await stage.calendar())
        calendar = await stage.calendar()
        edits = Edits(stage.room.household, stage.room.accounts)
        for _ in range(2):
            await edits.carry_out(calendar, found[0])
        asked = [each for each in await stage.anna.replies() if "In your calendar you moved" in each]
        assert len(asked) == 1


async def test_an_edit_of_a_booking_that_has_moved_on_is_left_alone():
    async with a_house_with_calendars() as stage:
        booking = await stage.book(at(10))
        stage.service.write(SUBJECT, WORK, span(14), named=stage.ours(booking).remote)
        found = await stage.room.sync._reader.read(await stage.calendar())
        await stage.move(booking, at(11))
        before = await stage.anna.replies()
        await stage.room.sync._edits.carry_out(await stage.calendar(), found[0])
        assert await stage.anna.replies() == before
        assert [each.during for each in stage.standing()] == [span(11)]


async def test_a_booking_follows_once_what_two_have_read():
    async with a_house_with_calendars() as stage:
        await stage.rules(edited=WhenEdited.FOLLOW)
        booking = await stage.book(at(10))
        stage.service.write(SUBJECT, WORK, span(14), named=stage.ours(booking).remote)
        calendar, reader = await stage.calendar(), stage.room.sync._reader
        both = await asyncio.gather(reader.read(calendar), reader.read(calendar), return_exceptions=True)
        assert sorted(type(each).__name__ for each in both) == ["ConflictError", "list"]
        await stage.settle(minutes=31)
        moved = await stage.booking(booking)
        assert moved.slot == span(14)
        assert moved.sequence == booking.sequence + 1
        assert replace(moved, slot=booking.slot).status is booking.status


async def test_what_is_said_to_be_deleted_and_is_not_changes_nothing():
    async with a_house_with_calendars() as stage:
        await stage.rules(edited=WhenEdited.FOLLOW)
        booking = await stage.book(at(10))
        stage.service.kept[SUBJECT][WORK].journal.append("nothing")
        remote = stage.ours(booking).remote
        answer = stage.service.changes

        async def changes(*asked):
            found = await answer(*asked)
            return replace(found, gone=found.gone | {remote})

        stage.service.changes = changes
        for _ in range(2):
            await stage.settle(minutes=31)
        assert (await stage.booking(booking)).version == booking.version
        assert "deleted" not in await stage.anna.last()
