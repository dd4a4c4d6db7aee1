"""The live check: calendars are read just before time of their hosts is taken, so that nothing is booked over what stands there now."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

import structlog
from typing_extensions import override

from bot import metrics
from bot.calendars.access import Accounts
from bot.calendars.clashes import clash_notes
from bot.calendars.house import Household
from bot.calendars.troubles import trouble_of
from bot.live import Live
from bot.ports import UnitOfWork
from core import syncing
from core.booking import ACTIVE
from core.calendars import Calendar, Changes, RemoteEvent, Trouble
from core.commands import Command
from core.effects import Note
from core.errors import ConflictError, Fault, RateLimited, Refused, Transient
from core.interval import Interval
from core.usecases.taking import TAKES, Taking, taking

_log = structlog.get_logger(__name__)

BUDGET = 2.0
"""Seconds that all calendars together get to answer."""
AROUND = timedelta(hours=12)
"""So much before and after the time is read as well: more than buffers reach, and what is offered instead is right too."""
ROUNDS = 3
"""How often another host is looked at, where turns choose and those looked at before are busy."""

_UNREADABLE = frozenset({Trouble.REVOKED, Trouble.GONE})
"""Calendars of which nothing is asked before their host has done something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A calendar that is asked, and what our copy of it holds."""

    calendar: Calendar
    within: Interval
    held: tuple[RemoteEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a calendar answered: what stands in it, or why it cannot be read."""

    asked: Asked
    shown: tuple[RemoteEvent, ...] = ()
    fault: Fault | None = None

    @property
    def is_news(self) -> bool:
        """Whether it is other than what we knew."""
        if self.fault or self.asked.calendar.trouble:
            return True
        return frozenset(self.shown) != frozenset(self.asked.held) and not self.is_doubtful

    @property
    def is_doubtful(self) -> bool:
        """Whether it is empty though much stood there: then what we know counts until it is read as a whole."""
        return not self.shown and len(self.asked.held) >= syncing.MUCH


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCheck(Live):
    """Reads the checked calendars of hosts around the time that a command would take."""

    house: Household
    accounts: Accounts
    budget: float = field(default=BUDGET)

    @override
    async def wanted(self, uow: UnitOfWork, command: Command) -> bool:
        return bool(await self._calendars(uow, await self._taking(uow, command)))

    @override
    async def look(self, command: Command) -> None:
        until = asyncio.get_running_loop().time() + self.budget
        looked: set[UUID] = set()
        for _ in range(ROUNDS):
            async with self.house.storage.reading() as uow:
                found = await self._taking(uow, command)
                new = [each for each in await self._calendars(uow, found) if each.id not in looked]
                asked = [await _asked(uow, each, found) for each in new if found]
            if not asked:
                return
            looked |= {each.calendar.id for each in asked}
            await self._look(asked, until)
            if found is None or not found.chosen:
                return

    async def _taking(self, uow: UnitOfWork, command: Command) -> Taking | None:
        """Return what a command would take, None if that is nothing, or if it will be refused anyway."""
        if not self.house.services or not isinstance(command, TAKES):
            return None
        if not await uow.calendars.any_checked():
            return None
        try:
            return await taking(uow, self.house.world, command)
        except Refused:
            return None

    async def _calendars(self, uow: UnitOfWork, found: Taking | None) -> Sequence[Calendar]:
        """Return the calendars to be asked; the first reading of one is another's, and until then it counts as unread."""
        checked = await uow.calendars.checked(found.hosts) if found else ()
        return [each for each in checked if each.covers and each.trouble not in _UNREADABLE]

    # -- outside -----------------------------------------------------------------------------------

    async def _look(self, asked: Sequence[Asked], until: float) -> None:
        answers = await asyncio.gather(*(self._answer(each, until) for each in asked))
        news = [each for each in answers if each.is_news]
        if not news:
            return
        try:
            await self.house.write(lambda uow: self._keep(uow, news))
        except ConflictError:  # somebody reads them at the same time and keeps what they show
            _log.info("calendar.live_raced")

    async def _answer(self, asked: Asked, until: float) -> Answer:
        left = max(until - asyncio.get_running_loop().time(), 0.001)
        calendar, within = asked.calendar, asked.within
        try:
            shown = await self.accounts.ask(
                calendar.account_id, lambda service, access: service.events(access, calendar, within), left
            )
        except Fault as fault:
            return self._silent(asked, fault)
        except Exception:  # noqa: BLE001 - whatever went wrong over there, whoever books gets an answer
            _log.exception("calendar.live_failed", calendar=str(calendar.id))
            return self._silent(asked, Transient("the calendar could not be read"))
        touching = tuple(each for each in shown if _touches(each, within))
        return Answer(asked=asked, shown=touching)

    def _silent(self, asked: Asked, fault: Fault) -> Answer:
        provider = asked.calendar.provider.value
        metrics.calendar_failures.labels(provider, trouble_of(fault).value).inc()
        _log.warning("calendar.live_silent", calendar=str(asked.calendar.id), error=type(fault).__name__)
        return Answer(asked=asked, fault=fault)

    # -- inside ------------------------------------------------------------------------------------

    async def _keep(self, uow: UnitOfWork, answers: Sequence[Answer]) -> tuple[Note, ...]:
        """Keep what calendars showed or that they did not answer; return what is to be told of events over bookings."""
        notes: list[Note] = []
        for each in answers:
            current = await uow.calendars.calendar(each.asked.calendar.id)
            if current is None:
                continue
            if each.fault:
                await self._note(uow, current, each, each.fault)
            else:
                notes += await self._show(uow, current, each)
        return tuple(notes)

    async def _note(self, uow: UnitOfWork, current: Calendar, answer: Answer, fault: Fault) -> None:
        """Note that a calendar did not answer, and have it read soon; unless somebody could read it meanwhile."""
        if current.read_at != answer.asked.calendar.read_at:
            return
        now = self.house.world.clock.now()
        again = now + timedelta(seconds=fault.after if isinstance(fault, RateLimited) else 0)
        noted = replace(
            current,
            trouble=trouble_of(fault),
            since=current.since or now,
            due_at=min(current.due_at, again),
        )
        await uow.calendars.save_calendar(noted)

    async def _show(self, uow: UnitOfWork, current: Calendar, answer: Answer) -> tuple[Note, ...]:
        """Put what a calendar showed into our copy; beside what somebody read meanwhile, so that nothing is lost."""
        asked = answer.asked
        if answer.is_doubtful or current.read_at != asked.calendar.read_at:
            await uow.calendars.change_copy(current.id, frozenset(), answer.shown)
        else:
            await uow.calendars.replace_copy(current.id, asked.within, answer.shown)
        if current.trouble:
            now = self.house.world.clock.now()
            well = replace(current, trouble=Trouble.NONE, since=None, due_at=min(current.due_at, now))
            current = await uow.calendars.save_calendar(well)
        return await self._clashes(uow, current, answer)

    async def _clashes(self, uow: UnitOfWork, current: Calendar, answer: Answer) -> tuple[Note, ...]:
        """Return what is to be told of events that have come to lie over bookings: who reads after us finds them no news."""
        host = await uow.people.host(current.host_id)
        if host is None:
            return ()
        asked, now = answer.asked, self.house.world.clock.now()
        reading = syncing.Reading(
            calendar=current,
            within=asked.within,
            changes=Changes(events=answer.shown),
            now=now,
            before={each.remote: each for each in asked.held},
        )
        plan = syncing.Plan(calendar=current, events=answer.shown)
        own = await uow.bookings.of_host(host.id, asked.within, ACTIVE)
        standing = [each for each in own if each.slot.end > now]
        found = syncing.clashes(reading, plan, standing, host.calendar_rules)
        return await clash_notes(uow, self.house.links, current, host, found)


async def _asked(uow: UnitOfWork, calendar: Calendar, found: Taking) -> Asked:
    within = Interval(found.whole.start - AROUND, found.whole.end + AROUND)
    held = await uow.calendars.copy(calendar.id, within)
    return Asked(calendar=calendar, within=within, held=tuple(held))


def _touches(event: RemoteEvent, within: Interval) -> bool:
    return event.during.start < within.end and event.during.end > within.start
