"""The Bot API behind real HTTP on loopback, and the deliveries that it makes to a webhook."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web

from tests.support.telegram.bot_api import BotApi, Cut, Fields

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


@asynccontextmanager
async def serving(api: BotApi) -> AsyncIterator[str]:
    """Serve the Bot API; lend its address."""

    async def answer(request: web.Request) -> web.StreamResponse:
        fields: dict[str, str] = {}
        files: dict[str, bytes] = {}
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = value.file.read()
            else:
                fields[name] = str(value)
        try:
            status, body = await api.call(
                request.match_info["token"], request.match_info["method"], fields, files
            )
        except Cut:
            assert request.transport
            request.transport.abort()
            return web.Response()
        return web.json_response(body, status=status)

    app = web.Application()
    app.router.add_post("/bot{token}/{method}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def deliver(url: str, update: Fields, secret: str, **headers: str) -> int:
    """Deliver an update to a webhook as Telegram does; return the status."""
    given: Mapping[str, str] = {SECRET_HEADER: secret, **headers}
    async with aiohttp.ClientSession() as session, session.post(url, json=update, headers=given) as answered:
        return answered.status
