"""The words of letters: whole in every language, with no fact that nobody knows."""

from collections.abc import Iterator
from string import Formatter
from typing import Any

import pytest

from channels.email.words import languages, words

SENTENCE_FACTS = {"other", "title", "short", "lead", "code"}
LABEL_FACTS = {"other", "name", "city", "offset", "link"}


def shape(table: Any, path: str = "") -> Iterator[tuple[str, frozenset[str]]]:
    """Return each text's path and the facts that it needs."""
    if isinstance(table, str):
        yield path, frozenset(name for _, name, _, _ in Formatter().parse(table) if name is not None)
        return
    for key, value in table.items():
        yield from shape(value, f"{path}.{key}".lstrip("."))


def test_there_is_english() -> None:
    assert "en" in languages()


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_text_needs_only_facts_that_letters_know(language: str) -> None:
    for path, facts in shape(words(language)):
        assert facts <= (LABEL_FACTS if path.startswith(("labels", "places")) else SENTENCE_FACTS), path


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_language_has_the_texts_that_english_has(language: str) -> None:
    assert {path for path, _ in shape(words(language))} == {path for path, _ in shape(words("en"))}


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_table_of_sentences_has_subject_headline_and_text(language: str) -> None:
    for news, tables in words(language).items():
        if news not in ("labels", "places"):
            assert all({"subject", "headline", "text"} <= set(table) for table in tables.values()), news
