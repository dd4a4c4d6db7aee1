"""What stands in a calendar object takes up the time that its owner means, however it is written."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from time import process_time

import pytest

from core.calendars import RemoteEvent, Showing
from core.interval import Interval
from core.zones import zone
from integrations.calendars.objects.events import Reading, events_of
from integrations.calendars.objects.lines import UnreadableError
from tests.support.calendars.objects import SPRING, calendar

ID = "0b8f1c5e-7c55-4c1e-9a6d-2f6f3d1f0a11"


def read(
    *events: str, head: str = "", where: str = "Europe/Berlin", **facts: frozenset[str]
) -> tuple[RemoteEvent, ...]:
    found = events_of(calendar(*events, head=head), Reading(within=SPRING, zone=where, **facts))
    return tuple(sorted(found, key=lambda each: each.during.start))


def times(*events: str, head: str = "", where: str = "Europe/Berlin") -> list[str]:
    """Return when events are, by UTC: `03-01 09:00/60`."""
    return [
        f"{each.during.start:%m-%d %H:%M}/{each.during.minutes}"
        for each in read(*events, head=head, where=where)
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("DTSTART:20260401T100000Z\nDTEND:20260401T113000Z", ["04-01 10:00/90"]),
        ("DTSTART;TZID=Europe/Berlin:20260401T100000\nDURATION:PT45M", ["04-01 08:00/45"]),
        ("DTSTART:20260401T100000\nDTEND:20260401T110000", ["04-01 08:00/60"]),  # floating
        ("DTSTART;VALUE=DATE:20260401\nDTEND;VALUE=DATE:20260403", ["03-31 22:00/2880"]),
        ("DTSTART;VALUE=DATE:20260329", ["03-28 23:00/1380"]),  # a day, and a short one
        ("DTSTART;VALUE=DATE:20260401\nDTEND;VALUE=DATE:20260401", ["03-31 22:00/1440"]),
        ("DTSTART;VALUE=DATE:20260401\nDURATION:P2D", ["03-31 22:00/2880"]),
        ("DTSTART:20260401T100000Z", []),  # no length takes up no time
        ("DTSTART:20260401T100000Z\nDTEND:20260401T090000Z", []),
        ("DTSTART;TZID=W. Europe Standard Time:20260401T100000\nDURATION:PT1H", ["04-01 08:00/60"]),
        ("DTSTART;TZID=/mozilla.org/20050126_1/America/New_York:20260401T100000\nDURATION:PT1H", ["04-01 14:00/60"]),
        ("DTSTART;TZID=Nowhere/Known:20260401T100000\nDURATION:PT1H", ["04-01 08:00/60"]),
        ("DTSTART:20260227T100000Z\nDTEND:20260305T100000Z", ["02-27 10:00/8640"]),  # longer than a day, begun before
        ("DTSTART;TZID=Europe/Berlin:20260329T023000\nDURATION:PT1H", ["03-29 01:30/60"]),  # a time that is jumped over
        ("DTSTART:20260401T100000Z\nDTEND;VALUE=DATE:20260402", ["04-01 10:00/720"]),  # of two kinds
    ],
)  # fmt: skip
def test_a_single_event_is_when_its_owner_means(lines: str, expected: list[str]):
    assert times(f"UID:1\n{lines}") == expected


def test_a_recurring_event_keeps_its_wall_time_when_clocks_change():
    lines = "UID:1\nDTSTART;TZID=Europe/Berlin:20260328T100000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3"
    assert times(lines) == ["03-28 09:00/60", "03-29 08:00/60", "03-30 08:00/60"]


def test_exceptions_additions_and_moved_occurrences_are_followed():
    master = """UID:1
DTSTART;TZID=Europe/Berlin:20260302T100000
DTEND;TZID=Europe/Berlin:20260302T110000
RRULE:FREQ=WEEKLY;COUNT=5
EXDATE;TZID=Europe/Berlin:20260309T100000
RDATE;TZID=Europe/Berlin:20260311T080000
RDATE;VALUE=PERIOD:20260312T080000Z/PT2H"""
    moved = """UID:1
