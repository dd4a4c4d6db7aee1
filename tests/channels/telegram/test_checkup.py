"""What the doctor finds out about Telegram, over real HTTP, and what it says to do."""

from contextlib import asynccontextmanager

import pytest

from bot.cli import network_checks
from bot.settings import Settings
from channels.telegram.client import make_client
from channels.telegram.welcome import introduce
from tests.support.telegram.bot_api import TOKEN, BotApi
from tests.support.telegram.server import serving

SECRET = "known-to-both-of-us"


def configured(address, **more):
    named = {
        "PARLEY_SECRET_KEY": "k" * 32,
        "PARLEY_BASE_URL": "https://parley.test",
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "TELEGRAM_API_URL": address,
    }
    return Settings.model_validate(named | more)


@asynccontextmanager
async def begun(**more):
    """A Telegram to which Parley has introduced itself."""
    api = BotApi(lambda: 1_764_000_000)
    async with serving(api) as address:
        settings = configured(address, **more)
        config = network_checks.telegram_config(settings)
        client = make_client(config)
        await introduce(client, config)
        await client.let_go()
        yield api, settings
    assert api.wrong == []


async def wrong(settings):
    return [(each.state, each.mend) for each in await network_checks.telegram(settings) if each.wrong]


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_what_is_set_up_is_well(mode):
    async with begun(TELEGRAM_MODE=mode) as (_, settings):
        found = await network_checks.telegram(settings)
    assert [each.wrong for each in found] == [False] * 4
    assert found[0].state == "@parley_bot answers"


async def test_without_a_token_nothing_is_said():
    without = configured("http://127.0.0.1:9").model_copy(update={"telegram_bot_token": ""})
    assert await network_checks.telegram(without) == []


async def test_a_wrong_token_is_found_and_not_repeated():
    async with begun() as (_, settings):
        other = settings.model_copy(update={"telegram_bot_token": "123456:another-one"})
        ((state, mend),) = await wrong(other)
    assert state == "the token is not valid"
    assert "TELEGRAM_BOT_TOKEN" in mend
    assert "another-one" not in state + mend


async def test_a_server_that_does_not_answer_is_found():
    ((state, mend),) = await wrong(configured("http://127.0.0.1:9"))
    assert state.startswith("does not answer")
    assert TOKEN not in state + mend


async def test_an_address_that_telegram_does_not_deliver_to_is_found():
    async with begun() as (_, settings):
        here = {"telegram_mode": "webhook", "base_url": "http://127.0.0.1:8080"}
        ((state, mend),) = await wrong(settings.model_copy(update=here))
    assert "cannot deliver to http://127.0.0.1:8080/telegram/updates" in state
    assert "TELEGRAM_MODE" in mend


async def test_a_webhook_that_is_missing_or_elsewhere_is_found():
    async with begun(TELEGRAM_MODE="webhook") as (api, settings):
        api.webhook = {}
        assert [state for state, _ in await wrong(settings)] == ["no webhook is set"]
        api.webhook = {"url": "https://elsewhere.test/x"}
        assert [state for state, _ in await wrong(settings)] == ["updates go to https://elsewhere.test/x"]
        polling = settings.model_copy(update={"telegram_mode": "polling"})
        assert "not to us" in (await wrong(polling))[0][0]


async def test_deliveries_that_fail_are_found_with_telegrams_own_words():
    async with begun(TELEGRAM_MODE="webhook") as (api, settings):
        api.last_error = "Connection refused"
        assert await wrong(settings) == []
        api.wait_for({"update_id": 1})
        ((state, mend),) = await wrong(settings)
    assert state == "cannot deliver: Connection refused"
    assert "https://parley.test/telegram/updates" in mend


async def test_updates_that_nobody_takes_are_found():
    async with begun() as (api, settings):
        for number in range(200):
            api.wait_for({"update_id": number})
        assert [state for state, _ in await wrong(settings)] == ["200 updates wait"]


async def test_menus_of_somebody_else_are_found():
    async with begun() as (api, settings):
        api.commands.clear()
        assert [state for state, _ in await wrong(settings)] == ["the menu of commands is not ours"]


async def test_a_bot_that_reads_whole_groups_is_found():
    async with begun() as (api, settings):
        api.me["can_read_all_group_messages"] = True
        ((state, mend),) = await wrong(settings)
    assert "groups" in state
    assert "/setprivacy" in mend
