"""Opening accounts: with tokens that are good for a while yet, renewed once for all who ask, and a withdrawn permission noted."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from bot.calendars.house import Household
from bot.calendars.troubles import withdrawn
from core.calendars import Account, Trouble
from core.errors import ConflictError, Expired, Revoked, Transient
from core.ports.calendars import Access, CalendarService, Renewed

EARLY = timedelta(minutes=5)
"""So long before they expire tokens are renewed."""
LIMIT = 45.0
"""Seconds after which a provider is not waited for any longer."""

WAITS = (0.1, 0.4, 1.5)
"""Seconds that another process, which renews the same tokens, is given to write them down."""

T = TypeVar("T")
Asking = Callable[[CalendarService, Access], Awaitable[T]]
"""Asks a provider something."""


class Accounts:
    """Opens accounts and asks their providers; nothing is asked inside a transaction."""

    def __init__(self, house: Household, waits: Sequence[float] = WAITS) -> None:
        """Nothing is opened before it is asked for."""
        self._house = house
        self._waits = waits
        self._renewals: dict[UUID, asyncio.Task[Access]] = {}

    async def ask(self, account_id: UUID, asking: Asking[T], limit: float = LIMIT) -> T:
        """Ask the provider of an account something, within so many seconds.

        Raises the `Fault`s of the asking, Transient if it takes too long, Revoked where the permission was withdrawn, which
        is then noted and told to the host.
        """
        try:
            return await within(self._asked(account_id, asking), limit)
        except Revoked:
            await self._house.write(lambda uow: withdrawn(uow, self._house.world, account_id))
            raise

    async def _asked(self, account_id: UUID, asking: Asking[T]) -> T:
        access = await self.open(account_id)
        service = self.service(access.account)
        try:
            return await asking(service, access)
        except Expired:
            fresh = await self._renew(access.account)
        try:
            return await asking(service, fresh)
        except Expired as error:
            raise Revoked("a token that was just renewed is not accepted") from error

    def service(self, account: Account) -> CalendarService:
        """Return the provider of an account; raise Transient if it is not configured (any more)."""
        service = self._house.services.get(account.provider)
        if service is None:
            raise Transient(f"{account.provider.value} is not configured")
        return service

    async def open(self, account_id: UUID) -> Access:
        """Return an account with tokens that are good for some minutes; raise a `Fault`, Revoked if it is known to be withdrawn."""
        access = await self._read(account_id)
        return await self._renew(access.account) if self._ends_soon(access.account) else access

    async def _read(self, account_id: UUID) -> Access:
        async with self._house.storage.reading() as uow:
            account = await uow.calendars.account(account_id)
            if account is None or account.trouble is Trouble.REVOKED:
                raise Revoked("the account is not connected any more")
            return Access(account=account, secrets=await uow.calendars.secrets(account_id))

    def _ends_soon(self, account: Account) -> bool:
        now = self._house.world.clock.now()
        return account.expires_at is not None and account.expires_at - EARLY <= now

    async def _renew(self, seen: Account) -> Access:
        """Return new tokens for an account as somebody saw it; all who ask meanwhile wait for the same.

        Who asks may give up; the renewal does not, for a token that was given and not written down can be the last.
        """
        running = self._renewals.get(seen.id)
        if running is None:
            running = self._renewals[seen.id] = asyncio.create_task(within(self._fresh(seen)))
            running.add_done_callback(lambda task: self._ended(seen.id, task))
        return await asyncio.shield(running)

    def _ended(self, account_id: UUID, task: asyncio.Task[Access]) -> None:
        del self._renewals[account_id]
        if not task.cancelled():
            task.exception()  # whoever waits is told; nobody may

    async def drain(self) -> None:
        """Wait until every renewal that was begun is done."""
        while self._renewals:
            await asyncio.wait(self._renewals.values())

    async def _fresh(self, seen: Account) -> Access:
        """Return tokens that another has got meanwhile, else fresh ones."""
        access = await self._read(seen.id)
        if access.account.version != seen.version and not self._ends_soon(access.account):
            return access
        return await self._renewed(access)

    async def _renewed(self, access: Access) -> Access:
        """Renew tokens; where another process, or the host by reconnecting, was faster, theirs count."""
        try:
            renewed = await self.service(access.account).renew(access)
        except Revoked:
            return await self._elsewhere(access)
        if renewed is None:
            return access
        try:
            return await self._kept(access, renewed)
        except ConflictError:
            current = await self._read(access.account.id)
            theirs = current.account.expires_at != access.account.expires_at
            return current if theirs else await self._kept(current, renewed)

    async def _elsewhere(self, access: Access) -> Access:
        """Return the tokens that another process was given for the one that is worth nothing now; raise Revoked if there are none.

        It may not have written them down yet, so it is waited for a moment.
        """
        for wait in (0, *self._waits):
            await asyncio.sleep(wait)
            current = await self._read(access.account.id)
            if current.account.version != access.account.version and not self._ends_soon(current.account):
                return current
        raise Revoked("the provider gives no tokens any more")

    async def _kept(self, access: Access, renewed: Renewed) -> Access:
        now = self._house.world.clock.now()
        fresh = replace(access.account, expires_at=renewed.expires_at, updated_at=now)
        async with self._house.storage.writing() as uow:
            account = await uow.calendars.save_account(fresh, renewed.secrets)
            await uow.commit()
        return Access(account=account, secrets=renewed.secrets)


async def within(asking: Awaitable[T], limit: float = LIMIT) -> T:
    """Return what is awaited; raise Transient if that takes longer than so many seconds."""
    try:
        async with asyncio.timeout(limit):
            return await asking
    except TimeoutError:
        raise Transient(f"no answer within {limit:g} s") from None
