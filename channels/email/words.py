"""The words of letters, as data: one file of subjects and sentences for each language."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.messages import Letter
from core.booking import Booking, Status

_FOLDER = Path(__file__).parent / "languages"

Words = Mapping[str, Mapping[str, Any]]


def words(locale: str) -> Words:
    """Return the words of a locale's language; English where there are none."""
    tag = locale.replace("_", "-").split("-")[0].lower()
    return _read(tag if tag in languages() else "en")


@lru_cache(maxsize=1)
def languages() -> frozenset[str]:
    """Return the languages in which letters can be written."""
    return frozenset(path.stem for path in _FOLDER.glob("*.toml"))


def sentences(letter: Letter, booking: Booking | None) -> Mapping[str, str]:
    """Return the table that fits best who reads, who acted and how the booking stands; KeyError if none does."""
    tables = words(letter.locale)[letter.news]
    found = next((tables[name] for name in _names(letter, booking) if name in tables), None)
    if found is None:
        raise KeyError(letter.news)
    table: Mapping[str, str] = found
    return table


def _names(letter: Letter, booking: Booking | None) -> tuple[str, ...]:
    role = _role(letter)
    state = _state(booking)
    unread = (f"{letter.to_side}_unread",) if _is_about_unread(letter, booking) else ()
    return (
        *unread,
        f"{letter.to_side}_{role}{state}",
        f"{role}{state}",
        f"any{state}",
        role,
        letter.to_side,
        "any",
    )


def _is_about_unread(letter: Letter, booking: Booking | None) -> bool:
    """Say whether a calendar that could not be read is why; to a host only where it is one of theirs."""
    unread = booking.unread if booking else ()
    return any(each.calendar or letter.to_side == "invitee" for each in unread)


def _role(letter: Letter) -> str:
    if letter.by not in ("host", "invitee"):
        return "nobody"
    return "you" if letter.by == letter.to_side else "other"


def _state(booking: Booking | None) -> str:
    if booking is None or booking.status not in (Status.PENDING, Status.CANCELLED):
        return "_standing"
    return f"_{booking.status.value}"


@lru_cache(maxsize=64)
def _read(tag: str) -> Words:
    with (_FOLDER / f"{tag}.toml").open("rb") as file:
        return tomllib.load(file)
