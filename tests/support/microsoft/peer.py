"""Microsoft's sign-in as somebody else has written it (npm `emulate`), run on loopback behind TLS."""

import json
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlsplit

from aiohttp import ClientSession, CookieJar, TCPConnector, web
from aiohttp.test_utils import TestServer

from tests.support import peers
from tests.support.microsoft.signin import CERTIFICATE, CLIENT, SECRET, TLS

CALLBACK = "https://parley.example/oauth/microsoft/callback"
ANN = "ann@example.org"
PROGRAM = Path("node_modules") / "emulate" / "dist" / "index.js"
PASSED_ON = frozenset({"content-type", "location"})


@dataclass
class Peer:
    """Where it is, and what a browser does there."""

    url: str

    @property
    def authority(self) -> str:
        """Where it is, for everybody."""
        return f"{self.url}/common"

    async def allow(self, address: str) -> dict[str, str]:
        """Allow what an address asks for, as Ann; return what the browser brings back to us."""
        asked = dict(parse_qsl(urlsplit(address).query))
        trust = ssl.create_default_context(cafile=str(CERTIFICATE))
        async with ClientSession(
            cookie_jar=CookieJar(unsafe=True), connector=TCPConnector(ssl=trust)
        ) as browser:
            async with browser.get(address) as page:
                assert page.status == 200
                assert ANN in await page.text()
            form = {**asked, "email": ANN}
            target = f"{self.url}/oauth2/v2.0/authorize/callback"
            async with browser.post(target, data=form, allow_redirects=False) as answer:
                assert answer.status == 302
                back = answer.headers["Location"]
        assert back.startswith(CALLBACK)
        return {name: each[0] for name, each in parse_qs(urlsplit(back).query).items()}


@asynccontextmanager
async def microsoft_sign_in(folder: Path) -> AsyncIterator[Peer]:
    """Run it; skip the test if it is not installed."""
    peers.need("emulate")
    port = peers.free_port()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE, TLS / "loopback.key")
    front = TestServer(_front(f"http://127.0.0.1:{port}"), scheme="https")
    await front.start_server(ssl=context)
    url = str(front.make_url("")).rstrip("/")
    try:
        with _running(folder, port, url):
            yield Peer(url)
    finally:
        await front.close()


@contextmanager
def _running(folder: Path, port: int, url: str):
    seed = folder / "seed.json"
    program = {"client_id": CLIENT, "client_secret": SECRET, "name": "Parley", "redirect_uris": [CALLBACK]}
    known = {"users": [{"email": ANN, "name": "Ann"}], "oauth_clients": [program]}
    seed.write_text(json.dumps({"microsoft": known}))
    options = ["--service", "microsoft", "--port", str(port), "--seed", str(seed), "--base-url", url]
    with subprocess.Popen(
        [peers.node(), str(PROGRAM), "start", *options],
        cwd=peers.PEERS,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert any("Ready" in line for line in process.stdout)
            yield
        finally:
            process.kill()


def _front(behind: str) -> web.Application:
    """Return what passes everything on to a server that speaks no TLS."""

    async def pass_on(request: web.Request) -> web.Response:
        headers = {
            name: value
            for name, value in request.headers.items()
            if name.lower() in {"content-type", "authorization"}
        }
        async with (
            ClientSession() as session,
            session.request(
                request.method,
                behind + request.path_qs,
                data=await request.read(),
                headers=headers,
                allow_redirects=False,
            ) as answer,
        ):
            kept = {name: value for name, value in answer.headers.items() if name.lower() in PASSED_ON}
            return web.Response(status=answer.status, headers=kept, body=await answer.read())

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", pass_on)
    return app
