"""Signing in at a provider, against a real OpenID provider: with a browser, and by a program."""

import re
from collections.abc import AsyncIterator, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp.test_utils import TestClient, TestServer

from tests.support.peers import Client, OpenIdPeer, openid_provider
from tests.web.conftest import Visitor
from tests.web.connecting import Connections, through
from tests.web.desks import BASE, WatchedDesk
from tests.web.test_api_sign_in import Program
from tests.web.test_sign_in import signed_in
from web.app import Parts, WebConfig, make_app

ANN = "ann@example.com"


@pytest.fixture(scope="module")
def peer() -> Iterator[OpenIdPeer]:
    known = Client(secret="only-the-server-may-know-this", redirects=(f"{BASE}/oauth/google/callback",))
    with openid_provider(known) as found:
        yield found


@pytest.fixture
def town(desk: WatchedDesk, sqlite_storage, peer: OpenIdPeer) -> Connections:
    return Connections(desk, sqlite_storage, peer, BASE)


@pytest.fixture
async def client(desk, anna, config: WebConfig, town: Connections, signing) -> AsyncIterator[TestClient]:
    parts = Parts(travels=town.journeys, signing=signing, providers={"google": "Google"})
    async with TestClient(TestServer(make_app(desk, config, parts))) as found:
        yield found


async def sent(visitor: Visitor, onward: str = "") -> str:
    """Press the button; return the provider's address."""
    await visitor.open(f"/sign-in?next={onward}" if onward else "/sign-in")
    found = re.search(r'href="(/sign-in/with/google[^"]*)"', visitor.html)
    assert found, visitor.html
    response = await visitor.client.get(found[1], allow_redirects=False)
    assert response.status == 303
    return response.headers["Location"]


async def back(visitor: Visitor, town: Connections, onward: str = "", **wishes: object) -> str:
    """Say at the provider who one is; return the path with which one comes back."""
    await town.peer.next(**{"account": "ann", **wishes})
    return await through(town.peer, await sent(visitor, onward), BASE)


async def test_whom_the_provider_vouches_for_is_signed_in(visitor: Visitor, town: Connections) -> None:
    await visitor.open(await back(visitor, town, "/account/second"))
    assert visitor.path == "/account/second"
    await visitor.open("/account")
    assert ANN in visitor.html
    assert "Google" in visitor.html


async def test_the_same_address_by_mail_and_at_the_provider_is_one_account(
    visitor: Visitor, town: Connections, desk: WatchedDesk
) -> None:
    await signed_in(visitor, desk, ANN)
    await visitor.send("/account/name", 1, name="Ann by mail")
    await visitor.send("/sign-out")
    await visitor.open(await back(visitor, town))
    assert "Ann by mail" in visitor.html


async def test_another_browser_cannot_come_back_in_its_place(
    visitor: Visitor, town: Connections, client: TestClient
) -> None:
    path = await back(visitor, town)
    async with TestClient(client.server) as other:
        thief = Visitor(other)
        await thief.open(path)
        assert thief.status == 403
        await thief.open("/account")
        assert thief.path == "/sign-in"
        await visitor.open(path)
        assert visitor.path == "/account"


async def test_coming_back_twice_is_refused(visitor: Visitor, town: Connections) -> None:
    path = await back(visitor, town)
    await visitor.open(path)
    await visitor.send("/sign-out")
    await visitor.open(path)
    assert visitor.status in (403, 410)


async def test_a_provider_that_is_not_configured_is_not_there(visitor: Visitor) -> None:
    await visitor.open("/sign-in/with/github")
    assert visitor.status == 404


async def test_a_program_takes_back_what_was_sent_by_itself(
    client: TestClient, town: Connections, desk: WatchedDesk
) -> None:
    ann = Program(client, desk)
    await ann.post("/auth/oauth/google", {})
    handle = ann.answer["handle"]
    await town.peer.next(account="ann")
    query = parse_qs(urlsplit(await through(town.peer, ann.answer["url"], BASE)).query)
    given = {"code": query["code"][0], "state": query["state"][0], "handle": handle}
    for wrong in (given | {"state": "another"}, given | {"handle": "another"}):
        await ann.post("/auth/oauth/google", wrong)
        assert ann.status == 400
    await ann.post("/auth/oauth/google", given)
    assert ann.status == 200, ann.answer
    assert await ann.me() == 200
    assert ann.answer["email"] == ANN
    await ann.post("/auth/oauth/google", given)
    assert ann.status == 400


@pytest.mark.parametrize("provider", ["github", "microsoft", "myspace"])
async def test_a_program_is_told_where_it_cannot_sign_in(
    client: TestClient, desk: WatchedDesk, provider: str
) -> None:
    ann = Program(client, desk)
    await ann.post(f"/auth/oauth/{provider}", {})
    assert ann.status == 404
