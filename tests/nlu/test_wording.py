"""What is said of people in each language is looked for only where a word of it stands, and loses nothing by that."""

import pytest

from bot.nlu import along, ordinals, people, picks, seats
from bot.nlu.wording import LANGUAGES, Spoken, compiled, numbers, sections, spoken, word_set
from tests.nlu.scene import cases

_SAID = [case["say"] for name in ("people", "context", "acts", "company") for case in cases(name)]
_WAYS = {
    f"{module.__name__}.{name}": value
    for module in (along, people, picks, ordinals, seats)
    for name, value in vars(module).items()
    if isinstance(value, Spoken)
}


@pytest.mark.parametrize("where", _WAYS)
def test_what_matches_has_a_word_of_it(where: str) -> None:
    """Whatever a pattern finds in any sentence of the tests has one of the words by which it is looked for."""
    for hints, pattern in _WAYS[where].ways:
        lost = [t for t in _SAID if compiled(pattern).search(t) and hints.isdisjoint(word_set(t))]
        assert not lost


def test_every_language_says_each_kind_of_thing() -> None:
    """No language lacks a section that another has."""
    for name in ("names", "others", "relations", "picks", "places", "counts"):
        assert len([words for words in sections(name) if words]) == len(LANGUAGES)


def test_a_language_without_the_words_has_no_pattern() -> None:
    """A template is made only for languages that have words for all of it."""
    assert len(spoken("names", "%(says)s", "says").ways) == len(LANGUAGES)
    assert spoken("names", "%(says)s %(nonsense)s", "says").ways == ()


def test_places_are_numbered_from_the_first() -> None:
    """Each language's second is the second."""
    places = numbers("places")
    seconds = ("second", "zweite", "segunda", "deuxième", "secondo", "segundo")
    assert {places[word] for word in seconds} == {1}
