"""One transaction over everything that a turn writes."""

import asyncio
from contextlib import AbstractAsyncContextManager, nullcontext
from functools import cached_property
from typing import Self

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.audit import Audit
from storage.availability import Availability
from storage.bookings import Bookings
from storage.calendars import Calendars
from storage.codes import Codes
from storage.conversations import Conversations
from storage.credentials import Credentials
from storage.errands import Errands
from storage.event_types import EventTypes
from storage.inbox import Inbox, Turns
from storage.installations import Installations
from storage.outbox import Outbox, Post
from storage.people import People
from storage.polls import Polls
from storage.quick_postgresql import QuickTransaction
from storage.receipts import Receipts
from storage.rooms import Rooms
from storage.sealing import KeyRing
from storage.sessions import Sessions
from storage.teams import Teams
from storage.thread import Thread
from storage.transaction import Transaction, in_our_words
from storage.vouchers import Vouchers
from storage.waitlist import Waitlist


class Unit:
    """Implements `bot.ports.UnitOfWork`: rolls back unless `commit` was called."""

    def __init__(
        self, engine: AsyncEngine, ring: KeyRing, turnstile: asyncio.Lock | None = None, *, writes: bool
    ) -> None:
        """Work on a connection of the engine, sealing tokens with a ring of keys; with a turnstile, one unit after the other."""
        self._engine = engine
        self._ring = ring
        self._writes = writes
        self._turnstile: AbstractAsyncContextManager[None] = turnstile or nullcontext()
        self._transaction: Transaction

    async def __aenter__(self) -> Self:
        """Take a connection; the transaction begins with the first statement. Raise Transient if there is none."""
        await self._turnstile.__aenter__()
        try:
            with in_our_words():
                self._transaction = self._on(await self._engine.connect())
        except BaseException:
            await self._turnstile.__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(self, *error: object) -> None:
        """Roll back what was not committed."""
        try:
            closing = asyncio.create_task(self._transaction.close())
            await asyncio.shield(closing)  # whoever is cancelled still gives the connection back
        finally:
            await self._turnstile.__aexit__(None, None, None)

    def attempt(self) -> AbstractAsyncContextManager[None]:
        """Return a part of the transaction that is rolled back by itself if it is left by an error, which passes."""
        return self._transaction.attempt()

    async def commit(self) -> None:
        """Keep what was done; raise ConflictError or Transient if the database cannot."""
        await self._transaction.commit()

    async def reseal(self) -> int:
        """Seal with the newest key everything that an older one sealed, so that this one can be given up; return how much."""
        of_networks, of_calendars = await self.installations.reseal(), await self.calendars.reseal()
        return of_networks + of_calendars + await self.credentials.reseal()

    def _on(self, connection: AsyncConnection) -> Transaction:
        if connection.dialect.name == "postgresql":
            return QuickTransaction(connection, writes=self._writes)
        return Transaction(connection)

    @cached_property
    def people(self) -> People:
        """Persons and hosts."""
        return People(self._transaction)

    @cached_property
    def availability(self) -> Availability:
        """Schedules and time off."""
        return Availability(self._transaction)

    @cached_property
    def event_types(self) -> EventTypes:
        """Event types."""
        return EventTypes(self._transaction)

    @cached_property
    def bookings(self) -> Bookings:
        """Bookings and holds."""
        return Bookings(self._transaction)

    @cached_property
    def calendars(self) -> Calendars:
        """Connected calendars."""
        return Calendars(self._transaction, self._ring)

    @cached_property
    def teams(self) -> Teams:
        """Teams."""
        return Teams(self._transaction)

    @cached_property
    def waitlist(self) -> Waitlist:
        """Who waits for seats."""
        return Waitlist(self._transaction)

    @cached_property
    def polls(self) -> Polls:
        """Polls."""
        return Polls(self._transaction)

    @cached_property
    def outbox(self) -> Outbox:
        """What has to happen."""
        return Outbox(self._transaction)

    @cached_property
    def audit(self) -> Audit:
        """Who changed what."""
        return Audit(self._transaction)

    @cached_property
    def codes(self) -> Codes:
        """One-time codes and attempts."""
        return Codes(self._transaction)

    @cached_property
    def conversations(self) -> Conversations:
        """Memory of talks."""
        return Conversations(self._transaction)

    @cached_property
    def inbox(self) -> Inbox:
        """Deliveries."""
        return Inbox(self._transaction)

    @cached_property
    def turns(self) -> Turns:
        """The log of turns."""
        return Turns(self._transaction)

    @cached_property
    def thread(self) -> Thread:
        """What was said."""
        return Thread(self._transaction)

    @cached_property
    def post(self) -> Post:
        """The postman's side of the outbox."""
        return Post(self._transaction)

    @cached_property
    def installations(self) -> Installations:
        """Where we are installed on networks."""
        return Installations(self._transaction, self._ring)

    @cached_property
    def vouchers(self) -> Vouchers:
        """One-time codes that join rooms."""
        return Vouchers(self._transaction)

    @cached_property
    def errands(self) -> Errands:
        """Errands of browsers at providers."""
        return Errands(self._transaction, self._ring)

    @cached_property
    def rooms(self) -> Rooms:
        """What is known of rooms on networks."""
        return Rooms(self._transaction)

    @cached_property
    def receipts(self) -> Receipts:
        """How messages fared that were sent."""
        return Receipts(self._transaction)

    @cached_property
    def sessions(self) -> Sessions:
        """Who is signed in."""
        return Sessions(self._transaction)

    @cached_property
    def credentials(self) -> Credentials:
        """What proves who somebody is."""
        return Credentials(self._transaction, self._ring)
