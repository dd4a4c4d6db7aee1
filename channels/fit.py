"""Fits a message into what a network takes: buttons become a list, a list becomes numbers, long texts become several.

Pure. Nothing is ever cut: what does not fit in one part goes into the next, and a label that is too long for a button is
told in the text with its number.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.messages import Choice, Moment, Outgoing


class Style(StrEnum):
    """How the choices of a part are shown."""

    PLAIN = "plain"
    """No choices, or they are numbered lines of its text."""
    BUTTONS = "buttons"
    LIST = "list"


def utf16(text: str) -> int:
    """Return the length in UTF-16 code units, by which Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a network takes in one message. 0 of something is: it has no such thing."""

    text: int
    """Most units of text."""
    measure: Callable[[str], int] = len
    """How units are counted; must not shrink when text is added."""
    buttons: int = 0
    button_label: int = 0
    button_text: int | None = None
    """Most units of the text above buttons, if fewer than of other texts."""
    items: int = 0
    """Most items of a list."""
    item_label: int = 0
    list_text: int | None = None
    """The same as `button_text` for lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One message as a network takes it."""

    text: str
    style: Style = Style.PLAIN
    choices: tuple[Choice, ...] = ()
    moments: tuple[Moment, ...] = ()


def fit(outgoing: Outgoing, limits: Limits) -> tuple[Part, ...]:
    """Return the parts in which a message is sent, in order; choices are with the last of them."""
    style = style_of(outgoing.choices, limits)
    text = (
        outgoing.text if style is not Style.PLAIN else "\n".join([outgoing.text, *numbered(outgoing.choices)])
    )
    whole = Part(text=text, moments=outgoing.moments)
    if style is Style.PLAIN:
        return tuple(_split(whole, limits.text, limits))
    room = limits.button_text if style is Style.BUTTONS else limits.list_text
    *before, last = _with_end(whole, limits, room or limits.text)
    return (*before, replace(last, style=style, choices=outgoing.choices))


def style_of(choices: Sequence[Choice], limits: Limits) -> Style:
    """Return the best way in which a network can show choices: all of them, each label whole."""
    if not choices:
        return Style.PLAIN
    longest = max(limits.measure(each.label) for each in choices)
    if len(choices) <= limits.buttons and longest <= limits.button_label:
        return Style.BUTTONS
    if len(choices) <= limits.items and longest <= limits.item_label:
        return Style.LIST
    return Style.PLAIN


def numbered(choices: Sequence[Choice]) -> list[str]:
    """Return choices as lines that can be answered with their number."""
    return [f"{number}. {each.label}" for number, each in enumerate(choices, start=1)]


def _with_end(whole: Part, limits: Limits, room: int) -> list[Part]:
    """Split so that the last part fits into `room`, which may be less than the others have."""
    parts = list(_split(whole, limits.text, limits))
    if limits.measure(parts[-1].text) > room:
        parts[-1:] = _split(parts[-1], room, limits)
    return parts


BREAKS = (r"\n\n", r"\n", r"(?<=[.!?…]) ", r"\s")
"""Where a text may be split, the best places first: paragraphs, lines, sentences, words."""
LEAST = 3
"""A better place is taken if at least one in so many units stands before it."""


def _split(whole: Part, room: int, limits: Limits) -> Iterator[Part]:
    """Yield parts of at most `room` units."""
    rest = whole
    while limits.measure(rest.text) > room:
        end, begin = _place(rest, _most(rest.text, room, limits))
        yield _piece(rest, 0, end)
        rest = _piece(rest, begin, len(rest.text))
    yield rest


def _most(text: str, room: int, limits: Limits) -> int:
    """Return how many characters fit into `room`, at least one."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if limits.measure(text[:middle]) <= room:
            low = middle
        else:
            high = middle - 1
    return low


def _place(part: Part, most: int) -> tuple[int, int]:
    """Return where a piece of at most `most` characters ends, and where the next begins."""
    for pattern in BREAKS:
        found = [
            m for m in re.finditer(pattern, part.text[: most + 1]) if m.start() <= most and _apart(part, m)
        ]
        if found and found[-1].start() * LEAST >= most:
            return found[-1].start(), found[-1].end()
    return most, most


def _apart(part: Part, found: re.Match[str]) -> bool:
    """Whether a place lies in none of the stretches that tell an instant, and something stands before it."""
    at = found.start()
    return at > 0 and not any(each.start < at < each.start + each.length for each in part.moments)


def _piece(part: Part, start: int, end: int) -> Part:
    """Return a piece of a part, with the instants that lie wholly in it."""
    inside = tuple(
        replace(each, start=each.start - start)
        for each in part.moments
        if start <= each.start and each.start + each.length <= end
    )
    return Part(text=part.text[start:end], moments=inside)
