"""A feed is read as every other calendar is."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from typing_extensions import override

from core.calendars import Provider
from core.ports.calendars import Access
from integrations.calendars.ics.service import REMOTE, Feeds
from integrations.calendars.reach import Reach
from tests.integrations.calendars import CalendarReading
from tests.integrations.diaries import SECRET, Diary, account, calendar
from tests.support.calendars import objects
from tests.support.calendars.feeds import FeedServer, feed_server


class FeedDiary(Diary):
    """Ann's calendar, of which only the feed is known to us."""

    def __init__(self, server: FeedServer) -> None:
        self.server = server
        self.lines: dict[str, str] = {}
        held = account(Provider.ICS)
        self.access = Access(account=held, secrets={"url": f"{server.url}?key={SECRET}"})
        self.calendar = calendar(held, REMOTE)
        self.service = Feeds(Reach(everywhere=True))
        self._publish()

    def _publish(self) -> None:
        events = (f"UID:{name}\nDTSTAMP:20260101T000000Z\n{lines}" for name, lines in self.lines.items())
        self.server.text = objects.calendar(*events)
        self.server.etag = f'"{hash(self.server.text)}"'

    def _put(self, lines: str, name: str = "") -> str:
        name = name or f"{len(self.lines)}@example.com"
        self.lines[name] = lines
        self._publish()
        return name

    @override
    async def write(self, during, *, tentative=False):
        return self._put(objects.when(during) + ("STATUS:TENTATIVE\n" if tentative else ""))

    @override
    async def write_days(self, first, after):
        return self._put(objects.days(first, after))

    @override
    async def write_weekly(self, during, zone, count):
        return self._put(objects.weekly(during, zone, count))

    @override
    async def move(self, remote, during):
        self._put(objects.when(during), remote)

    @override
    async def delete(self, remote):
        self.lines[remote] = "STATUS:CANCELLED"
        self._publish()

    @override
    async def free(self, remote):
        self._put(self.lines[remote] + "TRANSP:TRANSPARENT\n", remote)

    @override
    async def forget_cursors(self):
        self.server.etag += "x"

    @override
    async def withdraw(self):
        await self.answer(403, b"")

    @override
    async def hang(self):
        async def silence(_request: web.Request) -> web.Response:
            await self.server.stop.wait()
            return web.Response()

        self.server.answer = silence
        self.service = Feeds(Reach(everywhere=True), patience=0.2)

    @override
    async def answer(self, status, body, kind="text/html"):
        async def canned(_request: web.Request) -> web.Response:
            return web.Response(status=status, body=body, content_type=kind)

        self.server.answer = canned

    @override
    async def remove_calendar(self):
        await self.answer(404, b"")


@pytest.fixture
async def diary() -> AsyncIterator[FeedDiary]:
    async with feed_server() as server:
        yield FeedDiary(server)


class TestFeed(CalendarReading):
    """Reading; a feed cannot be written."""
