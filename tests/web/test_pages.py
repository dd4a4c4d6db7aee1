"""Every page is valid HTML with landmarks, one heading, and a label for each field; machines get their answers."""

import json
import re

import html5lib
import pytest

from core.commands import ChangeEventType, CreateEventType
from core.event_types import Question
from tests.web.conftest import book

NAMESPACE = "{http://www.w3.org/1999/xhtml}"
PAGE = "/@anna/intro"


def check(html: str) -> None:
    """Read strictly; check landmarks, headings, labels and what descriptions point at."""
    tree = html5lib.HTMLParser(strict=True).parse(html)
    every = [each for each in tree.iter() if isinstance(each.tag, str)]

    def named(name: str) -> list:
        return [each for each in every if each.tag == NAMESPACE + name]

    assert len(named("main")) == 1
    assert len(named("h1")) == 1
    assert named("html")[0].get("lang") == "en"
    ids = [each.get("id") for each in every if each.get("id")]
    assert len(ids) == len(set(ids))
    labelled = {label.get("for") for label in named("label")}
    for field in named("input") + named("select") + named("textarea"):
        if field.get("type") != "hidden":
            assert field.get("id") in labelled
    for each in every:
        for name in ("aria-describedby", "aria-labelledby"):
            assert set((each.get(name) or "").split()) <= set(ids)
    for frame in named("iframe"):
        assert frame.get("title")


@pytest.mark.parametrize(
    "path",
    [
        "/", "/@anna", PAGE, f"{PAGE}?start=2026-11-24T10:00Z", f"{PAGE}?month=2026-12", "/chat", "/@anna/chat", f"{PAGE}/chat", "/try",
        "/try/invitee", "/outbox", "/nope", "/b/forged", "/@anna/nope",
    ],
)  # fmt: skip
async def test_pages_are_valid(visitor, path):
    check(await visitor.open(path))


async def test_the_way_to_a_booking_is_valid(visitor, desk, anna):
    question = Question(id=desk.chance.uuid(), text='What "kind"?', required=True)
    await desk.perform(CreateEventType(host_id=anna.host.id, title="Chairs", questions=(question,)))
    path = "/@anna/chairs"
    await visitor.open(path)
    check(await visitor.send(f"{path}/hold", start=visitor.starts[0]))
    check(await visitor.send(f"{path}/details", name="B", email="nope", message="<&>"))
    given = {"name": "Ben Ott", "email": "ben@example.com", f"q_{question.id}": '"<>'}
    check(await visitor.send(f"{path}/details", **given))
    check(await visitor.send(f"{path}/book", code="1"))
    check(await visitor.send(f"{path}/details", edit="1"))
    check(await visitor.send(f"{path}/hold", start="2026-11-01T00:00Z"))


async def test_the_pages_behind_a_link_are_valid(visitor, desk, anna):
    await desk.perform(
        ChangeEventType(host_id=anna.host.id, event_type_id=anna.event_types[0].id, approval=True)
    )
    link = await book(visitor, desk)
    check(visitor.html)
    for path in ("", "/cancel", "/move", "/propose", "/move?start=2026-11-24T10:00Z"):
        check(await visitor.open(link + path))
    await visitor.open(f"{link}/cancel")
    check(await visitor.send(f"{link}/cancel"))


async def test_the_hosts_page_shows_what_is_public_and_active(visitor, desk, anna):
    await desk.perform(
        CreateEventType(host_id=anna.host.id, title="Long talk", lengths=(60, 90), description="About chairs")
    )
    gone = await desk.perform(CreateEventType(host_id=anna.host.id, title="Paused talk"))
    await desk.perform(ChangeEventType(host_id=anna.host.id, event_type_id=gone.value.id, active=False))
    html = await visitor.open("/@Anna")
    for shown in (
        "Anna Lind",
        "Designer of chairs.",
        "Glad you are here.",
        "Long talk",
        "1 hour or 1 hour 30 minutes",
        "About chairs",
    ):
        assert shown in html
    assert "Paused talk" not in html
    assert 'href="/@anna/intro"' in html


async def test_programs_are_told_the_same_of_a_host(visitor, desk, anna):
    gone = await desk.perform(CreateEventType(host_id=anna.host.id, title="Paused talk"))
    await desk.perform(ChangeEventType(host_id=anna.host.id, event_type_id=gone.value.id, active=False))
    told = json.loads(await visitor.open("/u/Anna"))
    assert (told["username"], told["name"], told["link"]) == (
        "anna",
        "Anna Lind",
        desk.links.host("anna"),
    )
    assert [each["code"] for each in told["event_types"]] == ["intro"]
    assert told["event_types"][0]["minutes"] == [30]
    assert "email" not in told
    await visitor.open("/u/nobody-at-all")
    assert visitor.status == 404


async def test_the_first_page_leads_to_the_talk(visitor):
    html = await visitor.open("/")
    assert 'href="/chat"' in html
    assert 'href="/try"' in html


async def test_booking_pages_lead_to_the_talk(visitor):
    assert 'href="/@anna/intro/chat"' in await visitor.open(PAGE)
    assert 'href="/@anna/chat"' in await visitor.open("/@anna")


async def test_alive_ready_and_figures(client, desk):
    assert (await client.get("/healthz")).status == 200
    assert (await client.get("/readyz")).status == 200
    desk.wrong.append("zone data is missing")
    answer = await client.get("/readyz")
    assert answer.status == 503
    assert (await answer.json())["faults"] == ["zone data is missing"]
    figures = await (await client.get("/metrics")).text()
    assert re.search(r'parley_http_requests_total\{route="/healthz",status="200"\} [1-9]', figures)


async def test_figures_hold_no_names_or_tokens(visitor, desk, client):
    await book(visitor, desk)
    figures = await (await client.get("/metrics")).text()
    assert "anna" not in figures
    assert "/b/{token}/booked" in figures


async def test_static_files_can_be_kept_for_ever(client, visitor):
    html = await visitor.open("/")
    address = re.search(r'href="(/static/site\.css\?v=\w+)"', html).group(1)
    answer = await client.get(address)
    assert answer.status == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert (await client.get("/")).headers["Cache-Control"] == "no-store"