RECURRENCE-ID;TZID=Europe/Berlin:20260316T100000
DTSTART;TZID=Europe/Berlin:20260317T150000
DTEND;TZID=Europe/Berlin:20260317T153000"""
    cancelled = (
        "UID:1\nRECURRENCE-ID:20260323T090000Z\nDTSTART:20260323T090000Z\nDURATION:PT1H\nSTATUS:CANCELLED"
    )
    assert times(master, moved, cancelled) == [
        "03-02 09:00/60",
        "03-11 07:00/60",
        "03-12 08:00/120",
        "03-17 14:00/30",
        "03-30 08:00/60",
    ]


def test_an_occurrence_and_all_after_it_can_be_moved():
    master = "UID:1\nDTSTART:20260302T100000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3"
    later = (
        "UID:1\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260309T100000Z\nDTSTART:20260309T120000Z\nDURATION:PT2H"
    )
    assert times(master, later) == ["03-02 10:00/60", "03-09 12:00/120", "03-16 12:00/120"]


def test_a_moved_occurrence_without_its_event_counts():
    lines = "UID:1\nRECURRENCE-ID:20260302T100000Z\nDTSTART:20260303T100000Z\nDURATION:PT1H"
    assert times(lines) == ["03-03 10:00/60"]


CUSTOM = """BEGIN:VTIMEZONE
TZID:{name}
{more}BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0{ahead}00
TZOFFSETTO:+0{normal}00
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0{normal}00
TZOFFSETTO:+0{ahead}00
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""


def private(name: str, normal: int, more: str = "") -> str:
    return CUSTOM.format(name=name, normal=normal, ahead=normal + 1, more=more)


@pytest.mark.parametrize("name", ["Customized Time Zone", "(UTC+04:00) Here: there", '"Quoted, with comma"'])
def test_a_zone_with_a_private_name_is_followed_by_its_own_rules(name: str):
    lines = f"UID:1\nDTSTART;TZID={name}:20260328T100000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=2"
    assert times(lines, head=private(name.strip('"'), 4)) == ["03-28 06:00/60", "03-29 05:00/60"]


def test_the_same_private_name_means_another_zone_in_another_object():
    lines = "UID:1\nDTSTART;TZID=Custom:20260315T100000\nDURATION:PT1H"
    assert times(lines, head=private("Custom", 4)) == ["03-15 06:00/60"]
    assert times(lines, head=private("Custom", 7)) == ["03-15 03:00/60"]


def test_a_private_zone_that_says_where_it_lies_is_that_place():
    head = private("Custom", 4, more="X-LIC-LOCATION:Asia/Tokyo\n")
    assert times("UID:1\nDTSTART;TZID=Custom:20260315T100000\nDURATION:PT1H", head=head) == ["03-15 01:00/60"]


def test_a_private_zone_whose_rules_never_end_is_not_followed():
    head = private("Custom", 4).replace("FREQ=YEARLY", "FREQ=SECONDLY")
    assert len(times("UID:1\nDTSTART;TZID=Custom:20260315T100000\nDURATION:PT1H", head=head)) == 1


def test_floating_times_lie_where_the_object_says():
    lines = "UID:1\nDTSTART:20260401T100000\nDTEND:20260401T110000"
    assert times(lines, head="X-WR-TIMEZONE:Asia/Tokyo") == ["04-01 01:00/60"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", Showing.BUSY),
        ("TRANSP:OPAQUE", Showing.BUSY),
        ("TRANSP:TRANSPARENT", None),
        ("STATUS:CANCELLED", None),
        ("STATUS:TENTATIVE", Showing.TENTATIVE),
        ("X-MICROSOFT-CDO-BUSYSTATUS:OOF", Showing.AWAY),
        ("X-MICROSOFT-CDO-BUSYSTATUS:FREE", None),
        ("X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE", None),
        ("X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE", Showing.TENTATIVE),
        ("ATTENDEE;PARTSTAT=DECLINED:mailto:Ann@Example.com", None),
        ("ATTENDEE;PARTSTAT=DECLINED:mailto:bob@example.com", Showing.BUSY),
        (
            "ATTENDEE;PARTSTAT=DECLINED:mailto:bob@example.com\nATTENDEE:mailto:ann@example.com",
            Showing.TENTATIVE,
        ),
        ("ATTENDEE;PARTSTAT=ACCEPTED:mailto:ann@example.com", Showing.BUSY),
        ("ATTENDEE;PARTSTAT=DECLINED;EMAIL=ann@example.com:/principals/ann/", None),
    ],
)
def test_how_an_event_shows_its_time(lines: str, expected: Showing | None):
    found = read(
        f"UID:1\nDTSTART:20260401T100000Z\nDURATION:PT1H\n{lines}", mine=frozenset({"ann@example.com"})
    )
    assert [each.showing for each in found] == ([expected] if expected else [])


def test_an_event_of_ours_is_known_by_its_uid_and_kept_also_when_it_is_free():
    found = read(f"UID:{ID}@parley\nDTSTART:20260401T100000Z\nDURATION:PT1H\nTRANSP:TRANSPARENT")
    assert [(str(each.booking_id), each.showing) for each in found] == [(ID, Showing.FREE)]


