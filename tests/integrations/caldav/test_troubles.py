"""What servers say that is odd, hostile or too much ends as a fault."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest

from core.calendars import Calendar, Provider
from core.errors import Fault, Outdated, RateLimited, Rejected, Transient
from core.ports.calendars import Access
from integrations.calendars.caldav import reports, wire
from integrations.calendars.caldav.service import CalDav
from integrations.calendars.reach import Reach
from tests.integrations.caldav.conftest import draft
from tests.support.calendars.accounts import access, kept
from tests.support.calendars.dav import (
    XML,
    Reply,
    Request,
    Script,
    about,
    dav_server,
    multistatus,
    refusal,
    status,
)
from tests.support.calendars.objects import SPRING, calendar
from tests.support.world import FrozenClock

WORK = "/ann/work/"


@pytest.fixture
def script() -> Iterator[Script]:
    with dav_server() as opened:
        yield opened


@pytest.fixture
def service() -> CalDav:
    return CalDav(FrozenClock(), Reach(everywhere=True), patience=3.0)


def opened(script: Script) -> Access:
    return access(Provider.CALDAV, {"url": script.url, "username": "ann", "password": "x", "auth": "basic"})


def work(script: Script, cursor: str = "") -> Calendar:
    return kept(Provider.CALDAV, f"{script.url}{WORK}", cursor=cursor)


def held(name: str, day: int = 1, data: str = "") -> str:
    text = data or calendar(f"UID:{name}\nDTSTART:202604{day:02}T100000Z\nDURATION:PT1H")
    return about(f"{WORK}{name}.ics", f'<getetag>"{name}"</getetag><C:calendar-data>{text}</C:calendar-data>')


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        ((429, {"Retry-After": "12"}, b""), RateLimited),
        ((503, {"Retry-After": "12"}, b""), RateLimited),
        ((429, {}, b""), RateLimited),
        ((429, {"Retry-After": "-5"}, b""), RateLimited),
        ((503, {}, b""), Transient),
        ((423, {}, b""), Transient),
        ((504, {}, b""), Transient),
        ((404, {}, b""), Rejected),
        ((410, {}, b""), Rejected),
        ((403, {}, b""), Rejected),
        ((400, {}, b"<html>"), Rejected),
        ((200, {"Content-Type": "text/html"}, b"<html><body>sign in"), Transient),
        ((207, {"Content-Type": XML}, b"<multistatus"), Transient),
        ((207, {"Content-Type": XML}, b"<multistatus xmlns='other'/>"), Transient),
        ((207, {"Content-Type": XML}, b""), Transient),
    ],
)
async def test_an_answer_that_is_none_is_a_fault(
    service: CalDav, script: Script, reply: Reply, fault: type[Fault]
):
    script.replies = {"PROPFIND": reply, "REPORT": reply}
    for asking in (service.events, service.changes):
        with pytest.raises(fault) as raised:
            await asking(opened(script), work(script), SPRING)
        assert type(raised.value) is fault


async def test_a_pause_is_as_long_as_it_was_asked_for(service: CalDav, script: Script):
    script.replies["REPORT"] = (429, {"Retry-After": "12"}, b"")
    with pytest.raises(RateLimited) as raised:
        await service.events(opened(script), work(script), SPRING)
    assert (raised.value.after, raised.value.account) == (12.0, True)


async def test_more_than_can_be_is_not_taken(
    service: CalDav, script: Script, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(wire, "LARGEST", 100_000)
    script.replies["REPORT"] = multistatus(held("a", data="x" * 200_000))
    with pytest.raises(Rejected):
        await service.events(opened(script), work(script), SPRING)


async def test_entities_are_not_unfolded(service: CalDav, script: Script):
    bomb = '<!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    _, headers, content = multistatus(held("a", data="&b;"))
    script.replies["REPORT"] = (207, headers, content.replace(b"?>", b"?>" + bomb.encode(), 1))
    assert list(await service.events(opened(script), work(script), SPRING)) == []


async def test_one_object_that_cannot_be_read_does_not_take_the_others_along(service: CalDav, script: Script):
    odd = [
        held("a", data="no calendar"),
        held("b"),
        about(f"{WORK}c.ics", "<C:calendar-data/>"),
        "<response/>",
        status("", 200),
        status(f"{WORK}d.ics", 404),
        f"<response><href>{WORK}{'e' * 5000}.ics</href></response>",
        "<what><ever/></what>",
    ]
    script.replies["REPORT"] = multistatus(*odd)
    found = await service.events(opened(script), work(script), SPRING)
    assert [(each.remote, each.tag) for each in found] == [("b.ics", '"b"')]


@pytest.mark.parametrize("how", ["refused", "condition", "inside"])
async def test_what_is_too_much_at_once_is_asked_for_in_halves(service: CalDav, script: Script, how: str):
    asked: list[str] = []

    def little(request: Request) -> Reply:
        asked.append(request.body)
        if len(asked) > 1:
            return multistatus(held("a", 1), held("b", 2))
        if how == "inside":
            return multistatus(held("a", 1), status(WORK, 507))
        return (507, {}, b"") if how == "refused" else refusal(403, "<number-of-matches-within-limits/>")

    script.replies["REPORT"] = little
    found = await service.events(opened(script), work(script), SPRING)
    assert sorted(each.remote for each in found) == ["a.ics", "b.ics"]
    assert len(asked) == 3


async def test_a_server_for_which_everything_is_too_much_is_not_asked_for_ever(
    service: CalDav, script: Script
):
    script.replies["REPORT"] = (507, {}, b"")
    with pytest.raises(Rejected):
        await service.events(opened(script), work(script), SPRING)
    assert len(script.asked) <= 8


def synced(*responses: str, token: str) -> Reply:
    return multistatus(*responses, more=f"<sync-token>{token}</sync-token>")


async def test_changes_that_come_in_pages_are_put_together(service: CalDav, script: Script):
    def page(request: Request) -> Reply:
        if "multiget" in request.body:
            return multistatus(held("b"), held("c", 3))
        if ">one<" in request.body:
            return synced(
                status(f"{WORK}a.ics", 404),
                about(f"{WORK}b.ics", "<getetag>1</getetag>"),
                status(WORK, 507),
                token="two",
            )
        return synced(
            about(f"{WORK}c.ics", "<getetag>1</getetag>"), status(f"{WORK}d.ics", 404), token="three"
        )

    script.replies["REPORT"] = page
    found = await service.changes(opened(script), work(script, "sync one"), SPRING)
    assert (found.cursor, found.whole) == ("sync three", False)
    assert sorted(each.remote for each in found.events) == ["b.ics", "c.ics"]
    assert found.gone == {"a.ics", "b.ics", "c.ics", "d.ics"}


async def test_pages_without_end_are_a_fault(
    service: CalDav, script: Script, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(reports, "MOST_PAGES", 5)
    numbers = iter(range(1000))
    script.replies["REPORT"] = lambda _: synced(status(WORK, 507), token=f"t{next(numbers)}")
    with pytest.raises(Transient):
        await service.changes(opened(script), work(script, "sync one"), SPRING)


@pytest.mark.parametrize(
    "reply",
    [
        refusal(403, "<valid-sync-token/>"),
        refusal(409, "<valid-sync-token/>"),
        (400, {}, b""),
        (410, {}, b""),
        (415, {}, b""),
        (501, {}, b""),
        multistatus(about(f"{WORK}a.ics", "<getetag>1</getetag>")),
    ],
)
async def test_a_token_that_is_worth_nothing_is_outdated(service: CalDav, script: Script, reply: Reply):
    script.replies["REPORT"] = reply
    with pytest.raises(Outdated):
        await service.changes(opened(script), work(script, "sync one"), SPRING)


async def test_what_was_changed_and_is_gone_when_it_is_fetched_is_gone(service: CalDav, script: Script):
    def page(request: Request) -> Reply:
        if "multiget" in request.body:
            return multistatus(status(f"{WORK}b.ics", 404))
        return synced(about(f"{WORK}b.ics", "<getetag>1</getetag>"), token="two")

    script.replies["REPORT"] = page
    found = await service.changes(opened(script), work(script, "sync one"), SPRING)
    assert (found.events, found.gone) == ((), {"b.ics"})


async def test_a_server_that_does_not_name_the_new_tag_is_asked_for_it(service: CalDav, script: Script):
    script.replies = {
        "PUT": (201, {}, b""),
        "PROPFIND": multistatus(about(f"{WORK}x.ics", '<getetag>"new"</getetag>')),
    }
    done = await service.put(opened(script), work(script), draft(), None)
    assert (done.tag, done.made) == ('"new"', True)
    (put,) = (each for each in script.asked if each.method == "PUT")
    assert put.headers["If-None-Match"] == "*"
    assert "\nATTENDEE" not in put.body


async def test_a_tag_that_was_weakened_on_the_way_is_compared_as_it_was(service: CalDav, script: Script):
    text = calendar("UID:x\nDTSTART:20260401T100000Z\nDURATION:PT1H").encode()
    script.replies = {
        "GET": (200, {"Content-Type": "text/calendar", "ETag": 'W/"7"'}, text),
        "PUT": (204, {"ETag": '"8"'}, b""),
    }
    from core.calendars import Entry
    from tests.integrations.caldav.conftest import BOOKING, TEN
    from tests.support.calendars.accounts import HOST

    known = Entry(
        booking_id=BOOKING, host_id=HOST, calendar_id=work(script).id, remote="x.ics", during=TEN, sequence=0
    )
    done = await service.put(opened(script), work(script), draft(), known)
    assert (done.tag, done.made) == ('"8"', False)
    assert script.asked[-1].headers["If-Match"] == '"7"'


@pytest.mark.parametrize("code", [403, 405, 413, 507])
async def test_what_a_server_does_not_take_is_rejected(service: CalDav, script: Script, code: int):
    script.replies = {"PUT": (code, {}, b""), "REPORT": multistatus()}
    with pytest.raises(Rejected):
        await service.put(opened(script), work(script), draft(), None)


async def test_a_uid_that_stands_elsewhere_is_found_and_written_there(service: CalDav, script: Script):
    there = f"{WORK}other.ics"
    script.replies = {
        "PUT": (400, {}, b""),
        f"PUT {there}": (204, {"ETag": '"2"'}, b""),
        f"GET {there}": (200, {"Content-Type": "text/calendar", "ETag": '"1"'}, calendar("UID:x").encode()),
        "REPORT": multistatus(about(there, "<getetag>1</getetag>")),
    }
    done = await service.put(opened(script), work(script), draft(), None)
    assert (done.remote, done.made, done.tag) == ("other.ics", False, '"2"')


async def test_time_that_was_asked_for_reaches_a_day_further(service: CalDav, script: Script):
    script.replies["REPORT"] = multistatus()
    await service.events(opened(script), work(script), SPRING)
    assert f"{SPRING.start - timedelta(days=1):%Y%m%dT%H%M%SZ}" in script.asked[0].body


@pytest.mark.parametrize(
    "head", [b"", b"HTTP/1.1 207 Said\r\nContent-Length: 9000\r\n\r\n", b"HTTP/1.1 207 Said\r\n"]
)
async def test_who_speaks_drop_by_drop_is_cut_off(head: bytes):
    ended = asyncio.Event()

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            writer.write(head)
            while not reader.at_eof():
                writer.write(b"x: y\r\n")
                await writer.drain()
                with suppress(TimeoutError):
                    async with asyncio.timeout(0.01):
                        await reader.read(1 << 16)
        ended.set()
        writer.close()

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        calendar_there = kept(Provider.CALDAV, f"http://127.0.0.1:{port}{WORK}")
        impatient = CalDav(FrozenClock(), Reach(everywhere=True), patience=0.2)
        async with asyncio.timeout(8):
            with pytest.raises(Transient):
                await impatient.events(access(Provider.CALDAV, {"url": "x"}), calendar_there, SPRING)
            await ended.wait()
