"""Watches: asked for, renewed before they end, ended with the account; and the farewell at the provider."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from bot.calendars.access import Accounts, within
from bot.calendars.house import Household
from bot.ports import UnitOfWork
from bot.post import Delivery
from core.calendars import Calendar, Watch
from core.effects import Note
from core.errors import ConflictError, Fault, Rejected, Revoked
from core.jsonable import load
from core.ports.calendars import Access, CalendarService, Hook

_log = structlog.get_logger(__name__)

EARLY = timedelta(hours=12)
"""So long before a watch ends it is renewed."""
PAUSE = timedelta(minutes=30)
"""So long a calendar whose watch was refused is left alone: it is read from time to time all the same."""
BATCH = 20
"""Watches that are asked for in one round."""
FAREWELLS = 8
"""How often we try to give a permission back before its tokens are forgotten anyway."""


class Watching:
    """Keeps calendars watched where their provider tells of changes."""

    def __init__(self, house: Household, accounts: Accounts) -> None:
        """Nothing is watched before `renew`."""
        self._house = house
        self._accounts = accounts
        self._not_before: dict[UUID, datetime] = {}
        self._soon: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Have watches renewed now; returns at once."""
        if self._soon is None or self._soon.done():
            self._soon = asyncio.create_task(self._renewed())

    async def drain(self) -> None:
        """Wait until what was begun is done."""
        if self._soon:
            await self._soon

    async def _renewed(self) -> None:
        try:
            await self.renew()
        except Fault as error:  # the database is away: the next beat does it
            _log.warning("calendar.watches_put_off", error=type(error).__name__)

    async def renew(self) -> None:
        """Ask for the watches that are missing or end soon."""
        now = self._house.world.clock.now()
        async with self._house.storage.reading() as uow:
            found = await uow.calendars.to_watch(now + EARLY, BATCH + len(self._not_before))
        for calendar in found:
            if self._not_before.get(calendar.id, now) <= now and self._pushes(calendar):
                await self._try(calendar, now)

    def _pushes(self, calendar: Calendar) -> bool:
        service = self._house.services.get(calendar.provider)
        return service is not None and service.pushes

    async def _try(self, calendar: Calendar, now: datetime) -> None:
        self._not_before[calendar.id] = now + PAUSE
        try:
            await self._watch(calendar)
        except (Fault, ConflictError) as error:
            _log.warning("calendar.not_watched", calendar=str(calendar.id), error=type(error).__name__)
            return
        if calendar.watch is None or calendar.watch.expires_at < now + EARLY:
            self._not_before.pop(calendar.id, None)

    async def _watch(self, calendar: Calendar) -> None:
        links, chance = self._house.links, self._house.world.chance
        hook = Hook(
            address=links.calendar_hook(calendar.provider),
            id=str(chance.uuid()),
            token=links.calendar_token(calendar.id),
        )
        watch = await self._accounts.ask(
            calendar.account_id, lambda service, access: service.watch(access, calendar, hook)
        )
        await self._keep(calendar, watch)
        old = calendar.watch
        if old and old.id != watch.id:
            with suppress(Fault):  # it ends by itself
                await self._accounts.ask(
                    calendar.account_id, lambda service, access: service.unwatch(access, old)
                )

    async def _keep(self, calendar: Calendar, watch: Watch) -> None:
        async def work(uow: UnitOfWork) -> tuple[Note, ...]:
            current = await uow.calendars.calendar(calendar.id)
            if current:
                await uow.calendars.save_calendar(replace(current, watch=watch))
                await uow.calendars.hurry(calendar.id, self._house.world.clock.now())
            return ()

        await self._house.write(work)

    # -- farewell ----------------------------------------------------------------------------------

    async def farewell(self, delivery: Delivery) -> None:
        """Carry out `Kind.FAREWELL`: end the watches of an account that was disconnected, give its permission back, forget its tokens."""
        account_id = UUID(delivery.payload["account_id"])
        async with self._house.storage.reading() as uow:
            leaving = await uow.calendars.departing(account_id)
        if leaving is None:
            return
        service = self._house.services.get(leaving.account.provider)
        if service:
            await self._leave(service, leaving, delivery)

        async def forget(uow: UnitOfWork) -> tuple[Note, ...]:
            await uow.calendars.forget_tokens(account_id)
            return ()

        await self._house.write(forget)

    async def _leave(self, service: CalendarService, leaving: Access, delivery: Delivery) -> None:
        """Take leave of a provider; one that does not answer is asked again some times."""
        try:
            for each in delivery.payload.get("watches", ()):
                await within(service.unwatch(leaving, load(Watch, each)))
            if not await self._connected_again(leaving):
                await within(service.revoke(leaving))
        except (Revoked, Rejected):
            return  # there is nothing left to give back
        except (Fault, TimeoutError):
            if delivery.attempts + 1 < FAREWELLS:
                raise

    async def _connected_again(self, leaving: Access) -> bool:
        """Whether the same account was connected again: its permission is the same one and must stay."""
        async with self._house.storage.reading() as uow:
            accounts = await uow.calendars.accounts(leaving.account.host_id)
        who = (leaving.account.provider, leaving.account.subject)
        return any((each.provider, each.subject) == who for each in accounts)
