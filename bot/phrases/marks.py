"""Stretches of a text that tell an instant, found again when the text is whole.

While a message is put together from pieces of text, each such stretch is held between noncharacters, which no text for
people contains (Unicode 16.0, 23.7); at the end they are taken out and become `bot.messages.Moment`s.
"""

import re
from datetime import UTC, datetime

from bot.messages import Moment
from core.interval import Interval

BEGIN, MIDDLE, END = "\ufdd0\ufdd1\ufdd2"
MARKED = re.compile(f"{BEGIN}([0-9]{{1,12}})-([0-9]{{0,12}}){MIDDLE}([^{BEGIN}{MIDDLE}{END}]*){END}")
LATEST = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())


def mark(text: str, told: datetime | Interval) -> str:
    """Return a text marked as telling an instant or a stretch of time, in whole seconds since 1970; what lies outside of it is not marked."""
    instants = (told.start, told.end) if isinstance(told, Interval) else (told,)
    first, *rest = [int(each.timestamp()) for each in instants]
    if first < 0 or max(first, *rest, 0) > LATEST:
        return text
    last = rest[0] if rest else ""
    return f"{BEGIN}{first}-{last}{MIDDLE}{text}{END}"


def unmark(text: str) -> tuple[str, tuple[Moment, ...]]:
    """Return a text without its marks, and what they marked, in order."""
    pieces: list[str] = []
    moments: list[Moment] = []
    length = done = 0
    for found in MARKED.finditer(text):
        pieces += text[done : found.start()], found[3]
        length += found.start() - done
        moments += _moment(found, length)
        length += len(found[3])
        done = found.end()
    return "".join((*pieces, text[done:])), tuple(moments)


def _moment(found: re.Match[str], start: int) -> list[Moment]:
    first, last = int(found[1]), int(found[2] or found[1])
    if max(first, last) > LATEST:  # what somebody wrote, not we
        return []
    until = datetime.fromtimestamp(last, UTC) if found[2] else None
    return [Moment(start, len(found[3]), datetime.fromtimestamp(first, UTC), until)]
