"""Booking in a real browser, with scripts and without."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser
PAGE = "/@anna/intro"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
async def test_a_stranger_books_moves_and_cancels(visit, desk, scripts):
    page = await visit(PAGE, java_script_enabled=scripts, viewport=PHONE)
    await page.get_by_role("link", name="Wednesday, 25 November 2026").click()
    await page.get_by_role("button", name="Wednesday, 25 November 2026, 10:00").click()
    await expect(page.get_by_text("We are keeping this time for you until")).to_be_visible()
    await page.get_by_label("Your name").fill("Ben Ott")
    await page.get_by_label("Your e-mail").fill("ben@example.com")
    await page.get_by_role("button", name="Book this time").click()
    await page.get_by_label("Code").fill(desk.codes[-1])
    await page.get_by_role("button", name="Book this time").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Booked")
    zone = "Europe/Lisbon" if scripts else "Europe/Berlin"
    await expect(page.get_by_role("definition").nth(1)).to_contain_text(zone)

    await page.get_by_role("link", name="Move or cancel").click()
    await page.get_by_role("link", name="Move to another time").click()
    await page.locator(".slots button").last.click()
    await page.get_by_label("Reason").fill("The train is late")
    await page.get_by_role("button", name="Move the meeting").click()
    await expect(page.get_by_role("status")).to_contain_text("The meeting is now on")

    await page.get_by_role("link", name="Cancel the meeting").click()
    await page.get_by_role("button", name="Cancel the meeting").click()
    await expect(page.get_by_role("status")).to_contain_text("is cancelled")
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_role("status")).to_contain_text("Undone")


async def test_the_browsers_zone_is_found_and_another_can_be_chosen(visit):
    page = await visit(PAGE, timezone_id="Asia/Tokyo")
    await expect(page.get_by_label("Times are in your time zone")).to_have_value("Asia/Tokyo")
    await page.get_by_label("Times are in your time zone").select_option("America/New_York")
    await page.wait_for_url("**tz=America**")
    await expect(page.get_by_label("Times are in the time zone")).to_have_value("America/New_York")


async def test_without_scripts_times_are_in_the_hosts_zone_and_it_says_so(visit):
    page = await visit(PAGE, java_script_enabled=False)
    await expect(page.get_by_label("Times are in Anna Lind’s time zone")).to_have_value("Europe/Berlin")
    await page.get_by_label("Times are in").select_option("Asia/Kolkata")
    await page.get_by_role("button", name="Change").click()
    await expect(page.locator(".slots button").last).to_have_text("21:00")


async def test_times_that_others_take_disappear_by_themselves(visit, desk, clock):
    page = await visit(f"{PAGE}?date=2026-11-25&tz=Europe/Berlin")
    other = await visit(f"{PAGE}?date=2026-11-25&tz=Europe/Berlin")
    await expect(page.locator(".slots button")).to_have_count(16)
    await other.locator(".slots button").first.click()
    await expect(other.get_by_label("Your name")).to_be_visible()
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(page.locator(".slots button")).to_have_count(15)


async def test_the_page_can_be_used_with_the_keyboard_alone(visit, desk):
    page = await visit(f"{PAGE}?date=2026-11-25&tz=Europe/Berlin")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    for _ in range(40):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.name === 'start'"):
            break
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Your name")).to_be_visible()
    await page.get_by_label("Your name").focus()
    for text in ("Ben Ott", "ben@example.com", "", "", ""):
        await page.keyboard.type(text)
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Code")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/@anna", PAGE, "/chat", "/@anna/chat"])
async def test_no_page_is_wider_than_a_phone(visit, path):
    page = await visit(path, viewport={"width": 320, "height": 640})
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
