"""The words of a message that name people, times, things, as the scorer of slots wants them."""

from bot.nlu.languages import marks_of
from bot.nlu.when.elements import Element, elements
from bot.nlu.when.tidy import tidy
from bot.nlu.when.tokens import tokenize
from bot.understood import Hearing


def slots_of(text: str, hearing: Hearing) -> dict[str, list[str]]:
    """Return surface strings by kind, in the order of the text."""
    slots: dict[str, list[str]] = {}
    for each in elements(tidy(marks_of(tokenize(text), hearing.locale)), alone=False):
        kind = _slot(each)
        words = text[each.start : each.end]
        if kind and words not in slots.setdefault(kind, []):
            slots[kind].append(words)
    return slots


def _slot(each: Element) -> str:
    if each.day is not None:
        return "date"
    if each.clock is not None:
        return "time"
    return "duration" if each.minutes is not None else ""
