"""What the doctor finds on Slack, and what the manifest asks for."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from channels.slack.app import SCHEDULE
from channels.slack.checkup import examine
from channels.slack.config import EVENTS, REDIRECT, SCOPES, SlackConfig
from tests.support.slack import workspace as slack
from tests.support.slack.server import APP_TOKEN, serving

DOCS = Path(__file__).parents[3] / "docs" / "channels"


@pytest.fixture
async def config():
    async with serving(slack.Workspace()) as server:
        yield SlackConfig(
            api_url=f"{server.url}/api",
            authorize_url=f"{server.url}/authorize",
            base_url="https://parley.test",
            secret="s" * 32,
            bot_token=slack.BOT_TOKEN,
            app_token=APP_TOKEN,
            signing_secret="secret",
        )


async def test_all_is_well(config):
    found = await examine(config)
    assert [mend for _, mend in found] == ["", "", ""]
    assert found[0][0] == "in the workspace Parley, as parley"


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"bot_token": "xoxb-wrong"}, "the token is not taken (token_revoked)"),
        ({"app_token": "xapp-wrong"}, "the app token is not taken (invalid_auth)"),
        ({"base_url": "http://127.0.0.1:8080"}, "events come to http://127.0.0.1:8080/slack/events"),
        ({"bot_token": ""}, "no workspace lets us in"),
        ({"app_token": "", "signing_secret": ""}, "no event can come in"),
        ({"client_id": "1", "client_secret": "2", "bot_token": ""}, "tokens of workspaces cannot be kept"),
        (
            {"api_url": "http://127.0.0.1:9/api", "app_token": ""},
            "Slack cannot be reached (ClientConnectorError)",
        ),
    ],
)
async def test_what_is_wrong_is_found_with_what_to_do(config, change, state):
    wrong = {state: mend for state, mend in await examine(replace(config, **change)) if mend}
    assert list(wrong) == [state]
    assert all("xoxb" not in each and "xapp" not in each for each in wrong)


async def test_missing_scopes_are_named(config, monkeypatch):
    monkeypatch.setattr(slack, "SCOPES", slack.SCOPES.replace("chat:write,", ""))
    wrong = [state for state, mend in await examine(config) if mend]
    assert wrong == ["these scopes are missing: chat:write"]


def test_the_manifest_asks_for_what_we_use():
    manifest = yaml.safe_load((DOCS / "slack-manifest.yaml").read_text(encoding="utf-8"))
    assert tuple(manifest["oauth_config"]["scopes"]["bot"]) == SCOPES
    assert manifest["oauth_config"]["redirect_urls"] == [f"https://parley.example.org{REDIRECT}"]
    addresses = [each["url"] for each in manifest["features"]["slash_commands"]]
    addresses += [
        manifest["settings"][name]["request_url"] for name in ("event_subscriptions", "interactivity")
    ]
    assert set(addresses) == {f"https://parley.example.org{EVENTS}"}
    assert [each["command"] for each in manifest["features"]["slash_commands"]] == ["/parley", "/meet"]
    assert all(each["should_escape"] for each in manifest["features"]["slash_commands"])
    assert [each["callback_id"] for each in manifest["features"]["shortcuts"]] == [SCHEDULE]
    assert manifest["features"]["app_home"]["home_tab_enabled"]
