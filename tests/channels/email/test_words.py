"""The words of letters: whole in every language, with no fact that nobody knows."""

from collections.abc import Iterator
from string import Formatter
from typing import Any

import pytest

from bot.notices.notes import APART, IN_CHAT_ONLY
from channels.email.words import languages, words
from core.effects import Notice

SENTENCE_FACTS = {"other", "title", "short", "lead", "code", "count", "guest", "answer", "calendars"}
NOTE_FACTS = {"title", "short", "until", "who", "team", "calendar", "name", "provider"}
NOTES = (
    {notice.value for notice in Notice} | {"poll_dropped", "missed"} | {f"calendar_{each}" for each in APART}
)
WORDS_ALONE = ("labels", "places", "answers")
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
        assert facts <= _known(path), path


def _known(path: str) -> set[str]:
    table = path.partition(".")[0]
    if table in WORDS_ALONE:
        return LABEL_FACTS
    return NOTE_FACTS if table in NOTES else SENTENCE_FACTS


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_notice_that_is_mailed_has_words(language: str) -> None:
    assert {notice.value for notice in set(Notice) - IN_CHAT_ONLY} <= set(words(language))


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_language_has_the_texts_that_english_has(language: str) -> None:
    assert {path for path, _ in shape(words(language))} == {path for path, _ in shape(words("en"))}


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_table_of_sentences_has_subject_headline_and_text(language: str) -> None:
    for news, tables in words(language).items():
        if news not in WORDS_ALONE:
            assert all({"subject", "headline", "text"} <= set(table) for table in tables.values()), news
