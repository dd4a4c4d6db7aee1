"""The ways to the Twilio of the tests: in process, or a server on loopback."""

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web
from aiohttp.test_utils import TestServer
from twilio.http.response import Response
from typing_extensions import override

from channels.twilio.http import Http, judged
from core.errors import Transient
from tests.support.twilio.vendor import Cut, Vendor


class InProcess(Http):
    """Takes the requests of Twilio's client straight to the vendor."""

    def __init__(self, vendor: Vendor) -> None:
        """Speak with a vendor."""
        super().__init__({})
        self._vendor = vendor

    @override
    async def request(
        self,
        method: str,
        uri: str,
        params: dict[str, Any] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Answer at once."""
        parts = urlsplit(uri)
        sent = {**dict(parse_qsl(parts.query)), **(params or {}), **(data or {})}
        sent = {name: value for name, value in sent.items() if isinstance(value, str | int | dict)}
        try:
            answer = self._vendor.answer(method, parts.path, sent, auth)
        except Cut:
            raise Transient("cut") from None
        return judged(answer.status, json.dumps(dict(answer.body)), dict(answer.headers))


@asynccontextmanager
async def server(vendor: Vendor) -> AsyncIterator[TestServer]:
    """Serve the vendor on loopback."""

    async def serve(request: web.Request) -> web.StreamResponse:
        given = base64.b64decode(request.headers.get("Authorization", "Basic Og==").removeprefix("Basic "))
        name, _, secret = given.decode().partition(":")
        sent: dict[str, Any] = dict(request.query)
        if request.content_type == "application/json":
            sent |= await request.json()
        elif request.can_read_body:
            sent |= {name: str(value) for name, value in (await request.post()).items()}
        try:
            answer = vendor.answer(request.method, request.path, sent, (name, secret))
        except Cut:
            if request.transport:
                request.transport.close()
            return web.Response()
        return web.json_response(dict(answer.body), status=answer.status, headers=dict(answer.headers))

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", serve)
    running = TestServer(app)
    async with running:
        yield running
