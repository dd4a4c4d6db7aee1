"""Google behind real HTTP on loopback: the Calendar API, tokens, and pushes to whom they concern."""

import asyncio
import base64
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import aiohttp
from aiohttp import web

from tests.support.google.calendars import Channel, Google, Kept, Notice, Person, Refusal, Resource, instant
from tests.support.google.contract import shipped
from tests.support.google.fields import masked

CLIENT, CLIENT_SECRET = "client-1.apps.example", "client-secret-never-to-be-read-by-anybody"
TOKEN_LIFE = timedelta(hours=1)
BASE = "/calendar/v3/"
WRITERS = {"owner", "writer"}


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
    url: str = ""
    exchanges: list[Exchange] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """Where an exchange left the discovery document."""
    access: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    """Whose an access token is and until when it holds."""
    refresh: dict[str, str] = field(default_factory=dict)
    """Whose a refresh token is."""
    revoked: list[str] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    """What the next requests to the Calendar API are refused with, one each."""
    canned: tuple[int, bytes, str] | None = None
    """What everything is answered with, if anything."""
    hanging: bool = False
    """Whether nothing is answered any more."""

    # -- tokens ------------------------------------------------------------------------------------

    def grant(self, person: Person) -> dict[str, str]:
        """Let us into somebody's account; return the tokens."""
        refresh = f"refresh-{self.google.serial()}-never-to-be-read-by-anybody"
        self.refresh[refresh] = person.email
        return {"access_token": self._issue(person.email), "refresh_token": refresh}

    def withdraw(self, person: Person) -> None:
        """Take our permission away."""
        self.access = {key: each for key, each in self.access.items() if each[0] != person.email}
        self.refresh = {key: each for key, each in self.refresh.items() if each != person.email}

    def expire(self) -> None:
        """Have every access token be too old."""
        self.access.clear()

    def _issue(self, email: str) -> str:
        token = f"access-{self.google.serial()}-never-to-be-read-by-anybody"
        self.access[token] = (email, self.google.now() + TOKEN_LIFE)
        return token

    def _person(self, request: web.Request) -> Person:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        email, until = self.access.get(token, ("", None))
        if until is None or until <= self.google.now():
            raise Refusal(401, "authError")
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
        since = _since(kept, query)
        if since is None:
            low, high = (datetime.fromisoformat(query[each]) for each in ("timeMin", "timeMax"))
            found = [
                each
                for each in kept.standing()
                if instant(each["end"], kept.zone) > low and instant(each["start"], kept.zone) < high
            ]
        else:
            found = list(kept.touched(since))
        token = base64.urlsafe_b64encode(f"sync:{kept.id}:{len(kept.journal)}".encode()).decode()
        return self._page(head, [_for_reader(each, kept) for each in found], query, token)

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
        match request.method, request.path:
            case "GET", "/.well-known/openid-configuration":
                return web.json_response({"issuer": self.url, "token_endpoint": f"{self.url}/token"})
            case "POST", "/token":
                return self._renewed(given)
            case "POST", "/revoke":
                return self._revoked(given["token"])
        return web.Response(status=404)

    def _renewed(self, given: Mapping[str, str]) -> web.Response:
        if (given.get("client_id"), given.get("client_secret")) != (CLIENT, CLIENT_SECRET):
            return web.json_response({"error": "invalid_client"}, status=401)
        email = self.refresh.get(given.get("refresh_token", ""))
        if given.get("grant_type") != "refresh_token" or email is None:
            told = {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
            return web.json_response(told, status=400)
        life = int(TOKEN_LIFE.total_seconds())
        return web.json_response(
            {"access_token": self._issue(email), "expires_in": life, "token_type": "Bearer"}
        )

    def _revoked(self, token: str) -> web.Response:
        email = self.refresh.get(token) or self.access.get(token, ("", None))[0]
        if not email:
            return web.json_response({"error": "invalid_token"}, status=400)
        self.revoked.append(email)
        self.withdraw(self.google.people[email])
        return web.json_response({})


@dataclass
class Calls:
    """What can be asked about the events of one calendar."""

    google: Google
    kept: Kept
    query: Mapping[str, str]
    asked: Any
    tag: str

    def insert(self) -> Resource:
        self._may_write()
        event_id = self.asked.get("id") or self.google.fresh("g")
        if not re.fullmatch("[a-v0-9]{5,1024}", event_id):
            raise Refusal(400, "invalid")
        if event_id in self.kept.events:
            raise Refusal(409, "duplicate")
        return self._save({**self.asked, "id": event_id})

    def get(self, event_id: str) -> Resource:
        found = self.kept.find(event_id)
        making = found.get("conferenceData", {}).get("createRequest", {}).get("status", {})
        if making.get("statusCode") == "pending" and self.google.room == "pending":
            found["conferenceData"] = _room(found["conferenceData"]["createRequest"]["requestId"], "success")
        return deepcopy(found)

    def patch(self, event_id: str) -> Resource:
        self._may_write()
        before = self.kept.find(event_id)
        if self.tag and self.tag != before["etag"]:
            raise Refusal(412, "conditionNotMet", Location="If-Match")
        return self._save(_merged(before, self.asked))

    def delete(self, event_id: str) -> None:
        self._may_write()
        before = self.kept.find(event_id)
        if before["status"] == "cancelled":
            raise Refusal(410, "deleted")
        self.kept.put({**deepcopy(before), "status": "cancelled"}, self.google.serial(), self.google.now())
        self.google.tell(self.kept)

    def watch(self) -> Resource:
        if self.asked["id"] in self.google.channels:
            raise Refusal(400, "channelIdNotUnique")
        if not self.asked["address"].startswith("https://"):
            raise Refusal(400, "push.webhookUrlNotHttps")
        lasts = self.google.watch_for
        channel = Channel(
            id=self.asked["id"],
            token=self.asked.get("token", ""),
            address=self.asked["address"],
            calendar=self.kept.id,
            resource=f"resource-{self.kept.id}",
            expires_at=self.google.now() + (lasts or timedelta(days=7)),
        )
        self.google.channels[channel.id] = channel
        self.google.notify(channel, "sync")
        said = {
            "kind": "api#channel",
            "id": channel.id,
            "token": channel.token,
            "resourceId": channel.resource,
        }
        return said | ({"expiration": str(int(channel.expires_at.timestamp() * 1000))} if lasts else {})

    def _may_write(self) -> None:
        if self.kept.role not in WRITERS:
            raise Refusal(403, "requiredAccessLevel", "calendar")
        if self.query.get("sendUpdates") != "none":
            raise Refusal(400, "everybody would have got a mail")

    def _save(self, event: Resource) -> Resource:
        for name in ("start", "end"):
            if ("date" in event[name]) == ("dateTime" in event[name]):
                raise Refusal(400, "invalid")
        if instant(event["end"], self.kept.zone) < instant(event["start"], self.kept.zone):
            raise Refusal(400, "timeRangeEmpty", "calendar")
        if len(event.get("description", "")) > 8192 or len(event.get("summary", "")) > 1024:
            raise Refusal(400, "tooLong")
        self._make_room(event)
        saved = self.kept.put(event, self.google.serial(), self.google.now())
        self.google.tell(self.kept)
        return deepcopy(saved)

    def _make_room(self, event: Resource) -> None:
        request = self.asked.get("conferenceData", {}).get("createRequest")
        if request is None or self.query.get("conferenceDataVersion") != "1":
            return
        if not self.kept.rooms:
            raise Refusal(400, "invalid")
        before = self.kept.events.get(event["id"], {}).get("conferenceData")
        if before and before["createRequest"]["requestId"] == request["requestId"]:
            event["conferenceData"] = before
            return
        state = "pending" if self.google.room == "never" else self.google.room
        event["conferenceData"] = _room(request["requestId"], state)


def _room(request: str, state: str) -> Resource:
    """Return a meeting room whose making stands so."""
    kind = {"type": "hangoutsMeet"}
    data = {
        "createRequest": {
            "requestId": request,
            "conferenceSolutionKey": kind,
            "status": {"statusCode": state},
        }
    }
    if state != "success":
        return data
    uri = f"https://meet.google.com/{request[:12]}"
    return data | {"conferenceId": request[:12], "entryPoints": [{"entryPointType": "video", "uri": uri}]}


def _since(kept: Kept, query: Mapping[str, str]) -> int | None:
    """Return from where in the journal a listing goes on, None if it is one of all."""
    if "syncToken" not in query:
        return None
    if query.keys() & {"timeMin", "timeMax", "orderBy", "q", "updatedMin", "iCalUID"}:
        raise Refusal(400, "syncTokenWithNonDefaultOrdering")
    try:
        kind, name, number = base64.urlsafe_b64decode(query["syncToken"]).decode().split(":")
        since = int(number)
    except ValueError:
        raise Refusal(400, "invalid") from None
    if (kind, name) != ("sync", kept.id):
        raise Refusal(400, "invalid")
    if since < kept.oldest:
        raise Refusal(410, "fullSyncRequired")
    return since


def _for_reader(event: Resource, kept: Kept) -> Resource:
    """Return an event as the calendar's reader may see it."""
    if kept.role != "freeBusyReader":
        return event
    return {
        key: event[key]
        for key in ("kind", "id", "status", "start", "end", "etag", "recurringEventId")
        if key in event
    }


def _merged(before: Any, patch: Any) -> Any:
    """Return what a patch makes of a resource: objects are merged, null clears, all else is replaced."""
    if not isinstance(before, Mapping) or not isinstance(patch, Mapping):
        return deepcopy(patch)
    found = {key: deepcopy(value) for key, value in before.items() if patch.get(key, value) is not None}
    return found | {
        key: _merged(before.get(key, {}), value) for key, value in patch.items() if value is not None
    }


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
    served = Served(Google(now or (lambda: datetime.now(UTC))))
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", served.serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    served.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield served
    finally:
        await runner.cleanup()
    assert served.faults == []
