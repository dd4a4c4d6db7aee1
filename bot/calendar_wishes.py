"""What hosts say about calendars that they keep elsewhere, and the link by which they connect one."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from core.calendars import Provider, WhenEdited, WhenUnread

VALID = timedelta(minutes=15)
"""How long an errand can be run."""
CONNECTED = "connected:"
"""Begins the choice of the delivery that tells a talk that an account was connected; the account's id follows, or `WRONG` or `PAUSE`."""
WRONG, PAUSE = "wrong", "pause"
"""A code was sent that is not the one that is shown; too many of them were, and nothing is connected."""
FEED_MASK = "••••.ics"
"""Stands for the address of a feed where it is not kept: whoever knows it can read the calendar."""
LONGEST_FEED = 2000
_ADDRESS = re.compile(r"<?\b((?:https?|webcals?)://[^\s<>\"]+)>?", re.IGNORECASE)
_FEED = re.compile(
    r"(?:webcals?://|https?://[^?#]*(?:(?:\.ics|\.ical)(?:[?#]|$)|/ical(?:[/?#]|$)))", re.IGNORECASE
)
_BESIDE = 60
"""Most characters that stand beside the address of a feed that somebody hands over."""


class CalendarAsk(StrEnum):
    """What somebody wants of calendars; sentences are tried in this order."""

    CONNECT = "connect"
    RECONNECT = "reconnect"
    DISCONNECT = "disconnect"
    SHOW = "show"
    """Which are connected, checked and written to."""
    FRESH = "fresh"
    """"is my calendar up to date?"."""
    ONLY = "only"
    """Check these and no others."""
    IGNORE = "ignore"
    """Check these no more."""
    CHECK = "check"
    WRITE = "write"
    NOWHERE = "nowhere"
    """Write bookings into none."""
    ENOUGH = "enough"
    """No others, when it was asked which."""
    STRICT = "strict"
    PENDING = "pending"
    LENIENT = "lenient"
    FOLLOW = "follow"
    ASK = "ask"
    BLOCKS = "blocks"
    """What is tentative takes up time."""
    OPEN = "open"
    """What is tentative does not."""


UNREAD = {
    CalendarAsk.STRICT: WhenUnread.STRICT,
    CalendarAsk.PENDING: WhenUnread.PENDING,
    CalendarAsk.LENIENT: WhenUnread.LENIENT,
}
EDITED = {CalendarAsk.FOLLOW: WhenEdited.FOLLOW, CalendarAsk.ASK: WhenEdited.ASK}
TENTATIVE = {CalendarAsk.BLOCKS: True, CalendarAsk.OPEN: False}


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarWish:
    """What was said: about a provider, or about calendars and accounts by their names."""

    ask: CalendarAsk
    provider: Provider | None = None
    names: tuple[str, ...] = ()
    """Names of calendars and accounts that are there, as they are written."""
    everything: bool = False
    """"all of them"."""
    words: str = ""
    """Words that may name one, where none of that name is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueErrand:
    """Make a one-time link by which a host connects a calendar account. Refused(TOO_MANY_ATTEMPTS). Outcome.value: the link."""

    person_id: UUID
    host_id: UUID
    provider: Provider
    address: str
    """The key of the address of the talk in which it was asked for."""


def feed_in(text: str) -> str | None:
    """Return the address of a calendar feed that a message hands over, as https; None if it is about something else."""
    if len(text) > LONGEST_FEED or "://" not in text:
        return None
    found = _ADDRESS.search(text)
    if found is None or len(text) - len(found[0]) > _BESIDE:
        return None
    address = found[1].rstrip(".,;:!?)")
    if not _FEED.match(address):
        return None
    scheme, _, rest = address.partition("://")
    return f"{'http' if scheme.lower() == 'http' else 'https'}://{rest}"


class _Letters(dict[int, int | str | None]):
    """What becomes of a character: nothing of an accent, a space of a sign that parts words."""

    def __missing__(self, code: int) -> int | str | None:
        """Look a character up; those of usual scripts are kept."""
        letter = chr(code)
        apart = unicodedata.category(letter)[0] in "PZSC"
        found = " " if apart else None if unicodedata.combining(letter) else code
        if code < _USUAL:
            self[code] = found
        return found


_USUAL = 0x3000
"""The first character after those of scripts with spaces."""
_LETTERS = _Letters()


def bare(text: str) -> str:
    """Return a text in small letters without accents, and without signs that only part words."""
    letters = text.lower() if text.isascii() else unicodedata.normalize("NFKD", text.lower())
    return " ".join(letters.translate(_LETTERS).split())


def names_in(words: str, names: Iterable[str]) -> tuple[tuple[str, ...], str]:
    """Return which names stand among words, and the words that are left; the longest names first, so that none is taken for a part of another."""
    left, found = f" {bare(words)} ", []
    for name in sorted(set(names), key=len, reverse=True):
        low = f" {bare(name)} "
        if low.strip() and low in left:
            left = left.replace(low, "  ")
            found.append(name)
    return tuple(found), " ".join(left.split())
