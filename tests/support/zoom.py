"""A Zoom account on loopback, as its published contract describes it: tokens, meetings, and its troubles."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from jsonschema import Draft7Validator

from integrations.meetings.zoom import ZoomConfig

SPEC = Path(__file__).resolve().parents[3] / "shared" / "specs" / "zoom" / "openapi.v2.json"
WHY_NOT = "Zoom's published contract is not on this machine"
ACCOUNT, CLIENT, SECRET = "account", "client", "secret of the app"


class Broken(AssertionError):
    """A request is not what the contract says."""


def is_here() -> bool:
    """Whether the contract can be read."""
    return SPEC.is_file()


def check(method: str, path: str, body: Any) -> None:
    """Hold the body of a request to the contract, if it lies on this machine; raise Broken."""
    if not is_here():
        return
    spec = json.loads(SPEC.read_text())
    operation = spec["paths"][path][method.lower()]
    bodies = [each["schema"] for each in operation["parameters"] if each.get("in") == "body"]
    if not bodies:
        return
    schema = {**bodies[0], "definitions": spec["definitions"]}
    faults = [each.message for each in Draft7Validator(schema).iter_errors(body)]
    if faults:
        raise Broken(faults[0])


class ZoomAccount:
    """Keeps meetings; `status` answers everything but tokens, `hang` nothing at all."""

    def __init__(self) -> None:
        self.meetings: dict[int, dict[str, Any]] = {}
        self.tokens: list[str] = []
        self.faults: list[BaseException] = []
        self.status = 0
        self.text = "{}"
        self.known = True
        self.hang = False
        self.lose_answers = False
        self.asked: list[str] = []

    @web.middleware
    async def guarded(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.asked.append(f"{request.method} {request.path}")
        if self.hang:
            await asyncio.Event().wait()
        if request.path != "/oauth/token":
            if request.headers.get("Authorization") != f"Bearer {self.tokens[-1] if self.tokens else ''}":
                return web.json_response({"code": 124, "message": "Invalid access token."}, status=401)
            if self.status:
                return web.Response(status=self.status, text=self.text, headers={"Retry-After": "7"})
        try:
            answer: web.StreamResponse = await handler(request)
        except Broken as broken:
            self.faults.append(broken)
            raise
        if self.lose_answers and request.method == "POST" and request.path != "/oauth/token":
            return web.Response(status=502, text="<html>bad gateway</html>")
        return answer

    async def token(self, request: web.Request) -> web.Response:
        login = base64.b64decode(request.headers["Authorization"].removeprefix("Basic ")).decode()
        known = login == f"{CLIENT}:{SECRET}" and request.query == {
            "grant_type": "account_credentials",
            "account_id": ACCOUNT,
        }
        if not (known and self.known):
            return web.json_response({"reason": "Invalid client_id or client_secret"}, status=400)
        self.tokens.append(f"token-{len(self.tokens)}")
        return web.json_response(
            {"access_token": self.tokens[-1], "token_type": "bearer", "expires_in": 3599}
        )

    async def listing(self, request: web.Request) -> web.Response:
        size, page = int(request.query["page_size"]), int(request.query["page_number"])
        found = list(self.meetings.values())[(page - 1) * size : page * size]
        return web.json_response({"page_size": size, "page_number": page, "meetings": found})

    async def make(self, request: web.Request) -> web.Response:
        body = await request.json()
        check("POST", "/users/{userId}/meetings", body)
        number = 80_000_000_000 + len(self.meetings)
        self.meetings[number] = body | {"id": number, "join_url": f"https://zoom.example/j/{number}"}
        return web.json_response(self.meetings[number], status=201)

    async def change(self, request: web.Request) -> web.Response:
        body = await request.json()
        check("PATCH", "/meetings/{meetingId}", body)
        meeting = self._meeting(request)
        meeting.update(body)
        return web.Response(status=204)

    async def remove(self, request: web.Request) -> web.Response:
        del self.meetings[self._meeting(request)["id"]]
        return web.Response(status=204)

    def _meeting(self, request: web.Request) -> dict[str, Any]:
        meeting = self.meetings.get(int(request.match_info["id"]))
        if meeting is None:
            text = json.dumps({"code": 3001, "message": "Meeting does not exist."})
            raise web.HTTPNotFound(text=text, content_type="application/json")
        return meeting


@asynccontextmanager
async def zoom() -> AsyncIterator[tuple[ZoomAccount, ZoomConfig]]:
    """Serve an account; return it with how it is reached."""
    account = ZoomAccount()
    app = web.Application(middlewares=[account.guarded])
    app.router.add_post("/oauth/token", account.token)
    app.router.add_get("/v2/users/me/meetings", account.listing)
    app.router.add_post("/v2/users/me/meetings", account.make)
    app.router.add_patch("/v2/meetings/{id}", account.change)
    app.router.add_delete("/v2/meetings/{id}", account.remove)
    async with TestServer(app) as server:
        base = str(server.make_url("")).rstrip("/")
        yield (
            account,
            ZoomConfig(
                account_id=ACCOUNT,
                client_id=CLIENT,
                client_secret=SECRET,
                api_url=f"{base}/v2",
                token_url=f"{base}/oauth/token",
                seconds=0.5,
            ),
        )
        assert not account.faults
