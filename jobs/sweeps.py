"""What is done from time to time, so that nothing is forgotten: each sweep looks, acts, and may run anywhere, twice."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot import metrics
from bot.messages import Address
from bot.ports import Storage, UnitOfWork
from core.booking import Booking, Side
from core.commands import Command, FinishBooking, Outcome
from core.errors import ConflictError, Refused
from core.ports import Clock
from jobs.healing import heal_all
from jobs.heartbeat import Beat

_log = structlog.get_logger(__name__)

UNHEARD = timedelta(seconds=10)
"""A delivery that waits longer was forgotten by the process that took it in."""

UNANSWERED = timedelta(days=3)
"""A meeting counts as held when the host has not said otherwise for so long after its end."""

BATCH = 100
"""Rows that one sweep takes on."""

FORGOTTEN = 500
"""Texts that are forgotten in one transaction; a sweep makes as many as it takes."""

COUNTED = timedelta(days=2)
"""Attempts are counted over hours; older ones say nothing any more."""


Forget = Callable[[UnitOfWork, datetime], Awaitable[int]]
"""Forgets some of what is older than an instant; says how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweeps:
    """The sweeps over one database."""

    storage: Storage
    clock: Clock
    settle: Callable[[Address], Awaitable[None]]
    """Takes all waiting turns of an address."""
    perform: Callable[[Command], Awaitable[Outcome]]
    """Carries out a command in its own transaction; raises Refused."""
    keep: timedelta = timedelta(days=30)
    """What was said is kept for so long."""

    async def inbox(self) -> None:
        """Take the turns of deliveries that were accepted but not handled, as after a crash."""
        async with self.storage.reading() as unit:
            waiting = await unit.inbox.waiting(self.clock.now() - UNHEARD, BATCH)
        for address in waiting:
            await self._settle(address)

    async def holds(self) -> None:
        """Release expired holds."""
        async with self.storage.writing() as unit:
            released = await unit.bookings.drop_expired(self.clock.now())
            await unit.commit()
        if released:
            _log.info("sweep.holds", released=released)

    async def finished(self) -> None:
        """Count meetings as held that ended long ago and of which the host said nothing."""
        async with self.storage.reading() as unit:
            over = await unit.bookings.ended(self.clock.now() - UNANSWERED, BATCH)
        for booking in over:
            await self._finish(booking)

    async def healed(self) -> None:
        """Put right what new zone data have moved away from the local time that was meant."""
        healed = await heal_all(self.perform)
        if healed.moved or healed.stuck:
            _log.info("sweep.healed", moved=len(healed.moved), stuck=[str(each) for each in healed.stuck])

    async def texts(self) -> None:
        """Forget what was said before the time for which it is kept, and codes and attempts that mean nothing any more."""
        now = self.clock.now()
        forgotten = 0
        for forget in (_forget_deliveries, _forget_turns, _discard_post, _discard_receipts):
            while count := await self._forget(forget, now - self.keep):
                forgotten += count
        async with self.storage.writing() as unit:
            await unit.codes.discard(now - self.keep, now - COUNTED)
            await unit.vouchers.discard(now - COUNTED)
            await unit.errands.discard(now - COUNTED, now)
            await unit.sessions.discard(now - self.keep)
            await unit.credentials.discard(now - COUNTED)
            await unit.commit()
        if forgotten:
            _log.info("sweep.texts", forgotten=forgotten)

    async def seals(self) -> None:
        """Seal tokens with the newest key, so that an older one can be taken out of the settings."""
        async with self.storage.writing() as unit:
            resealed = await unit.reseal()
            await unit.commit()
        if resealed:
            _log.info("sweep.seals", resealed=resealed)

    async def figures(self) -> None:
        """Tell the metrics how long the oldest due row of the outbox has waited."""
        async with self.storage.reading() as unit:
            metrics.outbox_age_seconds.set(await unit.post.age(self.clock.now()))

    async def _forget(self, forget: Forget, before: datetime) -> int:
        """Forget some in a transaction of its own, so that nobody has to wait for long; return how many."""
        async with self.storage.writing() as unit:
            count = await forget(unit, before)
            await unit.commit()
        return count

    async def _settle(self, address: Address) -> None:
        """One talk that fails must not keep the others waiting."""
        try:
            await self.settle(address)
        except Exception:  # noqa: BLE001
            _log.exception("sweep.inbox_failed", channel=address.channel)

    async def _finish(self, booking: Booking) -> None:
        try:
            await self.perform(FinishBooking(booking_id=booking.id, by=Side.SYSTEM, took_place=True))
        except (Refused, ConflictError) as error:  # somebody was faster
            _log.info("sweep.not_finished", booking=str(booking.id), error=type(error).__name__)


async def _forget_deliveries(unit: UnitOfWork, before: datetime) -> int:
    return await unit.inbox.forget(before, FORGOTTEN)


async def _forget_turns(unit: UnitOfWork, before: datetime) -> int:
    return await unit.turns.forget(before, FORGOTTEN)


async def _discard_post(unit: UnitOfWork, before: datetime) -> int:
    return await unit.post.discard(before, FORGOTTEN)


async def _discard_receipts(unit: UnitOfWork, before: datetime) -> int:
    return await unit.receipts.discard(before, FORGOTTEN)


def beats(sweeps: Sweeps, post: Callable[[], None]) -> tuple[Beat, ...]:
    """Return every recurring job; `post` wakes the postman."""

    async def tick() -> None:
        post()

    return (
        Beat(id="post", seconds=1, job=tick),
        Beat(id="inbox", seconds=5, job=sweeps.inbox),
        Beat(id="figures", seconds=15, job=sweeps.figures),
        Beat(id="holds", seconds=300, job=sweeps.holds),
        Beat(id="finished", seconds=900, job=sweeps.finished),
        Beat(id="texts", seconds=3600, job=sweeps.texts),
        Beat(id="seals", seconds=3600, job=sweeps.seals),
        Beat(id="heal", seconds=86400, job=sweeps.healed, at_once=True),
    )
