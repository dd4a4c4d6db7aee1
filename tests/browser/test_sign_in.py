"""Signing in, seen in Chromium: with the keyboard, on a telephone, in the dark."""

import re
from collections.abc import Callable
from typing import Any

import pyotp
import pytest

from tests.browser.conftest import PHONE
from tests.web.desks import WatchedDesk, mailed

pytestmark = pytest.mark.browser

BOB = "bob@example.com"


async def signed_in(page: Any, desk: WatchedDesk) -> None:
    await page.get_by_label("Your e-mail").fill(BOB)
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#code")
    assert await page.evaluate("document.activeElement.id") == "code"
    await page.keyboard.type((await mailed(desk)).code)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/account")


async def overflow(page: Any) -> int:
    """Return by how many pixels the page is wider than the window."""
    width: int = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return width


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_by_keyboard_on_a_telephone_to_the_account(
    visit: Callable[..., Any], desk: WatchedDesk, scheme: str
) -> None:
    page = await visit("/sign-in", viewport=PHONE, color_scheme=scheme)
    assert await overflow(page) <= 0
    await signed_in(page, desk)
    assert await overflow(page) <= 0
    assert await page.get_by_text("this one").is_visible()


async def test_a_second_factor_from_its_picture_to_its_use(
    visit: Callable[..., Any], desk: WatchedDesk
) -> None:
    page = await visit("/sign-in", viewport=PHONE)
    await signed_in(page, desk)
    await page.get_by_role("link", name="Set up a second factor").click()
    picture = page.locator(".qr svg")
    box = await picture.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) > 150
    assert await overflow(page) <= 0
    secret = (await page.locator(".key").inner_text()).replace(" ", "")
    await page.get_by_label("The code that the app shows now").fill(pyotp.TOTP(secret).at(desk.clock.now()))
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".recovery")
    codes = await page.locator(".recovery code").all_inner_texts()
    assert len(codes) == 10
    assert all(re.fullmatch(r"\w{4}-\w{4}-\w{4}", each) for each in codes)
    await page.get_by_role("link", name="I have kept them").click()
    await page.get_by_role("button", name="Sign out").click()
    desk.world.clock.tick(minutes=1)
    await page.get_by_label("Your e-mail").fill(BOB)
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#code")
    await page.keyboard.type((await mailed(desk)).code)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/sign-in/second")
    await page.keyboard.type(codes[0])
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/account")
    assert await page.get_by_text("9 recovery codes are left").is_visible()


async def test_the_talk_in_a_browser_is_still_there_after_signing_in(
    visit: Callable[..., Any], desk: WatchedDesk
) -> None:
    page = await visit("/chat")
    await page.get_by_label("Your message").fill("Hello, I am Bob")
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".bubble.mine:not(.waiting)")
    await page.goto(page.url.replace("/chat", "/sign-in"))
    await signed_in(page, desk)
    await page.get_by_role("link", name="Go to your chat").click()
    await page.get_by_text("Hello, I am Bob").wait_for()


async def test_logging_out_everywhere_reaches_the_other_browser(
    visit: Callable[..., Any], desk: WatchedDesk
) -> None:
    one, other = await visit("/sign-in"), await visit("/sign-in")
    await signed_in(one, desk)
    await signed_in(other, desk)
    assert await other.locator(".sessions li").count() == 2
    await other.get_by_role("button", name="Log out everywhere").click()
    await other.wait_for_url("**/sign-in")
    await one.reload()
    assert "/sign-in" in one.url
