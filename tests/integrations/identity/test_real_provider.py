"""The authorization code flow against a certified OpenID provider, which refuses what is not right."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from core.errors import Rejected
from core.ports.identity import Asking, Identity, IdentityProvider
from tests.integrations.identity.conftest import ASKING, CALLBACK, EVENTS, client_of, walk
from tests.support.peers import OpenIdPeer


async def code(peer: OpenIdPeer, asking: Asking = ASKING, **wishes: object) -> str:
    await peer.next(**wishes)
    back = await walk(await client_of(peer).authorize_url(asking))
    assert back.get("state") == asking.state, back
    return back["code"]


async def test_who_it_is_comes_back_with_tokens_that_are_not_shown(peer):
    grant = await client_of(peer).exchange(await code(peer, account="ann"), ASKING)
    assert grant.identity == Identity(
        provider=IdentityProvider.GOOGLE,
        subject="ann",
        email="ann@example.com",
        email_verified=True,
        name="ann",
    )
    assert set(grant.secrets) == {"access_token", "refresh_token"}
    assert grant.secrets["access_token"] not in repr(grant)
    assert grant.expires_at is not None


async def test_an_address_that_is_not_proved_is_told_apart(peer):
    found = await client_of(peer).exchange(await code(peer, claims={"email_verified": False}), ASKING)
    assert (found.identity.email, found.identity.email_verified) == ("ann@example.com", False)


async def test_a_code_is_good_once(peer):
    once = await code(peer)
    client = client_of(peer)
    await client.exchange(once, ASKING)
    with pytest.raises(Rejected, match="invalid_grant"):
        await client.exchange(once, ASKING)


@pytest.mark.parametrize(
    "other",
    [
        {"verifier": "another-verifier-of-at-least-forty-three-characters-as-it-is"},
        {"redirect_uri": f"{CALLBACK}/x"},
    ],
)
async def test_a_code_of_another_errand_is_refused(peer, other):
    with pytest.raises(Rejected, match="invalid_grant"):
        await client_of(peer).exchange(await code(peer), replace(ASKING, **other))


async def test_a_wrong_secret_is_refused_and_not_repeated(peer):
    found = await code(peer)
    with pytest.raises(Rejected, match="invalid_client") as refused:
        await client_of(peer, client_secret="a-wrong-secret").exchange(found, ASKING)
    assert "a-wrong-secret" not in str(refused.value)


async def test_a_nonce_that_is_not_ours_is_refused(peer):
    with pytest.raises(Rejected, match="not for us"):
        await client_of(peer).exchange(await code(peer), replace(ASKING, nonce="another"))


async def test_a_redirect_that_is_not_agreed_on_is_not_followed(peer):
    await peer.next()
    address = await client_of(peer).authorize_url(replace(ASKING, redirect_uri="http://127.0.0.1:9/evil"))
    assert await walk(address) == {"status": "400"}


async def test_without_pkce_the_provider_gives_nothing(peer):
    await peer.next()
    address = await client_of(peer).authorize_url(ASKING)
    bare = address.replace("code_challenge=", "x=").replace("code_challenge_method=", "y=")
    assert (await walk(bare))["error"] == "invalid_request"


async def test_who_says_no_comes_back_with_that(peer):
    await peer.next(deny=True)
    back = await walk(await client_of(peer).authorize_url(ASKING))
    assert (back["error"], back["state"]) == ("access_denied", ASKING.state)


async def test_what_was_really_allowed_is_told(peer):
    asking = replace(ASKING, scopes=(*ASKING.scopes, EVENTS), offline=True)
    all_of_it = await client_of(peer).exchange(await code(peer, asking), asking)
    assert EVENTS in all_of_it.scopes
    part = await client_of(peer).exchange(await code(peer, asking, withhold=[EVENTS]), asking)
    assert EVENTS not in part.scopes


async def test_the_address_asks_for_no_more_than_it_must_and_holds_no_secret(peer):
    address = await client_of(peer).authorize_url(ASKING)
    asked = {name: each[0] for name, each in parse_qs(urlsplit(address).query).items()}
    assert asked["scope"] == "openid email profile"
    assert (asked["redirect_uri"], asked["code_challenge_method"]) == (CALLBACK, "S256")
    assert peer.client.secret not in address
    assert ASKING.verifier not in address
    assert "access_type" not in asked
    offline = await client_of(peer).authorize_url(replace(ASKING, offline=True, hint="ann@example.com"))
    asked = {name: each[0] for name, each in parse_qs(urlsplit(offline).query).items()}
    assert (asked["access_type"], asked["prompt"]) == ("offline", "consent")
    assert asked["login_hint"] == "ann@example.com"
