"""Microsoft's sign-in on loopback, as far as tokens are renewed: over TLS, for msal speaks nothing else."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer

CLIENT, SECRET = "11111111-2222-4333-8444-555555555555", "the secret of the app"
TLS = Path(__file__).resolve().parents[1] / "tls"
CERTIFICATE = TLS / "loopback.crt"
PATH = "/common/oauth2/v2.0/token"


@dataclass
class SignIn:
    """Gives an access token for a refresh token, and a new one of these."""

    url: str = ""
    good: dict[str, str] = field(default_factory=dict)
    """Which access token there is for a refresh token."""
    trouble: tuple[int, str] | None = None
    """What is answered instead: a status and a text."""
    error: str = ""
    hangs: bool = False
    drips: bool = False
    breaks: str = ""
    """Whether half an answer is all there is: `off`, or it never comes to its end."""
    left: asyncio.Event = field(default_factory=asyncio.Event)
    """Whether somebody went away before a slow answer was over."""
    rotates: bool = True
    asked: list[dict[str, str]] = field(default_factory=list)
    """Forms that were sent for tokens."""

    @property
    def authority(self) -> str:
        """Where it is, for everybody."""
        return f"{self.url}/common"

    async def discover(self, request: web.Request) -> web.StreamResponse:
        """Say where what is."""
        await self._wait()
        if self.breaks:
            return await self._half(request)
        if self.drips:
            return await self._drop_by_drop(request)
        if self.trouble:
            return self._troubled()
        return web.json_response(
            {
                "authorization_endpoint": f"{self.url}/common/oauth2/v2.0/authorize",
                "token_endpoint": f"{self.url}{PATH}",
                "issuer": f"{self.url}/common/v2.0",
            }
        )

    async def token(self, request: web.Request) -> web.StreamResponse:
        """Give tokens."""
        await self._wait()
        if self.trouble:
            return self._troubled()
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(form)
        error = self.error or self._refused(form)
        if error:
            return web.json_response({"error": error, "error_description": f"AADSTS: {form}"}, status=400)
        access = self.good[form["refresh_token"]]
        answer = {"access_token": access, "token_type": "Bearer", "expires_in": 3599, "scope": form["scope"]}
        if self.rotates:
            fresh = f"{form['refresh_token']}-next"
            self.good[fresh] = self.good.pop(form["refresh_token"])
            answer["refresh_token"] = fresh
        return web.json_response(answer)

    def _refused(self, form: dict[str, str]) -> str:
        if (form["client_id"], form["client_secret"]) != (CLIENT, SECRET):
            return "invalid_client"
        return "" if form["refresh_token"] in self.good else "invalid_grant"

    def _troubled(self) -> web.Response:
        status, text = self.trouble or (500, "")
        return web.Response(status=status, text=text, content_type="text/html")

    async def _half(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Length": "100"})
        await answer.prepare(request)
        await answer.write(b"{")
        if self.breaks == "off" and request.transport is not None:
            request.transport.abort()
        else:
            await asyncio.Event().wait()
        return answer

    async def _drop_by_drop(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        try:
            await answer.prepare(request)
            while True:
                await answer.write(b" ")
                await asyncio.sleep(0.02)
        except (ConnectionError, asyncio.CancelledError):
            self.left.set()
        return answer

    async def _wait(self) -> None:
        if self.hangs:
            await asyncio.Event().wait()


@asynccontextmanager
async def sign_in() -> AsyncIterator[SignIn]:
    """Serve sign-in on loopback."""
    found, app = SignIn(), web.Application()
    app.add_routes(
        [
            web.get("/common/v2.0/.well-known/openid-configuration", found.discover),
            web.post(PATH, found.token),
        ]
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE, TLS / "loopback.key")
    server = TestServer(app, scheme="https")
    await server.start_server(ssl=context)
    try:
        found.url = str(server.make_url("")).rstrip("/")
        yield found
    finally:
        await server.close()
