"""What is needed from outside about calendars: where they are remembered, and the services that keep them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from core.calendars import (
    Account,
    Calendar,
    Changes,
    Draft,
    Entry,
    RemoteCalendar,
    RemoteEvent,
    Seen,
    Watch,
    Written,
)
from core.interval import Interval


class Calendars(Protocol):
    """Connected accounts, their calendars, a local copy of what stands in them, and our own entries there. Every `save` compares `version`."""

    async def account(self, account_id: UUID) -> Account | None:
        """Return an account that is connected."""
        ...

    async def accounts(self, host_id: UUID) -> Sequence[Account]:
        """Return a host's accounts, oldest first."""
        ...

    async def add_account(self, account: Account, secrets: Mapping[str, str]) -> None:
        """Insert an account with its tokens, which are sealed; one of the same host, provider and subject that was removed is replaced."""
        ...

    async def save_account(self, account: Account, secrets: Mapping[str, str] | None = None) -> Account:
        """Update an account, with new tokens if they are given; raise ConflictError. Return it with its new version."""
        ...

    async def secrets(self, account_id: UUID) -> Mapping[str, str]:
        """Return the tokens of an account; raise Revoked if there are none or they cannot be opened."""
        ...

    async def remove_account(self, account_id: UUID, at: datetime) -> None:
        """Forget an account's calendars and what is known of them; entries are forgotten, not deleted elsewhere.

        Its tokens open nothing any more; they are kept until its permission is given back, see `departing`.
        """
        ...

    async def departing(self, account_id: UUID) -> "Access | None":
        """Return an account that was removed with the tokens by which its permission is given back, None if they are forgotten."""
        ...

    async def forget_tokens(self, account_id: UUID) -> None:
        """Forget the tokens of an account that was removed."""
        ...

    async def reseal(self) -> int:
        """Seal with the newest key what an older one sealed; return how many."""
        ...

    async def calendar(self, calendar_id: UUID) -> Calendar | None:
        """Return a calendar."""
        ...

    async def calendars(self, host_id: UUID) -> Sequence[Calendar]:
        """Return a host's calendars: by account, the primary one first, then by name."""
        ...

    async def any_checked(self) -> bool:
        """Say whether anybody has a calendar that is checked."""
        ...

    async def checked(self, host_ids: Sequence[UUID]) -> Sequence[Calendar]:
        """Return the calendars of hosts that are checked, in one round trip."""
        ...

    async def add_calendar(self, calendar: Calendar) -> None:
        """Insert a calendar."""
        ...

    async def save_calendar(self, calendar: Calendar) -> Calendar:
        """Update a calendar; raise ConflictError. Return it with its new version."""
        ...

    async def remove_calendar(self, calendar_id: UUID) -> None:
        """Forget a calendar and what is known of it."""
        ...

    async def by_watch(self, watch_id: str) -> Calendar | None:
        """Return the calendar that is watched under an id."""
        ...

    async def hurry(self, calendar_id: UUID, at: datetime) -> None:
        """Have a calendar read again at an instant, if it is not to be read earlier; versions are not looked at."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[Calendar]:
        """Return calendars that are checked, written or hold entries and are to be read now, the longest overdue first."""
        ...

    async def targets(self, host_ids: Sequence[UUID], person_id: UUID | None = None) -> Sequence[Calendar]:
        """Return the calendars into which bookings of these hosts, and of the host that a person is, are written, in one round trip."""
        ...

    async def to_watch(self, before: datetime, limit: int) -> Sequence[Calendar]:
        """Return checked or written calendars of providers that push whose watch is missing or ends before an instant."""
        ...

    async def copy(self, calendar_id: UUID, within: Interval) -> Sequence[RemoteEvent]:
        """Return what the local copy of a calendar holds that touches a stretch of time, by start."""
        ...

    async def known(self, calendar_id: UUID, ids: Sequence[str]) -> Sequence[RemoteEvent]:
        """Return what the local copy holds under these ids, of events or of series."""
        ...

    async def change_copy(
        self, calendar_id: UUID, gone: frozenset[str], events: Sequence[RemoteEvent]
    ) -> None:
        """Drop from the local copy what has one of these ids (of events or series), then put events in place of what has the same id."""
        ...

    async def replace_copy(self, calendar_id: UUID, within: Interval, events: Sequence[RemoteEvent]) -> None:
        """Have the local copy hold, of what touches a stretch of time, exactly these events."""
        ...

    async def seen(self, host_ids: Sequence[UUID], within: Interval) -> Mapping[UUID, Seen]:
        """Return what the checked calendars of hosts show of a stretch of time, in one round trip; hosts without any are left out."""
        ...

    async def entry(self, booking_id: UUID, host_id: UUID) -> Entry | None:
        """Return the entry of a booking in a host's calendar."""
        ...

    async def entries(self, booking_ids: Sequence[UUID]) -> Sequence[Entry]:
        """Return all entries of bookings."""
        ...

    async def save_entry(self, entry: Entry) -> None:
        """Insert or replace an entry."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """An account with what opens it."""

    account: Account
    secrets: Mapping[str, str] = field(repr=False)
    """OAuth: `access_token`, `refresh_token`. CalDAV: `url`, `username`, `password`. Feed: `url`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """New tokens of an account."""

    secrets: Mapping[str, str] = field(repr=False)
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """Where and how we want to be told of changes."""

    address: str
    """Of ours, public."""
    id: str
    """A fresh id, for providers that let us choose what the watch is called."""
    token: str = field(repr=False)
    """The provider brings it back with each notice; so we know that it comes from them."""


