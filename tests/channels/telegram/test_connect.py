"""Telegram is connected where it is configured, and only there."""

import pytest

from bot.settings import Settings
from bot.wiring.networks import configured
from channels.telegram.limits import PACE
from tests.support.telegram.bot_api import TOKEN


def settings(**named):
    return Settings.model_validate(
        {"PARLEY_SECRET_KEY": "k" * 32, "PARLEY_BASE_URL": "https://parley.test", **named}
    )


@pytest.fixture
def connected(here):
    return lambda **named: [
        each for each in configured(settings(**named), here.house.desk) if each.name == "telegram"
    ]


def test_without_a_token_there_is_no_telegram(connected):
    assert connected() == []


async def test_with_a_token_updates_are_asked_for(connected):
    (network,) = connected(TELEGRAM_BOT_TOKEN=TOKEN)
    assert network.pace == PACE
    assert network.door.routes() == []
    await network.release()


async def test_by_webhook_updates_come_to_our_address(connected):
    (network,) = connected(
        TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_MODE="webhook", TELEGRAM_WEBHOOK_SECRET="s" * 32
    )
    (route,) = network.door.routes()
    assert route.path == "/telegram/updates"
    assert network.door._config.webhook == "https://parley.test/telegram/updates"
    await network.release()


async def test_another_server_of_the_bot_api_can_be_used(connected):
    (network,) = connected(TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL="http://127.0.0.1:8081/")
    assert network.door._client.base_url == f"http://127.0.0.1:8081/bot{TOKEN}"
    await network.release()


def test_the_pace_is_telegrams():
    assert (PACE.a_second, PACE.between, PACE.a_minute_in_group) == (30, 1, 20)
