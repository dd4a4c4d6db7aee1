"""The door: only what Slack signed, just now, is looked at; what is kept is acknowledged, what is not comes again."""

import json
from contextlib import asynccontextmanager
from io import BytesIO

import pytest
from structlog.testing import capture_logs

from core.errors import Transient
from tests.support.slack import server
from tests.support.slack.deliveries import direct, event, mention

SECRETIVE = "my very private words"


def body():
    return server.event_request(direct("UANN", SECRETIVE, 1))[0]


async def post(here, text, headers):
    response = await here.client.post(
        "/slack/events", data=text, headers={"Content-Type": "application/json", **headers}
    )
    await here.rest()
    return response.status


def now(here):
    return here.world.clock.now().timestamp()


async def refused(here, text, headers):
    with capture_logs() as logs:
        status = await post(here, text, headers)
    assert here.workspace.sent == []
    assert SECRETIVE not in str(logs)
    assert server.SECRET not in str(logs)
    return status, [each["why"] for each in logs if each["event"] == "slack_request_refused"]


async def test_a_request_that_nobody_signed_is_refused(here):
    assert await refused(here, body(), {}) == (401, ["unsigned"])


@pytest.mark.parametrize("secret", ["another secret", "", server.SECRET[:-1]])
async def test_a_forged_request_is_refused(here, secret):
    assert await refused(here, body(), server.signed(body(), now(here), secret)) == (401, ["forged"])


async def test_a_request_that_was_changed_is_refused(here):
    headers = server.signed(body(), now(here))
    assert await refused(here, body().replace("private", "public"), headers) == (401, ["forged"])


async def test_a_truncated_request_is_refused(here):
    cut = body()[:-40]
    assert await refused(here, cut, server.signed(body(), now(here))) == (401, ["forged"])
    assert await refused(here, cut, server.signed(cut, now(here))) == (400, ["truncated"])


@pytest.mark.parametrize("late", [301, -301, 86_400])
async def test_a_replayed_request_is_refused(here, late):
    assert await refused(here, body(), server.signed(body(), now(here) - late)) == (401, ["stale"])


@pytest.mark.parametrize("late", [300, -300])
async def test_up_to_five_minutes_are_allowed_for_the_way(here, late):
    assert await post(here, body(), server.signed(body(), now(here) - late)) == 200
    assert here.workspace.sent


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Slack-Request-Timestamp": "now", "X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": "-5", "X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": "9" * 400, "X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": "1764000000"},
        {"X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": "²", "X-Slack-Signature": "v0=00"},
    ],
)
async def test_broken_headers_are_refused(here, headers):
    status, _ = await refused(here, body(), headers)
    assert status == 401


async def test_a_signature_of_other_letters_is_refused(here):
    headers = server.signed(body(), now(here)) | {"X-Slack-Signature": "v0=é"}
    assert (await refused(here, body(), headers))[0] == 401


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "{}", '"text"', "payload=%7B", "payload=[]", "a=b", "\x00"]
)
async def test_signed_nonsense_does_no_harm(here, text):
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        response = await here.send(text, kind)
        assert response.status in {200, 400}
    assert here.workspace.sent == []


async def test_what_is_no_text_is_refused(here):
    raw = b"\xff\xfe" + body().encode()
    assert await refused(here, raw, server.signed(body(), now(here))) == (400, ["unreadable"])


async def test_too_much_is_refused(here):
    status, why = await refused(here, BytesIO(b"x" * (1024 * 1024 + 1)), server.signed("x", now(here)))
    assert (status, why) == (400, ["unreadable"])


async def test_slack_can_see_that_the_address_is_ours(here):
    challenge = {"type": "url_verification", "token": "t", "challenge": "3eZbrw1aB10FEMAGAZd4FyFQ"}
    answer = await here.event(challenge)
    assert json.loads(await answer.text()) == {"challenge": "3eZbrw1aB10FEMAGAZd4FyFQ"}


@pytest.mark.parametrize(
    "more",
    [
        {"subtype": "message_changed", "message": {"text": "x"}},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"bot_id": "B1"},
        {"user": ""},
        {"channel": "C1", "channel_type": "channel"},
    ],
)
async def test_what_nobody_said_is_acknowledged_and_not_heard(here, more):
    payload = direct("UANN", "hello", 1)
    payload["event"] |= more
    assert (await here.event(payload)).status == 200
    await here.rest()
    assert here.workspace.sent == []


async def test_an_event_that_we_did_not_ask_for_is_acknowledged(here):
    assert (await here.event(event({"type": "team_join", "user": {"id": "U9"}}, 1))).status == 200


@asynccontextmanager
async def database_away(here, monkeypatch):
    """Have the database be away."""

    async def away(*_: object, **__: object) -> bool:
        raise Transient("away")

    with monkeypatch.context() as patch:
        patch.setattr(here.house.desk, "arrive", away)
        yield


async def test_what_cannot_be_kept_is_not_acknowledged_and_heard_when_it_comes_again(here, monkeypatch):
    async with database_away(here, monkeypatch):
        with capture_logs() as logs:
            assert (await here.event(direct("UANN", SECRETIVE, 1))).status == 503
    assert SECRETIVE not in str(logs)
    assert (await here.event(direct("UANN", SECRETIVE, 1))).status == 200
    assert len(await here.seen("UANN")) == 1


async def test_a_slow_workspace_does_not_hold_up_the_acknowledgement(here):
    """users.info does not answer: the message is heard all the same, with nothing known of who said it."""
    here.workspace.troubles.append(ConnectionError())
    assert (await here.event(direct("UANN", "hello", 1))).status == 200
    (told,) = await here.seen("UANN")
    assert "Where are you" in told.text or "zone" in told.text


async def test_deliveries_out_of_order_are_each_heard_once(here):
    payloads = [direct("UANN", text, number) for number, text in enumerate(["hello", "thanks", "help"], 1)]
    for number in (2, 1, 2, 0, 1, 0):
        assert (await here.event(payloads[number])).status == 200
        await here.rest()
    assert len(await here.seen("UANN")) == 3


async def test_a_colleague_can_be_met_by_mentioning_them_in_a_channel(here):
    await here.event(direct("UANN", "hello", 1))
    await here.rest()
    await here.event(mention("C1", "UBOB", "<@U0PARLEY> <@UANN> tomorrow at 10", 2))
    await here.rest()
    (told,) = here.workspace.whispered("C1", "UBOB")
    assert "10:00" in told.text
    await here.event(mention("C1", "UBOB", "<@U0PARLEY> when are <@UANN> and <@UCAT> free?", 3))
    await here.rest()
    assert len(here.workspace.whispered("C1", "UBOB")) == 2


async def test_a_colleague_or_a_link_alone_opens_that_talk_in_direct_messages(here):
    await here.event(direct("UANN", "hello", 1))
    await here.rest()
    host = await here.house.desk.host_at("slack", "T0PARLEY", "UANN")
    for number, text in enumerate(["<@UANN>", f"@{host.username}/intro"], 2):
        await here.event(direct("UBOB", text, number))
        assert "Ann Example" in await here.last("UBOB")
    assert (await here.house.desk.room("slack", "T0PARLEY", "UBOB")).thread == f"@{host.username}/intro"
