"""Calendars that cannot be read: noted, told to their host once, and told again when it is over."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from bot.ports import UnitOfWork
from core.calendars import Account, Calendar, Provider, Trouble, full_name
from core.effects import Note, Notice
from core.errors import Fault, Rejected, Revoked
from core.ports import World
from core.usecases.noting import host_note

PATIENCE = timedelta(hours=1)
"""So long a calendar may be unreachable before its host is told: mostly it passes by itself."""
UNWRITABLE = "unwritable"
"""What is told in place of a `Trouble` of a calendar that can only be read."""
PROVIDERS = {
    Provider.GOOGLE: "Google",
    Provider.MICROSOFT: "Outlook",
    Provider.CALDAV: "CalDAV",
    Provider.ICS: "ICS",
}
"""How providers are called, in every language."""


def trouble_of(error: Fault) -> Trouble:
    """Return what a fault means for the calendar that was asked for."""
    if isinstance(error, Revoked):
        return Trouble.REVOKED
    return Trouble.GONE if isinstance(error, Rejected) else Trouble.UNREACHABLE


async def withdrawn(uow: UnitOfWork, world: World, account_id: UUID) -> tuple[Note, ...]:
    """Note that the permission for an account was withdrawn; return what its host is told, the first time only."""
    account = await uow.calendars.account(account_id)
    if account is None or account.trouble is Trouble.REVOKED:
        return ()
    now = world.clock.now()
    noted = replace(account, trouble=Trouble.REVOKED, since=now, told_at=now, updated_at=now)
    await uow.calendars.save_account(noted)
    return await _told(uow, noted, account.name, Trouble.REVOKED, now)


async def failed(uow: UnitOfWork, world: World, calendar: Calendar, trouble: Trouble) -> tuple[Note, ...]:
    """Return what the host is told of a calendar that cannot be read: once in a trouble, and not if it may still pass."""
    account = await uow.calendars.account(calendar.account_id)
    now, since = world.clock.now(), calendar.since or world.clock.now()
    lasting = trouble is Trouble.GONE or now - since >= PATIENCE
    if account is None or account.told_at or not lasting:
        return ()
    await uow.calendars.save_account(replace(account, told_at=now, updated_at=now))
    return await _told(uow, account, full_name(calendar.name, account.name), trouble, since)


async def unwritable(uow: UnitOfWork, calendar: Calendar) -> tuple[Note, ...]:
    """Return what the host is told of a calendar into which nothing can be written any more, unless they were told."""
    account, host = await uow.calendars.account(calendar.account_id), await uow.people.host(calendar.host_id)
    if account is None or host is None:
        return ()
    facts = {
        "account": str(account.id),
        "name": full_name(calendar.name, account.name),
        "provider": PROVIDERS[account.provider],
        "trouble": UNWRITABLE,
    }
    note = host_note(host, Notice.CALENDAR_TROUBLE, f"{calendar.id}:{UNWRITABLE}", facts)
    return () if await uow.post.begun(f"note:{note.key}:") else (note,)


async def answered(uow: UnitOfWork, world: World, account_id: UUID) -> tuple[Note, ...]:
    """Note that an account answers; return what its host is told, if they were told that it did not."""
    account = await uow.calendars.account(account_id)
    if account is None or not (account.trouble or account.told_at):
        return ()
    of_host = await uow.calendars.calendars(account.host_id)
    if any(each.account_id == account_id and each.checked and each.trouble for each in of_host):
        return ()
    now = world.clock.now()
    well = replace(account, trouble=Trouble.NONE, since=None, told_at=None, updated_at=now)
    await uow.calendars.save_account(well)
    if account.told_at is None:
        return ()
    facts = {"name": account.name, "provider": PROVIDERS[account.provider]}
    return await _note(uow, account, Notice.CALENDAR_BACK, facts, now)


async def _told(
    uow: UnitOfWork, account: Account, name: str, trouble: Trouble, since: datetime
) -> tuple[Note, ...]:
    facts = {
        "account": str(account.id),
        "name": name,
        "provider": PROVIDERS[account.provider],
        "trouble": trouble.value,
        "since": since.isoformat(),
    }
    return await _note(uow, account, Notice.CALENDAR_TROUBLE, facts, since)


async def _note(
    uow: UnitOfWork, account: Account, notice: Notice, facts: dict[str, str], at: datetime
) -> tuple[Note, ...]:
    host = await uow.people.host(account.host_id)
    key = f"{account.id}:{at.isoformat()}"
    return (host_note(host, notice, key, facts),) if host else ()
