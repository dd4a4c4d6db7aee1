"""Times carry weekday, date, clock and zone, in the format of the browser's language."""

from datetime import UTC, date, datetime

import pytest

from core.interval import Interval
from web.times import Formats, formats_for, known_zone, offset, zones_by_region

NOON = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("en-GB,en;q=0.9", "Tuesday, 24 November 2026, 15:00 (Europe/Berlin, UTC+1)"),
        ("en-US", "Tuesday, November 24, 2026, 3:00\u202fPM (Europe/Berlin, UTC+1)"),
        ("de-DE,de;q=0.9", "Tuesday, 24 November 2026, 15:00 (Europe/Berlin, UTC+1)"),
        ("", "Tuesday, 24 November 2026, 15:00 (Europe/Berlin, UTC+1)"),
        ("*;q=☃", "Tuesday, 24 November 2026, 15:00 (Europe/Berlin, UTC+1)"),
        ("☃" * 5000, "Tuesday, 24 November 2026, 15:00 (Europe/Berlin, UTC+1)"),
    ],
)
def test_a_moment_says_everything(header, said):
    assert formats_for(header).moment(NOON, "Europe/Berlin") == said


def test_a_slot_over_midnight_names_the_day_on_which_it_ends():
    slot = Interval.of(datetime(2026, 11, 24, 22, 30, tzinfo=UTC), 90)
    said = Formats("en_GB").span(slot, "Europe/Berlin")
    assert said == "Tuesday, 24 November 2026, 23:30 – Wed 25 Nov, 01:00 (Europe/Berlin, UTC+1)"


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Asia/Kolkata", "UTC+5:30"),
        ("America/St_Johns", "UTC-3:30"),
        ("America/New_York", "UTC-5"),
        ("UTC", "UTC+0"),
    ],
)
def test_offsets_are_said_in_hours_and_minutes(zone, said):
    assert offset(zone, NOON) == said


@pytest.mark.parametrize("name", [None, "", "Mars/Base", "../etc/passwd", "Europe", "\0"])
def test_what_is_no_zone_is_none(name):
    assert known_zone(name) is None


def test_the_choice_of_zones_has_cities_of_every_region_and_no_fixed_offsets():
    names = {name for _, cities in zones_by_region() for name, _ in cities}
    assert {"Europe/Berlin", "America/Argentina/Buenos_Aires", "UTC"} <= names
    assert not any(name.startswith("Etc/") for name in names)


def test_weekdays_begin_on_monday():
    assert [full for _, full in Formats("en_GB").weekdays()][::6] == ["Monday", "Sunday"]
    assert Formats("en_GB").month(date(2026, 2, 1)) == "February 2026"
