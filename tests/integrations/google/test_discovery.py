"""Our Google says and takes what the published discovery document says, and the check of that can fail."""

import json

import pytest

from tests.integrations.diaries import draft, hour
from tests.support.google import google
from tests.support.google.contract import MISSING, SHARED, Contract, shipped

LIST = ("GET", "calendars/ann%40example.com/events")


def found(verb, path, query=None, asked=None, answered=None):
    return shipped().faults(verb, path, query or {}, asked, answered)


@pytest.mark.parametrize(
    ("exchange", "why"),
    [
        (("GET", "calendars/x/occasions"), "no method"),
        (("PUT", "channels/stop"), "no method"),
        ((*LIST, {"maxPages": "3"}), "no parameter maxPages"),
        ((*LIST, {"maxResults": "many"}), "out of range"),
        ((*LIST, {"maxAttendees": "0"}), "out of range"),
        ((*LIST, {"singleEvents": "True"}), "no boolean"),
        ((*LIST, {"timeMin": "2026-11-30"}), "no instant"),
        ((*LIST, {"orderBy": "whim"}), "none of what is allowed"),
        ((*LIST, {}, {"a": "body"}), "a body where none belongs"),
        ((*LIST, {}, None, {"items": [{"title": "x"}]}), "title"),
        ((*LIST, {}, None, {"items": [{"start": {"dateTime": "2026-11-30T09:00:00"}}]}), "date-time"),
        (("POST", "calendars/x/events", {}, {"end": {}}), "start is missing"),
        (("POST", "calendars/x/events/watch", {}, {"expiration": "soon"}), "int64"),
    ],
)
def test_what_google_does_not_know_is_found(exchange, why):
    assert any(why in fault for fault in found(*exchange))


def test_what_google_knows_is_no_fault():
    assert found(*LIST, {"singleEvents": "true", "maxResults": "2500"}, None, {"items": [{"id": "x"}]}) == []
    assert found("PATCH", "calendars/x/events/y", {}, {"start": {"date": None}}, {"id": "y"}) == []


async def test_a_google_that_leaves_the_document_is_noticed(clock):
    with pytest.raises(AssertionError):
        async with google(clock.now) as served:
            served.faults += shipped().faults("GET", "nowhere", {}, None)


async def test_all_that_we_ask_is_in_the_document_that_is_published_too(diary):
    if not SHARED.is_file():
        pytest.skip(MISSING)
    published = Contract(json.loads(SHARED.read_text(encoding="utf-8")))
    await diary.service.calendars(diary.access)
    written = await diary.put(draft(meeting=True))
    await diary.put(draft(hour(1), sequence=1), diary.entry(draft(), written))
    await diary.events()
    await diary.service.remove(diary.access, diary.calendar, diary.entry(draft(), written))
    exchanges = diary.served.exchanges
    assert len(exchanges) >= 5
    for each in exchanges:
        answered = each.answered if each.status == 200 else None
        assert published.faults(each.verb, each.path, each.query, each.asked, answered) == []
