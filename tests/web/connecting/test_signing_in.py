"""Who comes to nothing while signing in at a provider is told so, and where to go; nothing is said of calendars."""

from urllib.parse import urlsplit

import pytest

from bot.errands import Browser
from tests.web.conftest import Visitor
from tests.web.connecting import through, visitor_of
from tests.web.desks import BASE


async def came_back(visitor: Visitor, town, client, **wishes: object) -> str:
    """Set out to sign in; return the path with which the provider sends the browser back."""
    await visitor.open("/sign-in")
    address = await town.journeys.sign_in("google", Browser(key=visitor_of(client)), {"next": "/account"})
    await town.peer.next(**{"account": "ann", **wishes})
    return await through(town.peer, address, BASE)


async def test_who_says_no_can_sign_in_another_way(visitor, town, client):
    await visitor.open(await came_back(visitor, town, client, deny=True))
    assert "You are not signed in" in visitor.html
    assert 'href="/sign-in"' in visitor.html
    assert "connected" not in visitor.html


async def test_each_way_in_works_once_and_not_for_long(visitor, town, client, desk):
    path = await came_back(visitor, town, client)
    await visitor.open(path)
    assert urlsplit(visitor.path).path == "/account"
    late = await came_back(visitor, town, client)
    desk.world.clock.tick(minutes=15)
    await visitor.open(late)
    assert visitor.status == 410
    assert "sign in once more" in visitor.html


async def test_what_was_begun_in_another_browser_signs_nobody_in(visitor, stranger, town, client):
    path = await came_back(visitor, town, client)
    await stranger.open(path)
    assert stranger.status == 403
    assert "You can sign in here once more" in stranger.html
    await stranger.open("/account")
    assert stranger.path.startswith("/sign-in")


@pytest.mark.parametrize("changed", ["state", "code"])
async def test_what_was_changed_on_the_way_signs_nobody_in(visitor, town, client, changed):
    path = await came_back(visitor, town, client)
    await visitor.open(path.replace(f"{changed}=", f"{changed}=x"))
    assert visitor.status in (404, 422)
    await visitor.open("/account")
    assert visitor.path.startswith("/sign-in")
