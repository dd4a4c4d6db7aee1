"""Connecting a calendar in a browser: from the link in the chat through a real provider to the page that says it is done."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Page, expect

from core.calendars import Provider
from integrations.calendars.google.config import SCOPES
from tests.browser.conftest import PHONE
from tests.support.peers import Client, OpenIdPeer, free_port, openid_provider
from tests.web.connecting import PASSWORD, Connections
from tests.web.desks import SECRET
from web.app import Parts, WebConfig, make_app
from web.seals import Seals

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("PARLEY_PICTURES", "")
"""A folder for pictures of the pages, for who wants to look at them."""


async def picture(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.fixture(scope="module")
def base() -> str:
    return f"http://127.0.0.1:{free_port()}"


@pytest.fixture(scope="module")
def peer(base: str) -> Iterator[OpenIdPeer]:
    known = Client(redirects=(f"{base}/oauth/google/callback",))
    with openid_provider(known, scopes=tuple(SCOPES)) as found:
        yield found


@pytest.fixture
def town(desk, sqlite_storage, peer, base) -> Connections:
    return Connections(desk, sqlite_storage, peer, base)


@pytest.fixture
async def site(desk, town: Connections, base: str) -> AsyncIterator[str]:
    config = WebConfig(base_url=base, secret=SECRET)
    app = make_app(desk, config, Parts(travels=town.journeys, connecting=town.attaching))
    async with TestServer(app, port=int(base.rpartition(":")[2])):
        yield base


async def test_a_calendar_is_connected_through_the_provider(visit, town, anna):
    await town.prove(anna, "ann@example.com")
    await town.peer.next(account="ann")
    page = await visit(await town.link(anna))
    await expect(page.get_by_role("heading", level=1)).to_have_text("Connect your Google Calendar")
    await picture(page, "connect-google")
    await page.get_by_role("button", name="Continue to Google").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Connected")
    assert page.url.endswith("/connected")
    await picture(page, "connected")
    assert await town.accounts(anna) == ["ann@example.com"]


@pytest.mark.parametrize("look", ["light", "dark"])
async def test_on_a_telephone_that_nobody_knows_a_code_is_shown(visit, town, anna, look):
    await town.peer.next(account="ann")
    page = await visit(await town.link(anna), viewport=PHONE, color_scheme=look)
    await picture(page, f"connect-phone-{look}")
    await page.get_by_role("button", name="Continue to Google").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
    await picture(page, f"code-phone-{look}")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shown = (await page.locator(".secret").inner_text()).replace(" ", "")
    await town.say(shown)
    assert await town.accounts(anna) == ["ann@example.com"]


async def test_a_box_that_was_not_ticked_is_named_and_one_tap_tries_again(visit, town, anna):
    await town.prove(anna, "ann@example.com")
    await town.peer.next(account="ann", withhold=[SCOPES[0]])
    page = await visit(await town.link(anna))
    await page.get_by_role("button", name="Continue to Google").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("One box was not ticked")
    await picture(page, "partial")
    await town.peer.next(account="ann")
    await page.get_by_role("link", name="Try again").click()
    await page.get_by_role("button", name="Continue to Google").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Connected")


async def test_a_server_is_connected_by_a_form_that_keeps_what_was_typed_but_the_password(visit, town, anna):
    page = await visit(await town.link(anna, Provider.CALDAV), viewport=PHONE)
    await page.get_by_label("Server").fill("dav.example.com")
    await page.get_by_label("User name").fill("ann")
    await page.get_by_label("App password").fill("wrong")
    await page.get_by_role("button", name="Connect").click()
    await expect(page.get_by_role("alert")).to_contain_text("not let in")
    await picture(page, "caldav-wrong")
    await expect(page.get_by_label("Server")).to_have_value("dav.example.com")
    await expect(page.get_by_label("App password")).to_have_value("")
    await page.get_by_label("App password").fill(PASSWORD)
    await page.get_by_role("button", name="Connect").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("One more step")


async def test_calendars_are_chosen_and_disconnected_on_a_page(visit, town, anna):
    page = await visit("/chat")
    (cookie,) = [each for each in await page.context.cookies() if each["name"] == "parley_visitor"]
    await town.know(str(Seals(SECRET).open("visitor", cookie["value"])), anna.host.person_id)
    await page.goto(f"{town.base_url}/account/connections")
    await town.peer.next(account="ann")
    await page.get_by_role("button", name="Google").click()
    await page.get_by_role("button", name="Continue to Google").click()
    await page.get_by_role("link", name="All your calendars").click()
    await page.get_by_label("Check Team for conflicts").check()
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("status")).to_have_text("Saved.")
    await expect(page.get_by_label("Check Team for conflicts")).to_be_checked()
    await picture(page, "connections")
    await page.set_viewport_size(PHONE)
    await page.emulate_media(color_scheme="dark")
    await picture(page, "connections-phone-dark")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.get_by_role("link", name="Disconnect").click()
    await page.get_by_role("button", name="Disconnect").click()
    await expect(page.get_by_role("status")).to_contain_text("Disconnected.")
    assert await town.accounts(anna) == []
