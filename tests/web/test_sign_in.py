"""Signing in with a browser: by a mailed code or link, by password, with a second factor; sessions and their end."""

import pytest
from aiohttp.test_utils import TestClient

from tests.web.conftest import Visitor
from tests.web.desks import WatchedDesk, mailed

BOB = "bob@example.com"
PASSWORD = "a walk along the river"


async def asked(visitor: Visitor, email: str = BOB, onward: str = "") -> None:
    """Ask for a code."""
    await visitor.open(f"/sign-in?next={onward}" if onward else "/sign-in")
    await visitor.send("/sign-in", email=email)
    assert visitor.status == 200, visitor.html


async def signed_in(visitor: Visitor, desk: WatchedDesk, email: str = BOB, onward: str = "") -> None:
    """Sign in by a mailed code."""
    await asked(visitor, email, onward)
    await visitor.send("/sign-in/code", code=(await mailed(desk)).code)
    assert visitor.status == 200, visitor.html


def session(visitor: Visitor) -> str:
    """Return the cookie of the session."""
    return cookies(visitor.client).get("parley_session", "")


def cookies(client: TestClient) -> dict[str, str]:
    return {each.key: each.value for each in client.session.cookie_jar}


async def test_a_mailed_code_signs_in_somebody_new(visitor: Visitor, desk: WatchedDesk) -> None:
    await signed_in(visitor, desk)
    assert visitor.path == "/account"
    assert BOB in visitor.html
    assert "this one" in visitor.html


async def test_whoever_is_not_signed_in_signs_in_first_and_comes_back(
    visitor: Visitor, desk: WatchedDesk
) -> None:
    await visitor.open("/account/second")
    assert visitor.path == "/sign-in?next=/account/second"
    await visitor.send("/sign-in", email=BOB)
    await visitor.send("/sign-in/code", code=(await mailed(desk)).code)
    assert visitor.path == "/account/second"


async def test_a_mailed_link_is_used_up_by_its_button_only(visitor: Visitor, desk: WatchedDesk) -> None:
    await asked(visitor)
    path = (await mailed(desk)).link.removeprefix(desk.links.base_url)
    for _ in range(3):  # programs that look at mails open links, too
        await visitor.open(path)
        assert BOB in visitor.html
    await visitor.send(path)
    assert visitor.path == "/account"
    await visitor.open(path)
    assert visitor.status == 410


@pytest.mark.parametrize(
    "onward", ["https://evil.example/", "//evil.example", "/\\evil.example", "/a b", "javascript:x"]
)
async def test_nobody_is_sent_elsewhere(visitor: Visitor, desk: WatchedDesk, onward: str) -> None:
    await signed_in(visitor, desk, onward=onward)
    assert visitor.path == "/account"


async def test_signing_out_ends_the_session(visitor: Visitor, desk: WatchedDesk) -> None:
    await signed_in(visitor, desk)
    before = session(visitor)
    await visitor.send("/sign-out")
    assert visitor.path == "/sign-in"
    assert await status_with(visitor, before) == "/sign-in"


async def status_with(visitor: Visitor, token: str) -> str:
    """Return where somebody with a session's cookie arrives who asks for the account."""
    response = await visitor.client.get("/account", headers={"Cookie": f"parley_session={token}"})
    return response.url.path


async def test_the_cookies_of_before_are_worth_nothing_after_signing_in(
    visitor: Visitor, desk: WatchedDesk
) -> None:
    await signed_in(visitor, desk)
    first = cookies(visitor.client)
    await visitor.open("/sign-in?again=1")
    await visitor.send("/sign-in", email=BOB)
    await visitor.send("/sign-in/code", code=(await mailed(desk)).code)
    second = cookies(visitor.client)
    assert all(first[name] != second[name] for name in ("parley_session", "parley_visitor", "parley_csrf"))
    visitor.client.session.cookie_jar.clear()
    assert await status_with(visitor, first["parley_session"]) == "/sign-in"
    assert await status_with(visitor, second["parley_session"]) == "/account"
