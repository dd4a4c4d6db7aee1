"""What Graph says of a calendar is read as it is meant, also where Graph says little."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from core.calendars import Showing
from core.errors import Transient
from core.interval import Interval
from integrations.calendars.microsoft import wire
from tests.integrations.calendars import MONDAY, Copy, shown

MONDAY_WALL = datetime(2026, 11, 30, 9, 0)


def seen(events):
    """Return ids and times, sorted."""
    return sorted((each.remote, each.during, each.showing) for each in events)


@pytest.mark.parametrize(
    ("fields", "showing"),
    [
        ({"showAs": "busy"}, Showing.BUSY),
        ({"showAs": "tentative"}, Showing.TENTATIVE),
        ({"showAs": "oof"}, Showing.AWAY),
        ({"showAs": "unknown"}, Showing.BUSY),
        ({"showAs": "busy", "responseStatus": {"response": "accepted"}}, Showing.BUSY),
        ({"showAs": "tentative", "responseStatus": {"response": "notResponded"}}, Showing.TENTATIVE),
        ({"showAs": "free"}, None),
        ({"showAs": "workingElsewhere"}, None),
        ({"showAs": "busy", "isCancelled": True}, None),
        ({"showAs": "busy", "responseStatus": {"response": "declined"}}, None),
    ],
)
async def test_what_takes_up_time_is_said_by_how_it_is_shown(diary, fields, showing):
    diary.mailbox.write(diary.remote, MONDAY, **fields)
    copy = Copy(diary)
    await copy.refresh()
    found = [each.showing for each in await diary.events()]
    assert found == [each.showing for each in copy.held.values()] == ([showing] if showing else [])


async def test_occurrences_are_shown_as_their_series_is_though_changes_do_not_say_so(diary):
    diary.mailbox.weekly(diary.remote, MONDAY_WALL, "Europe/Berlin", 3, showAs="oof")
    diary.mailbox.weekly(diary.remote, MONDAY_WALL, "Europe/Berlin", 3, showAs="free")
    copy = Copy(diary)
    await copy.refresh()
    assert [each.showing for each in copy.held.values()] == [Showing.AWAY] * 3
    assert seen(copy.held.values()) == seen(await diary.events())


async def test_occurrences_without_their_series_are_looked_up(diary, graph):
    """The master may be missing from a first round of changes."""
    series = diary.mailbox.weekly(diary.remote, MONDAY_WALL, "Europe/Berlin", 3, showAs="tentative")
    everything = diary.mailbox.all
    diary.mailbox.all = lambda *args: [
        each for each in everything(*args) if each.get("type") != "seriesMaster"
    ]
    copy = Copy(diary)
    await copy.refresh()
    assert [each.showing for each in copy.held.values()] == [Showing.TENTATIVE] * 3
    assert {each.series for each in copy.held.values()} == {series}


async def test_an_occurrence_that_is_deleted_is_gone_though_graph_does_not_say_so(diary):
    copy = Copy(diary)
    series = diary.mailbox.weekly(diary.remote, MONDAY_WALL, "Europe/Berlin", 4)
    await copy.refresh()
    diary.mailbox.skip(series, 1)
    await copy.refresh()
    assert len(copy.held) == 3
    assert seen(copy.held.values()) == seen(await diary.events())


async def test_an_occurrence_that_is_moved_or_freed_is_followed(diary):
    copy = Copy(diary)
    series = diary.mailbox.weekly(diary.remote, MONDAY_WALL, "Europe/Berlin", 4)
    await copy.refresh()
    later = MONDAY + timedelta(days=8)
    diary.mailbox.except_(series, 1, start=_said(later), end=_said(later + timedelta(minutes=30)))
    diary.mailbox.except_(series, 2, showAs="free")
    await copy.refresh()
    assert len(copy.held) == 3
    assert Interval.of(later, 30) in [each.during for each in copy.held.values()]
    assert seen(copy.held.values()) == seen(await diary.events())


async def test_a_series_that_is_freed_as_a_whole_takes_up_no_time_any_more(diary):
    copy = Copy(diary)
    series = diary.mailbox.weekly(diary.remote, MONDAY_WALL, "Europe/Berlin", 4)
    await copy.refresh()
    diary.mailbox.change(series, showAs="free")
    await copy.refresh()
    assert copy.held == {}


async def test_a_series_that_is_deleted_while_it_is_read_is_gone(diary, graph):
    copy = Copy(diary)
    series = diary.mailbox.weekly(diary.remote, MONDAY_WALL, "Europe/Berlin", 4)
    await copy.refresh()
    diary.mailbox.change(series, showAs="tentative")
    said = diary.mailbox.delta

    def then_deleted(*args):
        found = said(*args)
        diary.mailbox.delete(series)
        return found

    diary.mailbox.delta = then_deleted
    await copy.refresh()
    assert copy.held == {}


async def test_a_weekly_hour_stays_at_its_local_time_on_both_sides_of_both_changes_of_clocks(diary):
    diary.mailbox.weekly(diary.remote, datetime(2027, 3, 8, 9, 0), "America/New_York", 35)
    copy = Copy(diary)
    await copy.refresh()
    clocks = {each.during.start.hour for each in copy.held.values() if each.during.start < _day(2027, 3, 14)}
    summer = {each.during.start.hour for each in copy.held.values() if each.during.start > _day(2027, 3, 14)}
    assert (clocks, summer) == ({14}, {13})
    assert seen(copy.held.values()) == seen(await diary.events())


async def test_whole_days_are_dates_of_the_calendars_zone_at_the_edge_of_what_is_read(diary):
    """Graph places them by UTC: the last day in New York begins after the end of the stretch there."""
    edge = Interval(datetime(2026, 12, 24, 3, tzinfo=UTC), datetime(2026, 12, 25, 4, tzinfo=UTC))
    diary.mailbox.whole_days(diary.remote, date(2026, 12, 23))
    found = await diary.service.events(diary.access, diary.calendar, edge)
    assert [each.during.end for each in found] == [datetime(2026, 12, 24, 5, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("raw", "start"),
    [
        ({"dateTime": "2026-12-01T09:00:00.0000000", "timeZone": "UTC"}, 9),
        ({"dateTime": "2026-12-01T09:00:00", "timeZone": "W. Europe Standard Time"}, 8),
        ({"dateTime": "2026-12-01T09:00:00", "timeZone": "Asia/Kolkata"}, 3.5),
        ({"dateTime": "2026-12-01T09:00:00", "timeZone": "tzone://Microsoft/Utc"}, 9),
        ({"dateTime": "2026-12-01T09:00:00", "timeZone": "tzone://Microsoft/Custom"}, 14),
        ({"dateTime": "2026-12-01T09:00:00", "timeZone": "Nowhere Standard Time"}, 14),
        ({"dateTime": "2026-12-01T09:00:00"}, 14),
        ({"dateTime": "2026-12-01T09:00:00+02:00", "timeZone": "UTC"}, 7),
    ],
)
def test_times_are_read_in_their_zone_else_in_the_calendars(raw, start):
    end = {"dateTime": "2026-12-02T09:00:00", "timeZone": "UTC"}
    found = wire.read_event({"id": "x", "start": raw, "end": end}, "America/New_York")
    assert found.during.start == _day(2026, 12, 1) + timedelta(hours=start)


@pytest.mark.parametrize("year", ["0001", "1600", "1969", "9999"])
def test_absurd_dates_are_cut_to_what_can_be_reckoned_with(year):
    raw = {"dateTime": f"{year}-12-31T23:59:59.9999999", "timeZone": "Line Islands Standard Time"}
    found = wire.read_event({"id": "x", "start": raw, "end": raw}, "UTC")
    assert wire.EARLIEST <= found.during.start <= wire.LATEST


def test_an_event_that_ends_before_it_begins_takes_up_no_time():
    late, early = ({"dateTime": f"2026-12-01T{clock}:00:00", "timeZone": "UTC"} for clock in ("12", "09"))
    assert wire.read_event({"id": "x", "start": late, "end": early}, "UTC").during.minutes == 0


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"id": 5},
        {"id": "x"},
        {"id": "x", "start": "2026-12-01", "end": "2026-12-01"},
        {"id": "x", "start": {"dateTime": "yesterday"}, "end": {"dateTime": "today"}},
        {"id": "x", "start": {"dateTime": None}, "end": {"dateTime": 5}},
        {"id": "x", "start": [], "end": {}},
        {
            "id": "x",
            "isAllDay": True,
            "start": {"dateTime": "2026-12-01T00:00:00Z"},
            "end": {"dateTime": "99"},
        },
    ],
)
def test_an_event_that_cannot_be_read_is_a_fault(raw):
    with pytest.raises(Transient):
        wire.read_event(raw, "UTC")


async def test_calendars_are_listed_with_what_one_may_do(diary, graph):
    graph.page = 1
    family = diary.mailbox.open("Family", editable=False)
    found = {each.remote: each for each in await diary.service.calendars(diary.access)}
    assert {each: (found[each].primary, found[each].writable) for each in found} == {
        diary.remote: (True, True),
        family: (False, False),
    }


async def test_somebody_lives_where_most_of_their_own_events_were_made(diary):
    for zone in ("Tokyo Standard Time", "W. Europe Standard Time", "W. Europe Standard Time", "Nowhere"):
        diary.mailbox.write(diary.remote, MONDAY, originalStartTimeZone=zone)
    for _ in range(3):
        of_others = {"originalStartTimeZone": "Samoa Standard Time", "isOrganizer": False}
        of_ours = {"originalStartTimeZone": "UTC", "transactionId": "parley-x"}
        diary.mailbox.write(diary.remote, MONDAY, **of_others)
        diary.mailbox.write(diary.remote, MONDAY, **of_ours)
    assert {each.zone for each in await diary.service.calendars(diary.access)} == {"Europe/Berlin"}


async def test_who_has_no_events_lives_in_utc(diary):
    assert [each.zone for each in await diary.service.calendars(diary.access)] == ["UTC"]


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_happens_the_copy_is_what_stands(diary, graph, seed):
    """A slow and obvious oracle: after each reading of changes, all is read by the other way."""
    chance, copy, mailbox = Random(seed), Copy(diary), diary.mailbox
    graph.page = chance.choice((1, 4, 100))
    singles, series = [], []
    for _ in range(40):
        match chance.randrange(9):
            case 0:
                singles.append(
                    mailbox.write(diary.remote, MONDAY + timedelta(days=chance.randrange(-80, 400)))
                )
            case 1:
                wall = MONDAY_WALL + timedelta(days=chance.randrange(-80, 380))
                zone = chance.choice(("Europe/Berlin", "America/New_York", "Australia/Lord_Howe"))
                series.append(mailbox.weekly(diary.remote, wall, zone, chance.randrange(1, 6)))
            case 2 if singles:
                mailbox.move(chance.choice(singles), MONDAY + timedelta(days=chance.randrange(-80, 400)))
            case 3 if series:
                mailbox.skip(chance.choice(series), chance.randrange(6))
            case 4 if series:
                mailbox.except_(
                    chance.choice(series), chance.randrange(6), showAs=chance.choice(("oof", "free"))
                )
            case 5 if series and singles:
                shown_as = chance.choice(("busy", "tentative", "free"))
                mailbox.change(chance.choice([*series, *singles]), showAs=shown_as)
            case 6 if singles:
                mailbox.delete(singles.pop(chance.randrange(len(singles))))
            case 7 if series:
                mailbox.delete(series.pop(chance.randrange(len(series))))
            case _:
                await copy.refresh()
                assert shown(copy.held.values()) == shown(await diary.events())
    await copy.refresh()
    assert seen(copy.held.values()) == seen(await diary.events())


def _said(moment):
    return {"dateTime": f"{moment:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}


def _day(*parts):
    return datetime(*parts, tzinfo=UTC)
