"""The postman: carries out the rows of the outbox, in order within a lane, side by side across lanes.

Every channel has places of its own for what is under way, so that one that is down or slow delays no other. What an
account and a chat take in a time is kept to by turnstiles in the database, which all processes share; the places are
each process's own.

Between the sending of a row and the note that it was sent lies a moment in which a killed process leaves the row
claimed. Its lease runs out and the row is carried out once more, with the same key and, for a letter, the same
Message-ID, by which the other side can tell that it is the same. More than that one row is never repeated.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot import metrics
from bot.messages import Address, Letter, Outgoing
from bot.ports import Channel, Mailer, Pace, Storage, UnitOfWork
from bot.post import Delivery, Turnstile
from core.effects import Kind
from core.errors import ConflictError, RateLimited, Rejected, Revoked, Unreachable
from core.jsonable import load
from core.ports import Chance, Clock
from jobs.pacing import account, chat, turnstiles
from jobs.patience import Patience

_log = structlog.get_logger(__name__)

Due = Callable[[Delivery], Awaitable[None]]
"""Carries out a row that is neither chat nor mail; opens its own unit of work and may be called twice."""

Astray = Callable[[UnitOfWork, Delivery, str], Awaitable[object]]
"""Has a message that could not be brought take another way, in the transaction that gives it up; the text says why its room cannot be spoken to, or is empty."""

TRIES = 8
"""How often a message that raced with a turn is sent on another way."""
TOO_LATE = "too late"
"""Why a row was given up whose `not_after` had passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """How the postman goes about it; seconds."""

    lanes: int = 8
    """So many rows are under way at once on a channel without a pace of its own, as mails and what is carried out inside."""
    limit: float = 60.0
    """A row may take so long."""
    lease: float = 150.0
    """A claimed row belongs to this process for so long; more than twice the limit."""
    patience: Patience = field(default_factory=Patience)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bag:
    """Who carries what: channels by name, the mailer, and what falls due by kind."""

    channels: Mapping[str, Channel]
    paces: Mapping[str, Pace] = field(default_factory=dict)
    mailer: Mailer
    astray: Astray | None = None
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
        self._carried: Counter[str] = Counter()
        self._limited: dict[str, tuple[str, datetime]] = {}
        self._alarm: asyncio.TimerHandle | None = None

    def wake(self) -> None:
        """Say that rows may be due now; returns at once."""
        self._woken.set()

    async def run_once(self) -> int:
        """Carry out what is due now and may go, at most one row a lane; return how many rows were tried."""
        claimed, _ = await self._claim()
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
        """Claim as many rows as places are free. A row that ends wakes the round again: its lane may hold another."""
        try:
            claimed, held_until = await self._claim()
        except Exception:  # noqa: BLE001 -- the database is away: the next beat of the heart tries again
            _log.exception("outbox.unreachable")
            return
        self._set_alarm(held_until)
        for each in claimed:
            task = asyncio.create_task(self._carry(each))
            self._under_way.add(task)
            task.add_done_callback(self._ended)

    def _set_alarm(self, at: datetime | None) -> None:
        """Wake the round again when the next turnstile opens."""
        if self._alarm:
            self._alarm.cancel()
        wait = (at - self._clock.now()).total_seconds() if at else 0
        self._alarm = asyncio.get_running_loop().call_later(wait, self.wake) if at else None

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._woken.set()

    async def _claim(self) -> tuple[Sequence[Delivery], datetime | None]:
        """Claim what may go now; return it, and when something that is held back may."""
        claimed: list[Delivery] = []
        now = self._clock.now()
        async with self._storage.writing() as unit:
            for channel in await unit.post.channels(now):
                claimed += await self._claim_of(unit, channel, now)
            held_until = await unit.post.held_until(now) if self._bag.paces else None
            await unit.commit()
        self._carried.update(each.channel for each in claimed)
        return claimed, held_until

    async def _claim_of(self, unit: UnitOfWork, channel: str, now: datetime) -> Sequence[Delivery]:
        pace = self._bag.paces.get(channel)
        free = (pace.at_once if pace else self._round.lanes) - self._carried[channel]
        if free <= 0:
            return ()
        claimed = await unit.post.claim(channel, now, free, self._round.lease)
        return await self._admitted(unit, claimed, pace, now) if pace else claimed

    async def _admitted(
        self, unit: UnitOfWork, claimed: Sequence[Delivery], pace: Pace, now: datetime
    ) -> Sequence[Delivery]:
        """Return those that pass their turnstiles; the others are given back.

        All processes take turnstiles in the same order, so that none waits for another that waits for it.
        """
        admitted, shut = set(), set[str]()
        for each in sorted(claimed, key=lambda row: str(row.payload["address"])):
            address = Address.of(each.payload["address"])
            where = f"{address.account}|{address.chat}"
            if where not in shut and await self._passes(unit, turnstiles(address, pace), now):
                admitted.add(each.id)
            else:
                shut.add(where)  # others to the same chat would use up what the account takes for nothing
                await unit.post.release(each.id)
        return [each for each in claimed if each.id in admitted]

    async def _passes(self, unit: UnitOfWork, way: Sequence[Turnstile], now: datetime) -> bool:
        return all([await unit.post.admit(turnstile, now) for turnstile in way])

    async def _carry(self, delivery: Delivery) -> None:
        """Carry a row out and note how it went; if not even the note can be made, its lease runs out and it comes again."""
        try:
            await self._try(delivery)
        except Exception:  # noqa: BLE001
            _log.exception("outbox.not_noted", key=delivery.key, kind=delivery.kind.value)
        finally:
            self._carried[delivery.channel] -= 1

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
            await self._give_up(delivery, told, _why_silent(error))
            return
        async with self._storage.writing() as unit:
            await unit.post.retry(delivery.id, self._clock.now() + timedelta(seconds=pause), told)
            if isinstance(error, RateLimited) and delivery.kind is Kind.CHAT:
                await self._shut(unit, delivery, error)
            await unit.commit()
        metrics.outbox_retried.labels(delivery.kind.value).inc()
        _log.warning("outbox.retried", key=delivery.key, error=type(error).__name__, attempts=attempts)

    async def _shut(self, unit: UnitOfWork, delivery: Delivery, limited: RateLimited) -> None:
        """Keep quiet where the network asked for it. If it asks in two chats of an account at the same time, it means them all."""
        address, now = Address.of(delivery.payload["address"]), self._clock.now()
        until = now + timedelta(seconds=limited.after)
        whole = f"{address.channel}|{address.account}"
        other, quiet_until = self._limited.get(whole, (address.chat, now))
        self._limited[whole] = (address.chat, until)
        spread = other != address.chat and quiet_until > now
        await unit.post.shut(account(address) if limited.account or spread else chat(address), until)

    async def _give_up(self, delivery: Delivery, told: str, why: str) -> None:
        """Bury a row; what was to be said in a talk takes another way, in the same transaction."""
        astray = self._bag.astray
        if astray is None or delivery.kind is not Kind.CHAT:
            await self._bury(delivery, told)
            return
        try:
            await self._send_on(delivery, told, astray, why)
        except Exception:  # noqa: BLE001 -- a message that finds no other way is still given up visibly
            _log.exception("outbox.no_other_way", key=delivery.key)
            await self._bury(delivery, told)
        self.wake()

    async def _send_on(self, delivery: Delivery, told: str, astray: Astray, why: str) -> None:
        """Bury a row and let it take another way; a talk that moved on meanwhile is read again."""
        for _ in range(TRIES):
            try:
                return await self._bury(delivery, told, astray, why)
            except ConflictError:
                _log.info("outbox.raced", key=delivery.key)
        raise ConflictError(f"{TRIES} times")

    async def _bury(
        self, delivery: Delivery, error: str, astray: Astray | None = None, why: str = ""
    ) -> None:
        async with self._storage.writing() as unit:
            await unit.post.bury(delivery.id, self._clock.now(), error)
            if astray:
                await astray(unit, delivery, why)
            await unit.commit()
        metrics.outbox_buried.labels(delivery.kind.value).inc()
        log = _log.info if error == TOO_LATE else _log.error
        log("outbox.buried", key=delivery.key, error=error.partition(":")[0])


def _why_silent(error: Exception) -> str:
    """Return why a room cannot be spoken to after an error for which a message was given up; empty if only the message is to blame, or the account."""
    if isinstance(error, Unreachable):
        return error.why
    return "" if isinstance(error, Rejected | Revoked) else "gone"


def _too_late(delivery: Delivery, now: datetime) -> bool:
    until = delivery.payload.get("not_after")
    return until is not None and now > datetime.fromisoformat(until)
