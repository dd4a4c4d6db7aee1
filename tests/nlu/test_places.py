"""Where meetings are to happen, as hosts say it."""

import pytest

from bot.nlu.offerings import place_in
from core.event_types import Place, PlaceKind
from web import words


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("intro is on Zoom", Place(PlaceKind.ZOOM)),
        ("intro is on Teams", Place(PlaceKind.TEAMS)),
        ("use Microsoft Teams for intro", Place(PlaceKind.TEAMS)),
        ("intro is on Google Meet", Place(PlaceKind.MEET)),
        ("it is by skype", Place(PlaceKind.CUSTOM, "skype")),
        (
            "meet at https://meet.google.com/abc-defg-hij.",
            Place(PlaceKind.MEET, "https://meet.google.com/abc-defg-hij"),
        ),
        (
            "https://teams.microsoft.com/l/meetup-join/1",
            Place(PlaceKind.TEAMS, "https://teams.microsoft.com/l/meetup-join/1"),
        ),
        ("https://us02web.zoom.us/j/1", Place(PlaceKind.ZOOM, "https://us02web.zoom.us/j/1")),
        ("https://example.org/teams/zoomers", Place(PlaceKind.CUSTOM, "https://example.org/teams/zoomers")),
    ],
)
def test_whose_room_is_meant_is_understood(said, place):
    assert place_in(said) == place


def test_every_place_has_a_name_on_pages():
    assert set(words.PLACES) == set(PlaceKind)
