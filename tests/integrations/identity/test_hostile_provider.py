"""A provider that says what is not right: each lie ends as a typed fault, and nobody is let in by it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc.jwk import RSAKey

from bot.frozen import FrozenClock
from core.errors import Fault, RateLimited, Rejected, Transient
from core.ports.identity import SIGN_IN_SCOPES, Asking, IdentityClient, IdentityProvider
from integrations.identity.client import identity_client
from integrations.identity.config import IdentityConfig
from integrations.identity.openid import OpenIdClient
from integrations.identity.wire import text_of
from tests.support.issuer import NOW, Issuer, an_issuer, endless, html, status

SECRET = "only-the-server-may-know-this"
ASKING = Asking(
    redirect_uri="http://127.0.0.1:9/oauth/google/callback",
    scopes=SIGN_IN_SCOPES,
    state="a-state",
    nonce="a-nonce",
    verifier="a-verifier-of-at-least-forty-three-characters-as-it-must-be",
)
MICROSOFT = IdentityProvider.MICROSOFT
TENANT = "7d0b0cbc-9b4a-4b39-8a70-2a0a4f6f0e11"
PERSONS = "9188040d-6c67-4c5b-b112-36a304b66dad"


@pytest.fixture
async def issuer() -> AsyncIterator[Issuer]:
    async with an_issuer() as found:
        yield found


def client_of(issuer: Issuer, provider: IdentityProvider = IdentityProvider.GOOGLE) -> IdentityClient:
    path = "/common" if provider is MICROSOFT else ""
    config = IdentityConfig(
        client_id="parley", client_secret=SECRET, issuer=f"{issuer.base}{path}", api_url=issuer.base
    )
    return identity_client(provider, config, FrozenClock())


async def test_what_is_right_is_taken(issuer):
    grant = await client_of(issuer).exchange("a-code", ASKING)
    assert (grant.identity.subject, grant.identity.email_verified) == ("u-1", True)
    assert grant.scopes == SIGN_IN_SCOPES
    assert grant.expires_at is not None
    assert int(grant.expires_at.timestamp()) == NOW + 3600
    (form,) = issuer.forms
    assert (form["code_verifier"], form["redirect_uri"]) == (ASKING.verifier, ASKING.redirect_uri)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another"},
        {"aud": ["another", "parley"], "azp": "another"},
        {"aud": None},
        {"exp": NOW - 120},
        {"exp": "soon"},
        {"exp": None},
        {"iat": NOW + 600},
        {"iat": None},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 300},
        {"nbf": NOW + 600},
        {"at_hash": "wrong"},
    ],
    ids=str,
)
async def test_claims_that_are_not_right_are_refused(issuer, claims):
    issuer.claims |= claims
    with pytest.raises(Rejected):
        await client_of(issuer).exchange("a-code", ASKING)


async def test_a_clock_that_differs_a_little_does_no_harm(issuer):
    issuer.claims |= {"iat": NOW + 45, "exp": NOW - 45}
    assert (await client_of(issuer).exchange("a-code", ASKING)).identity.subject == "u-1"


async def test_a_token_signed_with_what_anybody_can_read_is_refused(issuer):
    issuer.header = {"alg": "HS256", "kid": "k1"}
    with pytest.raises(Rejected, match="signature"):
        await client_of(issuer).exchange("a-code", ASKING)


@pytest.mark.parametrize(
    "token", ["", "x", "a.b.c", "e30.e30.", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1LTEifQ.", None, 7, ["x"]]
)
async def test_what_is_no_token_is_refused(issuer, token):
    issuer.answer = {"id_token": token}
    with pytest.raises(Rejected):
        await client_of(issuer).exchange("a-code", ASKING)


async def test_a_signature_of_somebody_else_is_refused(issuer):
    issuer.key = RSAKey.generate_key(2048, {"kid": "k1"})
    with pytest.raises(Rejected, match="signature"):
        await client_of(issuer).exchange("a-code", ASKING)


async def test_new_keys_are_asked_for_once_a_minute_at_most(issuer):
    client = client_of(issuer)
    await client.exchange("a-code", ASKING)
    assert isinstance(client, OpenIdClient)
    fresh = RSAKey.generate_key(2048, {"kid": "k2"})
    issuer.key, issuer.header = fresh, {"alg": "RS256", "kid": "k2"}
    issuer.shown.append(fresh)
    with pytest.raises(Rejected):
        await client.exchange("a-code", ASKING)
    assert issuer.asked.count("keys") == 1
    client._clock.tick(minutes=1)  # type: ignore[attr-defined]
    assert (await client.exchange("a-code", ASKING)).identity.subject == "u-1"
    assert issuer.asked.count("openid-configuration") == 1


@pytest.mark.parametrize("place", ["openid-configuration", "token", "keys"])
@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (html, Rejected),
        (endless, Rejected),
        (status(500), Transient),
        (status(429, **{"Retry-After": "7"}), RateLimited),
        (status(400), Rejected),
        (status(302, Location="https://evil.example/"), Rejected),
        (lambda: web.json_response([]), Rejected),
        (lambda: web.json_response({}), Rejected),
        (lambda: web.Response(body=b"[" * 100_000, content_type="application/json"), Rejected),
    ],
    ids=["html", "endless", "500", "429", "400", "302", "list", "empty", "deep"],
)
async def test_answers_of_all_kinds_end_as_faults_that_repeat_nothing(issuer, place, answer, fault):
    issuer.raw[place] = answer
    with pytest.raises(fault) as raised:
        await client_of(issuer).exchange("a-code", ASKING)
    assert "secret" not in str(raised.value)


async def test_a_provider_that_is_away_is_away(issuer):
    config = IdentityConfig(client_id="parley", client_secret=SECRET, issuer="http://127.0.0.1:9")
    client = identity_client(IdentityProvider.GOOGLE, config, FrozenClock())
    with pytest.raises(Transient) as raised:
        await client.authorize_url(ASKING)
    assert raised.value.__cause__ is None


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"token_endpoint": "ftp://evil.example"},
        {"token_endpoint": None},
        {"jwks_uri": ["x"]},
    ],
    ids=str,
)
async def test_a_provider_that_is_another_is_not_believed(issuer, metadata):
    issuer.metadata = metadata
    with pytest.raises(Rejected):
        await client_of(issuer).authorize_url(ASKING)


@pytest.mark.parametrize("expires", [-1, 0, 10**12, 1e400, "soon", True, None, [], "9" * 400])
async def test_absurd_times_of_expiry_are_not_believed(issuer, expires):
    issuer.answer = {"expires_in": expires}
    if expires == 1e400:
        issuer.answer = {"expires_in": 1e300}
    assert (await client_of(issuer).exchange("a-code", ASKING)).expires_at is None


async def test_a_code_that_is_none_is_not_sent(issuer):
    for code in ("", "x" * 5000):
        with pytest.raises(Rejected):
            await client_of(issuer).exchange(code, ASKING)
    assert issuer.forms == []


def test_what_is_half_a_character_can_be_kept():
    assert text_of({"name": "Ann \ud800"}, "name") == "Ann ?"


@pytest.mark.parametrize("email", [None, "", "none", 7, "x" * 300 + "@example.com"])
async def test_what_is_no_address_proves_none(issuer, email):
    issuer.claims["email"] = email
    found = (await client_of(issuer).exchange("a-code", ASKING)).identity
    assert (found.email, found.email_verified) == ("", False)


# -- Microsoft -------------------------------------------------------------------------------------


async def microsoft(issuer: Issuer, **claims: Any) -> tuple[str, bool]:
    issuer.metadata = {"issuer": f"{issuer.base}/{{tenantid}}/v2.0"}
    issuer.claims |= {"iss": f"{issuer.base}/{TENANT}/v2.0", "tid": TENANT, **claims}
    found = (await client_of(issuer, MICROSOFT).exchange("a-code", ASKING)).identity
    return found.email, found.email_verified


async def test_each_tenant_issues_in_its_own_name(issuer):
    assert await microsoft(issuer) == ("ann@example.com", False)


@pytest.mark.parametrize(
    "claims",
    [{"tid": None}, {"tid": "../evil"}, {"tid": "another"}, {"iss": "https://evil.example/v2.0"}],
    ids=str,
)
async def test_a_tenant_that_is_not_the_issuers_is_refused(issuer, claims):
    with pytest.raises(Rejected):
        await microsoft(issuer, **claims)


async def test_an_address_that_any_administrator_could_have_written_is_not_believed(issuer):
    assert await microsoft(issuer, email_verified=True) == ("ann@example.com", False)
    assert await microsoft(issuer, xms_edov=True) == ("ann@example.com", True)
    assert await microsoft(issuer, xms_edov=False) == ("ann@example.com", False)


async def test_microsoft_itself_has_proved_the_addresses_of_persons(issuer):
    theirs = {"iss": f"{issuer.base}/{PERSONS}/v2.0", "tid": PERSONS}
    assert await microsoft(issuer, **theirs) == ("ann@example.com", True)


async def test_a_name_to_sign_in_with_is_shown_but_proves_nothing(issuer):
    said = {"email": None, "preferred_username": "ann@corp.example", "xms_edov": True}
    assert await microsoft(issuer, **said) == ("ann@corp.example", False)


# -- GitHub ----------------------------------------------------------------------------------------

USER = {"id": 583231, "login": "octocat", "name": None}
EMAILS = [
    {"email": "old@example.com", "primary": False, "verified": True},
    {"email": "octo@example.com", "primary": True, "verified": True},
]


def github(issuer: Issuer, user: object = USER, emails: object = EMAILS, **answer: object) -> IdentityClient:
    told = {"access_token": "at", "scope": "read:user,user:email", "token_type": "bearer", **answer}
    issuer.raw = {
        "access_token": lambda: web.json_response(told),
        "user": lambda: web.json_response(user),
        "emails": lambda: web.json_response(emails),
    }
    return client_of(issuer, IdentityProvider.GITHUB)


async def test_github_says_who_it_is_and_which_address_is_proved(issuer):
    grant = await github(issuer).exchange("a-code", ASKING)
    found = grant.identity
    assert (found.subject, found.email, found.email_verified, found.name) == (
        "583231",
        "octo@example.com",
        True,
        "octocat",
    )
    assert grant.scopes == ("read:user", "user:email")
    assert issuer.forms[0]["code_verifier"] == ASKING.verifier


@pytest.mark.parametrize(
    ("emails", "proved"),
    [
        ([{"email": "octo@example.com", "primary": True, "verified": False}], False),
        ([{"email": "octo@example.com", "primary": False, "verified": True}], False),
        ([{"email": None, "primary": True, "verified": True}], False),
        ([], False),
        ({"message": "no"}, False),
        ([7, "x", None], False),
    ],
    ids=str,
)
async def test_only_a_primary_proved_address_counts_at_github(issuer, emails, proved):
    found = (await github(issuer, emails=emails).exchange("a-code", ASKING)).identity
    assert found.email_verified is proved


@pytest.mark.parametrize("user", [{}, [], {"id": "x"}, {"id": True}, {"id": -1}, {"id": None}], ids=str)
async def test_who_is_nobody_at_github_is_refused(issuer, user):
    with pytest.raises(Rejected):
        await github(issuer, user=user).exchange("a-code", ASKING)


async def test_github_refuses_a_code_with_200(issuer):
    with pytest.raises(Rejected, match="bad_verification_code"):
        await github(issuer, access_token=None, error="bad_verification_code").exchange("a-code", ASKING)


async def test_github_is_asked_for_who_it_is_and_no_more(issuer):
    address = await client_of(issuer, IdentityProvider.GITHUB).authorize_url(ASKING)
    assert "scope=read%3Auser+user%3Aemail&" in address
    assert "code_challenge_method=S256" in address


# -- anything --------------------------------------------------------------------------------------

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = [
    "iss",
    "aud",
    "sub",
    "nonce",
    "iat",
    "exp",
    "nbf",
    "azp",
    "amr",
    "at_hash",
    "auth_time",
    "tid",
    "email",
]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(claims=st.dictionaries(st.sampled_from(NAMES), anything, min_size=1, max_size=4))
async def test_whatever_claims_say_it_is_somebody_or_a_fault(issuer, claims):
    issuer.claims = {**Issuer().claims, "iss": issuer.base, **claims}
    try:
        grant = await client_of(issuer).exchange("a-code", replace(ASKING))
    except Fault:
        return
    assert isinstance(grant.identity.subject, str)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keys=anything, answer=anything)
async def test_whatever_is_answered_it_is_a_fault(issuer, keys, answer):
    issuer.raw = {"keys": lambda: web.json_response(keys), "token": lambda: web.json_response(answer)}
    with pytest.raises(Fault):
        await client_of(issuer).exchange("a-code", ASKING)
