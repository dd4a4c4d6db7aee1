"""Every refusal has a sentence, and what is private stays so."""

import pytest

from core.booking import Status
from core.errors import Code, Refusal
from core.event_types import Place, PlaceKind
from web import words


@pytest.mark.parametrize("code", list(Code))
def test_every_refusal_has_a_sentence_that_ends_like_one(code):
    said = words.sentence(Refusal(code))
    assert said[0].isupper()
    assert said.endswith(".")
    assert code.value not in said.split() or code.value in {
        "busy",
        "limit",
        "past",
        "taken",
        "buffer",
        "invalid",
    }


def test_every_status_and_place_has_a_label():
    assert set(words.STATUSES) == set(Status)
    assert set(words.PLACES) == set(PlaceKind)


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (1, "1 minute"),
        (45, "45 minutes"),
        (60, "1 hour"),
        (90, "1 hour 30 minutes"),
        (121, "2 hours 1 minute"),
    ],
)
def test_lengths_are_said_in_hours_and_minutes(length, said):
    assert words.minutes(length) == said


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (Place(PlaceKind.ZOOM, "https://zoom.example/1"), "Zoom"),
        (Place(PlaceKind.PHONE, "+49 30 1234567"), "Phone"),
        (Place(PlaceKind.IN_PERSON, "Torstr. 1"), "In person: Torstr. 1"),
        (Place(PlaceKind.CUSTOM, "https://meet.example/1"), "Online"),
        (Place(PlaceKind.CUSTOM, "The café"), "The café"),
    ],
)
def test_links_and_numbers_are_only_for_who_has_booked(where, said):
    assert words.kind_of_place(where) == said
    assert where.detail in words.place(where)
