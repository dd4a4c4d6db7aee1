"""A site on a throwaway database with one host, Anna, on a Monday morning."""

import re
from collections.abc import AsyncIterator, Mapping
from html import unescape

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer

from bot.signing.desk import SigningDesk
from bot.wiring import MailFolder
from channels.webchat import ChatDoor
from core.queries import Desk
from tests.support.databases import sqlite_storage, sqlite_template, sqlite_url  # noqa: F401
from tests.web.desks import BASE, SECRET, WatchedDesk, register, signing_desk
from web.app import Parts, WebConfig, make_app


@pytest.fixture
async def desk(sqlite_storage, world) -> AsyncIterator[WatchedDesk]:  # noqa: F811
    found = WatchedDesk(sqlite_storage, world)
    yield found
    await found.drain()


@pytest.fixture
async def anna(desk: WatchedDesk) -> Desk:
    return await register(desk)


@pytest.fixture
def mails(tmp_path) -> MailFolder:
    folder = tmp_path / "mail"
    folder.mkdir()
    return MailFolder(folder)


@pytest.fixture
def signing(desk: WatchedDesk) -> SigningDesk:
    return signing_desk(desk)


@pytest.fixture
def config() -> WebConfig:
    return WebConfig(base_url=BASE, secret=SECRET, development=True)


@pytest.fixture
async def client(desk, anna, config, mails, signing) -> AsyncIterator[TestClient]:
    app = make_app(desk, config, Parts(letters=mails, chat=ChatDoor(desk, poll=0.02), signing=signing))
    async with TestClient(TestServer(app)) as found:
        yield found


def fields(html: str, form: int = 0) -> dict[str, str]:
    """Return the hidden fields of a form on a page."""
    text = re.findall(r"<form.*?</form>", html, re.S)[form]
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', text)
    return {name: unescape(value) for name, value in found}


class Visitor:
    """Somebody who fills in our forms: opens pages, presses buttons."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.html = ""
        self.status = 0
        self.path = ""
        self.headers: Mapping[str, str] = {}

    async def open(self, path: str, **headers: str) -> str:
        return await self._took(await self.client.get(path, headers=headers))

    async def send(self, path: str, form: int = 0, **more: str) -> str:
        """Send a form of the page that is open, with its hidden fields."""
        return await self._took(await self.client.post(path, data=fields(self.html, form) | more))

    async def _took(self, response: ClientResponse) -> str:
        self.status, self.path = response.status, response.url.path_qs
        self.headers = response.headers
        self.html = await response.text()
        return self.html

    @property
    def starts(self) -> list[str]:
        """The times that can be pressed."""
        return re.findall(r'name="start" value="([^"]*)"', self.html)


@pytest.fixture
def visitor(client: TestClient) -> Visitor:
    return Visitor(client)


async def book(visitor: Visitor, desk: WatchedDesk, path: str = "/@anna/intro", nth: int = 4) -> str:
    """Book on the page; return the path of the signed link."""
    await visitor.open(path)
    await visitor.send(f"{path}/hold", start=visitor.starts[nth])
    await visitor.send(f"{path}/details", name="Ben Ott", email="ben@example.com")
    await visitor.send(f"{path}/book", code=desk.codes[-1])
    assert visitor.path.endswith("/booked"), visitor.html
    return visitor.path.removesuffix("/booked")
