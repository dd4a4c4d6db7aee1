"""The whole way with Google: asked for in the chat, allowed on Google's screen, confirmed in the chat, given back when disconnected."""

import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from urllib.parse import urlsplit

import aiohttp
from aiohttp.test_utils import TestClient, TestServer

from bot.frozen import FrozenWorld
from bot.rehearse import Letters
from bot.wiring import build
from core.queries import ShowHost
from integrations.calendars.google.config import SCOPES
from storage import migrate, open_storage
from tests.calendars.stage import Stage
from tests.calendars.test_google_house import settings_for
from tests.support.google import Served, google
from tests.web.conftest import Visitor

BASE = "http://parley.test"
EMAIL = "ann@example.com"


class Journey:
    """Anna, her chat, a browser that nobody knows, and Google."""

    def __init__(self, stage: Stage, served: Served, browser: Visitor) -> None:
        self.stage, self.served, self.browser = stage, served, browser

    async def say(self, text: str) -> str:
        """Say something in the chat; return what is answered last."""
        await self.stage.anna.say(text)
        await self.stage.settle()
        return await self.heard()

    async def heard(self) -> str:
        lines = await self.stage.house.desk.lines(self.stage.anna.address, "")
        return next(each.outgoing.text for each in reversed(lines) if not each.mine)

    async def allow(self, link: str) -> None:
        """Follow a link in the browser to Google's screen and back."""
        path = urlsplit(link).path
        await self.browser.open(path)
        await self.browser.send(path)
        found = re.search(r'class="button primary" href="([^"]*)"', self.browser.html)
        assert found, self.browser.html
        async with (
            aiohttp.ClientSession() as screen,
            screen.get(unescape(found[1]), allow_redirects=False) as answer,
        ):
            back = answer.headers["Location"]
        assert back.startswith(f"{BASE}/oauth/google/callback?")
        await self.browser.open(back.removeprefix(BASE))
        await self.stage.settle()


@asynccontextmanager
async def a_journey() -> AsyncIterator[Journey]:
    world, letters = FrozenWorld(), Letters()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/parley.db"
        await migrate.upgrade(url)
        async with google(world.clock.now) as served:
            settings = settings_for(url, served).model_copy(update={"base_url": BASE})
            storage = open_storage(url, keys=settings.token_keys)
            house = build(settings, storage, world, letters)
            served.consent.redirects = {f"{BASE}/oauth/google/callback"}
            served.consent.person = served.google.person(EMAIL, "Europe/Berlin")
            stage = Stage(house, world, None, letters)
            await stage.anna.say("", choice="start")
            await stage.anna.say("Anna Berg, anna@example.org")
            await house.postman.run_once()
            await stage.anna.say(letters.kept[-1][1].code)
            stage.page = await house.desk.answer(ShowHost(username="anna"))
            try:
                async with TestClient(TestServer(house.web_app())) as client:
                    yield Journey(stage, served, Visitor(client))
            finally:
                await house.calendars.drain()
                await house.desk.drain()
                await storage.close()


def link_in(text: str) -> str:
    found = re.search(rf"{BASE}/connect/\S+", text)
    assert found, text
    return found[0]


async def test_from_the_chat_to_google_and_back_and_given_back_at_the_end() -> None:
    async with a_journey() as journey:
        await journey.allow(link_in(await journey.say("connect Google")))
        assert "One more step" in journey.browser.html
        assert "a…@example.com" in await journey.heard()
        code = re.search(r'class="secret">(\d{3}) (\d{3})<', journey.browser.html)
        assert code
        assert "Connected: ann@example.com" in await journey.say(code[1] + code[2])
        assert journey.served.revoked == []
        await journey.say("disconnect Google")
        assert "disconnected" in await journey.say("yes")
        assert journey.served.revoked == [EMAIL]


async def test_a_box_that_was_not_ticked_connects_nothing() -> None:
    async with a_journey() as journey:
        journey.served.consent.unticked = {SCOPES[0]}
        await journey.allow(link_in(await journey.say("connect Google")))
        assert "One box was not ticked" in journey.browser.html
        assert "Open this link" in await journey.heard()
        journey.served.consent.unticked = set()
        again = re.search(r'href="(/connect/[^"]*)"', journey.browser.html)
        assert again
        await journey.allow(again[1])
        assert "One more step" in journey.browser.html
