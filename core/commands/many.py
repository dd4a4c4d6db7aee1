"""What people can ask for when more than two are concerned: series, waiting, guests, polls."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from core.booking import GuestRole, Invitee, Rsvp, Side
from core.interval import Interval
from core.polls import Vote


@dataclass(frozen=True, slots=True, kw_only=True)
class BookSeries:
    """Book several dates at once, all in one transaction.

    Idempotent by `request_id` (each date's is `<request_id>:<start>`). Refused(SERIES) with the report if a date is not
    free and `skip` does not leave such dates out, or if none is free. Outcome.value: `core.series.Report`.
    """

    request_id: str
    host_id: UUID
    event_type_id: UUID
    starts: tuple[datetime, ...]
    """Aware; the dates that `core.series.dates` gave."""
    length: int
    skip: bool = False
    owner: str | None = None
    person_id: UUID | None = None
    name: str
    email: str | None = None
    phone: str | None = None
    zone: str
    locale: str = "en"
    introduces: bool = False
    verified: bool
    message: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelSeries:
    """Cancel every date of a series that is still to come. Refused(NOT_FOUND, ALREADY_OVER). Outcome.value: the bookings."""

    series_id: UUID
    by: Side
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinWaitlist:
    """Wait for a seat in a full class. Refused(INVALID) if seats are free, it has no waiting list or one waits already.

    Outcome.value: `core.waiting.Waiting`; `Queued` says the place in line.
    """

    host_id: UUID
    event_type_id: UUID
    start: datetime
    length: int
    invitee: Invitee
    verified: bool
    seats: int = 1
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveWaitlist:
    """Wait no longer, or decline the seat that is offered. Outcome.value: `core.waiting.Waiting`."""

    waiting_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeSeat:
    """Take the seat that is kept for somebody who waited. Refused(HOLD_EXPIRED, WRONG_STATUS). Outcome.value: `Booking`."""

    waiting_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LapseSeat:
    """The time to take an offered seat is over: the next in line is offered it. Outcome.value: `Waiting`."""

    waiting_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AddGuests:
    """Bring people along. Refused(INVALID, TOO_MANY_GUESTS). Outcome.value: `Booking`."""

    booking_id: UUID
    by: Side
    emails: tuple[str, ...]
    names: tuple[str, ...] = ()
    """In the order of the e-mails; may be shorter."""
    role: GuestRole = GuestRole.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveGuest:
    """Take a guest off; they are told. Refused(NOT_FOUND). Outcome.value: `Booking`."""

    booking_id: UUID
    by: Side
    guest_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerInvitation:
    """A guest says whether they come. Refused(NOT_FOUND, ALREADY_OVER). Outcome.value: `Booking`."""

    booking_id: UUID
    guest_id: UUID
    answer: Rsvp


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePoll:
    """Ask people which of 2 to 20 times suits them. Refused(INVALID). Outcome.value: `core.polls.Poll`."""

    host_id: UUID
    event_type_id: UUID
    title: str
    options: tuple[Interval, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CastVote:
    """Vote, instead of what the same voter said before. Refused(NOT_FOUND, WRONG_STATUS, INVALID). Outcome.value: `Poll`."""

    poll_id: UUID
    vote: Vote


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePoll:
    """Book one option for everybody who can come to it (the first with an e-mail as invitee, the rest as guests), or None: give up.

    Refused(WRONG_STATUS, INVALID, TAKEN and every `Cause`). Outcome.value: `Poll`.
    """

    poll_id: UUID
    host_id: UUID
    option: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HealBookings:
    """Put right the instants of bookings to come that zone data have moved away from the time that was meant.

    At most `limit` after `after` (an id; None begins), by id. Outcome.value: `Healed`. A booking whose time is taken
    meanwhile stays and is listed in `stuck`.
    """

    after: UUID | None = None
    limit: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Healed:
    """What a round of healing did."""

    moved: tuple[UUID, ...]
    stuck: tuple[UUID, ...]
    last: UUID | None
    """Where the next round begins; None when all were looked at."""
