"""The front desk: what the doors ask of the inside – keep a delivery, take turns, answer queries, carry out commands."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID
from weakref import WeakValueDictionary

import structlog

from bot import connecting, feeds, metrics, notices, ways
from bot.installed import Installation
from bot.joining import present
from bot.links import Links
from bot.live import Live, NoCalendars
from bot.manager import Manager
from bot.messages import Address, Incoming
from bot.ports import Line, Room, Storage, UnitOfWork
from bot.reach import code_in
from bot.receipts import Receipt
from bot.rooms import enter
from bot.scene import Door
from core.calendars import Provider
from core.commands import Command, Outcome
from core.effects import Kind
from core.errors import ConflictError, Transient
from core.people import Host
from core.ports import Chance, Clock, World
from core.queries import Query
from core.usecases import answer, perform

log = structlog.get_logger(__name__)

GONE = "gone"
"""Why rooms are silent whose account we were removed from; a `core.errors.Unreachable.why`."""
TRIES = 5
"""How often a command that raced with another writer is tried."""
PART = "#"
"""Stands in the key of a part of a message before its number."""
Accepted = tuple[bool, Incoming, Sequence[Address]]
"""Whether a delivery is new, as what it is kept, and which talks were told meanwhile."""


async def _none() -> Sequence[str]:
    return ()


class FrontDesk:
    """The one implementation of `bot.ports.FrontDesk`."""

    def __init__(
        self,
        storage: Storage,
        world: World,
        links: Links,
        faults: Callable[[], Awaitable[Sequence[str]]] = _none,
    ) -> None:
        """Remember the doors; `faults` tells what is wrong with a database that answers, and around it; may raise Transient."""
        self._storage = storage
        self._world = world
        self._links = links
        self._faults = faults
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[None]] = set()
        self._wakes: dict[str, set[asyncio.Event]] = {}
        self.doors: dict[str, Door] = {"webchat": lambda _: links.base_url}
        """The networks on which people can be reached, as `Scene.doors`; wiring adds those that are configured."""
        self.manager = Manager(storage, world, links, self.spoken, self.doors)
        self.live: Live = NoCalendars()
        """Looks at calendars before time is taken; wiring tells whose."""
        self.posted: Callable[[], None] = lambda: None
        """Called when something was put into the outbox; wiring points it at the postman."""

    @property
    def clock(self) -> Clock:
        """The time of day."""
        return self._world.clock

    @property
    def chance(self) -> Chance:
        """Unpredictable things."""
        return self._world.chance

    @property
    def links(self) -> Links:
        """Addresses of pages."""
        return self._links

    async def hear(self, incoming: Incoming) -> bool:
        """Keep a delivery durably and have its turn taken soon; False if it was known already."""
        return await self._keep(lambda uow: self._accept(uow, incoming))

    async def arrive(self, incoming: Incoming, thread: str | None = None, called: str = "") -> bool:
        """Keep a delivery from a network in the talk that is open in its room, and have its turn taken soon; False if it was known already."""

        async def keep(uow: UnitOfWork) -> Accepted:
            room = await enter(uow, incoming, thread, called)
            await uow.rooms.save(room)
            return await self._accept(uow, replace(incoming, address=room.address))

        return await self._keep(keep)

    async def _keep(self, accept: Callable[[UnitOfWork], Awaitable[Accepted]]) -> bool:
        """Keep a delivery in a transaction of its own; what raced with another writer is done again, for not every network brings it twice."""
        for _ in range(TRIES):
            try:
                async with self._storage.writing() as uow:
                    new, kept, spoken = await accept(uow)
                    if new:
                        await uow.commit()
            except ConflictError:
                log.info("delivery raced")
            else:
                self._follow(kept.address, spoken)
                return new
        raise Transient(f"a delivery was raced {TRIES} times")

    async def _accept(self, uow: UnitOfWork, incoming: Incoming) -> Accepted:
        """Keep a delivery, or in place of a code that is presented, or of the address of a feed, what came of it; say whether it is new, as what it is kept, and which talks were told."""
        to_confirm = connecting.is_code(incoming)
        to_attach = Provider.ICS in self.manager.providers and feeds.is_feed(incoming)
        to_join = not incoming.choice and code_in(incoming.text) is not None
        if not (to_confirm or to_attach or to_join) or await uow.inbox.knows(incoming.key):
            return await uow.inbox.accept(incoming), incoming, ()
        if to_confirm:
            kept = await connecting.confirm(uow, self._world, incoming) or incoming
            return await uow.inbox.accept(kept), kept, ()
        if to_attach:
            kept = await feeds.attach(uow, self._world, incoming)
            return await uow.inbox.accept(kept), kept, ()
        shown = await present(uow, self._world, incoming)
        return await uow.inbox.accept(shown.incoming), shown.incoming, shown.spoken

    def _follow(self, address: Address, spoken: Sequence[Address]) -> None:
        """Have the turn of a delivery taken soon, and what was said meanwhile delivered."""
        self.settle_soon(address)
        for each in spoken:
            self.spoken(each)

    async def room(self, channel: str, account: str, room: str) -> Room | None:
        """Return what is known of a room."""
        async with self._storage.reading() as uow:
            return await uow.rooms.get(channel, account, room)

    async def person_at(self, channel: str, account: str, room: str) -> UUID | None:
        """Return the person to whom a room on a network belongs."""
        async with self._storage.reading() as uow:
            return await uow.conversations.person_at(channel, account, room)

    async def host_at(self, channel: str, account: str, room: str) -> Host | None:
        """Return the host whose room on a network this is, if it is one's."""
        async with self._storage.reading() as uow:
            person_id = await uow.conversations.person_at(channel, account, room)
            return await uow.people.host_of(person_id) if person_id else None

    async def installation(self, channel: str, account: str) -> Installation | None:
        """Return where we are installed on a network, None if we are not (any more)."""
        async with self._storage.reading() as uow:
            return await uow.installations.get(channel, account)

    async def installations(self, channel: str) -> Sequence[Installation]:
        """Return all installations on a network."""
        async with self._storage.reading() as uow:
            return await uow.installations.all(channel)

    async def install(self, installation: Installation) -> None:
        """Keep an installation or its new tokens; rooms that were gone with it can be spoken to again."""
        channel, account = installation.channel, installation.account
        async with self._storage.writing() as uow:
            await uow.installations.save(installation, self.clock.now())
            await uow.rooms.silence(channel, account, "", was=GONE)
            await uow.commit()

    async def uninstall(self, channel: str, account: str) -> None:
        """Forget the tokens of an installation; its rooms are gone until it is there again."""
        async with self._storage.writing() as uow:
            await uow.installations.remove(channel, account, self.clock.now())
            await uow.rooms.silence(channel, account, GONE)
            await uow.commit()

    async def mark(self, channel: str, account: str, room: str, silent: str) -> None:
        """Note that a room cannot be spoken to, or with an empty reason that it can again."""
        async with self._storage.writing() as uow:
            await uow.rooms.mark(channel, account, room, silent)
            await uow.commit()

    async def failed(self, channel: str, key: str, why: str) -> None:
        """Have a message that a network took, and then could not bring, take another way."""
        for _ in range(TRIES):
            try:
                return await self._failed(channel, key.partition(PART)[0], why)
            except ConflictError:
                log.info("failure raced", channel=channel)
        raise ConflictError(f"a failure was raced {TRIES} times")

    async def _failed(self, channel: str, key: str, why: str) -> None:
        async with self._storage.writing() as uow:
            row = await uow.post.row(key)
            if row is None or row.kind is not Kind.CHAT or row.channel != channel:
                return
            spoken = await ways.divert(uow, self._links, row, why, self.clock.now())
            await uow.commit()
        for address in spoken:
            self.spoken(address)
        self.posted()

    async def hush(self, incoming: Incoming, why: str) -> bool:
        """Keep a delivery that asks us to be silent, and be silent; False if it was known already."""
        async with self._storage.writing() as uow:
            room = await enter(uow, incoming, None, "")
            new = await uow.inbox.accept(replace(incoming, address=room.address))
            if new:
                await uow.inbox.handled(incoming.key, self.clock.now())
                await uow.rooms.save(replace(room, silent=why))
                await uow.commit()
        return new

    async def report(self, receipt: Receipt) -> bool:
        """Keep news of a message that was sent; False if more was known of it already."""
        async with self._storage.writing() as uow:
            news = await uow.receipts.note(receipt)
            await uow.commit()
        return news

    async def receipt(self, channel: str, key: str) -> Receipt | None:
        """Return the best news of the message that was sent under a key."""
        async with self._storage.reading() as uow:
            return await uow.receipts.of_key(channel, key)

    def settle_soon(self, address: Address) -> None:
        """Have the waiting turns of a talk taken, without waiting for it."""
        task = asyncio.create_task(self.settle(address))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self, address: Address) -> None:
        """Take all waiting turns of a talk now, in order. What the database cannot take now is swept up later."""
        lock = self._locks.setdefault(address.key, asyncio.Lock())
        async with lock:
            try:
                await self._settle(address)
            except (Transient, ConflictError):
                log.warning("turn put off", channel=address.channel)

    async def _settle(self, address: Address) -> None:
        while True:
            try:
                if not await self.manager.turn(address):
                    return
            except (Transient, ConflictError):
                raise
            except Exception:
                error_id = self._world.chance.token()[:8]
                log.exception("turn failed", error_id=error_id, channel=address.channel)
                metrics.turns.labels(address.channel, "failed").inc()
                await self.manager.apologise(address, error_id)

    async def drain(self) -> None:
        """Wait until every turn that was begun is done."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def answer(self, query: Query) -> Any:
        """Answer a query; raise Refused."""
        async with self._storage.reading() as uow:
            return await answer(uow, self._world, query)

    async def perform(self, command: Command) -> Outcome:
        """Carry out a command in one transaction, with notices, letters and reminders; raise Refused.

        Calendars of the hosts whose time it takes are looked at before.
        """
        await self.live.look(command)
        for _ in range(TRIES):
            try:
                return await self._perform(command)
            except ConflictError:
                log.info("command raced", command=type(command).__name__)
        raise ConflictError(f"{type(command).__name__} was raced {TRIES} times")

    async def _perform(self, command: Command) -> Outcome:
        async with self._storage.writing() as uow:
            outcome = await perform(uow, self._world, command)
            await notices.code_letter(uow, self._world, command, outcome, "en")
            spoken = await notices.announce(uow, self._world, self._links, outcome, None)
            await uow.commit()
        for told in outcome.told:
            metrics.bookings.labels(told.news.value).inc()
        for address in spoken:
            self.spoken(address)
        self.posted()
        return outcome

    async def lines(self, address: Address, position: str, limit: int = 200) -> Sequence[Line]:
        """Return lines of a talk after a position; with "" the last `limit`."""
        async with self._storage.reading() as uow:
            if position:
                return await uow.thread.since(address, position, limit)
            return await uow.thread.newest(address, limit)

    @contextmanager
    def wakes(self, address: Address) -> Iterator[asyncio.Event]:
        """Lend an event that is set whenever a line of the talk may have been added by this process."""
        event = asyncio.Event()
        listeners = self._wakes.setdefault(address.key, set())
        listeners.add(event)
        try:
            yield event
        finally:
            listeners.discard(event)
            if not listeners:
                self._wakes.pop(address.key, None)

    def spoken(self, address: Address) -> None:
        """A talk got a new line: wake who listens, and the postman."""
        self.wake(address)
        self.posted()

    def wake(self, address: Address) -> None:
        """Wake who listens to a talk in this process."""
        for event in self._wakes.get(address.key, ()):
            event.set()

    async def faults(self) -> Sequence[str]:
        """Return what is wrong right now, empty when ready."""
        try:
            await self._storage.ping()
            return tuple(await self._faults())
        except Transient:
            return ("the database does not answer",)
