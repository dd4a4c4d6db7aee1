"""How much work a message is: budgets of lines that run and of regular expressions that are tried.

A budget has about a quarter to spare. Who needs more of it for every message makes every message slower.
"""

from dataclasses import replace
from statistics import mean, median

import pytest

from bot.messages import MAX_TEXT
from bot.nlu import read
from bot.understood import Hearing
from tests.nlu.scene import HEARING, HOST
from tests.support.effort import expressions, lines

_SAID = {
    "en": (
        "could we talk for 20 minutes?",
        "Wednesday between 2 and 4 would suit me, Monday would not",
        "my name is Ruth Bell",
    ),
    "de": (
        "hätten Sie nächste Woche eine halbe Stunde Zeit?",
        "Mittwoch zwischen 14 und 16 Uhr passt mir, Montag nicht",
        "mein Name ist Ruth Bell",
    ),
    "es": (
        "¿tendría media hora la semana que viene?",
        "el miércoles entre las 2 y las 4 me viene bien, el lunes no",
        "mi nombre es Ruth Bell",
    ),
    "fr": (
        "auriez-vous une demi-heure la semaine prochaine ?",
        "mercredi entre 14h et 16h me convient, lundi non",
        "mon nom est Ruth Bell",
    ),
    "it": (
        "avrebbe mezz'ora la settimana prossima?",
        "mercoledì tra le 14 e le 16 mi va bene, lunedì no",
        "il mio nome è Ruth Bell",
    ),
    "pt": (
        "teria meia hora na próxima semana?",
        "quarta entre as 14 e as 16 dá-me jeito, segunda não",
        "o meu nome é Ruth Bell",
    ),
}
_SHORT = [
    (text, replace(hearing, locale=language))
    for language, texts in _SAID.items()
    for text in texts
    for hearing in (HEARING, HOST)
]
_PROSE = "Nobody was there when the letters came, so the neighbours kept them on the shelf for us. " * 60


def _lines(text: str, hearing: Hearing) -> int:
    """Return the lines that run where all tables and words have been met before."""
    read(text, hearing)
    return lines(lambda: read(text, hearing))


def test_a_short_message_is_little_work() -> None:
    """Guests and hosts, in six languages."""
    found = [_lines(text, hearing) for text, hearing in _SHORT]
    assert median(found) < 5_000
    assert max(found) < 12_000


def test_few_expressions_are_tried_on_a_short_message() -> None:
    """Most are left out because no word of theirs stands in the message."""
    for text, hearing in _SHORT:
        read(text, hearing)
    assert mean(expressions(lambda pair=pair: read(*pair)) for pair in _SHORT) < 25


@pytest.mark.parametrize("text", ["from 10 to 11", "mornings, not before 9", "weekdays at 3"])
def test_a_time_on_every_day_is_work_for_each_day_once(text: str) -> None:
    """Sixty days have sixty windows, which are matched in order, not each with each."""
    assert _lines(text, HEARING) < 12_000


@pytest.mark.parametrize("hearing", [HEARING, HOST], ids=["guest", "host"])
def test_a_long_letter_is_little_work(hearing: Hearing) -> None:
    """Words that say nothing about time cost next to nothing."""
    assert _lines(_PROSE[:MAX_TEXT], hearing) < 210_000


@pytest.mark.parametrize("hearing", [HEARING, HOST], ids=["guest", "host"])
@pytest.mark.parametrize(("joint", "budget"), [(" ", 125_000), (", ", 260_000)], ids=["spaces", "commas"])
def test_a_list_of_400_numbers_is_little_work(joint: str, budget: int, hearing: Hearing) -> None:
    """A long list of numbers is no list of times."""
    assert _lines(joint.join(str(n) for n in range(400)), hearing) < budget


def test_what_is_read_again_is_read_anew() -> None:
    """No reading is kept for the next message: people do not repeat themselves word for word."""
    text, other = (f"{day} between 2 and 4 would suit me, Monday would not" for day in ("Tuesday", "Friday"))
    assert _lines(text, HEARING) > 0.7 * lines(lambda: read(other, HEARING))