class Sign(StrEnum):
    """What a provider tells us about a watch."""

    CHANGED = "changed"
    """Something has changed, or may have."""
    RENEW = "renew"
    """The watch must be renewed now."""
    ENDED = "ended"
    """There is no such watch any more."""


class Pushed(Protocol):
    """Takes what a provider tells; the integrations' doors call it."""

    async def __call__(self, watch_id: str, token: str, sign: Sign) -> bool:
        """Have the calendar read again soon; False if there is no such watch or the token is not its own. Safe to repeat."""
        ...


class CalendarService(Protocol):
    """One provider of calendars. Everything raises `core.errors.Fault`s: Transient, Expired (renew, then ask once more), RateLimited, Revoked (permission withdrawn), Rejected; `Outdated` where it says so."""

    @property
    def pushes(self) -> bool:
        """Whether it can tell us of changes (`watch`), as we are configured."""
        ...

    async def renew(self, access: Access) -> Renewed | None:
        """Return new tokens, None if the provider's do not expire; raise Revoked if it gives none any more."""
        ...

    async def revoke(self, access: Access) -> None:
        """Give the permission back at the provider; where there is no such thing, do nothing."""
        ...

    async def calendars(self, access: Access) -> Sequence[RemoteCalendar]:
        """Return the calendars of an account."""
        ...

    async def events(self, access: Access, calendar: Calendar, within: Interval) -> Sequence[RemoteEvent]:
        """Return all that stands in a calendar and touches a stretch of time, recurring events expanded."""
        ...

    async def changes(self, access: Access, calendar: Calendar, within: Interval) -> Changes:
        """Return what has changed since `calendar.cursor`, as far as it touches a stretch of time; with an empty cursor all of it.

        Raise Outdated if the cursor is worth nothing any more.
        """
        ...

    async def put(self, access: Access, calendar: Calendar, draft: Draft, known: Entry | None) -> Written:
        """Write an event, or bring the one that we know up to date; a repeat makes no second event.

        One that somebody has deleted elsewhere since is made anew.
        """
        ...

    async def remove(self, access: Access, calendar: Calendar, entry: Entry) -> None:
        """Delete an event of ours; one that is gone already is no fault."""
        ...

    async def watch(self, access: Access, calendar: Calendar, hook: Hook) -> Watch:
        """Ask to be told of changes in a calendar, or for longer under the watch that it has."""
        ...

    async def unwatch(self, access: Access, watch: Watch) -> None:
        """End a watch; one that has ended already is no fault."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting room that was made."""

    link: str
    id: str = ""
    """What is needed to change or delete it."""


class MeetingService(Protocol):
    """Makes meeting rooms that are no part of a calendar event (Zoom). Raises `core.errors.Fault`s."""

    async def make(self, draft: Draft) -> Meeting:
        """Make a room for a booking; a repeat with the same `draft.uid` returns the same one while that is there."""
        ...

    async def change(self, meeting_id: str, draft: Draft) -> None:
        """Move a room to the draft's time; raise Gone if it was deleted."""
        ...

    async def remove(self, meeting_id: str) -> None:
        """Delete a room; one that is gone already is no fault."""
        ...
