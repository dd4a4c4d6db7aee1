"""Short answers that are a whole message: no weighing needed, "d'accord" is a yes."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from bot.nlu.gist.spelling import plain_words
from bot.understood import Act

_LONGEST = 40
"""Letters that such an answer has at most."""


def short_answer(text: str) -> Act | None:
    """Return what a short answer does; None if the message is none."""
    return short_answers().get(tuple(plain_words(text))) if len(text) <= _LONGEST else None


@cache
def short_answers() -> Mapping[tuple[str, ...], Act]:
    """Return what each short answer does, by its plain words."""
    data = tomllib.loads(Path(__file__).with_name("short.toml").read_text(encoding="utf-8"))
    return {
        tuple(plain_words(phrase)): Act(act)
        for act, phrases in data["words"].items()
        for phrase in phrases.split("|")
    }
