"""Single times in English, one reading each; and words and numbers that only look like times."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.nlu import read
from bot.nlu.adapter.times import times_of
from bot.understood import Asked
from tests.nlu.scene import HEARING

_TIMES = {
    "half past noon": "2026-11-18T12:30",
    "ring me at ten to six": "2026-11-18T17:50",
    "the gate shuts at thirteen hundred": "2026-11-18T13:00",
    "seven oh five pm": "2026-11-18T19:05",
    "1615 hours": "2026-11-18T16:15",
    "4 in the am": "2026-11-19T04:00",
    "10, tonight": "2026-11-18T22:00",
    "in three-quarters of an hour": "2026-11-18T11:15",
    "in 1/2 hour": "2026-11-18T11:00",
    "+20 min": "2026-11-18T10:50",
    "could we talk now": "2026-11-18T10:30",
    "3pm UTC+2": "2026-11-18T14:00",
    "9am gmt-5": "2026-11-18T15:00",
    "on 21, 4pm": "2026-11-21T16:00",
    "2026-dec-9": "2026-12-09T00:00",
    "26-12-09": "2026-12-09T00:00",
    "third to last friday of december": "2026-12-11T00:00",
    "three days before christmas": "2026-12-22T00:00",
    "the day before boxing day": "2026-12-25T00:00",
    "two saturdays from now": "2026-11-28T00:00",
    "in a fortnight": "2026-12-02T00:00",
    "in twenty-five days": "2026-12-13T00:00",
    "next thursday": "2026-11-26T00:00",
    "24 december in 2027": "2027-12-24T00:00",
    "2026-12-01T09:00:00+05:30": "2026-12-01T04:30",
    "2026-12-01T09:00-05:00": "2026-12-01T15:00",
    "march twenty three": "2027-03-23T00:00",
    "the next working day": "2026-11-19T00:00",
    "in 3 business days": "2026-11-23T00:00",
    "the last working day of January": "2027-01-29T00:00",
    "second Monday at 4 pm of next month": "2026-12-14T16:00",
    "the nearest Tuesday to 10 March": "2027-03-09T00:00",
    "the second nearest Tuesday to 10 March": "2027-03-16T00:00",
    "Wednesday at 8am": "2026-11-25T08:00",
    "4 days ago": "2026-11-14T00:00",
    "fifteen minutes ago they rang": "2026-11-18T10:15",
    "Friday (Nov 27)": "2026-11-27T00:00",
    "Thursday (26.)": "2026-11-26T00:00",
    "3 - 21": "2027-03-21T00:00",
    "3rd June 28": "2028-06-03T00:00",
    "the second Sunday after Easter": "2027-04-11T00:00",
    "the first Thursday before 20 December": "2026-12-17T00:00",
    "on 3.24": "2027-03-24T00:00",
    "this Friday + 5 days": "2026-11-25T00:00",
    "in three months and 4 days": "2027-02-22T00:00",
    "+1 month, 2 days": "2026-12-20T00:00",
    "3 / 17": "2027-03-17T00:00",
    "2027/14/Feb": "2027-02-14T00:00",
}
_STRETCHES = {
    "within the next day and 2 hours": ("2026-11-18T10:30", "2026-11-19T12:30"),
    "late tomorrow evening": ("2026-11-19T20:00", "2026-11-20"),
    "8:30 in the morning - 10:45": ("2026-11-19T08:30", "2026-11-19T10:45"),
    "Friday in the pm": ("2026-11-20T12:00", "2026-11-20T18:00"),
    "the ninth week of the year": ("2027-03-01", "2027-03-08"),
    "2028Q2": ("2028-04-01", "2028-07-01"),
    "27Q3": ("2027-07-01", "2027-10-01"),
    "this winter": ("2026-12-21", "2027-03-21"),
    "in the autumn of 2027": ("2027-09-23", "2027-12-22"),
    "Wednesday 8 to 9": ("2026-11-25T08:00", "2026-11-25T09:00"),
    "how was the last fortnight, the last 2 weeks": ("2026-11-04", "2026-11-18"),
    "between weeks 3 and 5": ("2027-01-18", "2027-02-08"),
    "within 2 working days": ("2026-11-18", "2026-11-21"),
    "from 3 November to 28 November": ("2026-11-03", "2026-11-29"),
    "the first Friday evening of December": ("2026-12-04T18:00", "2026-12-05"),
    "2026-12-01T09:00/2026-12-02T17:30": ("2026-12-01T09:00", "2026-12-02T17:30"),
}
_SETS = {
    "mon/wed/fri mornings": "FREQ=WEEKLY;BYDAY=MO,WE,FR;X-POD=MO",
    "thursday afternoons at 3": "FREQ=WEEKLY;BYDAY=TH;BYHOUR=15;BYMINUTE=0",
}
_LENGTHS = {
    "a hundred and ten minutes": 110,
    "thirty-five minutes": 35,
    "1 1/2 hours": 90,
    "2h45m": 165,
    "1:15 hours": 75,
    "two and half hours": 150,
    "three quarters of an hour": 45,
    "half-hour": 30,
    "1 year 2 months 3 days": (365 + 60 + 3) * 24 * 60,
}
_NONE = [
    "you may want to march across the bridge",
    "they beat us 4-1",
    "my twins are 5 years old",
    "release 3.14.15.92 is broken",
    "have a lovely weekend",
    "half of it was wrong, 80/90",
    "version 2.11 works for us all",
    "not now",
    "open suite 300, please",
    "that will be all for now",
    "we talk three times a week",
    "send it from one office to the other",
    "pick a number between 0 and 100",
    "how was revenue for the year",
    "our 1-1 was fun",
    "how high is the apr",
    "a second opinion from the first 3 people",
    "it costs 10 - 10.5",
    "we take six night trains",
    "sparkling spring water",
    "music of the 1980s and the 70s",
    "a discount from 5 to 15 percent",
    "between 6 and 8 guests",
    "one in five",
    "java 8.11 is old",
    "hang on a minute",
    "we are there 24/7",
    "we fall apart",
]


@pytest.mark.parametrize(("said", "start"), _TIMES.items(), ids=_TIMES)
def test_a_single_time(said: str, start: str) -> None:
    """What is said on Wednesday, 18 November 2026, at 10:30 in Berlin is one instant or one day."""
    found = times_of(said, HEARING)
    assert found["kind"] == "instant"
    assert found["start"][:16] == start
    assert "items" not in found


@pytest.mark.parametrize(("said", "minutes"), _LENGTHS.items(), ids=_LENGTHS)
def test_a_single_length(said: str, minutes: int) -> None:
    """Numbers in words, fractions and short forms say how long."""
    assert times_of(said, HEARING) == {"kind": "duration", "seconds": minutes * 60}


@pytest.mark.parametrize("said", _NONE)
def test_what_only_looks_like_a_time(said: str) -> None:
    """Verbs, scores, ages, versions and good wishes are no times."""
    found = times_of(said, HEARING)
    assert found["kind"] == "none"
    assert "ask" not in found


@pytest.mark.parametrize(("said", "ends"), _STRETCHES.items(), ids=_STRETCHES)
def test_a_single_stretch(said: str, ends: tuple[str, str]) -> None:
    """Weeks, working days and dates from one to another begin and end as said."""
    found = times_of(said, HEARING)
    assert found["kind"] == "interval"
    assert found["start"].startswith(ends[0])
    assert found["end"].startswith(ends[1])


@pytest.mark.parametrize(("said", "rule"), _SETS.items(), ids=_SETS)
def test_weekdays_of_plural_parts_recur(said: str, rule: str) -> None:
    """Mornings and afternoons in the plural make the weekdays before them recur."""
    found = times_of(said, HEARING)
    assert (found["kind"], found["rrule"]) == ("set", rule)


def test_what_is_moved_to_an_hour_has_two_times_and_one_wish() -> None:
    """A bare hour that ends the sentence takes the place of the clock time before; both were said."""
    found = times_of("bump the 9 am sync with Ruth to eleven", HEARING)
    assert found["start"].startswith("2026-11-18T11:00")
    assert len(found["items"]) == 2


def test_a_count_of_coming_weeks_has_several_readings() -> None:
    """Some count "the upcoming two weeks" from today, some as whole weeks: as one stretch it is not answered."""
    assert times_of("the upcoming two weeks", HEARING) == {"kind": "none", "ask": True}
    assert times_of("the next two weeks", HEARING)["kind"] == "interval"


def test_next_hour_is_asked_about_but_the_next_hour_begins_now() -> None:
    assert times_of("next hour", HEARING) == {"kind": "none", "ask": True}
    assert times_of("some time in the next hour", HEARING)["start"].startswith("2026-11-18T10:30")


def test_a_clock_time_from_which_on_is_the_next_one() -> None:
    assert times_of("any time from 8am", HEARING)["start"].startswith("2026-11-19T08:00")
    assert times_of("any time from 11am", HEARING)["start"].startswith("2026-11-18T11:00")


def test_what_is_over_is_not_wished() -> None:
    """Times counted back from now are told as times, but nobody wishes for them."""
    heard = read("we spoke 2 hours ago and in the last 3 weeks, so book Friday at 3", HEARING)
    assert heard.wish is not None
    assert [point.date().isoformat() for point in heard.wish.points] == ["2026-11-20"]
    assert not heard.lengths


def test_midnight_said_at_midnight_is_now() -> None:
    """Midnight is the next one, this very minute included."""
    midnight = datetime(2026, 11, 17, 23, tzinfo=UTC)
    assert times_of("midnight", replace(HEARING, now=midnight))["start"].startswith("2026-11-18T00:00")
    assert times_of("midnight", HEARING)["start"].startswith("2026-11-19T00:00")


def test_dates_in_digits_around_today_are_those_that_go_on() -> None:
    """A range of dates that today lies in is that one, in the order of the country."""
    found = times_of("10/30-12/4", replace(HEARING, locale="en-US"))
    assert (found["start"][:10], found["end"][:10]) == ("2026-10-30", "2026-12-05")


def test_two_clock_times_are_two() -> None:
    """Clock times with only words between them do not exclude each other."""
    found = times_of("the bus goes at 9:20a and the last one back 11:40p", HEARING)
    assert [each["start"][11:16] for each in found["items"]] == ["09:20", "23:40"]


@pytest.mark.parametrize(
    "said", ["tonight at 3", "21 November next week", "in 4 days on Friday", "the next fortnight"]
)
def test_what_contradicts_itself_or_differs_is_asked_about(said: str) -> None:
    """Three is in no evening, the 21st in no next week, four days on no Friday; a fortnight begins today for some."""
    assert times_of(said, HEARING) == {"kind": "none", "ask": True}


def test_a_short_month_alone_is_one_only_where_a_time_was_asked_for() -> None:
    """A message "jan" may be a name; "may" is a month either way, and an answer is a time."""
    asked = read("feb", replace(HEARING, asked=Asked.TIME))
    assert times_of("feb", HEARING) == {"kind": "none"}
    assert times_of("Feb", HEARING)["kind"] == times_of("may", HEARING)["kind"] == "interval"
    assert asked.wish is not None
