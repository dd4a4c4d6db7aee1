"""Hours in a list, of which the last says am or pm for all: "7 or 8pm", "2, 3 or 4 pm"."""

from dataclasses import replace

from bot.nlu.when.elements import Element
from bot.nlu.when.shared_months import LIST
from bot.nlu.when.value import Clock

_EARLIEST = 6 * 60
"""Before it nobody meets, so that "3 or 9am" has no 3 in the night."""


_LEAST = 2
"""Hours that make a list."""


def listed_hours(found: list[Element]) -> list[Element]:
    """Give the hours of a list the half of the day of the one that ends it."""
    if sum([isinstance(each.clock, Clock) for each in found]) < _LEAST:
        return found
    shared = list(found)
    for i in range(len(shared) - 3, -1, -1):
        first, joint, last = shared[i].clock, shared[i + 1], shared[i + 2].clock
        if isinstance(first, Clock) and isinstance(last, Clock) and not joint.is_time and joint.op in LIST:
            shared[i] = shared[i]._replace(clock=_with_half(first, last))
    return shared


def _with_half(first: Clock, last: Clock) -> Clock:
    begins, ends = ((each.hour % 12) * 60 + each.minute for each in (first, last))
    if first.half is not None or first.sure or last.half is None or last.sure:
        return first
    half = last.half if begins < ends else 1 - last.half
    return first if half == 0 and begins < _EARLIEST else replace(first, half=half)
