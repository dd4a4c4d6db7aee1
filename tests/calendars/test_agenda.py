"""What a host is told of a day: their bookings, and that something stands in their calendars, but not what."""

from tests.calendars.stage import SUBJECT, WORK, a_house_with_calendars, at, span


async def test_what_stands_in_a_calendar_is_on_the_agenda():
    async with a_house_with_calendars() as stage:
        stage.service.write(SUBJECT, WORK, span(13, minutes=60), named="dentist")
        await stage.settle(minutes=31)
        told = await stage.anna.say("what's on on 24 November?")
        assert "No booking then." in told
        assert "14:00–15:00" in told
        assert "something in your calendar Work" in told
        await stage.book(at(10))
        both = await stage.anna.say("what's on on 24 November?")
        assert "1 meeting" in both
        assert both.count("something in your calendar") == 1


async def test_an_empty_day_is_empty():
    async with a_house_with_calendars() as stage:
        stage.service.write(SUBJECT, WORK, span(13, minutes=60), named="dentist")
        await stage.settle(minutes=31)
        assert await stage.anna.say("what's on on 26 November?") == "Nothing is on then."
