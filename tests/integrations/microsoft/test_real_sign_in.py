"""From "allow" to tokens that are renewed, against sign-in that somebody else has written."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.outside import SystemClock
from core.calendars import Provider
from core.errors import Rejected, Revoked, Transient
from core.ports.calendars import Access
from core.ports.identity import SIGN_IN_SCOPES, Asking, IdentityProvider
from integrations.calendars.microsoft.checkup import examine
from integrations.calendars.microsoft.config import SCOPES, MicrosoftConfig
from integrations.calendars.microsoft.service import MicrosoftCalendars
from integrations.identity.client import identity_client
from integrations.identity.config import IdentityConfig
from tests.integrations.calendars import account
from tests.support.microsoft.peer import ANN, CALLBACK, microsoft_sign_in
from tests.support.microsoft.signin import CERTIFICATE, CLIENT, SECRET

ASKING = Asking(
    redirect_uri=CALLBACK,
    scopes=(*SIGN_IN_SCOPES, *SCOPES),
    state="a-state",
    nonce="a-nonce",
    verifier="a-verifier-of-at-least-forty-three-characters-as-it-must-be",
    offline=True,
)


@pytest.fixture
async def peer(tmp_path):
    async with microsoft_sign_in(tmp_path) as found:
        yield found


def identity(peer):
    """Return who asks for permission."""
    config = IdentityConfig(
        client_id=CLIENT, client_secret=SECRET, issuer=peer.authority, ca_bundle=str(CERTIFICATE)
    )
    return identity_client(IdentityProvider.MICROSOFT, config, SystemClock())


def calendars(peer, **parts):
    """Return who renews it."""
    config = MicrosoftConfig(
        client_id=CLIENT, client_secret=SECRET, authority=peer.authority, ca_bundle=str(CERTIFICATE)
    )
    return MicrosoftCalendars(replace(config, **parts), SystemClock())


async def granted(peer):
    """Have Ann allow what we ask for; return what we may do then."""
    client = identity(peer)
    brought = await peer.allow(await client.authorize_url(ASKING))
    assert brought["state"] == "a-state"
    return await client.exchange(brought["code"], ASKING)


async def test_tokens_come_by_code_and_verifier_and_are_renewed(peer):
    grant = await granted(peer)
    assert (grant.identity.email, set(SCOPES) <= set(grant.scopes)) == (ANN, True)
    access = Access(account=account(Provider.MICROSOFT), secrets=grant.secrets)
    renewed = await calendars(peer).renew(access)
    assert renewed.secrets["access_token"] != grant.secrets["access_token"]
    left = renewed.expires_at - SystemClock().now()
    assert timedelta(minutes=55) < left < timedelta(minutes=65)


async def test_a_refresh_token_that_was_used_up_is_a_permission_withdrawn(peer):
    access = Access(account=account(Provider.MICROSOFT), secrets=(await granted(peer)).secrets)
    service = calendars(peer)
    renewed = await service.renew(access)
    with pytest.raises(Revoked):
        await service.renew(access)
    assert await service.renew(replace(access, secrets=renewed.secrets))


async def test_a_code_is_worth_nothing_with_another_verifier_or_twice(peer):
    client = identity(peer)
    brought = await peer.allow(await client.authorize_url(ASKING))
    with pytest.raises(Rejected):
        await client.exchange(brought["code"], replace(ASKING, verifier="another-" * 8))
    await client.exchange(brought["code"], ASKING)
    with pytest.raises(Rejected):
        await client.exchange(brought["code"], ASKING)


async def test_a_wrong_secret_of_ours_is_seen_by_the_doctor_and_is_nobody_elses_fault(peer):
    access = Access(account=account(Provider.MICROSOFT), secrets=(await granted(peer)).secrets)
    service = calendars(peer, client_secret="expired")
    with pytest.raises(Transient):
        await service.renew(access)
    config = MicrosoftConfig(
        client_id=CLIENT, client_secret="expired", authority=peer.authority, ca_bundle=str(CERTIFICATE)
    )
    found = await examine(replace(config, graph_url=f"{peer.url}/v1.0"), SystemClock())
    assert "MICROSOFT_CLIENT_SECRET" in found[0][1]
    right = await examine(replace(config, client_secret=SECRET, graph_url=f"{peer.url}/v1.0"), SystemClock())
    assert [mend for _, mend in right] == ["", "", ""]
