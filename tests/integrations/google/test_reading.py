"""How what stands in a Google calendar is read: who answered what, what recurs and its exceptions, pages, hostile answers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from core.calendars import Showing
from core.errors import Fault, Outdated, Rejected, Transient
from core.interval import Interval
from tests.integrations.diaries import MONDAY, WITHIN, Copy, draft, hour, shown
from tests.support.google.calendars import Kept, edge


def mine(answer):
    """Return the attendees of an event to which its owner answered so."""
    return [
        {"email": "boss@example.com", "organizer": True, "responseStatus": "accepted"},
        {"email": "ann@example.com", "self": True, "responseStatus": answer},
    ]


@pytest.mark.parametrize(
    ("fields", "showing"),
    [
        ({}, "busy"),
        ({"transparency": "opaque"}, "busy"),
        ({"transparency": "transparent"}, None),
        ({"status": "tentative"}, "tentative"),
        ({"attendees": mine("accepted")}, "busy"),
        ({"attendees": mine("needsAction")}, "busy"),
        ({"attendees": mine("tentative")}, "tentative"),
        ({"attendees": mine("declined")}, None),
        ({"attendees": [{"email": "bob@example.com", "responseStatus": "declined"}]}, "busy"),
        ({"eventType": "outOfOffice"}, "away"),
        ({"eventType": "outOfOffice", "attendees": mine("declined")}, None),
        ({"eventType": "focusTime"}, "busy"),
        ({"eventType": "fromGmail"}, "busy"),
        ({"eventType": "workingLocation", "transparency": "transparent"}, None),
        ({"eventType": "workingLocation"}, None),
        ({"eventType": "birthday", "transparency": "transparent"}, None),
    ],
)
async def test_how_an_event_shows_its_time(diary, fields, showing):
    diary.ann.meet(MONDAY, **fields)
    assert [each.showing.value for each in await diary.events()] == ([showing] if showing else [])


async def test_what_an_event_is_about_is_not_even_asked_for(diary):
    diary.ann.meet(MONDAY, summary="Divorce", description="lawyer", attendees=mine("accepted"))
    await diary.events()
    asked = diary.served.exchanges[-1].query
    assert not any(word in asked["fields"] for word in ("summary", "description", "email", "location"))
    assert asked["maxAttendees"] == "1"


async def test_a_calendar_that_shows_only_when_its_owner_is_busy_is_read(diary):
    diary.kept.role = "freeBusyReader"
    diary.ann.meet(MONDAY, summary="secret")
    assert shown(await diary.events()) == [(hour(), "busy")]


async def test_the_clock_of_the_calendar_now_says_when_its_days_begin(diary):
    diary.kept.zone = "Asia/Tokyo"
    diary.ann.write({"date": "2026-11-30"}, {"date": "2026-12-01"})
    [event] = await diary.events()
    assert event.during.start == datetime(2026, 11, 29, 15, tzinfo=UTC)


async def test_a_zone_that_nobody_knows_is_taken_as_the_one_we_know(diary):
    diary.served.canned = (
        200,
        b'{"timeZone": "Mars/Base", "items": [{"id": "x", "status": "confirmed", "start": {"date": "2026-11-30"},'
        b' "end": {"date": "2026-12-01"}}]}',
        "application/json",
    )
    [event] = await diary.events()
    assert event.during.start == datetime(2026, 11, 30, 5, tzinfo=UTC)


async def test_a_day_that_has_no_midnight_begins_when_its_clocks_have_jumped(diary):
    diary.kept.zone = "Africa/Cairo"
    diary.ann.write({"date": "2027-04-30"}, {"date": "2027-05-01"})
    [event] = await diary.events()
    assert (event.during.start, event.during.length) == (
        datetime(2027, 4, 29, 22, tzinfo=UTC),
        timedelta(hours=23),
    )


# -- what recurs ----------------------------------------------------------------------------------


def weekly(diary, count=4, start="2027-03-15T09:00:00"):
    """Have Ann meet every week at nine by the clock of Berlin; return the id."""
    first = datetime.fromisoformat(start)
    return diary.ann.write(
        edge(first, "Europe/Berlin"),
        edge(first + timedelta(minutes=30), "Europe/Berlin"),
        recurrence=[f"RRULE:FREQ=WEEKLY;COUNT={count}"],
    )


async def starts(diary):
    return [each.during.start.strftime("%m-%d %H:%M") for each in await diary.events()]


async def test_exceptions_across_a_change_of_clocks_are_followed(diary):
    copy, named = Copy(diary), weekly(diary)
    await copy.refresh()
    assert await starts(diary) == ["03-15 08:00", "03-22 08:00", "03-29 07:00", "04-05 07:00"]
    diary.ann.delete(f"{named}_20270322T080000Z")
    diary.ann.move(f"{named}_20270329T070000Z", datetime(2027, 3, 31, 12, tzinfo=UTC), 30)
    await copy.refresh()
    assert await starts(diary) == ["03-15 08:00", "03-31 12:00", "04-05 07:00"]
    assert copy.shown() == shown(await diary.events())


async def test_an_occurrence_that_moved_keeps_its_id_and_its_series(diary):
    named = weekly(diary)
    before = {each.remote: each.series for each in await diary.events()}
    diary.ann.move(f"{named}_20270329T070000Z", datetime(2027, 3, 31, 12, tzinfo=UTC), 30)
    assert {each.remote: each.series for each in await diary.events()} == before


async def test_a_series_that_is_moved_leaves_nothing_behind(diary):
    copy, named = Copy(diary), weekly(diary)
    await copy.refresh()
    first = datetime(2027, 3, 16, 14, 0)
    end = edge(first + timedelta(minutes=30), "Europe/Berlin")
    diary.ann.change(named, start=edge(first, "Europe/Berlin"), end=end)
    await copy.refresh()
    assert len(copy.held) == 4
    assert copy.shown() == shown(await diary.events())


async def test_an_event_that_becomes_a_recurring_one_leaves_nothing_behind(diary):
    copy = Copy(diary)
    named = diary.ann.write(
        edge(datetime(2027, 3, 15, 9), "Europe/Berlin"), edge(datetime(2027, 3, 15, 10), "Europe/Berlin")
    )
    await copy.refresh()
    assert list(copy.held) == [named]
    diary.ann.change(named, recurrence=["RRULE:FREQ=WEEKLY;COUNT=3"])
    await copy.refresh()
    assert named not in copy.held
    assert len(copy.held) == 3


async def test_a_change_of_one_occurrence_leaves_the_others(diary):
    copy, named = Copy(diary), weekly(diary)
    await copy.refresh()
    before = set(copy.held)
    diary.ann.delete(f"{named}_20270322T080000Z")
    await copy.refresh()
    assert before - set(copy.held) == {f"{named}_20270322T080000Z"}


async def test_a_series_that_is_cut_off_loses_its_end(diary):
    copy, named = Copy(diary), weekly(diary)
    await copy.refresh()
    diary.ann.change(named, recurrence=["RRULE:FREQ=WEEKLY;COUNT=2"])
    await copy.refresh()
    assert copy.shown() == shown(await diary.events())
    assert len(copy.held) == 2


@pytest.mark.parametrize("change", ["delete", "move", "cut", "one", "begin"])
async def test_what_recurs_for_longer_than_google_looks_ahead_is_followed_to_its_end(diary, change):
    copy, named = Copy(diary), weekly(diary, 40, "2026-12-01T09:00:00")
    if change != "begin":
        await copy.refresh()
        assert len(copy.held) == 40
    match change:
        case "delete":
            diary.ann.delete(named)
        case "move":
            first = datetime(2026, 12, 2, 14, 0)
            end = edge(first + timedelta(minutes=30), "Europe/Berlin")
            diary.ann.change(named, start=edge(first, "Europe/Berlin"), end=end)
        case "cut":
            diary.ann.change(named, recurrence=["RRULE:FREQ=WEEKLY;COUNT=2"])
        case "one":
            diary.ann.delete(f"{named}_20261208T080000Z")
    await copy.refresh()
    assert copy.shown() == shown(await diary.events())
    assert len(copy.held) == {"delete": 0, "move": 40, "cut": 2, "one": 39, "begin": 40}[change]


async def test_with_many_recurring_events_changed_all_is_read_anew(diary):
    copy = Copy(diary)
    await copy.refresh()
    named = [weekly(diary, 2) for _ in range(25)]
    await copy.refresh()
    assert (copy.whole, len(copy.held)) == (True, 50)
    for each in named[:5]:
        diary.ann.delete(each)
    await copy.refresh()
    assert (copy.whole, len(copy.held)) == (False, 40)


async def test_whole_days_recur(diary):
    diary.ann.write({"date": "2027-03-13"}, {"date": "2027-03-14"}, recurrence=["RRULE:FREQ=DAILY;COUNT=3"])
    assert [each.during.length / timedelta(hours=1) for each in await diary.events()] == [24, 23, 24]


# -- pages, cursors, lists ------------------------------------------------------------------------


async def test_pages_are_read_to_the_last(diary):
    copy, diary.google.page = Copy(diary), 3
    for day in range(10):
        diary.ann.meet(MONDAY + timedelta(days=day))
    await copy.refresh()
    assert len(copy.held) == len(await diary.events()) == 10
    for day in range(10):
        diary.ann.meet(MONDAY + timedelta(days=day, hours=2))
    await copy.refresh()
    assert len(copy.held) == 20
    assert all("timeMin" not in each.query for each in diary.served.exchanges if "syncToken" in each.query)


async def test_a_list_without_an_end_is_given_up(diary):
    diary.served.canned = (
        200,
        b'{"timeZone": "UTC", "items": [], "nextPageToken": "again"}',
        "application/json",
    )
    with pytest.raises(Transient, match="no end"):
        await diary.events()


async def test_a_cursor_that_is_no_cursor_is_outdated(diary):
    with pytest.raises(Outdated):
        await diary.service.changes(diary.access, replace(diary.calendar, cursor="?"), WITHIN)


async def test_a_cursor_that_is_too_long_for_an_address_is_sent_all_the_same(diary):
    with pytest.raises(Outdated):
        await diary.service.changes(diary.access, replace(diary.calendar, cursor="x" * 5000), WITHIN)
    assert diary.served.exchanges[-1].query["syncToken"] == "x" * 5000


async def test_the_calendars_are_listed_page_by_page(diary):
    diary.google.page = 2
    for name, role in (("b", "owner"), ("c", "writer"), ("d", "reader"), ("e", "freeBusyReader")):
        diary.ann.calendars[f"{name}@group"] = Kept(f"{name}@group", "Europe/Paris", role)
    found = await diary.service.calendars(diary.access)
    assert [(each.name, each.writable, each.primary) for each in found] == [
        ("ann", True, True),
        ("b", True, False),
        ("c", True, False),
        ("d", False, False),
        ("e", False, False),
    ]
    assert found[1].zone == "Europe/Paris"


# -- hostile answers ------------------------------------------------------------------------------


def answer(item):
    return b'{"timeZone": "UTC", "items": [%s]}' % item


@pytest.mark.parametrize(
    "item",
    [
        b"5",
        b"null",
        b'{"id": 5, "start": {"date": "2026-11-30"}, "end": {"date": "2026-12-01"}}',
        b'{"id": "x"}',
        b'{"id": "x", "start": {"date": "2026-02-30"}, "end": {"date": "2026-03-01"}}',
        b'{"id": "x", "start": {"dateTime": "yesterday"}, "end": {"dateTime": "2026-03-01T00:00:00Z"}}',
        b'{"id": "x", "start": {"dateTime": 7}, "end": {"dateTime": 8}}',
        b'{"id": "x", "start": {"dateTime": "2026-12-02T00:00:00Z"}, "end": {"dateTime": "2026-12-01T00:00:00Z"}}',
        b'{"id": "x", "start": {"date": "2026-11-30"}, "end": {"date": "2026-12-01"}, "attendees": 3}',
        b'{"id": "x", "start": {"date": "2026-11-30"}, "end": {"date": "2026-12-01"}, "etag": {}}',
        b'{"id": "x", "start": {"date": "2026-11-30"}, "end": {"date": "2026-12-01"}, "extendedProperties": []}',
    ],
)
async def test_an_event_that_cannot_be_read_is_a_fault_and_not_left_out(diary, item):
    diary.served.canned = (200, answer(item), "application/json")
    with pytest.raises(Transient):
        await diary.events()
    with pytest.raises(Transient):
        await diary.service.changes(diary.access, diary.calendar, WITHIN)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"),
        ("0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z"),
    ],
)
async def test_what_lasts_for_ever_is_busy_for_ever(diary, start, end):
    item = b'{"id": "x", "start": {"dateTime": "%s"}, "end": {"dateTime": "%s"}}'
    diary.served.canned = (200, answer(item % (start.encode(), end.encode())), "application/json")
    [event] = await diary.events()
    assert event.during.contains(WITHIN)


async def test_whole_days_at_the_end_of_all_calendars_are_read(diary):
    item = b'{"id": "x", "start": {"date": "0001-01-01"}, "end": {"date": "9999-12-31"}}'
    diary.served.canned = (200, answer(item), "application/json")
    [event] = await diary.events()
    assert event.during.contains(WITHIN)


async def test_a_day_without_a_length_is_a_day(diary):
    item = b'{"id": "x", "start": {"date": "2026-11-30"}, "end": {"date": "2026-11-30"}}'
    diary.served.canned = (200, answer(item), "application/json")
    [event] = await diary.events()
    assert event.during == Interval.of(datetime(2026, 11, 30, tzinfo=UTC), 1440)


async def test_what_has_no_length_takes_up_no_time(diary):
    diary.ann.meet(MONDAY, 0)
    assert await diary.events() == []


async def test_an_answer_without_a_zone_is_no_empty_calendar(diary):
    diary.served.canned = (200, b"{}", "application/json")
    with pytest.raises(Transient, match="no list"):
        await diary.service.changes(diary.access, diary.calendar, WITHIN)


async def test_a_list_without_calendars_is_no_list(diary):
    diary.served.canned = (200, b"{}", "application/json")
    with pytest.raises(Fault):
        await diary.service.calendars(diary.access)


# -- ours -----------------------------------------------------------------------------------------


async def test_a_copy_that_a_person_makes_of_ours_is_theirs(diary):
    written = await diary.put(draft())
    ours = diary.kept.find(written.remote)
    diary.ann.write(ours["start"], ours["end"], extendedProperties=ours["extendedProperties"])
    found = {each.remote: each.booking_id for each in await diary.events()}
    assert sorted(found.values(), key=str) == [UUID(int=41), None]
    assert found[written.remote] == UUID(int=41)


async def test_ours_is_known_even_where_it_takes_up_no_time(diary):
    written = await diary.put(draft())
    diary.ann.change(written.remote, transparency="transparent")
    assert [(each.showing, each.booking_id) for each in await diary.events()] == [
        (Showing.FREE, UUID(int=41))
    ]


async def test_a_calendar_of_somebody_else_is_not_there(diary):
    with pytest.raises(Rejected):
        await diary.service.events(diary.access, replace(diary.calendar, remote="eve@example.com"), WITHIN)


async def test_the_name_of_a_calendar_leads_nowhere_else(diary):
    for remote in ("../users/me", "ann@example.com/events/../x", "a?b#c", "primary/../.."):
        with pytest.raises(Rejected):
            await diary.service.events(diary.access, replace(diary.calendar, remote=remote), WITHIN)


async def test_days_are_whole_where_they_begin(diary):
    diary.ann.write({"date": date(2026, 12, 24).isoformat()}, {"date": "2026-12-27"})
    [event] = await diary.events()
    assert (event.all_day, event.during.length) == (True, timedelta(days=3))
