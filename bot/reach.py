"""Where somebody can be reached: what they say about it, the codes that join their rooms, and what is done with them."""

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
"""No two signs that look alike, and no vowels: no word is a code."""
LENGTH = 8
VALID = timedelta(minutes=10)
"""How long a code can be used."""
MOST_WRONG = 5
"""Wrong codes of a room in an hour after which it has to pause."""
MOST_ISSUED = 10
"""Codes that somebody is given in an hour."""
WRITTEN = re.compile(
    rf"(?:/start(?:@\w+)? )?\W*(?=[\d\s-]{{0,8}}[A-Z])([{ALPHABET}]{{4}})[-\s]?([{ALPHABET}]{{4}})\W*",
    re.IGNORECASE,
)
"""A code as somebody may write it. Every code has a letter: eight digits are a telephone number."""
MASK = "••••-••••"
"""Stands for a code where it is not kept."""


class Ask(StrEnum):
    """What somebody says about where they are reached."""

    CONNECT = "connect"
    """Another room of theirs is to be joined."""
    CONTINUE = "continue"
    """The talk is to go on elsewhere."""
    ONLY = "only"
    PREFER = "prefer"
    REMINDERS = "reminders"
    NEVER = "never"
    LOG_OUT = "log_out"
    """Everywhere, on the web."""
    SIGNED_IN = "signed_in"
    """"where am I signed in?"."""
    SIGN_IN = "sign_in"
    """"how do I sign in on the web?"."""
    SHOW = "show"
    """"how do you notify me?"."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What was said about it, and on which channel; an empty one is any."""

    ask: Ask
    channel: str = ""


class Purpose(StrEnum):
    """What a code does."""

    LINK = "link"
    CONTINUE = "continue"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueVoucher:
    """Make a one-time code for a person. Refused(TOO_MANY_ATTEMPTS). Outcome.value: the code."""

    person_id: UUID
    purpose: Purpose
    address: str
    """The key of the talk's address."""
    bound: str = ""
    """The only channel on which it counts; empty is any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disown:
    """Take a room off a person again, and all that was carried there. Outcome.value: None."""

    person_id: UUID
    channel: str
    account: str
    room: str
    previous: UUID | None = None
    """To whom the room belonged before."""


def code_in(text: str) -> str | None:
    """Return the code that a message is, as it is written; None if it is none."""
    found = WRITTEN.fullmatch(text)
    return f"{found[1]}-{found[2]}".upper() if found else None


def digest(code: str) -> str:
    """Return what is kept of a code."""
    return hashlib.sha256(f"voucher\n{code}".encode()).hexdigest()


def masked(text: str) -> str:
    """Return a text that was said with the codes in it made unreadable."""
    return _IN_TEXT.sub(MASK, text)


_IN_TEXT = re.compile(rf"\b[{ALPHABET}]{{4}}-?[{ALPHABET}]{{4}}\b")
