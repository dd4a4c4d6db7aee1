"""In which kind of online room hosts meet, said in six languages; and what sounds alike and is none of it."""

import pytest

from bot import nlu
from bot.nlu import places
from bot.understood import Act, Asked, Hearing
from core.event_types import Place, PlaceKind
from tests.support.world import MONDAY_MORNING

MEET, TEAMS, ZOOM = PlaceKind.MEET, PlaceKind.TEAMS, PlaceKind.ZOOM
TITLES = ("Intro meeting", "intro", "Coaching", "coaching")

SAID = {
    "en": [
        ("meet on Google Meet", MEET, ""),
        ("my meetings are on Microsoft Teams", TEAMS, ""),
        ("on Google Meet", MEET, ""),
        ("on Teams please", TEAMS, ""),
        ("use Zoom", ZOOM, ""),
        ("the coaching is on Google Meet", MEET, "Coaching"),
    ],
    "de": [
        ("wir treffen uns über Google Meet", MEET, ""),
        ("meine Termine finden per Teams statt", TEAMS, ""),
        ("über Zoom", ZOOM, ""),
        ("das Coaching ist über Google Meet", MEET, "Coaching"),
    ],
    "es": [
        ("nos reunimos por Google Meet", MEET, ""),
        ("mis reuniones son por Teams", TEAMS, ""),
        ("usa Zoom", ZOOM, ""),
        ("el coaching es por Zoom", ZOOM, "Coaching"),
    ],
    "fr": [
        ("on se retrouve sur Google Meet", MEET, ""),
        ("mes rendez-vous ont lieu sur Teams", TEAMS, ""),
        ("sur Zoom, s'il vous plaît", ZOOM, ""),
        ("le coaching est sur Google Meet", MEET, "Coaching"),
    ],
    "it": [
        ("ci vediamo su Google Meet", MEET, ""),
        ("le mie riunioni sono su Teams", TEAMS, ""),
        ("su Zoom", ZOOM, ""),
        ("il coaching è su Google Meet", MEET, "Coaching"),
    ],
    "pt": [
        ("nos encontramos pelo Google Meet", MEET, ""),
        ("minhas reuniões são pelo Teams", TEAMS, ""),
        ("pelo Zoom", ZOOM, ""),
        ("o coaching é pelo Google Meet", MEET, "Coaching"),
    ],
}


def hearing(locale="en", asked=Asked.NOTHING, *, is_host=True):
    return Hearing(
        now=MONDAY_MORNING,
        zone="Europe/Berlin",
        locale=locale,
        is_host=is_host,
        event_titles=TITLES,
        asked=asked,
    )


@pytest.mark.parametrize(("locale", "said"), [(locale, said) for locale in SAID for said in SAID[locale]])
def test_in_which_room_a_host_meets(locale, said):
    text, kind, event = said
    found = nlu.read(text, hearing(locale))
    assert (found.acts, found.place, found.event_words) == ((Act.SET_PLACE,), Place(kind), event)


@pytest.mark.parametrize(
    "text",
    [
        "is it on Zoom?",
        "new coaching on Zoom",
        "create a team Sales",
        "show my teams",
        "Bob is on Teams",
        "zoom",
    ],
)
def test_what_sounds_alike_is_no_place(text):
    assert places.read(text, hearing()) is None


def test_a_title_and_an_invitees_words_are_none_either():
    assert places.read("on Zoom", hearing(asked=Asked.TITLE)) is None
    assert places.read("on Zoom", hearing(is_host=False)) is None
