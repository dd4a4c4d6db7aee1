"""Google tells us of changes: watches that begin and end, and the door at which pushes arrive."""

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web

from core.calendars import Watch
from core.errors import Rejected, Transient
from core.ports.calendars import Hook, Sign
from integrations.calendars.google.door import PATH, routes
from integrations.calendars.google.service import GoogleCalendars
from tests.integrations.diaries import MONDAY, hour
from tests.integrations.google.conftest import config

HOOK = Hook(address=f"https://parley.test{PATH}", id="watch-1", token="token-of-watch-1")


class Ear:
    """Takes pushes of the watches that it knows."""

    def __init__(self):
        self.known = {HOOK.id: HOOK.token}
        self.heard: list[tuple[str, Sign]] = []
        self.fault = None

    async def __call__(self, watch_id, token, sign):
        if self.fault:
            raise self.fault
        if self.known.get(watch_id) != token:
            return False
        self.heard.append((watch_id, sign))
        return True


@pytest.fixture
def ear():
    return Ear()


@pytest.fixture
async def house(ear):
    """The address of a house with the door in it."""
    async with _listening(ear) as url:
        yield url


@asynccontextmanager
async def _listening(ear):
    app = web.Application()
    app.router.add_routes(routes(ear))
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def watch(diary, hook=HOOK):
    return await diary.service.watch(diary.access, diary.calendar, hook)


async def test_a_change_arrives_at_the_door(diary, ear, house):
    await watch(diary)
    assert await diary.served.deliver(house) == [200]  # that it has begun
    assert ear.heard == []
    await diary.write(hour())
    assert await diary.served.deliver(house) == [200]
    assert ear.heard == [("watch-1", Sign.CHANGED)]


async def test_pushes_may_come_twice_and_in_any_order(diary, ear, house):
    await watch(diary)
    await diary.write(hour())
    await diary.write(hour(1))
    diary.google.notices = [*reversed(diary.google.notices), *diary.google.notices]
    assert set(await diary.served.deliver(house)) == {200}
    assert len(ear.heard) == 4


async def test_a_watch_begins_before_we_have_written_it_down(diary, ear, house):
    ear.known.clear()
    await watch(diary)
    assert await diary.served.deliver(house) == [200]


async def test_a_watch_that_nobody_knows_is_not_there(diary, ear, house):
    await watch(diary, replace(HOOK, id="another"))
    diary.google.notices.clear()
    await diary.write(hour())
    assert await diary.served.deliver(house) == [404]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Goog-Channel-ID": HOOK.id},
        {"X-Goog-Channel-Token": HOOK.token},
        {"X-Goog-Channel-ID": HOOK.id, "X-Goog-Channel-Token": "guessed"},
        {"X-Goog-Channel-ID": HOOK.id, "X-Goog-Channel-Token": HOOK.token + "x"},
        {"X-Goog-Channel-ID": "x" * 300, "X-Goog-Channel-Token": HOOK.token},
        {"X-Goog-Channel-ID": HOOK.id, "X-Goog-Channel-Token": "x" * 300},
    ],
)
async def test_what_is_not_googles_finds_nothing_there(ear, house, headers):
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            house + PATH, headers={**headers, "X-Goog-Resource-State": "exists"}, data=b"x" * 9999
        ) as answer,
    ):
        assert (answer.status, await answer.read()) == (404, b"")
    assert ear.heard == []


async def test_what_cannot_be_taken_now_is_told_again(diary, ear, house):
    await watch(diary)
    diary.google.notices.clear()
    await diary.write(hour())
    ear.fault = Transient("the database is away")
    assert await diary.served.deliver(house) == [503]


async def test_a_watch_lasts_as_long_as_google_says(diary, clock):
    diary.google.watch_for = timedelta(days=3)
    assert await watch(diary) == Watch(
        id="watch-1",
        resource="resource-ann@example.com",
        expires_at=clock.now() + timedelta(days=3),
    )


async def test_a_watch_of_which_google_does_not_say_how_long_it_lasts_is_soon_renewed(diary, clock):
    diary.google.watch_for = None
    assert (await watch(diary)).expires_at == clock.now() + timedelta(hours=1)


async def test_a_watch_is_renewed_by_another(diary):
    await watch(diary)
    await watch(diary, replace(HOOK, id="watch-2"))
    assert sorted(diary.google.channels) == ["watch-1", "watch-2"]


async def test_a_watch_ends_once_and_may_be_ended_again(diary):
    held = await watch(diary)
    for _ in range(2):
        await diary.service.unwatch(diary.access, held)
        assert diary.google.channels == {}


async def test_a_watch_needs_a_calendar(diary):
    await diary.remove_calendar()
    with pytest.raises(Rejected):
        await watch(diary)


@pytest.mark.parametrize(
    "body", [b"{}", b'{"resourceId": "x", "expiration": "soon"}', b'{"expiration": 1e300}']
)
async def test_a_watch_that_cannot_be_read_is_a_fault(diary, body):
    diary.served.canned = (200, body, "application/json")
    with pytest.raises(Transient):
        await watch(diary)


@pytest.mark.parametrize(
    ("url", "pushes"), [("https://parley.test", True), ("http://parley.test", False), ("", False)]
)
def test_google_calls_only_encrypted_addresses(served, clock, url, pushes):
    assert GoogleCalendars(replace(config(served), base_url=url), clock).pushes is pushes


def test_a_hook_tells_no_token():
    assert HOOK.token not in repr(HOOK)
    assert MONDAY
