"""Calendars that hosts keep elsewhere: accounts, their calendars, what stands in them, and what a host wants of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from core.interval import Interval


class Provider(StrEnum):
    """Who keeps a calendar."""

    GOOGLE = "google"
    MICROSOFT = "microsoft"
    CALDAV = "caldav"
    ICS = "ics"
    """A feed that can only be read."""


PUSHING = frozenset({Provider.GOOGLE, Provider.MICROSOFT})
"""Who can tell us of changes."""


class Trouble(StrEnum):
    """Why an account or calendar cannot be read; nothing here is no trouble."""

    NONE = ""
    UNREACHABLE = "unreachable"
    """It does not answer, or not in time; that may pass by itself."""
    REVOKED = "revoked"
    """Our permission was withdrawn: the host has to connect it again."""
    GONE = "gone"
    """There is no such calendar any more."""


class WhenUnread(StrEnum):
    """What a host wants when somebody books and a calendar cannot be read."""

    STRICT = "strict"
    """Nothing is booked."""
    PENDING = "pending"
    """It is asked for: confirmed once the calendar answers and the time is free, or the host says yes."""
    LENIENT = "lenient"
    """It is booked."""


class WhenEdited(StrEnum):
    """What a host wants when they move or delete a booking's event in their own calendar."""

    FOLLOW = "follow"
    """The booking follows, and the invitee is told."""
    ASK = "ask"
    """The host is asked whether it shall."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRules:
    """What a host wants of their calendars."""

    unread: WhenUnread = WhenUnread.PENDING
    edited: WhenEdited = WhenEdited.ASK
    tentative_blocks: bool = True
    """Whether what they have not surely agreed to takes up their time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A host's account with somebody who keeps calendars. Its tokens are kept apart (`Calendars.secrets`)."""

    id: UUID
    host_id: UUID
    provider: Provider
    subject: str
    """The provider's own id of the account: Google's and Microsoft's `sub`, of a server its address and user name, of a feed a digest of its address."""
    email: str = ""
    """Its address, if it has one; proved by the provider."""
    name: str = ""
    """How the host calls it: its address, else the server's name."""
    scopes: tuple[str, ...] = ()
    """What we may do with it, as the provider said."""
    expires_at: datetime | None = None
    """When its token has to be renewed at the latest."""
    trouble: Trouble = Trouble.NONE
    since: datetime | None = None
    """Since when there is trouble."""
    told_at: datetime | None = None
    """When the host was told of the trouble; once is enough."""
    created_at: datetime
    updated_at: datetime
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A provider's promise to tell us of changes in a calendar."""

    id: str
    """Ours for Google (channel id), the provider's for Microsoft (subscription id)."""
    resource: str = ""
    """Google's id of what is watched, needed to end it."""
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """One calendar of an account."""

    id: UUID
    account_id: UUID
    host_id: UUID
    provider: Provider
    remote: str
    """The provider's id of it: a calendar id, or the address of a collection or feed."""
    name: str
    zone: str = "UTC"
    """IANA; in it lie its all-day events and floating times."""
    primary: bool = False
    writable: bool = False
    checked: bool = False
    """Whether what stands in it takes up the host's time."""
    target: bool = False
    """Whether bookings are written into it; one a host at most."""
    cursor: str = ""
    """From where the next reading goes on (sync token, delta link, ETag); empty: all is read anew."""
    covers: Interval | None = None
    """The stretch of time that the local copy holds; None: nothing was read yet."""
    read_at: datetime | None = None
    """When it was last read, successfully."""
    trouble: Trouble = Trouble.NONE
    since: datetime | None = None
    """Since when it cannot be read."""
    doubted_at: datetime | None = None
    """When a reading came back so empty that it was not believed; see `core.syncing`."""
    due_at: datetime
    """When it is to be read again; a push brings it forward."""
    watch: Watch | None = None
    version: int = 1

    @property
    def readable(self) -> bool:
        """Whether the last attempt to read it went well."""
        return self.trouble is Trouble.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarChoice:
    """What a host has chosen of all their calendars; the audit trail keeps it."""

    id: UUID
    """The host's."""
    host_id: UUID
    checked: tuple[UUID, ...] = ()
    """Calendars that take up time, by id."""
    target: UUID | None = None
    """The calendar into which bookings are written."""


