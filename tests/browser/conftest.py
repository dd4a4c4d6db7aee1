"""A site on loopback and a Chromium that visits it."""

import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, BrowserContext, async_playwright

from bot.signing.desk import SigningDesk
from bot.wiring import MailFolder
from channels.webchat import ChatDoor
from core.queries import Desk
from tests.support.databases import sqlite_storage, sqlite_template, sqlite_url  # noqa: F401
from tests.web.desks import BASE, SECRET, WatchedDesk, register, signing_desk
from web.app import Parts, WebConfig, make_app

CHROMIUM = Path("/usr/bin/chromium")
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture
async def desk(sqlite_storage, world) -> AsyncIterator[WatchedDesk]:  # noqa: F811
    found = WatchedDesk(sqlite_storage, world)
    yield found
    await found.drain()


@pytest.fixture
async def anna(desk: WatchedDesk) -> Desk:
    return await register(desk)


@pytest.fixture
def signing(desk: WatchedDesk) -> SigningDesk:
    return signing_desk(desk)


@pytest.fixture
def chat(desk: WatchedDesk) -> ChatDoor:
    return ChatDoor(desk, poll=0.05)


@pytest.fixture
async def site(desk, anna, chat, tmp_path, signing) -> AsyncIterator[str]:
    config = WebConfig(base_url=BASE, secret=SECRET, development=True)
    app = make_app(desk, config, Parts(letters=MailFolder(tmp_path), chat=chat, signing=signing))
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing")
        pytest.skip("no Chromium here (Debian: chromium)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM))
        yield browser
        await browser.close()


@pytest.fixture
async def visit(chromium: Browser, site: str) -> AsyncIterator[Callable[..., Any]]:
    """Open pages; what their scripts complain about fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    async def open_page(path: str, **options: Any):
        options = {"viewport": DESKTOP, "timezone_id": "Europe/Lisbon", "locale": "en-GB"} | options
        context = await chromium.new_context(**options)
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None
        )
        await page.goto(site + path)
        return page

    yield open_page
    for context in contexts:
        await context.close()
    assert complaints == []
