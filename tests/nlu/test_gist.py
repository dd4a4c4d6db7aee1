"""The gist of a message: what it does as a whole, in six languages, seen from the turn before, and how sure that is."""

from datetime import UTC, datetime

import pytest

from bot.nlu import read
from bot.nlu.gist.gist import gist_of
from bot.nlu.gist.short import short_answer
from bot.nlu.gist.spelling import plain_words
from bot.nlu.gist.weights import PATH, Table, Weights, weights
from bot.understood import Asked, Hearing

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)

FRESH = [
    ("book me a slot with Hannah on Wednesday", "en", "book"),
    ("we'd better postpone Thursday's catch-up", "en", "reschedule"),
    ("please scrap tomorrow's call", "en", "cancel"),
    ("which meetings are on my calendar on Monday?", "en", "query_bookings"),
    ("is Hannah free on Tuesday afternoon?", "en", "query_availability"),
    ("ich hätte gern einen Termin am Dienstag", "de", "book"),
    ("können wir das auf Freitag verlegen?", "de", "reschedule"),
    ("quisiera anular mi cita del jueves", "es", "cancel"),
    ("¿qué reuniones tengo mañana?", "es", "query_bookings"),
    ("j'aimerais décaler notre réunion à mardi", "fr", "reschedule"),
    ("vorrei fissare un incontro per venerdì", "it", "book"),
    ("preciso desmarcar a consulta de quarta", "pt", "cancel"),
]


@pytest.mark.parametrize(("text", "own", "act"), FRESH)
def test_what_is_done_is_told(text, own, act):
    assert gist_of(text, "nothing", own).act == act


@pytest.mark.parametrize("text", ["nö", "non", "no, grazie", "não", "no gracias"])
def test_a_no_to_what_was_read_back(text):
    assert gist_of(text, "confirm").act == "no"


@pytest.mark.parametrize("text", ["jo, passt", "vale", "d'accord", "va bene", "beleza", "👍", "klar"])
def test_a_yes_to_what_was_read_back(text):
    assert gist_of(text, "confirm").act == "yes"


def test_the_turn_before_counts():
    """The same words pick an offer, confirm what was read back, or say when."""
    assert gist_of("make it 4 pm", "confirm").act == "correct"
    assert gist_of("at 4 pm", "when").act == "propose_time"
    assert gist_of("sounds good", "confirm").act == "yes"


def test_what_is_none_of_our_business_is_known():
    for text in ("will it snow in Vienna tomorrow?", "spiel das neue Lied", "cuéntame un chiste"):
        assert gist_of(text, "nothing").act == "out_of_scope"


def test_the_two_likeliest_share_the_certainty():
    gist = gist_of("my meeting", "nothing")
    assert 0 < gist.other_chance <= gist.chance
    assert gist.chance + gist.other_chance <= 1 + 1e-9
    assert gist.act != gist.other


def test_nothing_said_has_no_gist():
    assert gist_of("", "nothing") is None
    assert gist_of(" .,;", "nothing") is None


def test_words_that_mean_nothing_are_not_known():
    assert not gist_of("qwrtz plmk", "nothing").known
    assert gist_of("cancel it", "nothing").known


def test_diacritics_and_apostrophes_may_be_missing():
    assert plain_words("Mañana, d'accord") == ["manana", "d", "accord"]
    assert plain_words("I don't") == plain_words("i dont")


def test_the_file_is_small_and_reads_back():
    content = PATH.read_bytes()
    assert len(content) <= 3_000_000
    assert Weights.read(content).written() == content


def test_a_file_that_is_cut_off_is_refused():
    small = Weights(acts=("yes", "no"), step=0.5, heat=1.0, rows={7: b"\x90\x70"})
    assert Weights.read(small.written()) == small
    with pytest.raises(ValueError, match="cut off"):
        Weights.read(small.written()[:-1])


def test_sums_are_sums_of_rows():
    small = Weights(acts=("yes", "no"), step=0.5, heat=1.0, rows={7: b"\x90\x70", 9: b"\x81\x80"})
    table, size = Table(small.written()), 4 * 0.5 / 3**0.5
    assert small.scores(table.lanes([7, 9, 8])) == [17 * size, -16 * size]
    assert table.lanes([7, 9, 8]) == table.lanes([8]) + table.lanes([7]) + table.lanes([9])
    assert small.scores(table.lanes([8])) == [0, 0]


def test_long_messages_cost_no_more_than_their_beginning():
    """What comes after the first words does not change the gist, nor how much is looked at."""
    begun = "please move my meeting to Friday " * 30
    assert len(plain_words(begun * 40)) <= 160
    assert gist_of(begun * 40, "nothing").act == gist_of(begun * 20, "nothing").act


def test_acts_of_the_weights_are_acts_of_the_reader():
    assert len(weights().acts) == len(set(weights().acts)) >= 26


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Vielen Dank!", "thanks"),
        ("D’accord", "yes"),
        ("nö", "no"),
        ("Até logo", "goodbye"),
        ("da capo", "start_over"),
        ("desfazer", "undo"),
        ("👍", "yes"),
    ],
)
def test_short_answers_are_what_they_are(text, act):
    assert short_answer(text.replace("’", "'")) == act


def test_a_sentence_is_no_short_answer():
    assert short_answer("ja, aber erst am Freitag um drei") is None


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("Ja, und bitte sag meinen Termin am Freitag ab.", ("yes", "cancel")),
        ("Gracias. ¿Qué citas tengo mañana?", ("thanks", "query_bookings")),
        ("Oui, et annule ma réunion de mardi", ("yes", "cancel")),
    ],
)
def test_several_acts_are_told_in_order(text, acts):
    found = read(text, Hearing(now=NOON, zone="Europe/Berlin", asked=Asked.CONFIRM))
    assert tuple(found.acts[: len(acts)]) == acts
