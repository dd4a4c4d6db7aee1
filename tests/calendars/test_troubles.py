"""Calendars that cannot be read: what is noted, what is said and how often, and what comes back by itself."""

from datetime import timedelta

from core.calendars import Trouble, WhenEdited
from core.errors import RateLimited, Rejected, Revoked, Transient
from core.syncing import DOUBT
from tests.calendars.stage import SUBJECT, WORK, a_house_with_calendars, at, span

CANNOT_READ = "I may not read"


async def said(stage, words):
    return [each for each in await stage.anna.replies() if words in each]


async def test_a_withdrawn_permission_is_told_once_with_how_to_connect_again():
    async with a_house_with_calendars() as stage:
        stage.service.trouble = Revoked("withdrawn")
        for _ in range(4):
            await stage.settle(minutes=31)
        assert len(await said(stage, CANNOT_READ)) == 1
        assert "connect Google" in (await said(stage, CANNOT_READ))[0]
        account = await stage.account()
        assert account.trouble is Trouble.REVOKED
        asked = len(stage.service.asked)
        await stage.settle(minutes=31)
        assert len(stage.service.asked) == asked


async def test_connecting_again_ends_the_trouble_and_writes_what_was_booked_meanwhile():
    async with a_house_with_calendars() as stage:
        stage.service.trouble = Revoked("withdrawn")
        await stage.settle(minutes=31)
        booking = await stage.book(at(10))
        assert stage.ours(booking) is None
        stage.service.trouble = None
        await stage.connect()
        assert (await stage.account()).trouble is Trouble.NONE
        assert stage.ours(booking).during == span(10)


async def test_a_calendar_that_does_not_answer_is_told_after_an_hour_and_again_when_it_does():
    async with a_house_with_calendars() as stage:
        stage.service.trouble = Transient("away")
        await stage.settle(minutes=31)
        assert (await stage.calendar()).trouble is Trouble.UNREACHABLE
        since = (await stage.calendar()).since
        assert not await said(stage, "has not answered")
        for _ in range(8):
            await stage.settle(minutes=31)
        assert len(await said(stage, "has not answered since")) == 1
        assert (await stage.calendar()).since == since
        stage.service.trouble = None
        await stage.settle(minutes=31)
        assert len(await said(stage, "answers again")) == 1
        assert (await stage.calendar()).trouble is Trouble.NONE
        assert (await stage.account()).told_at is None


async def test_a_short_failure_is_told_to_nobody():
    async with a_house_with_calendars() as stage:
        before = await stage.anna.replies()
        stage.service.trouble = Transient("away")
        await stage.settle(minutes=31)
        stage.service.trouble = None
        await stage.settle(minutes=31)
        assert await stage.anna.replies() == before


async def test_a_calendar_that_fails_is_asked_less_and_less_often():
    async with a_house_with_calendars() as stage:
        stage.service.trouble = Transient("away")
        pauses = []
        for _ in range(60):
            await stage.settle(minutes=5)
            due = (await stage.calendar()).due_at
            pauses.append(due - stage.world.clock.now())
        assert min(pauses) <= timedelta(minutes=1)
        assert timedelta(minutes=25) < max(pauses) <= timedelta(minutes=30)


async def test_a_provider_that_asks_for_a_pause_gets_it():
    async with a_house_with_calendars() as stage:
        stage.service.trouble = RateLimited(3600)
        await stage.settle(minutes=31)
        assert (await stage.calendar()).due_at == stage.world.clock.now() + timedelta(hours=1)


async def test_a_calendar_that_is_gone_is_told_at_once():
    async with a_house_with_calendars() as stage:
        del stage.service.kept[SUBJECT][WORK]
        await stage.settle(minutes=31)
        assert (await stage.calendar()).trouble is Trouble.GONE
        assert len(await said(stage, "is not there any more")) == 1


async def test_a_calendar_that_cannot_be_written_is_told_once_and_the_bookings_stand():
    async with a_house_with_calendars() as stage:
        stage.service.trouble = Rejected("read only")
        first = await stage.book(at(10))
        await stage.book(at(11), email="cleo@example.org")
        assert len(await said(stage, "I cannot write into")) == 1
        assert (await stage.booking(first)).active


async def test_an_emptied_answer_cancels_nothing_and_hides_nothing():
    async with a_house_with_calendars() as stage:
        await stage.rules(edited=WhenEdited.FOLLOW)
        bookings = [await stage.book(at(9 + n, day=25), email=f"{n}@example.org") for n in range(5)]
        for hour in range(6):
            stage.service.write(SUBJECT, WORK, span(9 + hour, day=26))
        await stage.settle(minutes=31)
        kept = dict(stage.service.kept[SUBJECT][WORK].events)
        stage.service.kept[SUBJECT][WORK].events.clear()
        stage.service.forget_cursors(SUBJECT, WORK)
        await stage.settle(minutes=31)
        assert (await stage.calendar()).doubted_at is not None
        async with stage.house.storage.reading() as uow:
            seen = await uow.calendars.seen([stage.page.host.id], span(9, day=26))
            assert len(seen[stage.page.host.id].busy) == 1
        stage.service.kept[SUBJECT][WORK].events.update(kept)
        stage.world.clock.tick(DOUBT)
        await stage.settle()
        assert (await stage.calendar()).doubted_at is None
        assert [await stage.booking(each) for each in bookings] == bookings


async def test_a_calendar_that_really_is_empty_is_believed_and_its_bookings_are_written_again():
    async with a_house_with_calendars() as stage:
        await stage.rules(edited=WhenEdited.FOLLOW)
        bookings = [await stage.book(at(9 + n, day=25), email=f"{n}@example.org") for n in range(5)]
        stage.service.kept[SUBJECT][WORK].events.clear()
        stage.service.forget_cursors(SUBJECT, WORK)
        await stage.settle(minutes=31)
        assert stage.standing() == []
        stage.world.clock.tick(DOUBT)
        await stage.settle()
        assert [each.booking_id for each in stage.standing()] == [each.id for each in bookings]
        assert [await stage.booking(each) for each in bookings] == bookings


async def test_an_old_cursor_has_everything_read_anew():
    async with a_house_with_calendars() as stage:
        stage.service.write(SUBJECT, WORK, span(12))
        stage.service.forget_cursors(SUBJECT, WORK)
        await stage.settle(minutes=31)
        async with stage.house.storage.reading() as uow:
            seen = await uow.calendars.seen([stage.page.host.id], span(12))
        assert [taken for taken, _ in seen[stage.page.host.id].busy] == [span(12)]
