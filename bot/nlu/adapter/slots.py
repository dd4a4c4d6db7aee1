"""The words of a message that name people, times, things, as the scorer of slots wants them."""

from itertools import pairwise

from bot.nlu.slots import Slot, slots_in
from bot.understood import Asked, Hearing

_TIMES = {"date", "time", "recurrence"}
_ASKED = {Asked.TIME: "time", Asked.NAME: "person", Asked.WHO: "person"}


def slots_of(text: str, hearing: Hearing) -> dict[str, list[str]]:
    """Return surface strings by kind, in the order of the text."""
    slots: dict[str, list[str]] = {}
    found = slots_in(text, locale=hearing.locale, asked=_ASKED.get(hearing.asked, ""))
    for slot in found:
        words = text[slot.start : slot.end]
        if words not in slots.setdefault(slot.kind, []):
            slots[slot.kind].append(words)
    if moment := _moment(text, found):
        slots["datetime"] = [moment]
    return slots


def _moment(text: str, found: list[Slot]) -> str:
    """Return the words about time as one stretch, where at most a preposition stands between them."""
    times = [slot for slot in found if slot.kind in _TIMES]
    if not times or any(len(text[a.end : b.start].split()) > 1 for a, b in pairwise(times)):
        return ""
    return text[times[0].start : times[-1].end]
