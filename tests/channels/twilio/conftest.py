"""A house with WhatsApp and SMS, a Twilio on loopback behind it, and the web server before it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer

from bot.frozen import FrozenWorld
from bot.rehearse import Letters, stage_house
from bot.wiring import House
from channels.network import Network
from channels.twilio import connect
from tests.support.twilio import contract
from tests.support.twilio.conversing import config, credentials
from tests.support.twilio.phone import Phone, signed
from tests.support.twilio.transport import InProcess, server
from tests.support.twilio.vendor import Vendor

BASE = "https://parley.example"
"""How Twilio reaches us; the server of the tests listens elsewhere, as behind a proxy."""


@dataclass
class Town:
    """Everything that a test touches."""

    house: House
    world: FrozenWorld
    vendor: Vendor
    web: TestClient
    letters: Letters

    async def post(self, path: str, form: dict[str, str], **changed: Any) -> ClientResponse:
        """Post a form as Twilio does; `url` is what was signed if not the real address, `token` by what."""
        body, headers = signed(
            changed.get("url", BASE + path), form, changed.get("token", "t0k3n-of-the-account")
        )
        body = changed.get("body", body)
        return await self.web.post(path, data=body, headers=headers | changed.get("headers", {}))

    async def hears(self, phone: Phone, text: str, **more: str) -> ClientResponse:
        """Have somebody write, and everything that follows happen."""
        return await self.takes(phone, phone.says(text, **more))

    async def takes(self, phone: Phone, form: dict[str, str]) -> ClientResponse:
        """Take a form in, and let everything that follows happen."""
        answer = await self.post(f"/twilio/{phone.channel}", form)
        await self.settle()
        return answer

    async def settle(self) -> None:
        """Deliver, call back, and go on until nothing is left."""
        for _ in range(50):
            await self.house.desk.drain()
            calls, self.vendor.callbacks = self.vendor.callbacks, []
            for each in calls:
                path = each.url.removeprefix(BASE)
                assert (await self.post(path, each.form)).status == 204
            if not await self.house.postman.run_once() and not calls:
                return
        raise AssertionError("it does not come to rest")

    def phone(self, channel: str, number: str = "+4915100000001") -> Phone:
        """Return somebody's telephone."""
        return Phone(self.vendor, channel, number)

    async def host(self, phone: Phone, name: str = "Anna Berg", email: str = "anna@example.org") -> None:
        """Have somebody become a host."""
        await self.hears(phone, "hello")
        await self.hears(phone, f"{name}, {email}")
        await self.hears(phone, next(each.code for _, each in reversed(self.letters.kept) if each.code))
        phone.unread()


@asynccontextmanager
async def town(world: FrozenWorld, vendor: Vendor, connects: Any) -> AsyncIterator[Town]:
    """Open a house whose networks `connects` makes for a desk."""
    letters = Letters()

    def networks(_settings: Any, desk: Any) -> Sequence[Network]:
        return connects(desk)

    async with (
        stage_house(world, letters, networks) as house,
        TestClient(TestServer(house.web_app())) as web,
    ):
        yield Town(house, world, vendor, web, letters)
        for each in house.networks:
            await each.release()


@pytest.fixture
async def near() -> AsyncIterator[Town]:
    """A house with both networks, Twilio in process."""
    world = FrozenWorld()
    vendor = Vendor(world.clock)

    def connects(desk: Any) -> Sequence[Network]:
        return tuple(connect(config(name, BASE), desk, InProcess(vendor)) for name in ("whatsapp", "sms"))

    async with town(world, vendor, connects) as opened:
        yield opened


@pytest.fixture
async def far() -> AsyncIterator[Town]:
    """The same with Twilio behind a server on loopback, by the real client over HTTP, held to the published contract."""
    world = FrozenWorld()
    vendor = Vendor(world.clock)
    vendor.check = contract.check if contract.is_here() else None
    async with server(vendor) as running:
        url = str(running.make_url("")).rstrip("/")

        def connects(desk: Any) -> Sequence[Network]:
            return tuple(
                connect(config(name, BASE, credentials=credentials(url)), desk)
                for name in ("whatsapp", "sms")
            )

        async with town(world, vendor, connects) as opened:
            yield opened
