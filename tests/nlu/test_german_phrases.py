"""What Parley tells people in German to say is understood when they say it."""

from datetime import UTC, datetime

import pytest

from bot.nlu.reader import read
from bot.phrases import phrases
from bot.understood import Act, Hearing
from core.hours import OFFICE_HOURS

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
OF_EVERYBODY = {
    "rückgängig": Act.UNDO,
    "absagen": Act.CANCEL,
    "verschieben": Act.RESCHEDULE,
    "alle absagen": Act.CANCEL,
    "nochmal senden": Act.REPEAT,
    "Hilfe": Act.HELP,
    "von vorne": Act.START_OVER,
    "wie lange dauert es?": Act.ASK_DETAILS,
    "meine Buchungen": Act.QUERY_BOOKINGS,
}
OF_HOSTS = {
    "meine Zeiten": Act.SHOW_HOURS,
    "zeig meine Zeiten": Act.SHOW_HOURS,
    "mein Link": Act.SHOW_LINK,
    "meine Terminarten": Act.SHOW_EVENT_TYPES,
    "pausieren": Act.PAUSE,
    "was steht an?": Act.QUERY_BOOKINGS,
    "was steht diese Woche an?": Act.QUERY_BOOKINGS,
    "Mo–Do 9 bis 17 Uhr, freitags bis 15 Uhr": Act.SET_HOURS,
    "am 24. Dezember nicht da": Act.BLOCK_TIME,
    "im Urlaub vom 1. bis 14. August": Act.BLOCK_TIME,
    "24. Dezember wieder wie immer": Act.UNBLOCK,
    "Warum nicht am Dienstag um 15:00?": Act.WHY_NOT,
}


def heard(*, is_host: bool) -> Hearing:
    """Return a German speaker's hearing, of whom nothing was asked."""
    return Hearing(
        now=NOW,
        zone="Europe/Berlin",
        locale="de-DE",
        hours=OFFICE_HOURS,
        hours_zone="Europe/Berlin",
        weekly=OFFICE_HOURS,
        is_host=is_host,
    )


@pytest.mark.parametrize(("words", "act"), OF_EVERYBODY.items())
def test_what_everybody_is_told_to_say_is_understood(words: str, act: Act) -> None:
    assert act in read(words, heard(is_host=False)).acts


@pytest.mark.parametrize(("words", "act"), OF_HOSTS.items())
def test_what_hosts_are_told_to_say_is_understood(words: str, act: Act) -> None:
    assert act in read(words, heard(is_host=True)).acts


@pytest.mark.parametrize("words", [*OF_EVERYBODY, *OF_HOSTS])
def test_it_is_what_the_german_phrases_tell(words: str) -> None:
    assert any(f"„{words}“" in phrase for phrase in phrases("de").values())


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("was kostet das denn?", "price"),
        ("wo findet das Treffen statt?", "place"),
        ("gibt es Parkplätze?", "parking"),
    ],
)
def test_questions_aside_are_told_apart(words: str, topic: str) -> None:
    found = read(words, heard(is_host=False))
    assert (Act.ASK_DETAILS in found.acts, found.topic) == (True, topic)


def test_german_questions_need_german_words() -> None:
    assert Act.ASK_DETAILS not in read("so lange her", heard(is_host=False)).acts
