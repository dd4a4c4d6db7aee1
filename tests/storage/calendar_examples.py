"""Accounts, calendars and events that storage tests begin with, in minutes after noon."""

from uuid import UUID

from core.calendars import Account, Calendar, Entry, Provider, RemoteEvent
from storage import Database
from tests.storage.examples import NOON, booking, ident, span

SECRETS = {"access_token": "at-very-secret", "refresh_token": "rt-very-secret"}


def account(name: str = "ann", **other: object) -> Account:
    """Return an account of Anna's at Google."""
    fields = {
        "id": ident(f"account {name}"),
        "host_id": ident("host anna"),
        "provider": Provider.GOOGLE,
        "subject": f"subject {name}",
        "email": f"{name}@example.com",
        "name": f"{name}@example.com",
        "scopes": ("calendar.events", "calendar.readonly"),
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Account(**{**fields, **other})  # type: ignore[arg-type]


def calendar(name: str = "Work", of: str = "ann", **other: object) -> Calendar:
    """Return a calendar that is checked and was read once."""
    fields = {
        "id": ident(f"calendar {of} {name}"),
        "account_id": ident(f"account {of}"),
        "host_id": ident("host anna"),
        "provider": Provider.GOOGLE,
        "remote": f"remote {name}",
        "name": name,
        "zone": "Europe/Berlin",
        "checked": True,
        "covers": span(-5000, 5000),
        "read_at": NOON,
        "due_at": NOON,
    }
    return Calendar(**{**fields, **other})  # type: ignore[arg-type]


def event(remote: str, start: float = 60, end: float = 90, **other: object) -> RemoteEvent:
    """Return a busy event."""
    return RemoteEvent(remote=remote, during=span(start, end), **other)  # type: ignore[arg-type]


def written(name: str = "b", **other: object) -> Entry:
    """Return the entry of a booking in Anna's calendar `Work`."""
    fields = {
        "booking_id": booking(name).id,
        "host_id": ident("host anna"),
        "calendar_id": calendar().id,
        "remote": f"entry {name}",
        "tag": "1",
        "during": span(60, 90),
        "sequence": 0,
    }
    return Entry(**{**fields, **other})  # type: ignore[arg-type]


async def connect(storage: Database, of: Account | None = None, *calendars: Calendar) -> None:
    """Keep an account with its calendars."""
    async with storage.writing() as unit:
        await unit.calendars.add_account(of or account(), SECRETS)
        for each in calendars:
            await unit.calendars.add_calendar(each)
        await unit.commit()


async def stand(storage: Database, calendar_id: UUID, *events: RemoteEvent) -> None:
    """Put events into the local copy of a calendar."""
    async with storage.writing() as unit:
        await unit.calendars.change_copy(calendar_id, frozenset(), events)
        await unit.commit()