def test_what_we_wrote_is_ours_and_a_copy_of_it_is_its_owners():
    lines = f"UID:{{}}\nDTSTART:20260401T100000Z\nDURATION:PT1H\nX-PARLEY-BOOKING:{ID} ours@parley"
    assert [str(each.booking_id) for each in read(lines.format("ours@parley"))] == [ID]
    assert [each.booking_id for each in read(lines.format("copied@example.com"))] == [None]


def test_of_an_event_of_ours_that_was_made_to_recur_only_the_one_we_wrote_is_ours():
    found = read(f"UID:{ID}@parley\nDTSTART:20260401T100000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3")
    assert [str(each.booking_id) for each in found] == [ID, "None", "None"]
    assert found[0].remote == f"{ID}@parley"


def test_occurrences_have_ids_of_their_own_and_one_series():
    found = read("UID:a\nDTSTART:20260401T100000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=2")
    assert [(each.remote, each.series) for each in found] == [
        ("a#20260401T100000Z", "a"),
        ("a#20260402T100000Z", "a"),
    ]


def test_all_of_an_object_belongs_to_one_series_where_that_is_asked_for():
    found = events_of(
        calendar(*(f"UID:{each}\nDTSTART:20260401T100000Z\nDURATION:PT1H" for each in "ab")),
        Reading(within=SPRING),
        series="a.ics",
        tag="7",
    )
    assert [(each.remote, each.series, each.tag) for each in found] == [
        ("a.ics", "", "7"),
        ("a.ics~2", "a.ics", "7"),
    ]


def test_events_that_share_a_uid_by_mistake_all_count():
    first, second = (f"UID:same\nDTSTART:2026040{day}T100000Z\nDURATION:PT1H" for day in (1, 2))
    assert times(first, second) == ["04-01 10:00/60", "04-02 10:00/60"]
    assert times(first, f"{second}\nSEQUENCE:2") == ["04-02 10:00/60"]


def test_events_without_uid_count_each():
    assert (
        len(times("DTSTART:20260401T100000Z\nDURATION:PT1H", "DTSTART:20260402T100000Z\nDURATION:PT1H")) == 2
    )


GOOD = "UID:good\nDTSTART:20260401T100000Z\nDURATION:PT1H"


@pytest.mark.parametrize(
    "broken",
    [
        "UID:bad\nDTSTART:tomorrow",
        "UID:bad",
        "DURATION",
        "UID:bad\nDTSTART;TZID=Europe/Berlin:20261301T250000",
        "UID:bad\nBEGIN:VALARM\nTRIGGER:-PT5M",
        "UID:bad\nDTSTART:99991231T235959Z\nDTEND:99991231T235959Z\nRRULE:FREQ=YEARLY",
        "UID:bad\nDTSTART:00010101T000000\nDURATION:P99999999999D",
        "\x07:;;==\nDTSTART:::",
    ],
)
def test_what_is_broken_does_not_take_the_rest_along(broken: str):
    assert "04-01 10:00/60" in times(broken, GOOD, broken)


@pytest.mark.parametrize(
    "rule",
    ["FREQ=DAILY;INTERVAL=0", "FREQ=NEVER", "FREQ=DAILY;BYDAY=XX", "FREQ=DAILY;COUNT=-1", "RSCALE=CHINESE;FREQ=YEARLY", ""],
)  # fmt: skip
def test_of_an_event_with_a_rule_that_means_nothing_the_first_time_counts(rule: str):
    assert times(f"UID:1\nDTSTART:20260401T100000Z\nDURATION:PT1H\nRRULE:{rule}")[0] == "04-01 10:00/60"
    assert len(times(f"UID:1\nDTSTART:20260401T100000Z\nDURATION:PT1H\nRRULE:{rule}")) == 1


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=7",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=SECONDLY;COUNT=900000",
        "FREQ=DAILY;BYHOUR=1,2,3,4,5,6;BYMINUTE=0,10,20,30,40,50",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY",
    ],
)
def test_rules_that_never_stop_are_bounded(rule: str):
    began = process_time()
    found = read(f"UID:1\nDTSTART:19700101T000000Z\nDURATION:PT1M\nRRULE:{rule}")
    assert process_time() - began < 5
    assert len(found) <= 24 * 93


def test_what_comes_too_often_to_be_followed_takes_up_all_of_its_time():
    lines = "UID:1\nDTSTART:20260401T000000Z\nDURATION:PT1S\nRRULE:FREQ=SECONDLY;UNTIL=20260402T000000Z"
    assert times(lines) == ["04-01 00:00/1440"]


