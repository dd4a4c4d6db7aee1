"""Feeds are read whole when they have changed, within limits, and never from where we must not ask."""

import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from aiohttp import web

from core.calendars import Provider, RemoteCalendar
from core.errors import Fault, Outdated, RateLimited, Rejected, Revoked, Transient
from core.interval import Interval
from core.ports.calendars import Access
from integrations.calendars.ics.service import REMOTE, Feeds, plain_address
from integrations.calendars.reach import Reach
from tests.support.calendars.accounts import LONG_AGO, access, kept
from tests.support.calendars.feeds import FeedServer, feed_server
from tests.support.calendars.objects import SPRING, calendar

ONE = calendar(
    "UID:1\nDTSTART:20260401T100000Z\nDURATION:PT1H",
    head="X-WR-CALNAME:Ann\\, at work\nX-WR-TIMEZONE:Asia/Tokyo",
)
TEN = Interval.of(datetime(2026, 4, 1, 10, tzinfo=UTC), 60)


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with feed_server(ONE) as opened:
        yield opened


@pytest.fixture
def feeds() -> Feeds:
    return Feeds(Reach(everywhere=True))


def opened(server: FeedServer) -> Access:
    return access(Provider.ICS, {"url": server.url})


async def test_connecting_really_asks_and_says_what_is_there(server: FeedServer, feeds: Feeds):
    found = await feeds.connect(server.url.replace("http://", "HTTP://"))
    assert found.calendars == (
        RemoteCalendar(remote=REMOTE, name="Ann, at work", zone="Asia/Tokyo", primary=True),
    )
    assert found.secrets == {"url": server.url}
    assert len(found.subject) == 64
    assert "feed.ics" not in repr(found)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("webcal://example.com/a.ics", "https://example.com/a.ics"),
        ("  <https://example.com/a.ics> ", "https://example.com/a.ics"),
        ("example.com/a.ics", "https://example.com/a.ics"),
        ("HTTP://example.com/a.ics", "http://example.com/a.ics"),
    ],
)
def test_an_address_is_read_as_calendars_offer_it(typed: str, meant: str):
    assert plain_address(typed) == meant


async def test_the_first_reading_is_whole_and_the_next_asks_only_whether_it_has_changed(
    server: FeedServer, feeds: Feeds
):
    first = await feeds.changes(opened(server), kept(Provider.ICS, REMOTE), SPRING)
    assert (first.whole, [each.during for each in first.events]) == (True, [TEN])
    again = await feeds.changes(opened(server), kept(Provider.ICS, REMOTE, cursor=first.cursor), SPRING)
    assert (again.whole, again.events, again.cursor) == (False, (), first.cursor)
    assert server.asked[-1].headers["If-None-Match"] == server.etag


async def test_what_has_changed_comes_whole(server: FeedServer, feeds: Feeds):
    first = await feeds.changes(opened(server), kept(Provider.ICS, REMOTE), SPRING)
    server.text, server.etag = calendar(), '"2"'
    again = await feeds.changes(opened(server), kept(Provider.ICS, REMOTE, cursor=first.cursor), SPRING)
    assert (again.whole, again.events) == (True, ())
    assert again.cursor != first.cursor


async def test_a_server_without_marks_is_compared_by_what_it_sends(server: FeedServer, feeds: Feeds):
    server.etag = ""
    first = await feeds.changes(opened(server), kept(Provider.ICS, REMOTE), SPRING)
    again = await feeds.changes(opened(server), kept(Provider.ICS, REMOTE, cursor=first.cursor), SPRING)
    assert (first.whole, again.whole) == (True, False)


async def test_a_cursor_of_another_kind_is_outdated(server: FeedServer, feeds: Feeds):
    with pytest.raises(Outdated):
        await feeds.changes(opened(server), kept(Provider.ICS, REMOTE, cursor="7"), SPRING)


async def test_events_and_calendars_are_read_anew(server: FeedServer, feeds: Feeds):
    assert [
        each.during for each in await feeds.events(opened(server), kept(Provider.ICS, REMOTE), SPRING)
    ] == [TEN]
    assert [each.name for each in await feeds.calendars(opened(server))] == ["Ann, at work"]


