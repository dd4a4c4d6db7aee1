"""A site on a throwaway database with one host, Anna, on a Monday morning."""

import re
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer

from channels.webchat import ChatDoor
from core.commands import Desk
from tests.support.databases import sqlite_storage, sqlite_template, sqlite_url  # noqa: F401
from tests.web.small import BASE, SECRET, SmallDesk, register
from web.app import WebConfig, make_app
from web.mailbox import MailFolder


@pytest.fixture
def desk(sqlite_storage, world) -> SmallDesk:  # noqa: F811
    return SmallDesk(sqlite_storage, world)


@pytest.fixture
async def anna(desk: SmallDesk) -> Desk:
    return await register(desk)


@pytest.fixture
def mails(tmp_path) -> MailFolder:
    folder = tmp_path / "mail"
    folder.mkdir()
    return MailFolder(folder)


@pytest.fixture
def config() -> WebConfig:
    return WebConfig(base_url=BASE, secret=SECRET, development=True)


@pytest.fixture
async def client(desk, anna, config, mails) -> AsyncIterator[TestClient]:
    app = make_app(desk, config, letters=mails, chat_socket=ChatDoor(desk, poll=0.02))
    async with TestClient(TestServer(app)) as found:
        yield found


def fields(html: str, form: int = 0) -> dict[str, str]:
    """Return the hidden fields of a form on a page."""
    text = re.findall(r"<form.*?</form>", html, re.S)[form]
    return dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', text))
