"""The reader: what a message says, seen from what was asked and offered."""

from bot.nlu import calendars, places, reaching, reader
from bot.understood import Hearing, Understood

__all__ = ["read"]


def read(text: str, hearing: Hearing) -> Understood:
    """Return what a message says: first whether it is about what is said in sentences of its own."""
    for apart in (reaching.read, calendars.read, places.read):
        found = apart(text, hearing)
        if found:
            return found
    return reader.read(text, hearing)
