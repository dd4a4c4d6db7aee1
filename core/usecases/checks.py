"""What values people may enter; everything else is Refused(INVALID) with the field, the reason and the bounds."""

import unicodedata
from collections.abc import Iterable

from core.errors import Code, Refused
from core.names import LONGEST, is_email, slug_fault
from core.zones import zone

MESSAGE = 500
"""Most characters of a message, reason, answer or welcome."""
TITLE = 100
"""Most characters of a title or name."""
REASON = 200
"""Most characters of the private reason of an override or time off."""


def line(text: str, field: str, most: int, least: int = 0) -> str:
    """Return a text as one line without control characters; refuse one that is shorter or longer than allowed."""
    return _sized(" ".join(_plain(text).split()), field, most, least)


def block(text: str, field: str, most: int) -> str:
    """Return a text, which may have several lines, without other control characters; refuse one that is too long."""
    return _sized(_plain(text).strip(), field, most, 0)


def person_name(text: str) -> str:
    """Return an invitee's name: 2 to 100 characters."""
    return line(text, "name", TITLE, 2)


def host_name(text: str) -> str:
    """Return a host's display name: 1 to 100 characters."""
    return line(text, "name", TITLE, 1)


def title(text: str) -> str:
    """Return a title: 1 to 100 characters."""
    return line(text, "title", TITLE, 1)


def email(text: str) -> str:
    """Return an e-mail address without the space around it."""
    address = text.strip()
    if not is_email(address):
        raise Refused(Code.INVALID, field="email", why="email")
    return address


def phone(text: str) -> str:
    """Return a telephone number as it was given, at most 40 characters, at least 3 of them digits."""
    number = line(text, "phone", 40)
    if sum(each.isdigit() for each in number) < 3:
        raise Refused(Code.INVALID, field="phone", why="characters")
    return number


def zone_name(name: str) -> str:
    """Return the name of a time zone that exists."""
    try:
        zone(name)
    except ValueError as error:
        raise Refused(Code.INVALID, field="zone", why="zone") from error
    return name


def link_name(text: str, field: str) -> str:
    """Return a username or code in lower case; refuse reserved words and anything but a–z, 0–9 and hyphens."""
    name = text.strip().removeprefix("@").lower()
    fault = slug_fault(name)
    if fault:
        raise Refused(Code.INVALID, field=field, why=fault, low=1, high=LONGEST)
    return name


def reminders(minutes: Iterable[int]) -> tuple[int, ...]:
    """Return at most five different leads of 5 minutes to 30 days, the longest first."""
    unique = tuple(sorted(set(minutes), reverse=True))
    within(len(unique), "reminders", 0, 5, why="count")
    for each in unique:
        within(each, "reminders", 5, 43200)
    return unique


def within(value: int, field: str, low: int, high: int, *, why: str = "range") -> int:
    """Return a number if it lies within bounds, both included."""
    if not low <= value <= high:
        raise Refused(Code.INVALID, field=field, why=why, low=low, high=high)
    return value


def _sized(text: str, field: str, most: int, least: int) -> str:
    within(len(text), field, least, most, why="length")
    return text


def _plain(text: str) -> str:
    """Leave out what no database and no mail can carry: control characters (lines stay) and half surrogates."""
    return "".join(each for each in text if each in "\n\t" or unicodedata.category(each) not in {"Cc", "Cs"})
