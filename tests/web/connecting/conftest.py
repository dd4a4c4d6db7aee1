"""A host whose chat is on Telegram, the pages, and a real OpenID provider that plays Google."""

import re
from collections.abc import AsyncIterator, Iterator
from html import unescape

import pytest
from aiohttp.test_utils import TestClient, TestServer

from core.queries import Desk
from integrations.calendars.google.config import SCOPES
from tests.support.peers import Client, OpenIdPeer, openid_provider
from tests.web.conftest import Visitor
from tests.web.connecting import Connections, through
from tests.web.desks import BASE, WatchedDesk
from web.app import Parts, WebConfig, make_app

ISSUER_SECRET = "only-the-server-may-know-this"


@pytest.fixture(scope="session")
def peer() -> Iterator[OpenIdPeer]:
    known = Client(secret=ISSUER_SECRET, redirects=(f"{BASE}/oauth/google/callback",))
    with openid_provider(known, scopes=tuple(SCOPES)) as found:
        yield found


@pytest.fixture
def town(desk: WatchedDesk, sqlite_storage, peer: OpenIdPeer) -> Connections:
    return Connections(desk, sqlite_storage, peer, BASE)


@pytest.fixture
async def client(desk, anna, config: WebConfig, town: Connections, signing) -> AsyncIterator[TestClient]:
    parts = Parts(travels=town.journeys, connecting=town.attaching, signing=signing)
    async with TestClient(TestServer(make_app(desk, config, parts))) as found:
        yield found


@pytest.fixture
async def stranger(client: TestClient) -> AsyncIterator[Visitor]:
    """Somebody in another browser, at the same site."""
    async with TestClient(client.server) as other:
        yield Visitor(other)


async def sent(visitor: Visitor, path: str) -> str:
    """Open a link and go on; return the provider's address."""
    await visitor.open(path)
    await visitor.send(path)
    found = re.search(r'class="button primary" href="([^"]*)"', visitor.html)
    assert found, visitor.html
    return unescape(found[1])


async def back(visitor: Visitor, town: Connections, path: str, **wishes: object) -> str:
    """Go to the provider and come back; return the path with which one comes."""
    await town.peer.next(**{"account": "ann", **wishes})
    return await through(town.peer, await sent(visitor, path), BASE)


async def connect(visitor: Visitor, town: Connections, anna: Desk, **wishes: object) -> None:
    """Ask for a link and go all the way."""
    await visitor.open(await back(visitor, town, await town.link(anna), **wishes))


def code_on(visitor: Visitor) -> str:
    """Return the code that a page shows."""
    found = re.search(r'class="secret">(\d{3}) (\d{3})<', visitor.html)
    assert found, visitor.html
    return found[1] + found[2]
