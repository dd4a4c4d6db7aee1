"""A server of calendar feeds on loopback that can be told to misbehave."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer


@dataclass
class FeedServer:
    """Serves `text` with an ETag at `/feed.ics`; `answer` stands in for that."""

    text: str = ""
    etag: str = '"1"'
    answer: Callable[[web.Request], Awaitable[web.StreamResponse]] | None = None
    asked: list[web.Request] = field(default_factory=list)
    url: str = ""
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer a request."""
        self.asked.append(request)
        if self.answer:
            return await self.answer(request)
        if self.etag and request.headers.get("If-None-Match") == self.etag:
            return web.Response(status=304)
        headers = {"ETag": self.etag} if self.etag else {}
        return web.Response(text=self.text, content_type="text/calendar", headers=headers)


@asynccontextmanager
async def feed_server(text: str = "") -> AsyncIterator[FeedServer]:
    """Serve for as long as this is open."""
    feeds = FeedServer(text)
    app = web.Application()
    app.router.add_get("/{tail:.*}", feeds.serve)
    async with TestServer(app, host="127.0.0.1") as server:
        feeds.url = f"http://127.0.0.1:{server.port}/feed.ics"
        yield feeds
        feeds.stop.set()
