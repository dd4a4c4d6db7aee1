"""The whole journey with a feed: its address is sent in the chat, kept nowhere to be read, and what stands in it is not booked over."""

from bot.frozen import FrozenWorld
from bot.rehearse import Letters, stage_house
from bot.wiring.services import Services
from core.calendars import Provider
from integrations.calendars.ics.service import Feeds
from integrations.calendars.reach import Reach
from tests.bot.stage import ANNA, Talker, invitee
from tests.support.calendars import objects
from tests.support.calendars.feeds import feed_server

TEN = "UID:a\nDTSTART;TZID=Europe/Berlin:20261124T100000\nDURATION:PT30M\nSUMMARY:Secret lunch"
WHOLE_DAY = "UID:b\nDTSTART;VALUE=DATE:20261125"


async def settle(house) -> None:
    for _ in range(20):
        await house.calendars.sync.settled()
        if not await house.postman.run_once():
            break
    await house.desk.drain()


async def test_a_feed_is_connected_by_its_address_and_what_stands_in_it_is_not_booked_over():
    world, letters = FrozenWorld(), Letters()

    def serve(settings, world):
        return Services(calendars={Provider.ICS: Feeds(Reach(everywhere=True))})

    async with (
        feed_server(objects.calendar(TEN, WHOLE_DAY)) as feed,
        stage_house(world, letters, serve=serve) as house,
    ):
        anna, bob = Talker(house, world, ANNA), invitee(house, world)
        await anna.say("", choice="start")
        await anna.say("Anna Berg, anna@example.org")
        await house.postman.run_once()
        await anna.say(letters.kept[-1][1].code)
        address = f"{feed.url}?key=open-sesame"
        assert "Connected: 127.0.0.1" in await anna.say(address)
        await settle(house)
        assert "open-sesame" not in " ".join(await anna.replies())
        assert "holding" not in await bob.say("Hi, I'd like to meet tomorrow at 10")
        assert "holding" not in await bob.say("on Wednesday at 16:30")
        assert "holding" in await bob.say("tomorrow at 12")
        feed.text, feed.etag = objects.calendar(TEN.replace("T10", "T12")), '"2"'
        await bob.say("Bob Reed, bob@example.org")
        await settle(house)
        assert "Booked" not in await bob.say(letters.kept[-1][1].code)
        assert "Secret" not in " ".join([*await bob.replies(), *await anna.replies()])
        await house.calendars.drain()
