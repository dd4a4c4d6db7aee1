"""The tables. Instants are UTC; every table that grows with a host carries the host's id, or that of a row that does."""

from storage.tables.availability import override, schedule, time_off
from storage.tables.bookings import ACTIVE, OPEN, STANDS, booking, claim, co_host, hold, poll, waiting
from storage.tables.calendars import CONNECTED, busy, calendar, calendar_account, entry, errand
from storage.tables.columns import metadata
from storage.tables.dialogue import (
    SPOKEN,
    TOLD,
    conversation,
    inbox,
    installation,
    receipt,
    room,
    turn,
    voucher,
)
from storage.tables.event_types import assignment, event_type, question
from storage.tables.people import host, identity, member, person, team
from storage.tables.records import UNFINISHED, attempt, change, one_time_code, outbox, turnstile
from storage.tables.signing import OPEN_SESSION, credential, lockout, refresh_token, session, social_identity

__all__ = [
    "ACTIVE",
    "CONNECTED",
    "OPEN",
    "OPEN_SESSION",
    "SPOKEN",
    "STANDS",
    "TOLD",
    "UNFINISHED",
    "assignment",
    "attempt",
    "booking",
    "busy",
    "calendar",
    "calendar_account",
    "change",
    "claim",
    "co_host",
    "conversation",
    "credential",
    "entry",
    "errand",
    "event_type",
    "hold",
    "host",
    "identity",
    "inbox",
    "installation",
    "lockout",
    "member",
    "metadata",
    "one_time_code",
    "outbox",
    "override",
    "person",
    "poll",
    "question",
    "receipt",
    "refresh_token",
    "room",
    "schedule",
    "session",
    "social_identity",
    "team",
    "time_off",
    "turn",
    "turnstile",
    "voucher",
    "waiting",
]
