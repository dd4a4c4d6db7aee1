"""From the screen of consent to a list of calendars, with the client by which hosts sign in."""

import hashlib
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from core.errors import Fault, Rejected
from core.ports.calendars import Access
from core.ports.identity import SIGN_IN_SCOPES, Asking, IdentityProvider
from integrations.calendars.google.config import SCOPES
from integrations.identity.client import identity_client
from integrations.identity.config import IdentityConfig
from tests.support.google.consent import CLIENT, CLIENT_SECRET

CALLBACK = "https://parley.test/oauth/google/callback"
ASKING = Asking(
    redirect_uri=CALLBACK,
    scopes=(*SIGN_IN_SCOPES, *SCOPES),
    state="a-state",
    nonce="a-nonce",
    verifier=hashlib.sha256(b"a verifier").hexdigest(),
    offline=True,
)


@pytest.fixture
def client(served, clock):
    """The client by which hosts sign in."""
    served.consent.redirects = {CALLBACK}
    config = IdentityConfig(client_id=CLIENT, client_secret=CLIENT_SECRET, issuer=served.url)
    return identity_client(IdentityProvider.GOOGLE, config, clock)


async def walk(client, asking=ASKING):
    """Go to the screen; return what the browser brings back to us."""
    url = await client.authorize_url(asking)
    async with aiohttp.ClientSession() as browser, browser.get(url, allow_redirects=False) as answer:
        back = urlsplit(answer.headers.get("Location", ""))
        return {name: each[0] for name, each in parse_qs(back.query).items()}


async def test_who_consents_is_connected(diary, client):
    diary.served.consent.person = diary.ann
    brought = await walk(client)
    assert brought["state"] == "a-state"
    grant = await client.exchange(brought["code"], ASKING)
    assert (grant.identity.email, grant.identity.email_verified) == ("ann@example.com", True)
    assert set(SCOPES) <= set(grant.scopes)
    access = Access(account=diary.access.account, secrets=grant.secrets)
    assert [each.remote for each in await diary.service.calendars(access)] == ["ann@example.com"]
    assert (await diary.service.renew(access)).secrets["access_token"] != grant.secrets["access_token"]


async def test_who_leaves_a_box_empty_is_told_to_connect_again(diary, client):
    diary.served.consent.person = diary.ann
    diary.served.consent.unticked = {SCOPES[0]}
    grant = await client.exchange((await walk(client))["code"], ASKING)
    assert SCOPES[0] not in grant.scopes
    access = Access(account=diary.access.account, secrets=grant.secrets)
    with pytest.raises(Rejected, match="connect again"):
        await diary.service.calendars(access)
    renewed = await diary.service.renew(access)
    with pytest.raises(Rejected, match="connect again"):
        await diary.service.calendars(replace(access, secrets=renewed.secrets))


async def test_who_says_no_brings_no_code(diary, client):
    assert await walk(client) == {"state": "a-state", "iss": diary.served.url, "error": "access_denied"}


@pytest.mark.parametrize(
    "wrong", [{"verifier": "x" * 64}, {"redirect_uri": CALLBACK + "/"}, {"nonce": "another"}]
)
async def test_a_code_is_good_only_for_who_asked(diary, client, wrong):
    diary.served.consent.person = diary.ann
    code = (await walk(client))["code"]
    with pytest.raises(Fault):
        await client.exchange(code, replace(ASKING, **wrong))


async def test_a_code_is_good_once_and_not_for_long(diary, client, clock):
    diary.served.consent.person = diary.ann
    code, late = (await walk(client))["code"], (await walk(client))["code"]
    await client.exchange(code, ASKING)
    clock.tick(minutes=11)
    for each in (code, late):
        with pytest.raises(Fault):
            await client.exchange(each, ASKING)


async def test_a_browser_is_sent_back_only_to_us(diary, client):
    diary.served.consent.person = diary.ann
    assert await walk(client, replace(ASKING, redirect_uri="https://eve.example/")) == {}
