"""The language of a message is found out; in doubt it is the speaker's own."""

import pytest

from bot.nlu.languages import LANGUAGES, lexicon_of, spoken_in
from bot.nlu.when.tokens import tokenize

SAID = [
    ("en", "können wir uns am dienstag um drei treffen?", "de"),
    ("en", "¿podemos vernos el martes a las tres?", "es"),
    ("en", "on peut se voir mardi à trois heures ?", "fr"),
    ("en", "possiamo vederci martedì alle tre?", "it"),
    ("en", "podemos nos ver na terça às três?", "pt"),
    ("de", "can we meet on tuesday at three?", "en"),
    ("de", "danke, das passt", "de"),
    ("fr", "Danke", "de"),
    ("es", "can you do thursday instead", "en"),
    ("en", "see you at Café Sol with María", "en"),
    ("de", "15:00", ""),
    ("it", "ok", "it"),
    ("en", "", ""),
    ("en", "pause", ""),
    ("es", "pausa", ""),
]


@pytest.mark.parametrize(("own", "text", "language"), SAID, ids=[text for _, text, _ in SAID])
def test_the_language_in_which_a_message_is_clearly_written(own: str, text: str, language: str) -> None:
    assert spoken_in(tokenize(text), own) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words_of_its_own(language: str) -> None:
    others = [lexicon_of(other).common for other in LANGUAGES if other != language]
    assert len(lexicon_of(language).common.difference(*others)) > 20
