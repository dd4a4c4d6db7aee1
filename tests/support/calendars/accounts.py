"""Accounts and calendars as services are given them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from core.calendars import Account, Calendar, Provider
from core.ports.calendars import Access

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
HOST = UUID(int=1)
ACCOUNT = UUID(int=2)


def access(provider: Provider, secrets: Mapping[str, str], *, email: str = "") -> Access:
    """Return an account that was opened."""
    account = Account(
        id=ACCOUNT,
        host_id=HOST,
        provider=provider,
        subject="subject",
        email=email,
        created_at=LONG_AGO,
        updated_at=LONG_AGO,
    )
    return Access(account=account, secrets=secrets)


def kept(
    provider: Provider, remote: str, *, zone: str = "Europe/Berlin", cursor: str = "", name: str = "Work"
) -> Calendar:
    """Return a calendar that is checked and written."""
    return Calendar(
        id=UUID(int=3),
        account_id=ACCOUNT,
        host_id=HOST,
        provider=provider,
        remote=remote,
        name=name,
        zone=zone,
        writable=True,
        checked=True,
        target=True,
        cursor=cursor,
        due_at=LONG_AGO,
    )
