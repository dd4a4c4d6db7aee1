"""Google behind real HTTP on loopback: the Calendar API, tokens, and pushes to whom they concern."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import aiohttp
from aiohttp import web

from tests.support.google.calendars import Google, Kept, Notice, Person, Refusal, Resource
from tests.support.google.calls import Calls, for_reader, inside, since_when
from tests.support.google.consent import CLIENT, CLIENT_SECRET, Consent, Denial, allows_calendars
from tests.support.google.contract import shipped
from tests.support.google.fields import masked

TOKEN_LIFE = timedelta(hours=1)
BASE = "/calendar/v3/"


@dataclass(frozen=True)
class Exchange:
    """One request and what was answered."""

    verb: str
    path: str
    query: Mapping[str, str]
    asked: Any
    status: int
    answered: Any


@dataclass
class Served:
    """A Google that answers at `url`."""

    google: Google
    consent: Consent
    url: str = ""
    exchanges: list[Exchange] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """Where an exchange left the discovery document."""
    access: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    """Whose an access token is and until when it holds."""
    refresh: dict[str, str] = field(default_factory=dict)
    """Whose a refresh token is."""
    partial: set[str] = field(default_factory=set)
    """Tokens that do not let into calendars, for a box was not ticked."""
    revoked: list[str] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    """What the next requests to the Calendar API are refused with, one each."""
    canned: tuple[int, bytes, str] | None = None
    """What everything is answered with, if anything."""
    hanging: bool = False
    """Whether nothing is answered any more."""
    waiting: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    """Released by each that is never answered."""

    def settings(self) -> dict[str, str]:
        """Return the settings with which a house finds this Google."""
        return {
            "GOOGLE_CLIENT_ID": CLIENT,
            "GOOGLE_CLIENT_SECRET": CLIENT_SECRET,
            "GOOGLE_ISSUER": self.url,
            "GOOGLE_CALENDAR_URL": f"{self.url}/calendar/v3",
            "GOOGLE_REVOKE_URL": f"{self.url}/revoke",
        }

    # -- tokens ------------------------------------------------------------------------------------

    def grant(self, person: Person, whole: bool = True) -> dict[str, str]:
        """Let us into somebody's account, to its calendars too if it is `whole`; return the tokens."""
        refresh = f"refresh-{self.google.serial()}-never-to-be-read-by-anybody"
        self.refresh[refresh] = person.email
        if not whole:
            self.partial.add(refresh)
        return {"access_token": self._issue(person.email, whole), "refresh_token": refresh}

    def withdraw(self, person: Person) -> None:
        """Take our permission away."""
        self.access = {key: each for key, each in self.access.items() if each[0] != person.email}
        self.refresh = {key: each for key, each in self.refresh.items() if each != person.email}

    def expire(self) -> None:
        """Have every access token be too old."""
        self.access.clear()

    def _issue(self, email: str, whole: bool) -> str:
        token = f"access-{self.google.serial()}-never-to-be-read-by-anybody"
        if not whole:
            self.partial.add(token)
        self.access[token] = (email, self.google.now() + TOKEN_LIFE)
        return token

    def _person(self, request: web.Request) -> Person:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        email, until = self.access.get(token, ("", None))
        if until is None or until <= self.google.now():
            raise Refusal(401, "authError")
        if token in self.partial:
            raise Refusal(403, "insufficientPermissions")
        return self.google.people[email]

    # -- pushes ------------------------------------------------------------------------------------

    async def deliver(self, to: str) -> list[int]:
        """Deliver the pushes that wait, to the house that answers at `to`; return what it answered."""
        waiting, self.google.notices = self.google.notices, []
        return [await push(each, to) for each in waiting]

    # -- the Calendar API --------------------------------------------------------------------------

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        if self.hanging:
            self.waiting.release()
            await asyncio.Event().wait()
        if self.canned:
            status, body, kind = self.canned
            return web.Response(status=status, body=body, content_type=kind)
        if request.path.startswith(BASE):
            return await self._calendar_api(request)
        return await self._accounts(request)

    async def _calendar_api(self, request: web.Request) -> web.StreamResponse:
        verb, query, asked = await _read(request)
        path = request.raw_path.partition("?")[0].removeprefix(BASE)
        try:
            if self.refusals:
                raise self.refusals.pop(0)
            answered = self._carry_out(request, (verb, path), query, asked)
            status, headers = (200, {}) if answered is not None else (204, {})
        except Refusal as refusal:
            answered, status, headers = refusal.body(), refusal.status, refusal.headers
        good = answered if status == 200 else None
        self.exchanges.append(Exchange(verb, path, query, asked, status, answered))
        self.faults += shipped().faults(verb, path, query, asked, good)
        if answered is None:
            return web.Response(status=status)
        shown = masked(answered, query["fields"]) if good is not None and "fields" in query else answered
        response = web.json_response(shown, status=status, headers=headers)
        response.enable_compression()
        return response

    def _carry_out(
        self, request: web.Request, method: tuple[str, str], query: Mapping[str, str], asked: Any
    ) -> Resource | None:
        person = self._person(request)
        verb, path = method
        if path == "users/me/calendarList":
            items = [each.entry() for each in person.calendars.values()]
            return self._page({"kind": "calendar#calendarList"}, items, query)
        if path == "channels/stop":
            return self._stop(asked)
        parts = [unquote(each) for each in path.split("/")]
        kept = person.calendars.get(person.email if parts[1] == "primary" else parts[1])
        if parts[0] != "calendars" or parts[2] != "events" or kept is None:
            raise Refusal(404, "notFound")
        calls = Calls(self.google, kept, query, asked, request.headers.get("If-Match", ""))
        match verb, parts[3:]:
            case "GET", []:
                return self._list(kept, query)
            case "POST", []:
                return calls.insert()
            case "POST", ["watch"]:
                return calls.watch()
            case "GET", [event_id, "instances"]:
                kept.find(event_id)
                found = [each for each in inside(kept, query) if each.get("recurringEventId") == event_id]
                return self._page({"kind": "calendar#events", "timeZone": kept.zone}, found, query)
            case "GET", [event_id]:
                return calls.get(event_id)
            case "PATCH", [event_id]:
                return calls.patch(event_id)
            case "DELETE", [event_id]:
                return calls.delete(event_id)
        raise Refusal(404, "notFound")

    def _list(self, kept: Kept, query: Mapping[str, str]) -> Resource:
        if query.get("singleEvents") != "true":
            raise Refusal(400, "unsupported")
        head = {"kind": "calendar#events", "timeZone": kept.zone, "accessRole": kept.role}
        since = since_when(kept, query)
        if since is None:
            found = inside(kept, query)
        else:
            found = list(kept.touched(since, self.google.now() + self.google.ahead))
        token = base64.urlsafe_b64encode(f"sync:{kept.id}:{len(kept.journal)}".encode()).decode()
        return self._page(head, [for_reader(each, kept) for each in found], query, token)

    def _page(
        self, head: Resource, items: list[Resource], query: Mapping[str, str], token: str = ""
    ) -> Resource:
        first = int(query.get("pageToken", "page-0").removeprefix("page-"))
        after = first + min(self.google.page, int(query.get("maxResults", "250")))
        page = {**head, "items": [deepcopy(each) for each in items[first:after]]}
        if after < len(items):
            return page | {"nextPageToken": f"page-{after}"}
        return page | ({"nextSyncToken": token} if token else {})

    def _stop(self, asked: Any) -> None:
        channel = self.google.channels.get(asked["id"])
        if channel is None or channel.resource != asked["resourceId"]:
            raise Refusal(404, "notFound")
        del self.google.channels[channel.id]

    # -- accounts ----------------------------------------------------------------------------------

    async def _accounts(self, request: web.Request) -> web.StreamResponse:
        given = {name: str(value) for name, value in (await request.post()).items()}
        try:
            match request.method, request.path:
                case "GET", "/.well-known/openid-configuration":
                    return web.json_response(self.consent.discovery())
                case "GET", "/certs":
                    return web.json_response(self.consent.keys())
                case "GET", "/auth":
                    code = f"code-{self.google.serial()}"
                    raise web.HTTPFound(self.consent.screen(request.query, code))
                case "POST", "/token":
                    return self._tokens(given)
                case "POST", "/revoke":
                    return self._revoked(given["token"])
        except Denial as denial:
            return web.json_response({"error": str(denial)}, status=400)
        return web.Response(status=404)

    def _tokens(self, given: Mapping[str, str]) -> web.Response:
        if (given.get("client_id"), given.get("client_secret")) != (CLIENT, CLIENT_SECRET):
            return web.json_response({"error": "invalid_client"}, status=401)
        said: dict[str, Any] = {}
        if given.get("grant_type") == "authorization_code":
            person, said, renews = self.consent.exchange(given)
            granted = self.grant(person, allows_calendars(said["scope"]))
            said |= granted if renews else {"access_token": granted["access_token"]}
        else:
            said["access_token"] = self._renewed(given.get("refresh_token", ""))
        life = int(TOKEN_LIFE.total_seconds())
        return web.json_response({**said, "expires_in": life, "token_type": "Bearer"})

    def _renewed(self, token: str) -> str:
        if token not in self.refresh:
            raise Denial("invalid_grant")
        return self._issue(self.refresh[token], token not in self.partial)

    def _revoked(self, token: str) -> web.Response:
        email = self.refresh.get(token) or self.access.get(token, ("", None))[0]
        if not email:
            raise Denial("invalid_token")
        self.revoked.append(email)
        self.withdraw(self.google.people[email])
        return web.json_response({})


async def _read(request: web.Request) -> tuple[str, dict[str, str], Any]:
    body = await request.read()
    if request.headers.get("X-HTTP-Method-Override") == "GET":
        return "GET", dict(parse_qsl(body.decode())), None
    return request.method, dict(request.query), json.loads(body) if body else None


async def push(notice: Notice, to: str) -> int:
    """Deliver one push to the house that answers at `to`; return what it answered."""
    url = to + urlsplit(notice.address).path
    async with aiohttp.ClientSession() as session, session.post(url, headers=notice.headers) as answered:
        return answered.status


@asynccontextmanager
async def google(now: Callable[[], datetime] | None = None) -> AsyncIterator[Served]:
    """Serve a Google; afterwards every exchange must have been as its discovery document says."""
    clock = now or (lambda: datetime.now(UTC))
    served = Served(Google(clock), Consent(clock))
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", served.serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    served.url = served.consent.issuer = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield served
    finally:
        await runner.cleanup()
    assert served.faults == []
