"""The whole journey with a real CalDAV server: connected from the chat, booked by talk, seen there, moved there, told to the invitee."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.frozen import FrozenWorld
from bot.rehearse import Letters, stage_house
from bot.wiring.services import Services
from core.calendars import Provider
from integrations.calendars.caldav.service import CalDav
from integrations.calendars.reach import Reach
from tests.bot.stage import ANNA, Talker, invitee
from tests.support.calendars import objects
from tests.support.calendars.radicale import PEOPLE, Radicale, radicale
from tests.web.conftest import Visitor

PATH = "/ann/work/"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Radicale]:
    with radicale(tmp_path) as opened:
        opened.make_calendar("work", title="Work")
        yield opened


class Town:
    """Anna, who is a host; her browser; and Bob, who wants to meet her."""

    def __init__(self, house, world, letters) -> None:
        self.house, self.world, self.letters = house, world, letters
        self.anna, self.bob = Talker(house, world, ANNA), invitee(house, world)
        self.browser: Visitor

    async def settle(self, minutes: int = 0) -> None:
        """Let time pass, and everything due be done."""
        if minutes:
            self.world.clock.tick(minutes=minutes)
        for _ in range(20):
            await self.house.calendars.sync.settled()
            if not await self.house.postman.run_once():
                break
        await self.house.desk.drain()

    async def tap(self, label: str, who: Talker | None = None) -> None:
        """Tap the newest button that is called so."""
        talker = who or self.anna
        lines = await self.house.desk.lines(talker.address, "", 200)
        choices = [each for line in lines if not line.mine for each in line.outgoing.choices]
        token = next(each.token for each in reversed(choices) if each.label == label)
        await talker.say("", choice=token)
        await self.settle()


@asynccontextmanager
async def a_town() -> AsyncIterator[Town]:
    world, letters = FrozenWorld(), Letters()

    def serve(settings, world):
        return Services(calendars={Provider.CALDAV: CalDav(world.clock, Reach(everywhere=True))})

    async with stage_house(world, letters, serve=serve) as house:
        town = Town(house, world, letters)
        await town.anna.say("", choice="start")
        await town.anna.say("Anna Berg, anna@example.org")
        await house.postman.run_once()
        await town.anna.say(letters.kept[-1][1].code)
        async with TestClient(TestServer(house.web_app())) as client:
            town.browser = Visitor(client)
            yield town
        await house.calendars.drain()


async def connected(town: Town, server: Radicale) -> str:
    """Connect Anna's calendar as she would, from the chat by way of her browser; return what she is told."""
    link = re.search(r"http://parley\.test(/connect/\S+)", await town.anna.say("connect caldav"))
    await town.browser.open(link[1])
    await town.browser.send(link[1], url=server.url, username="ann", password=PEOPLE["ann"])
    await town.settle()
    code = re.search(r'class="secret">(\d{3}) (\d{3})<', town.browser.html)
    said = await town.anna.say(code[1] + code[2])
    await town.settle()
    return said


async def booked(town: Town) -> str:
    """Have Bob book tomorrow at ten; return what he is told."""
    await town.bob.say("Hi, I'd like to meet tomorrow at 10")
    await town.bob.say("Bob Reed, bob@example.org")
    await town.settle()
    said = await town.bob.say(town.letters.kept[-1][1].code)
    await town.settle()
    return said


def moved(text: bytes, **times: str) -> str:
    """Return an object as another program writes it after it was moved."""
    found = text.decode().replace("\r\n", "\n")
    for name, value in times.items():
        found = re.sub(rf"{name}:\S+", f"{name}:{value}", found)
    return found


async def test_a_booking_stands_in_the_calendar_is_moved_there_and_the_invitee_is_told(server: Radicale):
    async with a_town() as town:
        assert "Your bookings go into Work" in await connected(town, server)
        assert PEOPLE["ann"] not in " ".join([*await town.anna.replies(), town.browser.html])
        assert "Booked: Intro meeting" in await booked(town)
        [name] = server.names(PATH)
        text = server.read(f"{PATH}{name}")
        assert b"DTSTART:20261124T090000Z" in text
        assert b"Bob Reed" in text

        server.write(f"{PATH}{name}", moved(text, DTSTART="20261124T130000Z", DTEND="20261124T133000Z"))
        await town.settle(minutes=31)
        assert "In your calendar you moved Intro meeting" in await town.anna.last()
        assert "Booked" in await town.bob.last()
        await town.tap("Yes, move the booking")
        assert "14:00–14:30" in await town.bob.last()
        assert [mail.to_email for _, mail in town.letters.kept if mail.news == "moved"].count(
            "bob@example.org"
        ) == 1
        assert server.names(PATH) == [name]
        assert b"DTSTART:20261124T130000Z" in server.read(f"{PATH}{name}")


async def test_what_stands_in_the_calendar_is_not_booked_over(server: Radicale):
    lunch = (
        "UID:lunch\nDTSTAMP:20261101T000000Z\nDTSTART:20261124T090000Z\nDURATION:PT30M\nSUMMARY:Secret lunch"
    )
    server.write(f"{PATH}lunch.ics", objects.calendar(lunch))
    async with a_town() as town:
        await connected(town, server)
        assert "holding" not in await town.bob.say("Hi, I'd like to meet tomorrow at 10")
        assert "holding" in await town.bob.say("then tomorrow at 12")
        assert "Secret" not in " ".join(await town.bob.replies())


async def test_not_even_what_was_just_written_there_is_booked_over(server: Radicale):
    dinner = "UID:dinner\nDTSTAMP:20261101T000000Z\nDTSTART:20261124T090000Z\nDURATION:PT30M"
    async with a_town() as town:
        await connected(town, server)
        await town.bob.say("Hi, I'd like to meet tomorrow at 10")
        await town.bob.say("Bob Reed, bob@example.org")
        await town.settle()
        server.write(f"{PATH}dinner.ics", objects.calendar(dinner))
        assert "Booked" not in await town.bob.say(town.letters.kept[-1][1].code)
        await town.settle()
        assert server.names(PATH) == ["dinner.ics"]


async def test_while_the_server_is_out_of_order_a_booking_waits_and_then_is_confirmed_by_itself(
    server: Radicale,
):
    async with a_town() as town:
        await connected(town, server)
        server.canned = (503, b"<html>We are sorry", "text/html")
        assert "calendar cannot be read just now" in await booked(town)
        assert "I could not check Work" in await town.anna.last()
        assert server.names(PATH) == []
        server.canned = None
        await town.settle(minutes=31)
        assert "Confirmed: Intro meeting" in await town.bob.last()
        assert len(server.names(PATH)) == 1


async def test_a_booking_that_is_cancelled_leaves_the_calendar(server: Radicale):
    async with a_town() as town:
        await connected(town, server)
        await booked(town)
        await town.bob.say("cancel it")
        await town.tap("Yes, cancel it", town.bob)
        assert server.names(PATH) == []


async def test_a_wrong_password_connects_nothing_and_can_be_typed_again(server: Radicale):
    async with a_town() as town:
        link = re.search(r"http://parley\.test(/connect/\S+)", await town.anna.say("connect caldav"))
        await town.browser.open(link[1])
        await town.browser.send(link[1], url=server.url, username="ann", password="wrong")
        assert "wrong" not in re.sub(r"<[^>]*>", "", town.browser.html)
        assert "Connect your" in town.browser.html
        await town.browser.send(link[1], url=server.url, username="ann", password=PEOPLE["ann"])
        assert 'class="secret"' in town.browser.html
