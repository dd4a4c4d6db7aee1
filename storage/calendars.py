"""Connected accounts with their tokens sealed, and their calendars, in the database."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import bindparam as value

from core.calendars import PUSHING, Account, Calendar
from core.errors import ConflictError, Revoked
from core.ports.calendars import Access
from storage.calendar_copies import CalendarCopies
from storage.calendar_rows import account_of, account_values, calendar_of, calendar_values
from storage.dialects import among, database_now
from storage.sealing import KeyRing, Unsealable
from storage.tables import busy, calendar, calendar_account, entry, host
from storage.transaction import Found, Transaction

_CONNECTED = sa.select(calendar_account).where(calendar_account.c.removed_at.is_(None))
ACCOUNT = _CONNECTED.where(calendar_account.c.id == value("of_account"))
ACCOUNTS = _CONNECTED.where(calendar_account.c.host_id == value("of_host")).order_by(
    calendar_account.c.created_at, calendar_account.c.id
)
DROP_REMOVED = sa.delete(calendar_account).where(
    calendar_account.c.host_id == value("of_host"),
    calendar_account.c.provider == value("of_provider"),
    calendar_account.c.subject == value("of_subject"),
    calendar_account.c.removed_at.is_not(None),
)
ADD_ACCOUNT = sa.insert(calendar_account)
_SAME = (
    calendar_account.c.id == value("row"),
    calendar_account.c.version == value("seen"),
    calendar_account.c.removed_at.is_(None),
)
SAVE_ACCOUNT = sa.update(calendar_account).where(*_SAME)
REMOVE_ACCOUNT = (
    sa.update(calendar_account)
    .where(calendar_account.c.id == value("row"), calendar_account.c.removed_at.is_(None))
    .values(removed_at=value("at"), updated_at=value("at"), version=calendar_account.c.version + 1)
)
_REMOVED = (calendar_account.c.id == value("row"), calendar_account.c.removed_at.is_not(None))
DEPARTING = sa.select(calendar_account).where(*_REMOVED, calendar_account.c.sealed != "")
FORGET_TOKENS = sa.update(calendar_account).where(*_REMOVED).values(sealed="")
RESEAL = (
    sa.update(calendar_account)
    .where(calendar_account.c.id == value("row"), calendar_account.c.sealed == value("was"))
    .values(sealed=value("now"))
)
"""Tokens that another process renewed meanwhile are left alone."""

CALENDAR = sa.select(calendar).where(calendar.c.id == value("of_calendar"))
CALENDARS = (
    sa.select(calendar)
    .join(calendar_account, calendar_account.c.id == calendar.c.account_id)
    .where(calendar.c.host_id == value("of_host"))
    .order_by(
        calendar_account.c.created_at,
        calendar_account.c.id,
        calendar.c.is_primary.desc(),
        calendar.c.name,
        calendar.c.id,
    )
)
ANY_CHECKED = sa.select(calendar.c.id).where(calendar.c.checked).limit(1)
CHECKED = (
    sa.select(calendar)
    .where(among(calendar.c.host_id, "host_ids"), calendar.c.checked)
    .order_by(calendar.c.host_id, calendar.c.id)
)
BY_WATCH = sa.select(calendar).where(calendar.c.watch_id == value("watch"))
ADD_CALENDAR = sa.insert(calendar).values(created_at=database_now(), updated_at=database_now())
SAVE_CALENDAR = (
    sa.update(calendar)
    .where(calendar.c.id == value("row"), calendar.c.version == value("seen"))
    .values(updated_at=database_now())
)
HURRY = (
    sa.update(calendar)
    .where(calendar.c.id == value("row"), calendar.c.due_at > value("at"))
    .values(due_at=value("at"))
)
_LIVING = sa.select(calendar).join(
    host, sa.and_(host.c.id == calendar.c.host_id, host.c.deleted_at.is_(None))
)
_HOLDS_ENTRIES = sa.exists().where(
    entry.c.calendar_id == calendar.c.id, sa.not_(entry.c.gone), entry.c.ends > value("now")
)
DUE = (
    _LIVING.where(
        calendar.c.due_at <= value("now"), sa.or_(calendar.c.checked, calendar.c.target, _HOLDS_ENTRIES)
    )
    .order_by(calendar.c.due_at, calendar.c.id)
    .limit(value("at_most"))
)
TARGETS = sa.select(calendar).where(
    calendar.c.target,
    sa.or_(
        among(calendar.c.host_id, "host_ids"),
        calendar.c.host_id.in_(
            sa.select(host.c.id).where(host.c.person_id == value("of_person"), host.c.deleted_at.is_(None))
        ),
    ),
)
TO_WATCH = (
    _LIVING.join(calendar_account, calendar_account.c.id == calendar.c.account_id)
    .where(
        sa.or_(calendar.c.checked, calendar.c.target),
        sa.or_(*(calendar.c.provider == each.value for each in sorted(PUSHING))),
        sa.or_(calendar.c.watch_id.is_(None), calendar.c.watch_expires_at < value("before")),
        calendar.c.trouble == "",
        calendar_account.c.trouble == "",
    )
    .order_by(calendar.c.watch_expires_at.nulls_first(), calendar.c.id)
    .limit(value("at_most"))
)

_OF_CALENDAR = calendar.c.id == value("of_calendar")
_OF_ACCOUNT = calendar.c.account_id == value("of_account")


def _forgetting(which: sa.ColumnElement[bool]) -> tuple[sa.Delete, ...]:
    """Return what drops calendars with all that is known of them, in the order in which it must go."""
    ids = sa.select(calendar.c.id).where(which)
    known = (sa.delete(table).where(table.c.calendar_id.in_(ids)) for table in (busy, entry))
    return *known, sa.delete(calendar).where(which)


FORGET_CALENDAR = _forgetting(_OF_CALENDAR)
FORGET_CALENDARS = _forgetting(_OF_ACCOUNT)


class Calendars(CalendarCopies):
    """Implements `core.ports.calendars.Calendars`."""

    def __init__(self, transaction: Transaction, ring: KeyRing) -> None:
        """Work inside a transaction; tokens are sealed with a ring of keys."""
        super().__init__(transaction)
        self._ring = ring

    # -- accounts ----------------------------------------------------------------------------------

    async def account(self, account_id: UUID) -> Account | None:
        """Return an account that is connected."""
        found = await self._transaction.row(ACCOUNT, of_account=account_id)
        return account_of(found) if found else None

    async def accounts(self, host_id: UUID) -> Sequence[Account]:
        """Return a host's accounts, oldest first."""
        return [account_of(row) for row in await self._transaction.rows(ACCOUNTS, of_host=host_id)]

    async def add_account(self, account: Account, secrets: Mapping[str, str]) -> None:
        """Insert an account with its tokens, sealed; one of the same host, provider and subject that was removed is replaced.

        Raise ConflictError if that one is still connected, Unsealable without a key.
        """
        which = {"of_provider": account.provider.value, "of_subject": account.subject}
        await self._transaction.run(DROP_REMOVED, of_host=account.host_id, **which)
        values = account_values(account) | {"sealed": self._sealed(account, secrets), "removed_at": None}
        await self._transaction.run(ADD_ACCOUNT, **values)

    async def save_account(self, account: Account, secrets: Mapping[str, str] | None = None) -> Account:
        """Update an account, with new tokens if they are given; return it with its new version; raise ConflictError."""
        saved = replace(account, version=account.version + 1)
        values = account_values(saved)
        if secrets is not None:
            values["sealed"] = self._sealed(account, secrets)
        if not await self._transaction.run(SAVE_ACCOUNT, row=account.id, seen=account.version, **values):
            raise ConflictError("calendar account")
        return saved

    async def secrets(self, account_id: UUID) -> Mapping[str, str]:
        """Return the tokens of an account; raise Revoked if there are none or they cannot be opened."""
        found = await self._transaction.row(ACCOUNT, of_account=account_id)
        if found is None:
            raise Revoked("the account is not connected")
        try:
            opened: dict[str, str] = json.loads(self._ring.open(found.sealed, _about(found)))
        except Unsealable as error:
            raise Revoked(f"the tokens of the account cannot be opened: {error}") from None
        return opened

    async def remove_account(self, account_id: UUID, at: datetime) -> None:
        """Forget an account's calendars and what is known of them; its tokens are kept for the farewell only, see `departing`."""
        for each in FORGET_CALENDARS:
            await self._transaction.run(each, of_account=account_id)
        await self._transaction.run(REMOVE_ACCOUNT, row=account_id, at=at)

    async def departing(self, account_id: UUID) -> Access | None:
        """Return an account that was removed with the tokens by which its permission is given back, None if they are forgotten."""
        found = await self._transaction.row(DEPARTING, row=account_id)
        if found is None:
            return None
        try:
            secrets: dict[str, str] = json.loads(self._ring.open(found.sealed, _about(found)))
        except Unsealable:
            return None
        return Access(account=account_of(found), secrets=secrets)

    async def forget_tokens(self, account_id: UUID) -> None:
        """Forget the tokens of an account that was removed."""
        await self._transaction.run(FORGET_TOKENS, row=account_id)

    async def reseal(self) -> int:
        """Seal with the newest key what an older one sealed; return how many."""
        rows = await self._transaction.rows(_CONNECTED) if self._ring else ()
        return sum([await self._reseal(row) for row in rows if not self._ring.is_new(row.sealed)])

    async def _reseal(self, row: Found) -> int:
        try:
            sealed = self._ring.seal(self._ring.open(row.sealed, _about(row)), _about(row))
        except Unsealable:  # with a key that was lost: whoever needs it is told so
            return 0
        return await self._transaction.run(RESEAL, row=row.id, was=row.sealed, now=sealed)

    def _sealed(self, account: Account, secrets: Mapping[str, str]) -> str:
        return self._ring.seal(json.dumps(dict(secrets)), _about(account))

    # -- calendars ---------------------------------------------------------------------------------

    async def calendar(self, calendar_id: UUID) -> Calendar | None:
        """Return a calendar."""
        found = await self._transaction.row(CALENDAR, of_calendar=calendar_id)
        return calendar_of(found) if found else None

    async def calendars(self, host_id: UUID) -> Sequence[Calendar]:
        """Return a host's calendars: by account, the primary one first, then by name."""
        return [calendar_of(row) for row in await self._transaction.rows(CALENDARS, of_host=host_id)]

    async def any_checked(self) -> bool:
        """Say whether anybody has a calendar that is checked."""
        return await self._transaction.row(ANY_CHECKED) is not None

    async def checked(self, host_ids: Sequence[UUID]) -> Sequence[Calendar]:
        """Return the calendars of hosts that are checked, by host and id."""
        return [calendar_of(row) for row in await self._transaction.rows(CHECKED, host_ids=host_ids)]

    async def add_calendar(self, calendar: Calendar) -> None:
        """Insert a calendar; raise ConflictError if its account has it already, or the host another target."""
        await self._transaction.run(ADD_CALENDAR, **calendar_values(calendar))

    async def save_calendar(self, calendar: Calendar) -> Calendar:
        """Update a calendar; return it with its new version; raise ConflictError."""
        saved = replace(calendar, version=calendar.version + 1)
        values = calendar_values(saved)
        if not await self._transaction.run(SAVE_CALENDAR, row=calendar.id, seen=calendar.version, **values):
            raise ConflictError("calendar")
        return saved

    async def remove_calendar(self, calendar_id: UUID) -> None:
        """Forget a calendar and what is known of it."""
        for each in FORGET_CALENDAR:
            await self._transaction.run(each, of_calendar=calendar_id)

    async def by_watch(self, watch_id: str) -> Calendar | None:
        """Return the calendar that is watched under an id."""
        found = await self._transaction.row(BY_WATCH, watch=watch_id)
        return calendar_of(found) if found else None

    async def hurry(self, calendar_id: UUID, at: datetime) -> None:
        """Have a calendar read again at an instant, if it is not to be read earlier; its version stays."""
        await self._transaction.run(HURRY, row=calendar_id, at=at)

    async def due(self, now: datetime, limit: int) -> Sequence[Calendar]:
        """Return calendars of living hosts that are checked, written or hold entries not yet over, and are to be read now, the longest overdue first."""
        return [calendar_of(row) for row in await self._transaction.rows(DUE, now=now, at_most=limit)]

    async def targets(self, host_ids: Sequence[UUID], person_id: UUID | None = None) -> Sequence[Calendar]:
        """Return the calendars into which bookings of these hosts, and of the host that a person is, are written, in one round trip."""
        of = {"host_ids": host_ids, "of_person": person_id}
        return [calendar_of(row) for row in await self._transaction.rows(TARGETS, **of)]

    async def to_watch(self, before: datetime, limit: int) -> Sequence[Calendar]:
        """Return checked or written calendars, without trouble, of providers that push whose watch is missing or ends before an instant."""
        rows = await self._transaction.rows(TO_WATCH, before=before, at_most=limit)
        return [calendar_of(row) for row in rows]


def _about(account: Account | Found) -> str:
    """Return what sealed tokens are bound to, so that those of another row cannot be put in their place."""
    return f"calendar|{account.host_id}|{account.provider}|{account.subject}"