@pytest.mark.parametrize("end", ["20260403T180000", "20260403", "20260403T220000Z"])
def test_a_rule_that_ends_by_local_time_or_by_a_date_includes_its_last_day(end: str):
    lines = (
        f"UID:1\nDTSTART;TZID=America/New_York:20260401T180000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL={end}"
    )
    assert times(lines) == ["04-01 22:00/60", "04-02 22:00/60", "04-03 22:00/60"]


def test_a_rule_that_began_long_ago_comes_in_step():
    long_ago = "UID:1\nDTSTART;TZID=Europe/Berlin:19990104T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;INTERVAL=3;BYDAY=TU"
    found = read(long_ago)
    first = datetime(1999, 1, 5, 9, tzinfo=zone("Europe/Berlin"))
    assert found
    for each in found:
        weeks = (each.during.start.astimezone(zone("Europe/Berlin")).date() - first.date()).days
        assert weeks % 21 == 0
    assert all((b.during.start - a.during.start) < timedelta(days=22) for a, b in pairwise(found))


def test_ten_thousand_events_are_read_in_seconds():
    events = [
        f"UID:{n}@example.com\nDTSTART;TZID=Europe/Berlin:202604{n % 28 + 1:02}T100000\nDURATION:PT1H\nSUMMARY:{n}\n"
        + ("RRULE:FREQ=WEEKLY;COUNT=3\n" if n % 20 == 0 else "")
        for n in range(10_000)
    ]
    began = process_time()
    assert len(read(*events)) > 10_000
    assert process_time() - began < 15


@pytest.mark.parametrize(
    "text",
    ["", "<html>not found</html>", "BEGIN:VEVENT\nEND:VEVENT", calendar(GOOD)[:-20], "\0\xff", "CALSCALE:X",
     calendar(GOOD).replace("VERSION", "CALSCALE:HEBREW\nVERSION")],
)  # fmt: skip
def test_what_is_no_calendar_or_not_a_whole_one_is_said_to_be_none(text: str):
    with pytest.raises(UnreadableError):
        events_of(text, Reading(within=SPRING))


def test_lines_are_unfolded_and_may_end_as_they_like():
    text = calendar("UID:1\nDTSTART;TZID=Europe\n /Berlin:2026\n\t0401T100000\nDURATION:PT1H")
    for data in (text, text.replace("\n", "\r\n"), "\ufeff" + text, text.encode()):
        found = events_of(data, Reading(within=SPRING))
        assert [each.during for each in found] == [Interval.of(datetime(2026, 4, 1, 8, tzinfo=UTC), 60)]


def test_two_calendars_in_one_file_are_both_read():
    other = calendar("UID:2\nDTSTART:20260402T100000Z\nDURATION:PT1H")
    assert len(events_of(calendar(GOOD) + other, Reading(within=SPRING))) == 2


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        ("DTSTART:20260220T100000Z\nDTEND:20260305T100000Z", 1),
        ("DTSTART:20200101T100000Z\nDTEND:20200101T110000Z", 0),
        ("DTSTART:20300101T100000Z\nDTEND:20300101T110000Z", 0),
        ("DTSTART:20200101T100000Z\nDURATION:P4000D", 1),
        ("DTSTART:20300101T100000Z\nDTEND:20300101T110000Z\nRDATE:20260401T100000Z", 1),
        ("DTSTART:20200101T100000Z\nDTEND:20200101T110000Z\nRRULE:FREQ=DAILY;UNTIL=20210101T100000Z", 0),
        ("DTSTART:20200101T100000Z\nDTEND:20250101T100000Z\nRRULE:FREQ=YEARLY;UNTIL=20240101T100000Z", 1),
        ("DTSTART:20250101T100000Z\nDTEND:20250101T110000Z\nRRULE:FREQ=YEARLY;UNTIL=20270101T100000Z", 0),
        ("DTSTART:20250401T100000Z\nDTEND:20250401T110000Z\nRRULE:FREQ=YEARLY;UNTIL=20270101T100000Z", 1),
    ],
)
def test_what_seems_far_and_is_not_is_read(lines: str, count: int):
    assert bool(times(f"UID:1\n{lines}")) == bool(count)


def test_some_hours_of_a_calendar_of_many_years_are_read_quickly():
    events = [
        f"UID:{n}\nDTSTART;TZID=Europe/Berlin:20{n % 20 + 10}04{n % 28 + 1:02}T100000\n"
        f"DTEND;TZID=Europe/Berlin:20{n % 20 + 10}04{n % 28 + 1:02}T110000\nSUMMARY:{n}"
        for n in range(10_000)
    ]
    text, day = calendar(*events), Interval.of(datetime(2026, 4, 9, tzinfo=UTC), 1440)
    began = process_time()
    found = events_of(text, Reading(within=day))
    took = process_time() - began
    assert {each.during.start.date() for each in found} == {day.start.date()}
    assert took < 2
