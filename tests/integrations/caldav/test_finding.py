"""Somebody's calendars are found from whatever address they have, and a password goes nowhere else."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.logs import SILENT
from core.calendars import RemoteCalendar
from core.errors import Fault, Rejected, Revoked, Transient
from integrations.calendars.caldav import finding
from integrations.calendars.caldav.service import CalDav
from integrations.calendars.reach import Reach
from tests.support.calendars.dav import Reply, Request, Script, about, dav_server, multistatus
from tests.support.calendars.radicale import PEOPLE, Radicale, radicale
from tests.support.calendars.wsgi import CERTIFICATE
from tests.support.world import FrozenClock

CALENDAR = "<resourcetype><collection/><C:calendar/></resourcetype>"
SECRET = "kept to ourselves"


@pytest.fixture
def service() -> CalDav:
    return CalDav(FrozenClock(), Reach(everywhere=True), str(CERTIFICATE), patience=3.0)


@pytest.fixture
def script() -> Iterator[Script]:
    with dav_server() as opened:
        yield opened


def household(script: Script, *calendars: str, principal: str = "/who/ann/", home: str = "/cal/ann/") -> None:
    """Have the server know a principal at its root, and calendars in her home."""
    who = f"<current-user-principal><href>{principal}</href></current-user-principal>"
    addresses = (
        "<C:calendar-user-address-set><href>mailto:Ann@Example.com</href></C:calendar-user-address-set>"
    )
    script.replies |= {
        "PROPFIND /": multistatus(about("/", who, missing="<C:calendar-home-set/>")),
        "PROPFIND /who/ann/": multistatus(
            about("/who/ann/", f"<C:calendar-home-set><href>{home}</href></C:calendar-home-set>{addresses}")
        ),
        "PROPFIND /cal/ann/": multistatus(
            about("/cal/ann/", "<resourcetype><collection/></resourcetype>"), *calendars
        ),
    }


WORK = about("/cal/ann/work/", f"{CALENDAR}<displayname>Work</displayname>")


async def test_from_a_bare_server_to_what_it_holds(service: CalDav, script: Script):
    household(script, WORK)
    found = await service.connect(script.url, "ann", SECRET)
    assert [each.name for each in found.calendars] == ["Work"]
    assert found.subject == f"ann {script.url}/who/ann/"
    assert found.secrets["mine"] == "ann@example.com"
    assert SECRET not in repr(found)


async def test_the_well_known_address_may_lead_elsewhere_and_gets_no_password(
    service: CalDav, script: Script
):
    household(script, WORK)
    script.replies["PROPFIND /dav/"] = script.replies["PROPFIND /"]
    del script.replies["PROPFIND /"]
    script.replies["PROPFIND /.well-known/caldav"] = (301, {"Location": "/dav/"}, b"")
    await service.connect(script.url, "ann", SECRET)
    bare = [each for each in script.asked if "Authorization" not in each.headers]
    assert [each.path for each in bare[:2]] == ["/.well-known/caldav", "/dav/"]


async def test_the_address_of_one_calendar_is_enough(service: CalDav, script: Script):
    script.replies["PROPFIND /shared/team/"] = multistatus(about("/shared/team/", CALENDAR))
    found = await service.connect(f"{script.url}/shared/team/", "ann", SECRET)
    assert [each.remote for each in found.calendars] == [f"{script.url}/shared/team/"]


async def test_what_is_listed_of_a_calendar(service: CalDav, script: Script):
    def privileges(*names: str) -> str:
        each = "".join(f"<privilege><{name}/></privilege>" for name in names)
        return f"<current-user-privilege-set>{each}</current-user-privilege-set>"

    zone = "<C:calendar-timezone>BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Paris\r\nEND:VTIMEZONE</C:calendar-timezone>"
    comps = "<C:supported-calendar-component-set><C:comp name='{}'/></C:supported-calendar-component-set>"
    household(
        script,
        about("/cal/ann/read/", CALENDAR + privileges("read") + "<displayname>Read only</displayname>"),
        about(
            "/cal/ann/work%20a/",
            CALENDAR + privileges("read", "write-content") + zone + comps.format("VEVENT"),
        ),
        about("/cal/ann/tasks/", CALENDAR + comps.format("VTODO")),
        about("/cal/ann/inbox/", "<resourcetype><collection/><C:schedule-inbox/></resourcetype>"),
        about("/cal/ann/holidays/", CALENDAR.replace("<C:", "<S:subscribed/><C:")),
    )
    found = await service.connect(script.url, "ann", SECRET)
    base = f"{script.url}/cal/ann/"
    assert list(found.calendars) == [
        RemoteCalendar(remote=f"{base}read/", name="Read only", zone=""),
        RemoteCalendar(
            remote=f"{base}work%20a/", name="work a", zone="Europe/Paris", primary=True, writable=True
        ),
        RemoteCalendar(remote=f"{base}holidays/", name="holidays", zone=""),
    ]


async def test_digest_is_spoken_where_it_is_asked_for_and_remembered(service: CalDav, script: Script):
    household(script, WORK)
    inner = dict(script.replies)

    def locked(request: Request) -> Reply:
        if not request.headers.get("Authorization", "").startswith("Digest "):
            return 401, {"WWW-Authenticate": 'Digest realm="x", nonce="abc", qop="auth", algorithm=MD5'}, b""
        reply = inner[f"PROPFIND {request.path}"]
        assert not callable(reply)
        return reply

    script.replies = {"PROPFIND": locked}
    inner["PROPFIND /.well-known/caldav"] = (404, {}, b"")
    found = await service.connect(script.url, "ann", SECRET)
    assert found.secrets["auth"] == "digest"
    assert SECRET not in str([each.headers for each in script.asked])


async def test_over_tls_with_a_bundle_of_ones_own(service: CalDav):
    with dav_server(tls=True) as script:
        household(script, WORK)
        address = script.url.removeprefix("https://")
        assert (await service.connect(address, "ann", SECRET)).calendars
        strangers = CalDav(FrozenClock(), Reach(everywhere=True), patience=3.0)
        with pytest.raises(Transient):
            await strangers.connect(address, "ann", SECRET)


async def test_radicale_is_found_over_tls(tmp_path: Path):
    with radicale(tmp_path, tls=True) as server:
        server.make_calendar("work", title="Work & play")
        service = CalDav(FrozenClock(), Reach(everywhere=True), str(CERTIFICATE))
        found = await service.connect(server.url.removeprefix("https://"), "ann", PEOPLE["ann"])
        assert [(each.name, each.writable) for each in found.calendars] == [("Work & play", True)]


@pytest.mark.parametrize(
    ("typed", "username", "expected"),
    [
        ("https://dav.example.com/x/", "ann", ["https://dav.example.com/x/", "https://dav.example.com/"]),
        ("dav.example.com", "ann", ["https://dav.example.com/"]),
        ("HTTP://dav.example.com", "ann", ["http://dav.example.com/"]),
        ("", "ann@example.com", ["https://example.com/", "https://caldav.example.com/"]),
        ("ann@iCloud.com", "ann", ["https://caldav.icloud.com/", "https://caldav.icloud.com/"]),
        ("fastmail.com", "ann", ["https://caldav.fastmail.com/"]),
    ],
)
def test_where_calendars_are_looked_for(
    typed: str, username: str, expected: list[str], monkeypatch: pytest.MonkeyPatch
):
    asked: list[str] = []

    def nobody(address: str, _secrets: object) -> object:
        asked.append(address)
        raise Transient("not there")

    with pytest.raises(Transient):
        finding.find_home(typed, {"username": username}, nobody)  # type: ignore[arg-type]
    assert [each for each in asked if not each.endswith(finding.WELL_KNOWN)][: len(expected)] == expected


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        ((401, {"WWW-Authenticate": "Basic realm=x"}, b""), Revoked),
        ((403, {}, b""), Revoked),
        ((404, {}, b""), Rejected),
        ((405, {}, b""), Rejected),
        ((200, {"Content-Type": "text/html"}, b"<html><p>Welcome"), Transient),
        ((207, {"Content-Type": "text/xml"}, b"<oops"), Transient),
        ((500, {}, b""), Transient),
        ((302, {"Location": "https://127.0.0.1:1/"}, b""), Rejected),
        (multistatus(about("/", "<resourcetype><collection/></resourcetype>")), Rejected),
    ],
)
async def test_what_goes_wrong_is_said(service: CalDav, script: Script, reply: Reply, fault: type[Fault]):
    script.replies["PROPFIND"] = reply
    with pytest.raises(fault) as raised:
        await service.connect(f"{script.url}/x", "ann", SECRET)
    assert type(raised.value) is fault
    assert SECRET not in str(raised.value)


async def test_a_password_is_not_brought_to_another_server(service: CalDav, script: Script):
    with dav_server() as other:
        household(other, WORK)
        script.replies["PROPFIND"] = (
            307,
            {"Location": f"{other.url.replace('localhost', '127.0.0.1')}/"},
            b"",
        )
        with pytest.raises(Rejected):
            await service.connect(script.url, "ann", SECRET)
        assert other.asked == []


async def test_a_server_that_has_no_calendar_is_said_to_have_none(service: CalDav, script: Script):
    household(script)
    with pytest.raises(Rejected):
        await service.connect(script.url, "ann", SECRET)


@pytest.mark.parametrize(
    "url", ["ftp://x/", "http://[::1", "https://", "exa mple.com", "\0", "https://" + "x" * 5000]
)
async def test_what_is_no_address_is_rejected(service: CalDav, url: str):
    with pytest.raises(Fault):
        await service.connect(url, "ann", SECRET)


async def test_in_production_nobody_has_us_ask_ourselves_nor_say_a_password_aloud(script: Script):
    household(script, WORK)
    shut = CalDav(FrozenClock(), Reach(), patience=2.0)
    for url in (
        script.url,
        script.url.replace("localhost", "127.0.0.1"),
        script.url.replace("localhost", "[::1]"),
    ):
        with pytest.raises(Rejected):
            await shut.connect(url, "ann", SECRET)
    assert script.asked == []


async def test_nothing_private_is_logged(
    service: CalDav, script: Script, shared_server: Radicale, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.DEBUG):
        household(script, WORK)
        await service.connect(script.url, "ann", SECRET)
        script.replies["PROPFIND"] = (200, {"Content-Type": "text/html"}, b"<html>Ann's private page")
        script.replies.pop("PROPFIND /")
        with pytest.raises(Fault):
            await service.connect(script.url, "ann", SECRET)
    said = "\n".join(each.getMessage() for each in caplog.records if not each.name.startswith(SILENT))
    assert SECRET not in said
    assert "private page" not in said
    assert "/cal/ann/" not in said
