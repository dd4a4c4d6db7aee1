"""Where Slack comes in: signed requests to our web server, or a socket that we open (Socket Mode)."""

import asyncio
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import Clock as SignatureClock
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from typing_extensions import override

from channels.slack.app import silent_logger
from channels.slack.config import EVENTS
from channels.slack.later import Later
from channels.slack.limits import BODY, STALE
from core.ports import Clock

log = structlog.get_logger(__name__)

SECONDS = re.compile(r"[0-9]{1,12}")
"""A time stamp of a request, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class _Seconds(SignatureClock):
    """Our clock as slack_sdk reads it."""

    clock: Clock

    @override
    def now(self) -> float:
        return self.clock.now().timestamp()


class Signed:
    """Takes requests that Slack signed, and refuses all others without looking at what they say."""

    def __init__(self, app: AsyncApp, signing_secret: str, clock: Clock) -> None:
        """Verify by the app's signing secret; `clock` tells what is stale."""
        self._app, self._clock = app, clock
        self._verifier = SignatureVerifier(signing_secret, _Seconds(clock))

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        try:
            body = (await request.clone(client_max_size=BODY).read()).decode()
        except (UnicodeDecodeError, web.HTTPRequestEntityTooLarge):
            return self._refused("unreadable", 400)
        why = self._fault(body, request)
        return self._refused(why, 401) if why else await self._dispatched(body, request)

    def _fault(self, body: str, request: web.Request) -> str:
        """Return why a request is not Slack's, now; empty if it is."""
        signature = request.headers.get("X-Slack-Signature", "")
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        if not signature or not SECONDS.fullmatch(stamp):
            return "unsigned"
        if abs(self._clock.now().timestamp() - int(stamp)) > STALE:
            return "stale"
        signed = signature.isascii() and self._verifier.is_valid(body, stamp, signature)
        return "" if signed else "forged"

    async def _dispatched(self, body: str, request: web.Request) -> web.StreamResponse:
        try:
            read = AsyncBoltRequest(body=body, query=request.query_string, headers=dict(request.headers))
        except (json.JSONDecodeError, AttributeError, TypeError):
            return self._refused("truncated", 400)
        answer = await self._app.async_dispatch(read)
        if answer.status == 404:  # nothing that we asked for; Slack would send it again and again
            return web.Response()
        return await to_aiohttp_response(answer)

    def _refused(self, why: str, status: int) -> web.Response:
        log.warning("slack_request_refused", why=why)
        return web.Response(status=status)


class Socket:
    """A socket to Slack that is opened again whenever it breaks."""

    def __init__(self, app: AsyncApp, app_token: str, api_url: str) -> None:
        """Nothing is opened before `open`."""
        self._app, self._token, self._url = app, app_token, api_url
        self._handler: AsyncSocketModeHandler | None = None
        self._opening: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Begin to connect; return at once."""
        self._handler = AsyncSocketModeHandler(
            self._app,
            self._token,
            logger=silent_logger(),
            web_client=AsyncWebClient(base_url=self._url, logger=silent_logger()),
        )
        self._opening = asyncio.create_task(self._connect(self._handler))

    async def _connect(self, handler: AsyncSocketModeHandler) -> None:
        await handler.client.connect()  # type: ignore[no-untyped-call]
        log.info("slack_socket_open")

    async def close(self) -> None:
        """Take nothing new."""
        if self._opening is not None:
            self._opening.cancel()
            with suppress(asyncio.CancelledError):
                await self._opening
        if self._handler is not None:
            await self._handler.client.close()  # type: ignore[no-untyped-call]


class SlackDoor:
    """All that comes in from Slack."""

    def __init__(
        self,
        routes: Sequence[web.AbstractRouteDef],
        signed: Signed | None,
        socket: Socket | None,
        later: Later,
    ) -> None:
        """Serve pages, signed requests, a socket: what is configured of them."""
        self._routes, self._signed, self._socket, self._later = routes, signed, socket, later

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """Return what the web server serves."""
        events = [web.post(EVENTS, self._signed.serve)] if self._signed else []
        return [*events, *self._routes]

    async def open(self) -> None:
        """Open the socket, if one is configured."""
        if self._socket:
            await self._socket.open()

    async def close(self) -> None:
        """Take nothing new, finish what was taken."""
        if self._socket:
            await self._socket.close()
        await self._later.done()
