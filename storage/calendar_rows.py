"""Rows of accounts and calendars, and the values that they hold."""

from typing import Any

from core.calendars import Account, Calendar, Provider, Trouble, Watch
from core.interval import Interval
from storage.transaction import Found


def account_of(row: Found) -> Account:
    """Return the account of a row."""
    return Account(
        id=row.id,
        host_id=row.host_id,
        provider=Provider(row.provider),
        subject=row.subject,
        email=row.email,
        name=row.name,
        scopes=tuple(row.scopes),
        expires_at=row.expires_at,
        trouble=Trouble(row.trouble),
        since=row.since,
        told_at=row.told_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )


def account_values(account: Account) -> dict[str, Any]:
    """Return what the row of an account holds, all but its tokens."""
    return {
        "id": account.id,
        "host_id": account.host_id,
        "provider": account.provider.value,
        "subject": account.subject,
        "email": account.email,
        "name": account.name,
        "scopes": list(account.scopes),
        "expires_at": account.expires_at,
        "trouble": account.trouble.value,
        "since": account.since,
        "told_at": account.told_at,
        "created_at": account.created_at,
        "updated_at": account.updated_at,
        "version": account.version,
    }


def calendar_of(row: Found) -> Calendar:
    """Return the calendar of a row."""
    return Calendar(
        id=row.id,
        account_id=row.account_id,
        host_id=row.host_id,
        provider=Provider(row.provider),
        remote=row.remote,
        name=row.name,
        zone=row.zone,
        primary=row.is_primary,
        writable=row.writable,
        checked=row.checked,
        target=row.target,
        cursor=row.cursor,
        covers=Interval(row.covers_from, row.covers_to) if row.covers_from else None,
        read_at=row.read_at,
        trouble=Trouble(row.trouble),
        since=row.since,
        doubted_at=row.doubted_at,
        due_at=row.due_at,
        watch=_watch(row),
        version=row.version,
    )


def calendar_values(calendar: Calendar) -> dict[str, Any]:
    """Return what the row of a calendar holds, all but when it was made."""
    return {
        "id": calendar.id,
        "account_id": calendar.account_id,
        "host_id": calendar.host_id,
        "provider": calendar.provider.value,
        "remote": calendar.remote,
        "name": calendar.name,
        "zone": calendar.zone,
        "is_primary": calendar.primary,
        "writable": calendar.writable,
        "checked": calendar.checked,
        "target": calendar.target,
        "version": calendar.version,
        **_reading_values(calendar),
        **_watch_values(calendar.watch),
    }


def _reading_values(calendar: Calendar) -> dict[str, Any]:
    covers = calendar.covers
    return {
        "cursor": calendar.cursor,
        "covers_from": covers.start if covers else None,
        "covers_to": covers.end if covers else None,
        "read_at": calendar.read_at,
        "trouble": calendar.trouble.value,
        "since": calendar.since,
        "doubted_at": calendar.doubted_at,
        "due_at": calendar.due_at,
    }


def _watch(row: Found) -> Watch | None:
    if row.watch_id is None:
        return None
    return Watch(id=row.watch_id, resource=row.watch_resource, expires_at=row.watch_expires_at)


def _watch_values(watch: Watch | None) -> dict[str, Any]:
    return {
        "watch_id": watch.id if watch else None,
        "watch_resource": watch.resource if watch else None,
        "watch_expires_at": watch.expires_at if watch else None,
    }
