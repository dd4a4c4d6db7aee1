"""Socket Mode: deliveries come over a socket that we open, and are acknowledged on it."""

import asyncio

import pytest

from tests.support.slack.deliveries import command, direct
from tests.support.slack.houses import on_slack


@pytest.fixture
async def laptop(sqlite_url, workspace):
    async with on_slack(sqlite_url, workspace, "socket") as house:
        async with asyncio.timeout(10):
            await house.slack.opened.wait()
        yield house


async def test_a_delivery_is_heard_once_and_acknowledged(laptop):
    for _ in range(2):
        assert await laptop.slack.deliver("events_api", direct("UANN", "hello", 1)) is None
    assert len(await laptop.seen("UANN")) == 1


async def test_a_command_is_answered_with_its_acknowledgement(laptop):
    told = await laptop.slack.deliver("slash_commands", command("/meet", "UBOB", "", "t1"))
    assert told == {"text": "Whom would you like to meet? Type it like this: /meet @ann 30m next week"}


async def test_no_route_is_served_for_signed_requests(laptop):
    assert (await laptop.client.post("/slack/events", data="{}")).status == 404


async def test_a_socket_that_breaks_is_opened_again(laptop):
    laptop.house.networks[0].door._socket._handler.client.ping_interval = 0.05
    await laptop.slack.cut()
    async with asyncio.timeout(30):
        await laptop.slack.opened.wait()
    assert await laptop.slack.deliver("events_api", direct("UANN", "hello", 2)) is None
    assert len(await laptop.seen("UANN")) == 1
