"""Public ids of slots: the same for the same slot, safe in an address, and proof against a slip of the finger."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
_BASE = len(_ALPHABET)
_CHECKS = _ALPHABET + "-"
_MODULUS = len(_CHECKS)
_START_BITS, _LENGTH_BITS = 32, 16
_DIGITS = 35
"""As many as the largest value needs: 128 bits of event type, 32 of start and 16 of length."""
_LARGEST = 1 << (128 + _START_BITS + _LENGTH_BITS)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_END = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // timedelta(minutes=1)
"""The last minute of the calendar, year 9999; fewer than 32 bits could hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotRef:
    """Which slot an id means; whether it is free is another question."""

    event_type_id: UUID
    start: datetime
    """UTC, on a whole minute."""
    length: int
    """Minutes."""


def slot_id(event_type_id: UUID, start: datetime, length: int) -> str:
    """Return the id of a slot: 36 characters, 35 of 0-9 and a-z and one, perhaps a hyphen, that checks them.

    `start` is aware and on a whole minute since 1970, `length` in minutes; raise ValueError for what does not fit.
    """
    minutes, rest = divmod(start - _EPOCH, timedelta(minutes=1))
    if rest or not 0 <= minutes < _END or not 0 < length < 1 << _LENGTH_BITS:
        raise ValueError("a slot begins on a whole minute since 1970 and lasts at least one")
    digits = _digits((event_type_id.int << _START_BITS | minutes) << _LENGTH_BITS | length)
    return digits + _check(digits)


def read_slot_id(text: str) -> SlotRef | None:
    """Return the slot that an id means, capitals allowed; None for what is no id or has a slip in it."""
    digits = text.strip().lower()
    if (
        len(digits) != _DIGITS + 1
        or not set(digits[:-1]) <= set(_ALPHABET)
        or _check(digits[:-1]) != digits[-1]
    ):
        return None
    value = int(digits[:-1], _BASE)
    length, minutes = value % (1 << _LENGTH_BITS), (value >> _LENGTH_BITS) % (1 << _START_BITS)
    if not length or minutes >= _END or value >= _LARGEST:
        return None
    event_type_id = UUID(int=value >> (_START_BITS + _LENGTH_BITS))
    return SlotRef(event_type_id=event_type_id, start=_EPOCH + timedelta(minutes=minutes), length=length)


def _digits(value: int) -> str:
    digits = []
    for _ in range(_DIGITS):
        value, digit = divmod(value, _BASE)
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))


def _check(digits: str) -> str:
    """Return the check character of ISO/IEC 7064, MOD 37-2: it notices every wrong character and any two swapped neighbours.

    The 37th character, `*` in the standard, is a hyphen here, so that an id can stand in an address as it is.
    """
    total = 0
    for digit in digits:
        total = (total + int(digit, _BASE)) * 2 % _MODULUS
    return _CHECKS[(1 - total) % _MODULUS]
