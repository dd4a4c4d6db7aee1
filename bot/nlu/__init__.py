"""The reader: what a message says, seen from what was asked and offered."""

from bot.nlu.reader import read

__all__ = ["read"]
