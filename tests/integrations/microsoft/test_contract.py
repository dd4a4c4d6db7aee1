"""Graph on loopback is held to Graph's published model, and that check finds what is wrong."""

import pytest

from tests.support.microsoft import contract
from tests.support.microsoft.contract import Broken, check, check_path

pytestmark = pytest.mark.skipif(not contract.is_here(), reason=contract.WHY_NOT)


def test_what_graph_takes_passes():
    check("graph.event", {"subject": "Intro", "showAs": "oof", "isAllDay": False, "@odata.etag": 'W/"1"'})
    check(
        "graph.subscription", {"changeType": "created,updated", "expirationDateTime": "2026-11-30T00:00:00Z"}
    )


@pytest.mark.parametrize(
    "event",
    [
        {"title": "Intro"},
        {"showAs": "out"},
        {"isAllDay": "no"},
        {"start": "2026-11-30T00:00:00Z"},
        {"start": {"dateTime": "2026-11-30T00:00:00", "zone": "UTC"}},
        {"categories": "one"},
        {"singleValueExtendedProperties": [{"id": "x", "values": []}]},
        {"createdDateTime": "30 November 2026"},
        [],
    ],
)
def test_what_graph_would_not_know_is_found(event):
    with pytest.raises(Broken):
        check("graph.event", event)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/me/calendars/x/calendarView/delta", "Collection(graph.event)"),
        ("/me/events/x", "graph.event"),
        ("/subscriptions", "Collection(graph.subscription)"),
    ],
)
def test_paths_lead_where_graph_says(path, kind):
    assert check_path(path, {}) == kind


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/you/calendars", {}),
        ("/me/calendar/x/events/y/z", {}),
        ("/me/calendars/x/views", {}),
        ("/me/events", {"$select": "id,summary"}),
        ("/me/events", {"$orderby": "updated desc"}),
        ("/me/events", {"$expand": "property($filter=id eq 'x')"}),
    ],
)
def test_paths_and_queries_that_graph_does_not_have_are_found(path, query):
    with pytest.raises(Broken):
        check_path(path, query)
