"""Asking several people which of several times suits them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from core.interval import Interval


class Suits(StrEnum):
    """What somebody says about one time."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """What one person says about each option, in the options' order."""

    voter: str
    """Key of the voter: a lower-case e-mail, or `person:<id>`."""
    name: str
    email: str | None = None
    zone: str = "UTC"
    answers: tuple[Suits, ...]
    at: datetime


class PollStatus(StrEnum):
    """Where a poll stands."""

    OPEN = "open"
    CLOSED = "closed"
    """One option was booked."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """Times among which people choose; the host closes it by booking one."""

    id: UUID
    host_id: UUID
    event_type_id: UUID
    title: str
    code: str
    """Unguessable; part of the link by which people vote."""
    options: tuple[Interval, ...]
    votes: tuple[Vote, ...] = ()
    status: PollStatus = PollStatus.OPEN
    booking_id: UUID | None = None
    free: tuple[bool, ...] = ()
    """Which options are free, as it is found when somebody asks; never stored."""
    created_at: datetime
    updated_at: datetime
    version: int = 1
