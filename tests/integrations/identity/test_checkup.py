"""What the doctor says of signing in with GitHub."""

import pytest
from aiohttp import web

from bot.cli import service_checks
from bot.settings import Settings
from tests.support.issuer import an_issuer, endless, html, status

SECRET = "quiet-and-never-shown"
WELL = {
    "access_token": lambda: web.json_response({"error": "bad_verification_code"}),
    "user": lambda: web.json_response({"message": "Requires authentication"}, status=401),
}


@pytest.fixture
async def issuer():
    async with an_issuer() as found:
        found.raw = dict(WELL)
        yield found


def settings(issuer, **changed):
    given = {
        "PARLEY_SECRET_KEY": "k" * 32,
        "GITHUB_CLIENT_ID": "us",
        "GITHUB_CLIENT_SECRET": SECRET,
        "GITHUB_URL": issuer.base,
        "GITHUB_API_URL": issuer.base,
    }
    return Settings.model_validate(given | changed)


async def found(issuer, **changed):
    return await service_checks.github(settings(issuer, **changed))


async def test_a_github_that_knows_us_is_well(issuer):
    assert [each.wrong for each in await found(issuer)] == [False, False]
    (form,) = issuer.forms
    assert (form["client_id"], form["client_secret"]) == ("us", SECRET)


async def test_nothing_is_said_of_what_is_not_configured(issuer):
    assert await found(issuer, GITHUB_CLIENT_ID="", GITHUB_CLIENT_SECRET="") == []
    assert issuer.asked == []


@pytest.mark.parametrize("missing", ["GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"])
async def test_half_of_a_client_is_none(issuer, missing):
    (finding,) = await found(issuer, **{missing: ""})
    assert finding.wrong
    assert "GITHUB_CLIENT_SECRET" in finding.mend


@pytest.mark.parametrize(
    "said",
    [
        lambda: web.json_response({"error": "incorrect_client_credentials"}),
        status(404),
        html,
        endless,
        lambda: web.json_response({"access_token": "for anybody"}),
    ],
)
async def test_a_client_that_github_does_not_know_is_noticed(issuer, said):
    issuer.raw["access_token"] = said
    client, api = await found(issuer)
    assert client.wrong
    assert "GITHUB_CLIENT_ID" in client.mend
    assert not api.wrong


async def test_a_github_that_fails_just_now_is_no_wrong_client(issuer):
    issuer.raw |= {"access_token": status(502), "user": status(502)}
    client, api = await found(issuer)
    assert client.wrong
    assert "CLIENT_ID" not in client.mend
    assert api.wrong


async def test_who_is_not_github_is_noticed(issuer):
    issuer.raw["user"] = html
    client, api = await found(issuer)
    assert not client.wrong
    assert "GITHUB_API_URL" in api.mend


async def test_who_does_not_answer_is_noticed(issuer):
    away = "http://127.0.0.1:9"
    states = await found(issuer, GITHUB_URL=away, GITHUB_API_URL=away)
    assert [each.wrong for each in states] == [True, True]


async def test_a_bundle_that_cannot_be_read_is_noticed(issuer, tmp_path):
    bundle = tmp_path / "no.pem"
    bundle.write_text("no certificate")
    (finding,) = await found(issuer, PARLEY_CA_BUNDLE=str(bundle))
    assert "PARLEY_CA_BUNDLE" in finding.mend


async def test_no_secret_is_said(issuer):
    issuer.raw["access_token"] = status(404)
    assert SECRET not in str([await found(issuer), settings(issuer)])
