"""Which times of a message belong together: each mention by itself, and where something is moved to."""

from collections.abc import Iterator, Sequence

from bot.nlu.when.elements import Element
from bot.nlu.when.lexicon import Cat

_MOVES = {"move", "shift", "reschedule", "switch", "postpone", "push", "bump", "swap"}
_REACH = 9
"""Words after such a verb among which "to" tells where to."""

_GOING_ON = {Cat.COMMA, Cat.EVERY}
"""What does not end a mention: "Tuesday, in the morning", "Mon, Wed, Fri next week"."""


def mentioned(found: Sequence[Element]) -> Iterator[list[Element]]:
    """Return the runs of times that stand next to each other; a choice, a word or a stop parts them."""
    run: list[Element] = []
    for each in found:
        if each.is_time or (each.minutes is None and each.op in _GOING_ON):
            run.append(each)
            continue
        yield from _said(run)
        run = []
    yield from _said(run)


def _said(run: list[Element]) -> Iterator[list[Element]]:
    if any(each.is_time for each in run):
        yield run


def where_to(found: list[Element]) -> list[Element]:
    """Leave out from when something is moved: of "move my 2pm to 4pm" only the 4pm stays a time."""
    verb = next((i for i, each in enumerate(found) if each.low in _MOVES), None)
    if verb is None:
        return found
    ahead = range(verb + 1, min(verb + _REACH, len(found) - 1))
    to = next((i for i in ahead if found[i].op is Cat.TO and found[i + 1].is_time), None)
    if to is None or not any(each.is_time for each in found[verb:to]):
        return found
    plain = [Element(low=each.low, start=each.start, end=each.end) for each in found[verb : to + 1]]
    return [*found[:verb], *plain, *found[to + 1 :]]
