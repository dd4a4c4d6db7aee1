"""Commands do what their words do: in every language they are read as what the menu says."""

from datetime import UTC, datetime

import pytest

from bot import nlu
from bot.phrases import LANGUAGES
from bot.understood import Act, Hearing
from channels.telegram.commands import GROUP, PRIVATE, words_of

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
MEANT = {
    "help": Act.HELP,
    "book": Act.BOOK,
    "meetings": Act.QUERY_BOOKINGS,
    "move": Act.RESCHEDULE,
    "cancel": Act.CANCEL,
    "hours": Act.SHOW_HOURS,
    "link": Act.SHOW_LINK,
    "types": Act.SHOW_EVENT_TYPES,
    "settings": Act.SHOW_SETTINGS,
    "undo": Act.UNDO,
    "restart": Act.START_OVER,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", PRIVATE)
def test_the_words_of_a_command_mean_what_it_is_called(command, language):
    hearing = Hearing(now=NOW, zone="Europe/Berlin", locale=language, is_host=True)
    heard = nlu.read(words_of(command, language), hearing)
    assert heard.acts == (MEANT[command],)
    assert heard.language in ("", language)


def test_every_command_is_one_of_a_private_chat():
    assert set(PRIVATE) == set(MEANT)
    assert set(GROUP) < set(PRIVATE)
    assert words_of("no-such-command", "en") is None
