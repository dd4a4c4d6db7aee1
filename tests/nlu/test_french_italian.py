"""French and Italian are found out without a hint from the speaker's locale."""

import pytest

from bot.nlu.languages import languages_of
from bot.nlu.when.tokens import tokenize

_SAID = {
    "fr": ["je suis libre jeudi après-midi", "mardi prochain à 15h", "demain matin", "plutôt vers midi"],
    "it": ["giovedì alle 15", "la prossima settimana", "domani mattina", "non posso prima di venerdì"],
}


@pytest.mark.parametrize(
    ("language", "text"), [(lang, text) for lang, said in _SAID.items() for text in said]
)
def test_the_language_is_found_out_without_a_hint(language: str, text: str) -> None:
    """A speaker whose locale is English is understood in French and Italian."""
    assert languages_of(tokenize(text), "en")[0] == language
