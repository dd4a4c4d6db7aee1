"""The reader: what a message says, seen from what was asked and offered."""

from bot.nlu import calendars, reaching, reader
from bot.understood import Hearing, Understood

__all__ = ["read"]


def read(text: str, hearing: Hearing) -> Understood:
    """Return what a message says: first whether it is about where one can be reached or about calendars, which is said in sentences of their own."""
    return reaching.read(text, hearing) or calendars.read(text, hearing) or reader.read(text, hearing)