async def test_a_feed_cannot_be_written(server: FeedServer, feeds: Feeds):
    from core.calendars import Draft, Entry

    draft = Draft(
        booking_id=UUID(int=7), uid="u", owner=UUID(int=1), sequence=0, during=TEN, zone="UTC", title="x"
    )
    entry = Entry(
        booking_id=UUID(int=7),
        host_id=UUID(int=1),
        calendar_id=UUID(int=3),
        remote="u",
        during=TEN,
        sequence=0,
    )
    with pytest.raises(Rejected):
        await feeds.put(opened(server), kept(Provider.ICS, REMOTE), draft, None)
    with pytest.raises(Rejected):
        await feeds.remove(opened(server), kept(Provider.ICS, REMOTE), entry)
    assert not feeds.pushes
    assert await feeds.renew(opened(server)) is None
    assert server.asked == []
    assert LONG_AGO


def answering(status: int, **headers: str):
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(
            status=status, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    return answer


@pytest.mark.parametrize(
    ("status", "headers", "fault"),
    [
        (401, {}, Revoked),
        (403, {}, Revoked),
        (404, {}, Rejected),
        (410, {}, Rejected),
        (429, {"Retry_After": "7"}, RateLimited),
        (503, {"Retry_After": "7"}, RateLimited),
        (503, {}, Transient),
        (500, {}, Transient),
        (302, {}, Rejected),
        (302, {"Location": "file:///etc/passwd"}, Rejected),
    ],
)
async def test_what_goes_wrong_is_said_as_a_fault_that_holds_no_address(
    server: FeedServer, feeds: Feeds, status: int, headers: dict[str, str], fault: type[Fault]
):
    server.answer = answering(status, **headers)
    with pytest.raises(fault) as raised:
        await feeds.changes(opened(server), kept(Provider.ICS, REMOTE), SPRING)
    assert type(raised.value) is fault
    assert "feed.ics" not in str(raised.value)
    assert raised.value.__cause__ is None


async def test_a_page_in_place_of_a_feed_is_refused_at_first_and_may_pass_later(
    server: FeedServer, feeds: Feeds
):
    server.text = "<html><body>Please sign in</body></html>"
    with pytest.raises(Rejected):
        await feeds.connect(server.url)
    with pytest.raises(Transient):
        await feeds.changes(opened(server), kept(Provider.ICS, REMOTE), SPRING)


async def test_half_a_feed_may_pass(server: FeedServer, feeds: Feeds):
    server.text = ONE[:-30]
    with pytest.raises(Transient):
        await feeds.changes(opened(server), kept(Provider.ICS, REMOTE), SPRING)


@pytest.mark.parametrize("packed", [False, True])
async def test_more_than_can_be_is_not_taken(server: FeedServer, feeds: Feeds, packed: bool):
    async def flood(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        if packed:
            response.enable_compression()
        await response.prepare(request)
        try:
            for _ in range(200):
                await response.write(b"0" * 1_000_000)
        except ConnectionError:
            pass
        return response

    server.answer = flood
    with pytest.raises(Rejected, match="too large"):
        await feeds.changes(opened(server), kept(Provider.ICS, REMOTE), SPRING)


async def test_redirections_are_followed_but_not_for_ever(server: FeedServer, feeds: Feeds):
    async def once(request: web.Request) -> web.Response:
        if request.path == "/feed.ics":
            return web.Response(status=301, headers={"Location": "/moved.ics"})
        return web.Response(text=ONE)

    server.answer = once
    assert (await feeds.connect(server.url)).name == "Ann, at work"
    server.answer = answering(302, Location="/feed.ics")
    with pytest.raises(Transient):
        await feeds.connect(server.url)


async def test_in_production_nobody_has_us_ask_ourselves(server: FeedServer):
    shut = Feeds(Reach())
    port = server.url.split(":")[2].split("/")[0]
    for url in (
        server.url,
        f"http://localhost:{port}/feed.ics",
        f"http://[::1]:{port}/",
        f"http://[::ffff:127.0.0.1]:{port}/",
    ):
        with pytest.raises(Rejected, match="not public"):
            await shut.connect(url)
    assert server.asked == []


async def test_a_public_address_cannot_send_us_to_a_private_one(server: FeedServer):
    from ipaddress import ip_network

    here = Feeds(Reach(networks=(ip_network("127.0.0.1/32"),)))
    server.answer = answering(302, Location="http://127.0.0.2:1/")
    with pytest.raises(Rejected, match="not public"):
        await here.connect(server.url)


async def test_nothing_of_an_address_is_logged(
    server: FeedServer, feeds: Feeds, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.DEBUG):
        await feeds.connect(server.url)
        server.answer = answering(500)
        with pytest.raises(Transient):
            await feeds.connect(server.url)
    assert "GET /feed.ics" not in "".join(
        each.getMessage() for each in caplog.records if "access" not in each.name
    )
