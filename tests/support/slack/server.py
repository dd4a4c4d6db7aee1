"""Slack over HTTP on loopback: the Web API of a workspace, its socket, and what signs deliveries."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

from aiohttp import WSMsgType, web

from tests.support.slack.workspace import Workspace

SECRET, APP_TOKEN = "8f742231b10e8888abcd99yyyzzz85a5", "xapp-1-parley"


def signed(body: str, at: float, secret: str = SECRET) -> dict[str, str]:
    """Return the headers of a request that Slack signs at an instant."""
    stamp = str(int(at))
    mark = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mark}"}


def event_request(payload: Mapping[str, Any]) -> tuple[str, str]:
    """Return body and content type of an event."""
    return json.dumps(payload), "application/json"


def action_request(payload: Mapping[str, Any]) -> tuple[str, str]:
    """Return body and content type of a tap, a shortcut or a view."""
    return urlencode({"payload": json.dumps(payload)}), "application/x-www-form-urlencoded"


def command_request(payload: Mapping[str, str]) -> tuple[str, str]:
    """Return body and content type of a command."""
    return urlencode(payload), "application/x-www-form-urlencoded"


class SlackServer:
    """Serves a workspace; deliveries go through its socket once one is open."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.url = ""
        self.responses: list[Mapping[str, Any]] = []
        """What was sent to response addresses."""
        self.acknowledged: dict[str, Any] = {}
        self.opened = asyncio.Event()
        self._socket: web.WebSocketResponse | None = None
        self._acknowledged = asyncio.Event()

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Answer a call of the Web API."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            reply = self.workspace.answer(request.match_info["method"], token, await _arguments(request))
        except ConnectionError:
            if request.transport is not None:
                request.transport.abort()
            raise web.HTTPServiceUnavailable from None
        return web.json_response(dict(reply.body), status=reply.status, headers=dict(reply.headers))

    async def connections_open(self, request: web.Request) -> web.Response:
        """Tell where the socket is."""
        if request.headers.get("Authorization") != f"Bearer {APP_TOKEN}":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        return web.json_response({"ok": True, "url": self.url.replace("http", "ws") + "/socket?ticket=1"})

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        """Be the other end of the socket."""
        self._socket = socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self.opened.set()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                told = json.loads(message.data)
                self.acknowledged[told["envelope_id"]] = told.get("payload")
                self._acknowledged.set()
        return socket

    async def respond(self, request: web.Request) -> web.Response:
        """Take what is said to a response address."""
        self.responses.append(await request.json())
        return web.Response(text="ok")

    async def deliver(self, kind: str, payload: Mapping[str, Any]) -> Any:
        """Send a delivery (`events_api`, `interactive`, `slash_commands`) through the socket; return its acknowledgement."""
        assert self._socket is not None
        identity = f"envelope-{self.workspace.number()}"
        envelope = {
            "envelope_id": identity,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": True,
        }
        await self._socket.send_json(envelope)
        async with asyncio.timeout(10):
            while identity not in self.acknowledged:
                await self._acknowledged.wait()
                self._acknowledged.clear()
        return self.acknowledged[identity]

    async def cut(self) -> None:
        """Break the socket."""
        assert self._socket is not None
        self.opened.clear()
        await self._socket.close()


async def _arguments(request: web.Request) -> Mapping[str, Any]:
    if request.method == "GET":
        return dict(request.query)
    if request.content_type == "application/json":
        return dict(await request.json())
    return dict(await request.post())


@asynccontextmanager
async def serving(workspace: Workspace) -> AsyncIterator[SlackServer]:
    """Serve a workspace on loopback."""
    server = SlackServer(workspace)
    app = web.Application()
    app.router.add_post("/api/apps.connections.open", server.connections_open)
    app.router.add_route("*", "/api/{method}", server.call)
    app.router.add_get("/socket", server.socket)
    app.router.add_post("/response", server.respond)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()
