"""Spanish and Portuguese are found out without a hint, and words that only look like time are none."""

import pytest

from bot.nlu import read
from bot.nlu.languages import languages_of
from bot.nlu.when.tokens import tokenize
from tests.nlu.composed import Case, composed
from tests.nlu.scene import HEARING

_SPOKEN = [case for case in composed() if case.scene.lang in ("es", "pt")]
_SHARED = {"antes de sexta", "a partir de segunda"}
"""Sentences all of whose words the neighbour has as well."""


@pytest.mark.parametrize("case", _SPOKEN, ids=lambda case: case.id)
def test_the_language_is_found_out_without_a_hint(case: Case) -> None:
    """A message tells its language also where the speaker's is another."""
    said = case.data["say"]
    if said in _SHARED:
        assert languages_of(tokenize(said), "pt")[0] == "pt"
    else:
        assert languages_of(tokenize(said), "en")[0] == case.scene.lang


@pytest.mark.parametrize(
    "text",
    [
        "tengo 3 hijos y una hija",
        "la sala 4 está libre",
        "quiero la segunda opción, por favor",
        "llegué tarde, lo siento",
        "vivo en la calle Mayor 12",
        "el vuelo 1530 de Madrid",
        "gracias y hasta luego",
        "dos preguntas rápidas",
        "tenho 3 filhos e uma filha",
        "a quarta pessoa da fila",
        "quinta opção, por favor",
        "moro na rua Augusta 12",
        "cheguei tarde, desculpa",
        "obrigado e até logo",
        "vou ter que ver",
    ],
)
def test_what_only_looks_like_time_is_none(text: str) -> None:
    """Counts, ordinals, addresses and courtesies say no time."""
    assert read(text, HEARING).wish is None
