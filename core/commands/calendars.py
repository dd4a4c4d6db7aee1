"""What hosts can tell about calendars that they keep elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from core.calendars import Provider, RemoteCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectAccount:
    """Connect a host's account with who keeps calendars; again is to reconnect: trouble ends, what was chosen stays.

    The primary calendar of a new account is checked; bookings are written into it if it can be written to and none is chosen yet.
    Refused(NOT_FOUND, INVALID). Outcome.value: `core.calendars.Account`.
    """

    host_id: UUID
    provider: Provider
    subject: str
    """As `Account.subject`."""
    email: str = ""
    """As `Account.email`: only one that the provider has proved."""
    name: str
    scopes: tuple[str, ...] = ()
    expires_at: datetime | None = None
    secrets: Mapping[str, str] = field(repr=False)
    """As `core.ports.calendars.Access.secrets`."""
    calendars: tuple[RemoteCalendar, ...] = ()
    """All that the provider lists; those of an earlier time that are not among them are forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseCalendars:
    """Say which of a host's calendars are checked, and into which one bookings are written. Refused(NOT_FOUND, INVALID: field `target`, why `read_only`). Outcome.value: `core.calendars.CalendarChoice`."""

    host_id: UUID
    checked: frozenset[UUID]
    target: UUID | None
    """None: into none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCalendars:
    """Have a host's checked calendars read again now, without waiting for their turn. Refused(NOT_FOUND). Outcome.value: how many."""

    host_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DisconnectAccount:
    """Forget an account with all its calendars; its permission is given back at the provider afterwards. Refused(NOT_FOUND). Not to be undone. Outcome.value: `Account`, as it was."""

    host_id: UUID
    account_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleUnread:
    """Look again at a request that waits for calendars which could not be read.

    Once all of them answer it is confirmed if its time is free in them, and otherwise left for its host to decide. Nothing
    happens as long as one does not answer, and to what waits for nothing any more. Refused(NOT_FOUND). Outcome.value: `Booking`.
    """

    booking_id: UUID
