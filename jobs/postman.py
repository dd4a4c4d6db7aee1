"""The postman: carries out the rows of the outbox, in order within a lane, side by side across lanes.

Between the sending of a row and the note that it was sent lies a moment in which a killed process leaves the row
claimed. Its lease runs out and the row is carried out once more, with the same key and, for a letter, the same
Message-ID, by which the other side can tell that it is the same. More than that one row is never repeated.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot import metrics
from bot.messages import Address, Letter, Outgoing
from bot.ports import Channel, Delivery, Mailer, Storage
from core.effects import Kind
from core.errors import Rejected
from core.jsonable import load
from core.ports import Chance, Clock
from jobs.patience import Patience

_log = structlog.get_logger(__name__)

Due = Callable[[Delivery], Awaitable[None]]
"""Carries out a row that is neither chat nor mail; opens its own unit of work and may be called twice."""

TOO_LATE = "too late"
"""Why a row was given up whose `not_after` had passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """How the postman goes about it; seconds."""

    lanes: int = 8
    """So many rows are under way at once."""
    limit: float = 60.0
    """A row may take so long."""
    lease: float = 150.0
    """A claimed row belongs to this process for so long; more than twice the limit."""
    patience: Patience = field(default_factory=Patience)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bag:
    """Who carries what: channels by name, the mailer, and what falls due by kind."""

    channels: Mapping[str, Channel]
    mailer: Mailer
    dues: Mapping[Kind, Due] = field(default_factory=dict)


class Postman:
    """Carries out due rows of the outbox until told to stop."""

    def __init__(
        self, storage: Storage, clock: Clock, chance: Chance, bag: Bag, round_: Round | None = None
    ) -> None:
        """Nothing is claimed before `run` or `run_once`."""
        self._storage, self._clock, self._chance = storage, clock, chance
        self._bag, self._round = bag, round_ or Round()
        self._woken = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Say that rows may be due now; returns at once."""
        self._woken.set()

    async def run_once(self) -> int:
        """Carry out what is due now, at most one row a lane; return how many rows were tried."""
        claimed = await self._claim(self._round.lanes)
        await asyncio.gather(*(self._carry(each) for each in claimed))
        return len(claimed)

    async def run(self, stop: asyncio.Event) -> None:
        """Carry out rows as they fall due (each `wake` looks again) until `stop` is set; then finish what is under way."""
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                self._woken.clear()
                await self._start_due()
                await self._until_woken(stopping)
        finally:
            stopping.cancel()
            await asyncio.gather(*self._under_way)

    async def _until_woken(self, stopping: asyncio.Task[bool]) -> None:
        woken = asyncio.create_task(self._woken.wait())
        await asyncio.wait({woken, stopping}, return_when=asyncio.FIRST_COMPLETED)
        woken.cancel()

    async def _start_due(self) -> None:
        """Claim as many rows as lanes are free. A row that ends wakes the round again: its lane may hold another."""
        free = self._round.lanes - len(self._under_way)
        if free <= 0:
            return
        try:
            claimed = await self._claim(free)
        except Exception:  # noqa: BLE001 -- the database is away: the next beat of the heart tries again
            _log.exception("outbox.unreachable")
            return
        for each in claimed:
            task = asyncio.create_task(self._carry(each))
            self._under_way.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._woken.set()

    async def _claim(self, limit: int) -> Sequence[Delivery]:
        async with self._storage.writing() as unit:
            claimed = await unit.post.claim(self._clock.now(), limit, self._round.lease)
            await unit.commit()
        return claimed

    async def _carry(self, delivery: Delivery) -> None:
        """Carry a row out and note how it went; if not even the note can be made, its lease runs out and it comes again."""
        try:
            await self._try(delivery)
        except Exception:  # noqa: BLE001
            _log.exception("outbox.not_noted", key=delivery.key, kind=delivery.kind.value)

    async def _try(self, delivery: Delivery) -> None:
        if _too_late(delivery, self._clock.now()):
            await self._bury(delivery, TOO_LATE)
            return
        try:
            async with asyncio.timeout(self._round.limit):
                receipt = await self._deliver(delivery)
        except Exception as error:  # noqa: BLE001 -- whatever went wrong, the row must come to an end or come again
            await self._failed(delivery, error)
        else:
            await self._sent(delivery, receipt)

    async def _deliver(self, delivery: Delivery) -> str:
        match delivery.kind:
            case Kind.CHAT:
                return await self._say(delivery)
            case Kind.MAIL:
                return await self._bag.mailer.send(delivery.key, load(Letter, delivery.payload["letter"]))
            case _:
                return await self._fall_due(delivery)

    async def _say(self, delivery: Delivery) -> str:
        address = Address.of(delivery.payload["address"])
        channel = self._bag.channels.get(address.channel)
        if channel is None:
            raise Rejected(f"no such channel: {address.channel}")
        return await channel.deliver(delivery.key, address, load(Outgoing, delivery.payload["outgoing"]))

    async def _fall_due(self, delivery: Delivery) -> str:
        due = self._bag.dues.get(delivery.kind)
        if due is None:
            raise Rejected(f"nobody carries out {delivery.kind.value}")
        await due(delivery)
        return ""

    async def _sent(self, delivery: Delivery, receipt: str) -> None:
        async with self._storage.writing() as unit:
            await unit.post.sent(delivery.id, self._clock.now(), receipt)
            await unit.commit()
        metrics.outbox_sent.labels(delivery.kind.value).inc()
        _log.info("outbox.sent", key=delivery.key, kind=delivery.kind.value, attempts=delivery.attempts + 1)

    async def _failed(self, delivery: Delivery, error: Exception) -> None:
        attempts = delivery.attempts + 1
        pause = self._round.patience.pause(error, attempts, self._chance.jitter())
        told = f"{type(error).__name__}: {error}"[:500]
        if pause is None:
            await self._bury(delivery, told)
            return
        async with self._storage.writing() as unit:
            await unit.post.retry(delivery.id, self._clock.now() + timedelta(seconds=pause), told)
            await unit.commit()
        metrics.outbox_retried.labels(delivery.kind.value).inc()
        _log.warning("outbox.retried", key=delivery.key, error=type(error).__name__, attempts=attempts)

    async def _bury(self, delivery: Delivery, error: str) -> None:
        async with self._storage.writing() as unit:
            await unit.post.bury(delivery.id, self._clock.now(), error)
            await unit.commit()
        metrics.outbox_buried.labels(delivery.kind.value).inc()
        log = _log.info if error == TOO_LATE else _log.error
        log("outbox.buried", key=delivery.key, error=error.partition(":")[0])


def _too_late(delivery: Delivery, now: datetime) -> bool:
    until = delivery.payload.get("not_after")
    return until is not None and now > datetime.fromisoformat(until)
