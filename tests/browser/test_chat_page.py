"""Talking in a real browser, on a phone's width."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser


async def test_parley_greets_and_answers(visit, desk):
    page = await visit("/@anna/intro/chat", viewport=PHONE)
    log = page.get_by_role("log")
    await expect(log.locator(".theirs")).to_have_count(1)
    await page.get_by_label("Your message").fill("What about <b>Wednesday</b>?")
    await page.keyboard.press("Enter")
    await expect(log.locator(".mine")).to_have_text("You: What about <b>Wednesday</b>?")
    await expect(log.locator(".theirs")).to_have_count(2)
    await expect(log.locator(".waiting")).to_have_count(0)
    await page.reload()
    await expect(log.locator(".bubble")).to_have_count(3)
    assert desk.heard[0].zone == "Europe/Lisbon"


async def test_a_tapped_button_is_said_and_the_buttons_go(visit, desk):
    page = await visit("/@anna/intro/chat", viewport=PHONE)
    button = page.get_by_role("group", name="Answers to choose from").get_by_role("button").first
    label = await button.inner_text()
    await button.click()
    await expect(page.locator(".mine").last).to_have_text(f"You: {label}")
    await expect(page.locator(".theirs")).to_have_count(2)
    assert desk.heard[-1].choice


async def test_what_is_said_while_the_connection_is_lost_arrives_once(visit, desk):
    page = await visit("/chat", viewport=PHONE)
    await expect(page.locator(".theirs")).to_have_count(1)
    desk.broken = True
    await page.get_by_label("Your message").fill("Are you there?")
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator(".mine.waiting")).to_have_count(1)
    desk.broken = False
    await page.reload()
    await expect(page.locator(".mine")).to_have_count(1)
    await expect(page.locator(".theirs")).to_have_count(2)
    assert [heard.text for heard in desk.heard] == ["", "Are you there?"]


async def test_a_page_comes_back_when_the_server_closes_its_socket(visit, chat, desk):
    page = await visit("/chat", viewport=PHONE)
    await expect(page.locator(".theirs")).to_have_count(1)
    await chat.close()
    await expect(page.get_by_text("The connection is lost.")).to_be_visible()
    await expect(page.get_by_text("The connection is lost.")).not_to_be_visible()
    await page.get_by_label("Your message").fill("Still here")
    await page.keyboard.press("Enter")
    await expect(page.locator(".theirs")).to_have_count(2)
    await expect(page.locator(".mine")).to_have_count(1)


async def test_both_sides_can_be_tried_beside_each_other(visit, desk):
    page = await visit("/try")
    host = page.frame_locator("iframe[title='Talk as the host']")
    await expect(host.locator(".theirs")).to_have_count(1)
    waiting = page.frame_locator("iframe[title='Talk as the invitee']")
    await expect(waiting.get_by_role("heading", level=1)).to_have_text("Whom do you want to meet?")
    await page.goto(page.url + "?host=/@anna/intro")
    invitee = page.frame_locator("iframe[title='Talk as the invitee']")
    await expect(invitee.locator(".theirs")).to_have_count(1)
    await expect(host.locator(".theirs")).to_have_count(1)
    assert len({heard.address.room for heard in desk.heard}) == 2
    await expect(page.get_by_text("No mails yet.")).to_be_visible()


async def test_without_scripts_the_talk_says_so_and_leads_to_the_page(visit):
    page = await visit("/@anna/intro/chat", java_script_enabled=False)
    await page.get_by_role("link", name="pick a time on the page").click()
    await expect(page.get_by_role("heading", name="Intro meeting")).to_be_visible()
