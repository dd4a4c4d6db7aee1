"""Our own sentences: drawn from patterns, always the same ones, in every act and language."""

import pytest

from bot.nlu.gist.weights import weights
from bot.understood import Act
from training.acts.__main__ import unlike
from training.acts.authored import authored, sentence
from training.acts.examples import Example

LANGUAGES = ("en", "de", "es", "fr", "it", "pt")


@pytest.fixture(scope="module")
def drawn():
    return authored()


def test_the_same_sentences_are_drawn_each_time():
    slots = {"day": ["Monday", "Friday"]}
    first = [sentence("[see|meet] you {day}", slots, n) for n in range(9)]
    assert first == [sentence("[see|meet] you {day}", slots, n) for n in range(9)]
    assert len({each.lower() for each in first}) > 1


def test_choices_within_choices_and_slots_are_filled():
    said = sentence("[a [b|c]|{day} d]", {"day": ["x"]}, 0).lower()
    assert said in {"a b", "a c", "x d"}


def test_a_slot_without_a_list_is_an_error():
    with pytest.raises(KeyError):
        sentence("on {never}", {}, 0)


def test_every_language_has_the_acts_that_people_need(drawn):
    needed = {
        "book",
        "reschedule",
        "cancel",
        "query_bookings",
        "yes",
        "no",
        "help",
        "stop",
        "block_time",
        "out_of_scope",
    }
    for language in LANGUAGES:
        assert needed <= {each.act for each in drawn if each.language == language}


def test_every_act_is_one_of_the_reader(drawn):
    assert {Act(each.act) for each in drawn} <= {Act(each) for each in weights().acts}


def test_no_hole_is_left_in_a_sentence(drawn):
    assert not [each.text for each in drawn if set("[]{}|") & set(each.text)]


def test_what_somebody_else_says_word_for_word_is_not_learnt():
    own = Example(text="Please move our lunch to Monday", act="reschedule", source="authored")
    other = Example(text="please move our lunch to monday.", act="reschedule", source="measuring")
    assert unlike([own], [other]) == []
    assert unlike([own], []) == [own]
