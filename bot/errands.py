"""Errands that somebody runs at a provider, by a one-time link: to connect an account of theirs."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from core.calendars import Provider

VALID = timedelta(minutes=15)
"""How long a link can be used."""
CONNECTED = "connected:"
"""Begins the choice of the delivery that stands for an account that was connected; its id follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueErrand:
    """Make a one-time link by which a host connects a calendar account. Refused(TOO_MANY_ATTEMPTS, NOT_FOUND: no such provider is configured). Outcome.value: the link."""

    person_id: UUID
    host_id: UUID
    provider: Provider
    address: str
    """The key of the address of the talk in which it was asked for."""
