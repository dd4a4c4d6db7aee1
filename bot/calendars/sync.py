"""Which calendars are read when: as somebody tells that they have changed, else every half hour, and less often while they fail."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import structlog

from bot import metrics
from bot.calendars.edits import Edits
from bot.calendars.house import Household
from bot.calendars.reading import Reader
from bot.calendars.settling import settle_waiting
from bot.calendars.troubles import failed, trouble_of
from bot.ports import UnitOfWork
from core.calendars import Calendar, Trouble
from core.effects import Note
from core.errors import ConflictError, Fault, RateLimited, Refused
from core.syncing import POLL, Edit

_log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=3)
"""A calendar that is being read belongs to one process for so long; more than its provider is waited for."""
AT_ONCE = 8
"""Most calendars that one process reads at the same time."""
SOON = timedelta(minutes=1)
"""After a failure it is tried again after so long at least; then after half of the time that it has failed, at most `POLL`."""


class Sync:
    """Reads calendars that are due, each in a task of its own."""

    def __init__(self, house: Household, reader: Reader, edits: Edits) -> None:
        """Nothing is read before `due`."""
        self._house, self._reader, self._edits = house, reader, edits
        self._tasks: dict[UUID, asyncio.Task[None]] = {}
        self._round: asyncio.Task[None] | None = None
        self._more = False
        self._stopped = False

    def wake(self) -> None:
        """Have what is due read soon; returns at once."""
        self._more = True
        if not self._stopped and (self._round is None or self._round.done()):
            self._round = asyncio.create_task(self._rounds())

    async def due(self) -> None:
        """Begin to read what is due, as far as there are places; returns when it has begun."""
        self.wake()
        if self._round:
            await self._round

    async def drain(self) -> None:
        """Begin nothing more, and wait until what was begun is done."""
        self._stopped = True
        while running := [each for each in (self._round, *self._tasks.values()) if each and not each.done()]:
            await asyncio.wait(running)

    async def settled(self) -> None:
        """Wait until everything that is due now is read, with what follows from it."""
        await self.due()
        while self._tasks:
            await asyncio.wait(self._tasks.values())
            await self.due()

    async def figures(self) -> None:
        """Tell the metrics how long the oldest due calendar has waited."""
        now = self._house.world.clock.now()
        async with self._house.storage.reading() as uow:
            first = await uow.calendars.due(now, 1)
        metrics.calendar_age_seconds.set((now - first[0].due_at).total_seconds() if first else 0)

    # -- who is read -------------------------------------------------------------------------------

    async def _rounds(self) -> None:
        while self._more and not self._stopped:
            self._more = False
            try:
                for calendar in await self._claim():
                    self._begin(calendar)
            except Fault as error:  # the database is away: the next beat tries again
                _log.warning("calendar.sync_put_off", error=type(error).__name__)

    async def _claim(self) -> Sequence[Calendar]:
        """Take calendars that are due, so that no other process reads them at the same time."""
        free = AT_ONCE - len(self._tasks)
        if free <= 0 or not self._house.services:
            return ()
        now = self._house.world.clock.now()
        async with self._house.storage.reading() as uow:
            found = await uow.calendars.due(now, free + len(self._tasks))
        waiting = [each for each in found if each.id not in self._tasks][:free]
        claimed = [await self._leased(each) for each in waiting]
        return [each for each in claimed if each]

    async def _leased(self, calendar: Calendar) -> Calendar | None:
        """Take one calendar; None if another process was faster."""
        leased = replace(calendar, due_at=self._house.world.clock.now() + LEASE)
        with suppress(ConflictError):
            async with self._house.storage.writing() as uow:
                saved = await uow.calendars.save_calendar(leased)
                await uow.commit()
                return saved
        return None

    def _begin(self, calendar: Calendar) -> None:
        task = asyncio.create_task(self.read(calendar))
        self._tasks[calendar.id] = task
        task.add_done_callback(lambda _: self._ended(calendar.id))

    def _ended(self, calendar_id: UUID) -> None:
        del self._tasks[calendar_id]
        self.wake()  # somebody may have hurried it meanwhile, or there was no place for another

    # -- one calendar ------------------------------------------------------------------------------

    async def read(self, calendar: Calendar) -> None:
        """Read a calendar that was claimed, and deal with what was found; what fails is noted."""
        try:
            edits = await self._reader.read(calendar)
            for each in edits:
                await self._deal(calendar, each)
            await settle_waiting(self._house, calendar)
        except Fault as error:
            await self._failed(calendar, error)
        except ConflictError:
            await self._hurry(calendar)
        except Exception:  # noqa: BLE001 -- whatever went wrong, the calendar must come again, and the others go on
            _log.exception("calendar.read_failed", calendar=str(calendar.id))

    async def _deal(self, calendar: Calendar, edit: Edit) -> None:
        """Deal with one edit; one that fails is found again with the next reading."""
        try:
            await self._edits.carry_out(calendar, edit)
        except (Fault, ConflictError, Refused) as error:
            _log.warning("calendar.edit_put_off", booking=str(edit.booking.id), error=type(error).__name__)

    async def _hurry(self, calendar: Calendar) -> None:
        async def work(uow: UnitOfWork) -> tuple[Note, ...]:
            await uow.calendars.hurry(calendar.id, self._house.world.clock.now())
            return ()

        await self._house.write(work)

    async def _failed(self, calendar: Calendar, error: Fault) -> None:
        """Note that a calendar could not be read and when it is tried again; tell the host if it lasts."""
        trouble = trouble_of(error)
        metrics.calendar_failures.labels(calendar.provider.value, trouble.value).inc()
        _log.warning("calendar.not_read", calendar=str(calendar.id), error=type(error).__name__)
        try:
            await self._house.write(lambda uow: self._noted(uow, calendar, error, trouble))
        except Fault as away:  # the lease ends, and it is tried again
            _log.warning("calendar.not_noted", error=type(away).__name__)

    async def _noted(
        self, uow: UnitOfWork, calendar: Calendar, error: Fault, trouble: Trouble
    ) -> tuple[Note, ...]:
        current = await uow.calendars.calendar(calendar.id)
        if current is None or current.read_at != calendar.read_at:
            return ()
        now = self._house.world.clock.now()
        since = current.since or now
        pause = max(SOON, min((now - since) / 2, POLL))
        if isinstance(error, RateLimited):
            pause = max(pause, timedelta(seconds=error.after))
        again = replace(current, trouble=trouble, since=since, due_at=now + pause)
        saved = await uow.calendars.save_calendar(again)
        if trouble is Trouble.REVOKED:
            return ()  # noted and told with the account
        return await failed(uow, self._house.world, saved, trouble)
