"""Graph's pages are read to their end, if they have one; what is refused, broken or hostile ends as a fault."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.errors import Expired, Outdated, RateLimited, Rejected, Revoked, Transient
from core.ports.calendars import Access
from integrations.calendars.microsoft import graph as client
from integrations.calendars.microsoft import reading
from tests.integrations.calendars import MONDAY, WITHIN, Copy

MONDAY_WALL = datetime(2026, 11, 30, 9, 0)


def _json(body):
    return json.dumps(body).encode()


def seen(events):
    """Return ids and times, sorted."""
    return sorted((each.remote, each.during, each.showing) for each in events)


async def test_all_pages_are_read(diary, graph):
    graph.page = 3
    for day in range(10):
        diary.mailbox.write(diary.remote, MONDAY + timedelta(days=day))
    diary.mailbox.weekly(diary.remote, MONDAY_WALL, "Europe/Berlin", 5)
    copy = Copy(diary)
    await copy.refresh()
    assert len(copy.held) == 15
    assert seen(copy.held.values()) == seen(await diary.events())
    for day in range(10):
        diary.mailbox.write(diary.remote, MONDAY + timedelta(days=20 + day))
    await copy.refresh()
    assert len(copy.held) == 25


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/v1.0/me/calendarView?$skiptoken=1",
        "http://127.0.0.1:1/v1.0/me/events",
        "{url}@evil.example/v1.0/me/events",
        "{url}/v2.0/me/events",
        "{url}/v1.0/../admin",
        "{url}/v1.0/%2e%2e/admin",
        "{url}/v1.0x",
        "//evil.example/v1.0/",
        "http://[/",
        {"href": "x"},
        5,
    ],
)
async def test_pages_are_followed_on_graph_only(diary, graph, link):
    """Our token goes with every request: it must not go elsewhere."""
    where = link.replace("{url}", graph.url) if isinstance(link, str) else link
    body = {"value": [], "@odata.nextLink": where}
    graph.trouble = (200, {"Content-Type": "application/json"}, _json(body))
    with pytest.raises(Transient):
        await diary.events()
    assert len(graph.asked) == 1


async def test_pages_without_end_are_a_fault(diary, graph, monkeypatch):
    body = {"value": [], "@odata.nextLink": f"{graph.url}/v1.0/me/events?$skiptoken=1"}
    graph.trouble = (200, {"Content-Type": "application/json"}, _json(body))
    with pytest.raises(Transient):
        await diary.events()
    assert len(graph.asked) == 2


async def test_ever_new_pages_are_a_fault(diary, graph, monkeypatch):
    monkeypatch.setattr(client, "MOST_PAGES", 4)
    for number in range(10):
        body = {"value": [], "@odata.nextLink": f"{graph.url}/v1.0/me/events?$skiptoken={number}"}
        graph.troubles.append((200, {"Content-Type": "application/json"}, _json(body)))
    with pytest.raises(Transient):
        await diary.events()
    assert len(graph.asked) == 4


async def test_too_many_events_are_a_fault(diary, monkeypatch):
    monkeypatch.setattr(reading, "MOST_EVENTS", 4)
    for day in range(5):
        diary.mailbox.write(diary.remote, MONDAY + timedelta(days=day))
    for asked in (diary.events(), Copy(diary).refresh()):
        with pytest.raises(Transient):
            await asked


async def test_an_answer_without_end_is_given_up(diary, graph, monkeypatch):
    monkeypatch.setattr(client, "MOST_BYTES", 100_000)
    graph.trouble = (200, {"Content-Type": "application/json"}, b" " * 200_000)
    with pytest.raises(Rejected):
        await diary.events()


async def test_of_changes_nothing_is_held_that_is_not_looked_at(diary):
    """They come with the texts of events, which together could fill the memory."""
    diary.mailbox.write(diary.remote, MONDAY, body={"contentType": "html", "content": "x" * 100_000})
    diary.mailbox.weekly(diary.remote, MONDAY_WALL, "Europe/Berlin", 2, bodyPreview="about what")
    found = reading.Round()
    shelf = diary.mailbox.shelves[diary.remote]
    found.take({"value": diary.mailbox.all(shelf, WITHIN.start, WITHIN.end)})
    assert len(found.items) == 4
    assert len(json.dumps(found.items)) < 10_000


async def test_changes_without_a_link_to_go_on_are_a_fault(diary, graph):
    graph.trouble = (200, {"Content-Type": "application/json"}, b'{"value": []}')
    with pytest.raises(Transient):
        await Copy(diary).refresh()


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "2026-11-01T00:00:00+00:00 2027-11-01T00:00:00+00:00",
        "2026-11-01T00:00:00+00:00 2027-11-01T00:00:00+00:00 https://evil.example/v1.0/me/events",
        "2027-11-01T00:00:00+00:00 2026-11-01T00:00:00+00:00 {url}/v1.0/me/events",
        "2026-11-01T00:00:00 2027-11-01T00:00:00 {url}/v1.0/me/events",
        "2026-12-01T00:00:00+00:00 2027-11-01T00:00:00+00:00 {url}/v1.0/me/events",
    ],
)
async def test_a_cursor_from_which_we_cannot_go_on_is_outdated(diary, graph, cursor):
    kept = replace(diary.calendar, cursor=cursor.replace("{url}", graph.url))
    with pytest.raises(Outdated):
        await diary.service.changes(diary.access, kept, WITHIN)
    assert graph.asked == []


@pytest.mark.parametrize(
    ("status", "code"),
    [(410, ""), (400, "SyncStateNotFound"), (400, "resyncRequired"), (404, "SyncStateInvalid")],
)
async def test_a_delta_link_of_which_graph_knows_nothing_is_outdated(diary, graph, status, code):
    copy = Copy(diary)
    await copy.refresh()
    graph.trouble = (status, {}, _json({"error": {"code": code}}))
    with pytest.raises(Outdated):
        await diary.service.changes(diary.access, replace(diary.calendar, cursor=copy.cursor), WITHIN)
    with pytest.raises((Transient, Rejected)):
        await diary.service.changes(diary.access, diary.calendar, WITHIN)


async def test_many_series_that_change_at_once_are_read_anew_with_fewer_requests(diary, monkeypatch):
    monkeypatch.setattr(reading, "MANY_SERIES", 2)
    copy = Copy(diary)
    series = [diary.mailbox.weekly(diary.remote, MONDAY_WALL, "Europe/Berlin", 2) for _ in range(3)]
    await copy.refresh()
    for each in series:
        diary.mailbox.change(each, showAs="tentative")
    await copy.refresh()
    assert copy.whole
    assert seen(copy.held.values()) == seen(await diary.events())


@pytest.mark.parametrize(
    ("status", "headers", "fault"),
    [
        (401, {}, Expired),
        (403, {}, Rejected),
        (404, {}, Rejected),
        (408, {}, Transient),
        (429, {"Retry-After": "7"}, RateLimited),
        (500, {}, Transient),
        (503, {}, Transient),
        (503, {"Retry-After": "7"}, RateLimited),
        (504, {}, Transient),
    ],
)
async def test_refusals_are_told_apart(diary, graph, status, headers, fault):
    graph.trouble = (status, headers, _json({"error": {"code": "Some", "message": "Dinner with Ann"}}))
    with pytest.raises(fault) as found:
        await diary.events()
    assert type(found.value) is fault
    assert "Dinner" not in str(found.value)
    assert getattr(found.value, "after", 7) == 7


@pytest.mark.parametrize(("said", "after"), [("", 10), ("soon", 10), ("-1", 10), ("nan", 10), ("1e9", 3600)])
async def test_a_pause_is_believed_within_reason(diary, graph, said, after):
    graph.trouble = (429, {"Retry-After": said}, b"")
    with pytest.raises(RateLimited) as found:
        await diary.events()
    assert (found.value.after, found.value.account) == (after, True)


@pytest.mark.parametrize("token", ["", "two\r\nlines", "späße"])
async def test_without_a_token_that_can_be_sent_nothing_is_asked(diary, graph, token):
    with pytest.raises(Revoked):
        await diary.service.events(
            Access(account=diary.access.account, secrets={"access_token": token}), diary.calendar, WITHIN
        )
    assert graph.asked == []