class Showing(StrEnum):
    """How an event shows the time it takes up."""

    BUSY = "busy"
    TENTATIVE = "tentative"
    AWAY = "away"
    """Out of office."""
    FREE = "free"
    """It does not take up time: transparent, declined, cancelled, working elsewhere. Kept only if it is ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteEvent:
    """One event of a calendar, or one occurrence of a recurring one; what it is about is not kept."""

    remote: str
    """Its id, unique in its calendar; of an occurrence different from those of the others."""
    series: str = ""
    """The id that all occurrences of a recurring event (all events of one CalDAV object) have in common."""
    during: Interval
    all_day: bool = False
    showing: Showing = Showing.BUSY
    tag: str = ""
    """Its ETag or change key."""
    booking_id: UUID | None = None
    """The booking for which we wrote it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a provider says has changed in a calendar. First `gone` is dropped, then `events` are put in place."""

    events: tuple[RemoteEvent, ...] = ()
    gone: frozenset[str] = frozenset()
    """Ids of events, or of series with all their occurrences."""
    cursor: str = ""
    whole: bool = False
    """Whether `events` is all that stands in the stretch that was asked for; what is not among them is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteCalendar:
    """A calendar as its provider lists it."""

    remote: str
    name: str
    zone: str = "UTC"
    """IANA; empty if the provider does not say, and its host's zone is taken."""
    primary: bool = False
    writable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An event to be written for a booking, in one host's calendar."""

    booking_id: UUID
    uid: str
    """The booking's iCalendar UID; with it, or what is derived from it and the owner, a repeat makes no second event."""
    owner: UUID
    """The host in whose calendar it is written."""
    sequence: int
    during: Interval
    zone: str
    title: str
    text: str = ""
    """What else is to be read in it, plain, lines apart by a line feed."""
    place: str = ""
    """Link, number or address."""
    others: tuple[tuple[str, str], ...] = ()
    """Who else takes part (name, e-mail), to be read; the provider is never asked to invite them: we have told them."""
    tentative: bool = False
    """It is not confirmed yet."""
    series: bool = False
    """Whether it is one of several dates that share what is made for them."""
    meeting: bool = False
    """Whether the provider is asked for a meeting room of its own (Meet, Teams)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An event that was written."""

    remote: str
    tag: str = ""
    link: str = ""
    """The address of its meeting room, if it has got one."""
    pending: bool = False
    """Whether a meeting room is being made and its address will follow: the same has to be written again to learn it."""
    made: bool = True
    """Whether it did not exist before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The event that stands for a booking in a host's calendar, as we last wrote it or saw it."""

    booking_id: UUID
    host_id: UUID
    calendar_id: UUID
    remote: str
    tag: str = ""
    during: Interval
    """When it was, as we wrote it."""
    sequence: int
    """Of the booking, as we wrote it."""
    gone: bool = False
    """It was taken out, by us or by the host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A checked calendar that could not be read; what it is called is for its host's eyes."""

    host_id: UUID
    calendar: str
    """Its name, with the account's: `Work (ann@example.com)`."""
    provider: Provider
    since: datetime | None
    """Since when it has not answered; None: it was never read."""
    trouble: Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a host's checked calendars show of a stretch of time."""

    busy: tuple[tuple[Interval, str], ...] = ()
    """Time taken up by what is not a booking of ours, with the calendar's name; sorted."""
    tentative: tuple[tuple[Interval, str], ...] = ()
    """The same of what the host has not surely agreed to; `CalendarRules.tentative_blocks` says whether it counts."""
    unread: tuple[Unread, ...] = ()


def full_name(calendar: str, account: str) -> str:
    """Return how a calendar is called among those of several accounts; a main one often has its account's name."""
    return calendar if account in {"", calendar} else f"{calendar} ({account})"
