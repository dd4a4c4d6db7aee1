"""Graph over HTTP on loopback: mailboxes by token, subscriptions, and its troubles."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from aiohttp import ClientError, ClientSession, ClientTimeout, web
from aiohttp.test_utils import TestServer

from bot.frozen import FrozenClock
from tests.support.microsoft import contract
from tests.support.microsoft.mailbox import Json, Mailbox, Shelf, without_properties

CHALLENGE = "Validation: Testing client application reachability for subscription Request-Id: 7f1a+b/c==&x=ä"
TENANT = str(UUID(int=7, version=4))
JOIN = "https://teams.microsoft.example/l/meetup-join/{}"


class Denied(Exception):
    """Graph refuses: a status, a code, and further headers."""

    def __init__(self, status: int, code: str, **headers: str) -> None:
        super().__init__(code)
        self.status, self.code, self.headers = status, code, headers


@dataclass
class Subscription:
    """Who is told of changes, where."""

    raw: Json
    mailbox: Mailbox
    calendar: str


@dataclass
class GraphServer:
    """Serves mailboxes. What is wrong with it is said by its fields."""

    clock: FrozenClock
    mailboxes: dict[str, Mailbox] = field(default_factory=dict)
    url: str = ""
    reach: Callable[[str], str] = str
    """Where an address of ours really is."""
    page: int = 0
    """Most events of a page, if it is less than what is asked for."""
    longest: timedelta = timedelta(minutes=10_080)
    https_only: bool = True
    """Whether only encrypted addresses are told of changes, as it really is."""
    teams: bool = True
    meeting_after: int = 0
    """How often a new event is looked at before its meeting has a link."""
    troubles: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    """What is answered next, instead of what should be."""
    trouble: tuple[int, dict[str, str], bytes] | None = None
    """What is answered to everything."""
    lose_answers: int = 0
    """So many requests are carried out, and their answers lost."""
    hangs: bool = False
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    sent: list[Json] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    """What was sent or answered that is not as Graph's model says; there must be none."""
    _links: dict[str, "Round"] = field(default_factory=dict)
    _deltas: dict[str, "Since"] = field(default_factory=dict)
    _made: int = 0
    _looked: dict[str, int] = field(default_factory=dict)

    def mailbox(self, token: str) -> Mailbox:
        """Have a mailbox that a token opens."""
        return self.mailboxes.setdefault(token, Mailbox())

    def app(self) -> web.Application:
        """Return what answers."""
        app = web.Application()
        app.router.add_route("*", "/v1.0/{path:.*}", self.answer)
        return app

    # -- telling of changes ------------------------------------------------------------------------

    def notices(self) -> list[Json]:
        """Return what there is to tell of changes since the last time."""
        found = []
        for mailbox in self.mailboxes.values():
            changed, mailbox.changed = mailbox.changed, []
            found += [
                self.notice(each) for named in changed for each in self.subscriptions.values()
                if each.mailbox is mailbox and each.calendar == named
            ]  # fmt: skip
        return found

    def notice(self, subscription: Subscription, lifecycle: str = "") -> Json:
        """Return one notification."""
        raw = subscription.raw
        plain = {
            "subscriptionId": raw["id"],
            "subscriptionExpirationDateTime": raw["expirationDateTime"],
            "clientState": raw["clientState"],
            "tenantId": TENANT,
        }
        told = (
            {"lifecycleEvent": lifecycle}
            if lifecycle
            else {"changeType": "updated", "resource": "Users/1/Events/2"}
        )
        contract.check("graph.changeNotification", plain | told)
        return plain | told

    async def tell(self, notices: list[Json], to: str = "notificationUrl") -> list[int]:
        """Send notifications, all that go to one address at once; return how they were answered."""
        addresses = {self.subscriptions[each["subscriptionId"]].raw[to] for each in notices}
        async with ClientSession() as session:
            answers = []
            for address in sorted(addresses):
                async with session.post(self.reach(address), json={"value": notices}) as answer:
                    answers.append(answer.status)
            return answers

    # -- answering ---------------------------------------------------------------------------------

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer a request as Graph does."""
        path = request.raw_path.partition("?")[0].removeprefix("/v1.0")
        self.asked.append((request.method, path))
        if self.hangs:
            await asyncio.Event().wait()
        if self.troubles or self.trouble:
            status, headers, body = self.troubles.pop(0) if self.troubles else self.trouble
            return web.Response(status=status, headers=headers, body=body)
        try:
            answer = await self._answered(request, path)
        except AssertionError as broken:
            self.broken.append(str(broken))
            raise
        except Denied as denied:
            body = {"error": {"code": denied.code, "message": "said for people, with names of events"}}
            return web.json_response(body, status=denied.status, headers=denied.headers)
        if self.lose_answers:
            self.lose_answers -= 1
            if request.transport is not None:
                request.transport.abort()
        return answer

    async def _answered(self, request: web.Request, path: str) -> web.Response:
        mailbox = self.mailboxes.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if mailbox is None:
            raise Denied(401, "InvalidAuthenticationToken")
        prefers = _prefers(request)
        steps = [unquote(each) for each in path.split("/") if each]
        kind = contract.check_path("/".join(each.replace("/", "_") for each in steps), request.query)
        body = await request.json() if request.can_read_body else None
        if body is not None:
            contract.check(_single(kind), body)
            self.sent.append(body)
        token = request.query.get("$skiptoken")
        found = self._links[token] if token else await self._route(request, mailbox, steps, body)
        if found is None:
            return web.Response(status=204)
        if isinstance(found, Round):
            found = self._paged(found, path, prefers)
        for each in found.get("value", [found]):
            contract.check(_single(kind), each)
        return web.json_response(found, status=201 if request.method == "POST" else 200)

    async def _route(
        self, request: web.Request, mailbox: Mailbox, steps: list[str], body: Any
    ) -> "Json | Round | None":
        match request.method, steps:
            case "GET", ["me", "calendars"]:
                return Round([each.listed for each in mailbox.shelves.values()])
            case "GET", ["me", "events"]:
                return Round(
                    _selected(request, [e for each in mailbox.shelves.values() for e in each.events.values()])
                )
            case "GET", ["me", "calendars", named, "calendarView"]:
                return self._view(request, _shelf(mailbox, named))
            case "GET", ["me", "calendars", named, "calendarView", "delta"]:
                return self._delta(request, mailbox, _shelf(mailbox, named))
            case "GET", ["me", "calendars", named, "events"]:
                return self._search(request, _shelf(mailbox, named))
            case "POST", ["me", "calendars", named, "events"]:
                return self._make(mailbox, named, body)
            case method, ["me", "events", named, *rest]:
                return self._event(request, mailbox, named, (method, rest, body))
            case _, ["subscriptions", *rest]:
                return await self._subscribe(request, mailbox, rest, body)
        raise Denied(400, "BadRequest")

    def _paged(self, found: "Round", path: str, prefers: Mapping[str, str]) -> Json:
        """Return the first page of a list; the rest is kept under a link."""
        size = min(int(prefers["odata.maxpagesize"]), self.page or 10_000)
        page: Json = {"@odata.context": f"{self.url}/v1.0/$metadata", "value": found.items[:size]}
        if len(found.items) > size:
            token = f"skip-{len(self._links)}"
            self._links[token] = Round(found.items[size:], found.after)
            page["@odata.nextLink"] = f"{self.url}/v1.0{path}?$skiptoken={token}"
        elif found.after is not None:
            token = f"delta-{len(self._deltas)}"
            self._deltas[token] = found.after
            page["@odata.deltaLink"] = f"{self.url}/v1.0{path}?$deltatoken={token}"
        return page

    def _view(self, request: web.Request, shelf: Shelf) -> "Round":
        return Round(_selected(request, shelf.view(*_stretch(request))))

    def _delta(self, request: web.Request, mailbox: Mailbox, shelf: Shelf) -> "Round":
        if set(request.query) & {"$select", "$expand", "$filter", "$orderby", "$search"}:
            raise Denied(400, "ErrorInvalidRequest")
        token = request.query.get("$deltatoken")
        if token is None:
            start, end = _stretch(request)
            return Round(mailbox.all(shelf, start, end), Since(len(shelf.journal), start, end))
        since = self._deltas.get(token)
        if since is None or since.position < shelf.oldest:
            raise Denied(410, "SyncStateNotFound")
        items = mailbox.delta(shelf, since.position, since.start, since.end)
        return Round(items, Since(len(shelf.journal), since.start, since.end))

    def _search(self, request: web.Request, shelf: Shelf) -> "Round":
        found = re.fullmatch(
            r"singleValueExtendedProperties/Any\(ep: ep/id eq '([^']+)' and ep/value eq '([^']+)'\)",
            request.query.get("$filter", ""),
        )
        if found is None:
            raise Denied(400, "ErrorInvalidUrlQuery")
        wanted = {"id": found[1], "value": found[2]}
        standing = [
            each for each in shelf.events.values() if wanted in each.get("singleValueExtendedProperties", ())
        ]
        return Round(_selected(request, standing))

    def _make(self, mailbox: Mailbox, calendar: str, body: Json) -> Json:
        shelf = _shelf(mailbox, calendar)
        if not shelf.listed["canEdit"]:
            raise Denied(403, "ErrorAccessDenied")
        if len(body["subject"]) > 255:
            raise Denied(400, "ErrorPropertyValidationFailure")
        if body.get("isOnlineMeeting") and not self.teams:
            raise Denied(400, "ErrorInvalidRequest")
        if body["transactionId"] in mailbox.transactions:
            raise Denied(409, "ErrorDuplicateTransactionId")
        named = mailbox.place(calendar, body)
        mailbox.transactions[body["transactionId"]] = named
        return without_properties(self._meeting(mailbox, named))

    def _event(
        self, request: web.Request, mailbox: Mailbox, named: str, asked: tuple[str, list[str], Any]
    ) -> "Json | Round | None":
        try:
            _, kept = mailbox.find(named)
        except KeyError:
            raise Denied(404, "ErrorItemNotFound") from None
        match asked:
            case "GET", ["instances"], _:
                if named in mailbox.deleted:
                    raise Denied(404, "ErrorItemNotFound")
                shelf = next(each for each in mailbox.shelves.values() if named in each.series)
                events = [each for each in shelf.view(*_stretch(request)) if each["seriesMasterId"] == named]
                return Round(_selected(request, events))
            case "GET", [], _:
                return _selected(request, [self._meeting(mailbox, named)])[0]
            case "PATCH", [], body:
                if request.headers.get("If-Match") != kept["@odata.etag"]:
                    raise Denied(412, "ErrorIrresolvableConflict")
                if body.get("isOnlineMeeting") and not self.teams:
                    raise Denied(400, "ErrorInvalidRequest")
                mailbox.update(named, body)
                return without_properties(self._meeting(mailbox, named))
            case "DELETE", [], _:
                mailbox.delete(named)
                return None
        raise Denied(405, "BadRequest")

    def _meeting(self, mailbox: Mailbox, named: str) -> Json:
        """Return an event; the link of its meeting comes when it was looked at often enough."""
        _, kept = mailbox.find(named)
        looked = self._looked[named] = self._looked.get(named, -1) + 1
        if kept["isOnlineMeeting"] and not kept["onlineMeeting"] and looked >= self.meeting_after:
            mailbox.update(named, {"onlineMeeting": {"joinUrl": JOIN.format(len(named))}})
        return kept

    async def _subscribe(
        self, request: web.Request, mailbox: Mailbox, rest: list[str], body: Any
    ) -> Json | None:
        if request.method == "POST":
            self._check_length(body)
            calendar = unquote(body["resource"].removeprefix("/me/calendars/").removesuffix("/events"))
            _shelf(mailbox, calendar)
            for name in ("notificationUrl", "lifecycleNotificationUrl"):
                await self._challenge(body[name])
            self._made += 1
            raw = {**body, "id": str(UUID(int=self._made, version=4))}
            self.subscriptions[raw["id"]] = Subscription(raw, mailbox, calendar)
            return raw
        subscription = self.subscriptions.get(rest[0])
        if subscription is None:
            raise Denied(404, "ResourceNotFound")
        if request.method == "DELETE":
            del self.subscriptions[rest[0]]
            return None
        self._check_length(body)
        subscription.raw.update(body)
        return subscription.raw

    def _check_length(self, body: Json) -> None:
        until = datetime.fromisoformat(body["expirationDateTime"]).replace(tzinfo=UTC)
        if not timedelta() < until - self.clock.now() < self.longest:
            raise Denied(400, "InvalidRequest")

    async def _challenge(self, address: str) -> None:
        """Try an address, as is done before anything is sent there."""
        if self.https_only and not address.startswith("https://"):
            raise Denied(400, "InvalidRequest")
        try:
            async with ClientSession() as session, session.post(
                self.reach(address), params={"validationToken": CHALLENGE}, timeout=ClientTimeout(total=10)
            ) as answer:  # fmt: skip
                proper = (answer.status, answer.content_type, await answer.text()) == (
                    200,
                    "text/plain",
                    CHALLENGE,
                )
        except (ClientError, TimeoutError):
            proper = False
        if not proper:
            raise Denied(400, "ValidationError")


@dataclass
class Since:
    """Where a delta link goes on, and for which stretch of time."""

    position: int
    start: datetime
    end: datetime


@dataclass
class Round:
    """A list, and what its last page leads to."""

    items: list[Json]
    after: Since | None = None


def _single(kind: str) -> str:
    return kind.removeprefix("Collection(").removesuffix(")")


def _shelf(mailbox: Mailbox, named: str) -> Shelf:
    if named not in mailbox.shelves:
        raise Denied(404, "ErrorItemNotFound")
    return mailbox.shelves[named]


def _prefers(request: web.Request) -> dict[str, str]:
    """Return what is preferred; times in UTC and ids that stay are, always."""
    prefers = dict(each.strip().split("=") for each in request.headers["Prefer"].split(","))
    if (prefers["outlook.timezone"], prefers["IdType"]) != ('"UTC"', '"ImmutableId"'):
        raise contract.Broken("the client wants other times or ids")
    return prefers


def _stretch(request: web.Request) -> tuple[datetime, datetime]:
    start, end = (datetime.fromisoformat(request.query[name]) for name in ("startDateTime", "endDateTime"))
    return start, end


def _selected(request: web.Request, events: list[Json]) -> list[Json]:
    """Return of events what is asked for."""
    names = request.query.get("$select", "").split(",")
    properties = [] if "$expand" in request.query else ["singleValueExtendedProperties"]
    return [
        {
            name: value
            for name, value in each.items()
            if name not in properties
            and (names == [""] or name in names or "@" in name or name.startswith("single"))
        }
        for each in events
    ]


@asynccontextmanager
async def graph_server(clock: FrozenClock) -> AsyncIterator[GraphServer]:
    """Serve Graph on loopback."""
    server = GraphServer(clock)
    async with TestServer(server.app()) as running:
        server.url = str(running.make_url("")).rstrip("/")
        yield server
    assert server.broken == []
