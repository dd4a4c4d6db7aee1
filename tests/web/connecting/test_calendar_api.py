"""Calendars for programs: what is connected, connecting with proof keys, what stands in them; typed refusals, nobody else's data."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp.test_utils import TestClient

from bot.signing.desk import SigningDesk
from core.calendars import Provider, RemoteEvent, Showing
from core.commands.calendars import ConnectAccount
from core.interval import Interval
from core.ports.identity import Identity, IdentityProvider
from core.queries import Desk
from core.signing import Device, SessionKind
from integrations.calendars.google.config import SCOPES
from tests.web.conftest import book
from tests.web.connecting import Connections, calendars, through
from tests.web.desks import BASE, SECRET, WatchedDesk, register
from web.tokens import Tokens

TOKEN = "a-token-that-nobody-reads"


class Program:
    """Speaks JSON with an access token."""

    def __init__(self, client: TestClient, access: str) -> None:
        self.client, self.access = client, access
        self.status = 0

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {self.access}"} if self.access else {}
        async with self.client.request(method, path, json=body, headers=headers) as answer:
            self.status = answer.status
            assert answer.headers["Cache-Control"] == "no-store"
            return await answer.json() if answer.content_type == "application/json" else None

    async def fails(self, method: str, path: str, body: Any = None) -> tuple[int, str]:
        answer = await self.ask(method, path, body)
        return self.status, answer["error"]["code"]


async def signed_in(town: Connections, signing: SigningDesk, email: str) -> str:
    """Sign in by an address that was proved; return an access token."""
    who = Identity(provider=IdentityProvider.GOOGLE, subject=email, email=email, email_verified=True)
    entrance = await signing.by_identity(who, Device(kind=SessionKind.API, label="A program"))
    return Tokens(SECRET, BASE).issue(entrance.session, town.desk.clock.now())


@pytest.fixture
async def program(client, town, anna, signing) -> Program:
    await town.prove(anna, "anna@example.com")
    return Program(client, await signed_in(town, signing, "anna@example.com"))


async def connected(desk: WatchedDesk, host: Desk, name: str = "ann@example.com") -> str:
    command = ConnectAccount(
        host_id=host.host.id,
        provider=Provider.GOOGLE,
        subject=name,
        name=name,
        secrets={"access_token": TOKEN},
        calendars=calendars(),
    )
    return str((await desk.perform(command)).value.id)


async def sent_back(program: Program, town: Connections, **wishes: Any) -> dict[str, str]:
    """Go through the provider; return what a program hands in."""
    told = await program.ask("GET", "/calendar/auth-url?provider=google")
    await town.peer.next(**{"account": "ann", **wishes})
    back = parse_qs(urlsplit(await through(town.peer, told["url"], BASE)).query)
    return {"handle": told["handle"], "code": back["code"][0], "state": back["state"][0]}


PATHS = [
    ("GET", "/calendar/accounts"),
    ("GET", "/calendar/calendars"),
    ("GET", "/calendar/events"),
    ("GET", "/calendar/auth-url"),
    ("POST", "/calendar/connect"),
    ("DELETE", "/calendar/disconnect"),
    ("DELETE", "/calendar/disconnect/00000000-0000-0000-0000-000000000000"),
    ("GET", "/api/calendar/oauth"),
    ("POST", "/api/calendar/oauth"),
    ("POST", "/api/calendar/sync"),
]


@pytest.mark.parametrize(("method", "path"), PATHS)
async def test_without_a_token_nothing_is_told(client, method, path):
    for access in ("", "x", "e30.e30.e30"):
        assert (await Program(client, access).fails(method, path, {}))[0] == 401


@pytest.mark.parametrize(("method", "path"), PATHS)
async def test_who_is_no_host_has_no_calendars(client, town, signing, method, path):
    await town.somebody("Guest", "guest@example.com")
    guest = Program(client, await signed_in(town, signing, "guest@example.com"))
    assert await guest.fails(method, path, {}) == (403, "not_allowed")


async def test_accounts_and_calendars_are_told_without_tokens(program, desk, anna):
    account = await connected(desk, anna)
    told = await program.ask("GET", "/calendar/accounts")
    (one,) = told["accounts"]
    assert (one["id"], one["provider"], one["name"], one["calendars"]) == (
        account,
        "google",
        "ann@example.com",
        2,
    )
    listed = (await program.ask("GET", "/calendar/calendars"))["calendars"]
    assert [(each["name"], each["checked"], each["target"]) for each in listed] == [
        ("Main", True, True),
        ("Team", False, False),
    ]
    assert TOKEN not in str(told) + str(listed)


async def test_an_account_is_connected_by_what_a_provider_sent_back(program, town, anna):
    found = await program.ask("POST", "/calendar/connect", await sent_back(program, town))
    assert (program.status, found["account"]["name"]) == (201, "ann@example.com")
    assert await town.accounts(anna) == ["ann@example.com"]


async def test_what_was_sent_back_counts_once_and_only_for_who_asked(program, town, anna, client, signing):
    ben = await register(town.desk, "Ben Ott")
    await town.prove(ben, "ben@corp.example")
    other = Program(client, await signed_in(town, signing, "ben@corp.example"))
    body = await sent_back(program, town)
    assert (await program.fails("POST", "/calendar/connect", body | {"handle": "another"}))[0] == 400
    assert await program.ask("POST", "/api/calendar/oauth", body)
    assert program.status == 201
    assert await program.fails("POST", "/calendar/connect", body) == (410, "used")
    theirs = await sent_back(program, town)
    assert await other.fails("POST", "/calendar/connect", theirs) == (400, "unknown")
    assert await town.accounts(ben) == []


@pytest.mark.parametrize("wrong", [{"state": "forged"}, {"code": "forged"}, {"provider": "microsoft"}])
async def test_what_does_not_fit_together_is_refused(program, town, anna, wrong):
    body = await sent_back(program, town)
    assert (await program.fails("POST", "/calendar/connect", body | wrong))[0] in (400, 404)
    assert await town.accounts(anna) == []


async def test_without_the_verifier_there_is_no_token(program, town, anna, monkeypatch):
    body = await sent_back(program, town)
    exchange = type(next(iter(town.journeys.clients.values()))).exchange

    async def forgetful(self, code, asking):
        return await exchange(self, code, asking.__class__(**{**_fields(asking), "verifier": "x" * 43}))

    monkeypatch.setattr(type(next(iter(town.journeys.clients.values()))), "exchange", forgetful)
    assert await program.fails("POST", "/calendar/connect", body) == (400, "rejected")
    assert await town.accounts(anna) == []


def _fields(asking: Any) -> dict[str, Any]:
    return {name: getattr(asking, name) for name in asking.__dataclass_fields__}


async def test_a_box_that_was_not_ticked_is_named(program, town):
    body = await sent_back(program, town, withhold=[SCOPES[0]])
    answer = await program.ask("POST", "/calendar/connect", body)
    assert (program.status, answer["error"]["missing"]) == (400, [SCOPES[0]])


async def test_a_link_to_connect_in_a_browser(program, town, anna):
    told = await program.ask("POST", "/calendar/connect", {"provider": "caldav"})
    assert (program.status, bool(re.fullmatch(rf"{BASE}/connect/\S+", told["link"]))) == (201, True)
    assert await program.fails("POST", "/calendar/connect", {"provider": "microsoft"}) == (404, "absent")
    assert await program.fails("POST", "/calendar/connect", {"provider": "x"}) == (422, "invalid")


async def test_links_are_not_made_without_end(program):
    for _ in range(10):
        await program.ask("POST", "/calendar/connect", {"provider": "caldav"})
    assert await program.fails("POST", "/calendar/connect", {"provider": "caldav"}) == (
        429,
        "too_many_attempts",
    )


async def test_an_account_is_disconnected_by_its_id_or_as_the_only_one(program, desk, town, anna):
    first = await connected(desk, anna)
    await connected(desk, anna, "work@example.com")
    assert await program.fails("DELETE", "/calendar/disconnect") == (422, "invalid")
    await program.ask("DELETE", f"/calendar/disconnect/{first}")
    assert (program.status, await town.accounts(anna)) == (204, ["work@example.com"])
    await program.ask("DELETE", "/calendar/disconnect")
    assert (program.status, await town.accounts(anna)) == (204, [])
    assert await program.fails("DELETE", "/calendar/disconnect") == (404, "not_found")
    assert await program.fails("DELETE", "/calendar/disconnect/x") == (404, "not_found")


async def test_nobody_sees_or_touches_what_is_another_hosts(program, desk, town, anna):
    ben = await register(desk, "Ben Ott")
    theirs = await connected(desk, ben, "ben@example.com")
    assert (await program.ask("GET", "/calendar/accounts"))["accounts"] == []
    assert await program.fails("DELETE", f"/calendar/disconnect/{theirs}") == (404, "not_found")
    assert await town.accounts(ben) == ["ben@example.com"]


async def _fill(town: Connections, anna: Desk) -> None:
    now = town.desk.clock.now()
    async with town.storage.writing() as uow:
        main = (await uow.calendars.calendars(anna.host.id))[0]
        events = [
            RemoteEvent(
                remote=f"e{n}",
                during=Interval.of(now + timedelta(days=n), 60),
                showing=Showing.TENTATIVE,
            )
            for n in (1, 2, 9)
        ]
        await uow.calendars.replace_copy(main.id, Interval(now, now + timedelta(days=30)), events)
        await uow.commit()


async def test_events_are_told_as_times_only(program, desk, town, anna):
    await connected(desk, anna)
    await _fill(town, anna)
    told = (await program.ask("GET", "/calendar/events"))["events"]
    assert [each["id"] for each in told] == ["e1", "e2"]
    assert told[0]["start"] == "2026-11-24T08:00:00+00:00"
    assert set(told[0]) == {"id", "calendar", "start", "end", "all_day", "showing", "booking_id"}
    path = "/calendar/events?from=2026-11-25T00:00:00%2B01:00&to=2026-12-24T00:00:00Z"
    assert [each["id"] for each in (await program.ask("GET", path))["events"]] == ["e2", "e9"]


@pytest.mark.parametrize(
    "query",
    [
        "from=x",
        "from=2026-11-25T00:00:00",
        "from=0001-01-01T00:00:00Z",
        "to=2026-11-22T00:00:00Z",
        "to=2027-11-22T00:00:00Z",
        "from=9999-12-31T00:00:00Z",
    ],
)
async def test_times_that_make_no_sense_are_refused(program, query):
    assert await program.fails("GET", f"/calendar/events?{query}") == (422, "invalid")


async def test_calendars_are_read_now_when_asked_to(program, desk, town, anna):
    await connected(desk, anna)
    async with town.storage.writing() as uow:
        main = (await uow.calendars.calendars(anna.host.id))[0]
        await uow.calendars.save_calendar(
            main.__class__(**{**_fields(main), "due_at": desk.clock.now() + timedelta(minutes=20)})
        )
        await uow.commit()
    assert (await program.ask("POST", "/api/calendar/sync", {}))["calendars"] == 1
    assert program.status == 202
    async with town.storage.reading() as uow:
        assert [each.id for each in await uow.calendars.due(desk.clock.now(), 5)] == [main.id]


async def test_a_booking_is_written_into_the_calendar_when_asked_to(program, desk, town, anna, visitor):
    await connected(desk, anna)
    await book(visitor, desk)
    booking = desk.told[0].booking
    await program.ask("POST", "/api/calendar/sync", {"booking_id": str(booking.id)})
    assert program.status == 202
    async with town.storage.reading() as uow:
        assert await uow.post.begun(f"entry:{booking.id}:{anna.host.id}:{booking.version}:back") == 1
    for wrong in ("x", "00000000-0000-0000-0000-000000000000"):
        assert await program.fails("POST", "/api/calendar/sync", {"booking_id": wrong}) == (404, "not_found")


async def test_a_booking_of_another_host_is_not_there(desk, client, town, signing, visitor):
    ben = await register(desk, "Ben Ott")
    await town.prove(ben, "ben@corp.example")
    await book(visitor, desk)
    other = Program(client, await signed_in(town, signing, "ben@corp.example"))
    body = {"booking_id": str(desk.told[0].booking.id)}
    assert await other.fails("POST", "/api/calendar/sync", body) == (404, "not_found")


@pytest.mark.parametrize("body", [None, [], "x"])
async def test_what_is_no_object_is_refused(program, body):
    await program.ask("POST", "/calendar/connect", body)
    assert program.status in (400, 415)
