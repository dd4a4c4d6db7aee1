"""Where people say to be: by its clock they mean their times."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.nlu import languages, read
from bot.nlu.whereabouts import where_they_are, whereabouts
from bot.understood import Act
from tests.nlu.scene import HEARING, HOST
from tools.cities import lines

THERE = {
    "I'm in Lisbon": "Europe/Lisbon",
    "we're currently based in Toronto, does 3pm work?": "America/Toronto",
    "hi! calling from Sydney - 9 tomorrow?": "Australia/Sydney",
    "I'm on Pacific time": "America/Los_Angeles",
    "my timezone is Europe/Rome": "Europe/Rome",
    "ich bin gerade in Lissabon, Freitag um zehn?": "Europe/Lisbon",
    "Sitze in Moskau und hätte morgen Zeit": "Europe/Moscow",
    "estoy en Nueva York así que mejor a las diez": "America/New_York",
    "j'habite à Montréal": "America/Toronto",
    "je suis à Londres en ce moment": "Europe/London",
    "mi trovo a Londra, venerdì alle dieci": "Europe/London",
    "moro em Lisboa, sexta às dez?": "Europe/Lisbon",
}
ELSEWHERE = [
    "I'm in Berlin next week",
    "I'm in London on Friday",
    "I'm in meetings all day",
    "I'm free, Jordan",
    "bin ab Montag in London",
    "ich bin im Urlaub",
    "estoy en una reunión",
    "estoy en Madrid hasta el jueves",
    "je suis en réunion, désolé",
    "sono in riunione",
    "estou em reunião agora",
]


@pytest.mark.parametrize(("said", "zone"), THERE.items())
def test_a_place_where_somebody_is_now_tells_the_zone(said, zone):
    assert whereabouts(said) == zone


@pytest.mark.parametrize("said", ELSEWHERE)
def test_a_place_for_a_while_and_what_is_no_place_tell_none(said):
    assert whereabouts(said) is None


def test_a_time_is_meant_by_the_clock_of_the_place_and_is_not_lost():
    found = read("I'm in New York, does 3pm on Friday work?", HEARING)
    assert found.acts[0] is Act.SET_ZONE
    assert len(found.acts) > 1
    assert found.zone == "America/New_York"
    assert found.wish.points == (datetime(2026, 11, 20, 20, tzinfo=UTC),)


def test_hosts_who_travel_keep_their_zone():
    assert where_they_are("I'm in New York, Friday at 3", HOST) is HOST


ZONED = {
    "Friday 10am (Lisbon)": 10,
    "Friday 10am (London time)": 10,
    "Friday at 9 Pacific": 17,
    "Friday at 10 Central please": 16,
    "sexta às 15h de Brasília": 18,
    "Freitag 15 Uhr (Ortszeit New York)": 20,
    "meet on Friday at 9am, Central Park": 8,
}


@pytest.mark.parametrize(("said", "hour"), ZONED.items())
def test_zones_behind_a_clock_time_are_read(said, hour):
    assert read(said, HEARING).wish.points == (datetime(2026, 11, 20, hour, tzinfo=UTC),)


def test_cities_are_called_as_the_cldr_has_it():
    written = Path(languages.__file__).with_name("cities.toml").read_text(encoding="utf-8")
    assert written.splitlines() == list(lines())
