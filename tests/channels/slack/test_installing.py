"""Many workspaces: they let us in by themselves, their tokens are renewed in time, and one that lets us go is forgotten."""

import asyncio
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from structlog.testing import capture_logs

from bot.messages import Address, Outgoing
from core.errors import Revoked, Transient
from tests.support.slack.deliveries import direct, gone
from tests.support.slack.houses import on_slack
from tests.support.slack.workspace import BOT_TOKEN, TEAM, failing

ANN = Address(channel="slack", account=TEAM, room="UANN")
HELLO = Outgoing(text="Hello")
DAY = 24 * 3600


@pytest.fixture
async def many(sqlite_url, workspace):
    workspace.tokens.discard(BOT_TOKEN)
    async with on_slack(sqlite_url, workspace, "many") as house:
        yield house


async def agreed(here, code="good", team=TEAM):
    """Go to Slack as a browser does, agree, and come back; return the answer."""
    begun = await here.client.get("/slack/install", allow_redirects=False)
    query = parse_qs(urlsplit(begun.headers["Location"]).query)
    here.workspace.codes[code] = team
    cookie = {"Cookie": f"parley_slack_state={begun.cookies['parley_slack_state'].value}"}
    back = {"code": code, "state": query["state"][0]}
    return await here.client.get("/slack/oauth_redirect", params=back, headers=cookie), query, back


async def installed(here):
    return await here.house.desk.installation("slack", TEAM)


async def deliver(here, key="reply:1"):
    return await here.house.networks[0].channel.deliver(key, ANN, HELLO)


async def test_a_workspace_installs_us_and_can_be_talked_in(many):
    answer, query, _ = await agreed(many)
    assert answer.status == 200
    assert query["client_id"] == ["111.222"]
    assert "chat:write" in query["scope"][0]
    assert query["redirect_uri"] == ["http://parley.test/slack/oauth_redirect"]
    found = await installed(many)
    assert (found.name, found.facts["bot"]) == ("Acme", "U0PARLEY")
    await many.event(direct("UANN", "hello", 1))
    assert len(await many.seen("UANN")) == 1


@pytest.mark.parametrize("part", ["state", "cookie", "stale", "no"])
async def test_who_did_not_go_to_slack_from_here_is_sent_away(many, part):
    begun = await many.client.get("/slack/install", allow_redirects=False)
    state = parse_qs(urlsplit(begun.headers["Location"]).query)["state"][0]
    many.workspace.codes["good"] = TEAM
    cookie = "" if part == "cookie" else begun.cookies["parley_slack_state"].value
    query = {"code": "good", "state": state + "x" if part == "state" else state}
    if part == "no":
        query["error"] = "access_denied"
    if part == "stale":
        query["state"] = cookie = "W10.aaaaaa.bbbbbb"
    many.client.session.cookie_jar.clear()
    answer = await many.client.get(
        "/slack/oauth_redirect", params=query, headers={"Cookie": f"parley_slack_state={cookie}"}
    )
    assert answer.status == (200 if part == "no" else 403)
    assert await installed(many) is None


async def test_a_code_is_good_once(many):
    _, _, back = await agreed(many)
    begun = await many.client.get("/slack/install", allow_redirects=False)
    state = begun.cookies["parley_slack_state"].value
    again = await many.client.get(
        "/slack/oauth_redirect",
        params={"code": back["code"], "state": state},
        headers={"Cookie": f"parley_slack_state={state}"},
    )
    assert again.status == 502


async def test_no_token_is_logged_or_shown(many):
    with capture_logs() as logs:
        await agreed(many)
        await many.event(direct("UANN", "hello", 1))
        await many.rest()
    token = (await installed(many)).secrets["access"]
    told = str(logs) + repr(many.house.networks) + repr(many.house.settings) + repr(await installed(many))
    assert token not in told
    assert "client-secret" not in told


async def test_a_token_is_renewed_before_it_ends_and_once_for_all_who_ask(many):
    many.workspace.lasts = 12 * 3600
    await agreed(many)
    first = (await installed(many)).secrets["access"]
    await deliver(many)
    many.world.clock.tick(hours=10, minutes=1)
    await asyncio.gather(*(deliver(many, f"reply:{n}") for n in range(5)))
    assert (await installed(many)).secrets["access"] != first
    assert [method for method, _ in many.workspace.calls].count("oauth.v2.access") == 2
    assert len(many.workspace.sent) == 6


async def test_who_was_slower_takes_the_token_that_another_process_renewed(many):
    many.workspace.lasts = 12 * 3600
    await agreed(many)
    before = await installed(many)
    many.world.clock.tick(hours=11)
    api = many.house.networks[0].channel.api
    other = await many.house.networks[0].channel.token(TEAM)
    many.workspace.tokens.discard(before.secrets["access"])
    calls = []

    async def late(account):
        """Read the installation before the other process renewed it, the first time."""
        calls.append(account)
        return (
            before
            if len(calls) <= 2
            else await type(many.house.desk).installation(many.house.desk, "slack", account)
        )

    tokens = replace(many.house.networks[0].channel.token, desk=_Late(many.house.desk, late))
    assert await tokens(TEAM) == other
    assert api is many.house.networks[0].channel.api


class _Late:
    """A desk whose look at an installation may be out of date."""

    def __init__(self, desk, look):
        self.clock, self.install, self._look = desk.clock, desk.install, look

    async def installation(self, channel, account):
        return await self._look(account)


async def test_a_token_that_cannot_be_renewed_now_serves_as_long_as_it_lasts(many):
    many.workspace.lasts = 12 * 3600
    await agreed(many)
    many.world.clock.tick(hours=11)
    many.workspace.troubles.append(failing())
    await deliver(many)
    many.world.clock.tick(hours=2)
    many.workspace.troubles.append(failing())
    with pytest.raises(Transient):
        await deliver(many)
    await deliver(many)


async def test_a_workspace_that_lets_us_go_is_forgotten_until_it_lets_us_in_again(many):
    await agreed(many)
    await many.event(direct("UANN", "hello", 1))
    await many.rest()
    assert (await many.event(gone("app_uninstalled", 2))).status == 200
    assert await installed(many) is None
    assert (await many.house.desk.room("slack", TEAM, "UANN")).silent == "gone"
    calls = len(many.workspace.calls)
    with pytest.raises(Revoked):
        await deliver(many)
    assert len(many.workspace.calls) == calls
    await agreed(many, "again")
    assert (await many.house.desk.room("slack", TEAM, "UANN")).silent == ""
    await deliver(many)


@pytest.mark.parametrize(("tokens", "stays"), [({"bot": ["U0PARLEY"]}, False), ({"oauth": ["UANN"]}, True)])
async def test_only_our_own_token_taken_back_is_the_end(many, tokens, stays):
    await agreed(many)
    await many.event(gone("tokens_revoked", 2, tokens=tokens))
    assert (await installed(many) is not None) is stays


async def test_a_workspace_that_never_let_us_in_is_answered_nothing(many):
    assert (await many.event(direct("UANN", "hello", 1))).status == 200
    await many.rest()
    assert many.workspace.sent == []
