"""Kinds of values that options have."""

from argparse import ArgumentTypeError
from datetime import datetime

from core.interval import utc
from core.zones import zone


def zone_name(text: str) -> str:
    """Return the name of an IANA zone; raise ArgumentTypeError if there is none of that name."""
    try:
        zone(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error
    return text


def instant(text: str) -> datetime:
    """Return an ISO 8601 instant in UTC; raise ArgumentTypeError if it is none, or has no offset."""
    try:
        return utc(datetime.fromisoformat(text))
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no instant such as 2026-11-23T09:00+01:00") from error
