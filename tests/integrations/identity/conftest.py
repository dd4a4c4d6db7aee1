"""A real OpenID provider, and a browser that goes where it is sent."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from bot.outside import SystemClock
from core.ports.identity import SIGN_IN_SCOPES, Asking, IdentityProvider
from integrations.identity.client import identity_client
from integrations.identity.config import IdentityConfig
from integrations.identity.openid import OpenIdClient
from tests.support.peers import Client, OpenIdPeer, openid_provider

CALLBACK = "http://127.0.0.1:9/oauth/google/callback"
EVENTS = "https://www.googleapis.com/auth/calendar.events"
ASKING = Asking(
    redirect_uri=CALLBACK,
    scopes=SIGN_IN_SCOPES,
    state="a-state",
    nonce="a-nonce",
    verifier="a-verifier-of-at-least-forty-three-characters-as-it-must-be",
)


@pytest.fixture(scope="session")
def peer() -> Iterator[OpenIdPeer]:
    with openid_provider(Client(redirects=(CALLBACK,)), scopes=(EVENTS,)) as found:
        yield found


def client_of(peer: OpenIdPeer, **other: str) -> OpenIdClient:
    config = IdentityConfig(client_id=peer.client.id, client_secret=peer.client.secret, issuer=peer.issuer)
    made = identity_client(IdentityProvider.GOOGLE, replace(config, **other), SystemClock())
    assert isinstance(made, OpenIdClient)
    return made


async def walk(address: str) -> dict[str, str]:
    """Follow an address as a browser does, to where it leads back to us; return what it brings."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as browser:
        for _ in range(10):
            async with browser.get(address, allow_redirects=False) as answer:
                if answer.status not in (302, 303):
                    return {"status": str(answer.status)}
                address = str(answer.url.join(answer.url.__class__(answer.headers["Location"])))
            if address.startswith(CALLBACK.rpartition("/")[0]):
                return {name: each[0] for name, each in parse_qs(urlsplit(address).query).items()}
    raise AssertionError("it leads nowhere")
