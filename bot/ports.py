"""What the dialogue needs from outside: memory of conversations, the inbox, turns, channels, links."""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from bot.conversation import Conversation
from bot.errands import Errands
from bot.installed import Installations, NetworkDesk
from bot.links import Links
from bot.messages import Address, Incoming, Letter, Outgoing
from bot.post import Post
from bot.reach import Purpose
from bot.receipts import Receipts, Reports
from core import ports as core_ports
from core.commands import Command, Outcome
from core.queries import Query


class Conversations(Protocol):
    """Snapshots of conversations, and which person an address belongs to."""

    async def get(self, address: Address) -> Conversation | None:
        """Return the memory of a talk."""
        ...

    async def save(self, conversation: Conversation) -> Conversation:
        """Insert (version 0) or update it comparing versions; raise ConflictError. Return it with its new version."""
        ...

    async def of_person(self, person_id: UUID) -> Sequence[Conversation]:
        """Return a person's conversations, the last touched first."""
        ...

    async def in_room(self, channel: str, account: str, room: str) -> Sequence[Conversation]:
        """Return the conversations in a room, the last touched first."""
        ...

    async def person_at(self, channel: str, account: str, room: str) -> UUID | None:
        """Return the person to whom a room belongs."""
        ...

    async def link(self, channel: str, account: str, room: str, person_id: UUID) -> None:
        """Say that a room belongs to a person, also if it belonged to another."""
        ...

    async def unlink(self, channel: str, account: str, room: str, previous: UUID | None) -> None:
        """Say that a room belongs to whom it belonged before, None if to nobody."""
        ...

    async def move(self, channel: str, account: str, room: str, to: str) -> None:
        """Let all that is in a room, with what was said, be in a new room instead; a turn that is under way there is computed again."""
        ...

    async def reassign(self, channel: str, account: str, room: str, person_id: UUID) -> None:
        """Say that the conversations in a room are a person's; a turn that is under way in one of them is computed again."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What is known of the other side on a network: a chat, a number, a member of a workspace."""

    channel: str
    account: str = ""
    room: str
    thread: str = ""
    """Which talk is open in it: empty is the person's own, `@anna/intro` one with a host."""
    heard_at: datetime | None = None
    """When the person last wrote; None is never. Networks that let us speak only so long after that go by it."""
    silent: str = ""
    """Why it cannot be spoken to, a `core.errors.Unreachable.why`; empty if it can."""
    name: str = ""
    """How it is called when one is told of it: `@max`, `+49 30 …12`."""

    @property
    def address(self) -> Address:
        """The talk that is open in it."""
        return Address(channel=self.channel, account=self.account, room=self.room, thread=self.thread)


class Rooms(Protocol):
    """What is known of rooms on networks."""

    async def get(self, channel: str, account: str, room: str) -> Room | None:
        """Return a room, None if nothing is known of it."""
        ...

    async def save(self, room: Room) -> None:
        """Insert or replace what is known of a room."""
        ...

    async def mark(self, channel: str, account: str, room: str, silent: str) -> None:
        """Note why a room cannot be spoken to, or with an empty reason that it can; what else is known of it stays."""
        ...

    async def open(self, address: Address) -> None:
        """Open a talk in its room; what else is known of the room stays, and of one that is not known nothing is kept."""
        ...

    async def silence(self, channel: str, account: str, silent: str, was: str = "") -> None:
        """Note of all rooms of an account whose reason to be silent was `was` that it is another now (empty is none)."""
        ...

    async def of_person(self, person_id: UUID) -> Sequence[Room]:
        """Return the rooms of a person that something is known of, the last heard first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """A one-time code that joins rooms, as it is kept."""

    digest: str
    person_id: UUID
    purpose: Purpose
    address: Address
    """The talk in which it was made."""
    bound: str = ""
    """The only channel on which it counts; empty is any."""
    expires_at: datetime
    used: bool = False


class Vouchers(Protocol):
    """One-time codes that join rooms."""

    async def add(self, voucher: Voucher) -> None:
        """Keep a voucher."""
        ...

    async def get(self, digest: str) -> Voucher | None:
        """Return a voucher."""
        ...

    async def use(self, digest: str, now: datetime) -> bool:
        """Use a voucher up; False if it is used or too old: of all who try, one gets True."""
        ...

    async def revoke(self, person_id: UUID, now: datetime) -> None:
        """Make every open voucher of a person worth nothing."""
        ...

    async def discard(self, before: datetime) -> int:
        """Delete vouchers that expired before an instant; return how many."""
        ...


class Inbox(Protocol):
    """Deliveries, each handled once."""

    async def accept(self, incoming: Incoming) -> bool:
        """Keep a delivery; False if its key is known already."""
        ...

    async def knows(self, key: str) -> bool:
        """Say whether a delivery is kept."""
        ...

    async def next(self, address: Address) -> Incoming | None:
        """Return the oldest delivery of an address that is not handled."""
        ...

    async def handled(self, key: str, at: datetime) -> bool:
        """Mark a delivery handled; False if it was already (the turn must then roll back)."""
        ...

    async def waiting(self, before: datetime, limit: int) -> Sequence[Address]:
        """Return addresses with deliveries accepted before an instant and not handled."""
        ...

    async def forget(self, before: datetime, limit: int) -> int:
        """Empty the texts of up to `limit` deliveries handled before an instant; return how many."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRow:
    """What happened in a turn, so that a failure can be replayed."""

    key: str
    address: Address
    at: datetime
    heard: str
    read: dict[str, Any]
    decided: dict[str, Any]
    said: tuple[str, ...]
    micros: int


class Turns(Protocol):
    """The log of turns."""

    async def add(self, turn: TurnRow) -> None:
        """Append a turn."""
        ...

    async def forget(self, before: datetime, limit: int) -> int:
        """Keep only codes of up to `limit` turns before an instant: nothing heard, nothing said, of what was read the acts; return how many."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a talk as its page shows it."""

    position: str
    """Opaque, grows with each line of a talk."""
    at: datetime
    mine: bool
    """Said by the person (else by Parley)."""
    outgoing: Outgoing
    key: str


class Thread(Protocol):
    """What was said in a talk, for channels whose reader comes and asks (web chat, terminal)."""

    async def since(self, address: Address, position: str, limit: int) -> Sequence[Line]:
        """Return up to `limit` lines of a talk after a position ("" is the beginning), oldest first.

        Lines of the last seconds up to the position are told again, since what is committed may become visible a little out of order: readers drop lines whose `key` they have seen.
        """
        ...

    async def newest(self, address: Address, limit: int) -> Sequence[Line]:
        """Return the last lines of a talk, oldest first."""
        ...


class UnitOfWork(core_ports.UnitOfWork, Protocol):
    """One transaction over everything that a turn writes."""

    @property
    def conversations(self) -> Conversations: ...
    @property
    def rooms(self) -> Rooms: ...
    @property
    def installations(self) -> Installations: ...
    @property
    def vouchers(self) -> Vouchers: ...
    @property
    def errands(self) -> Errands: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def turns(self) -> Turns: ...
    @property
    def thread(self) -> Thread: ...
    @property
    def post(self) -> Post: ...
    @property
    def receipts(self) -> Receipts: ...

    async def reseal(self) -> int:
        """Seal with the newest key everything that an older one sealed, so that this one can be given up; return how much."""
        ...


class Storage(Protocol):
    """The door to the database."""

    def reading(self) -> UnitOfWork:
        """Return a unit of work that only reads (no write lock is taken)."""
        ...

    def writing(self) -> UnitOfWork:
        """Return a unit of work that may write (on SQLite it begins with BEGIN IMMEDIATE)."""
        ...

    async def ping(self) -> None:
        """Return if the database answers; raise Transient if it does not."""
        ...

    async def close(self) -> None:
        """Let go of all connections."""
        ...


class Channel(Protocol):
    """How a message reaches a person on one channel. Raises `core.errors.Fault`s."""

    async def deliver(self, key: str, address: Address, outgoing: Outgoing) -> str:
        """Send a message; return the channel's receipt (may be empty). `key` is unique to the message."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast a network takes messages; what it asks for in its answers (`RateLimited`) comes on top."""

    a_second: float = 0
    """Most messages a second over all rooms of an account; 0 is no limit."""
    between: float = 0
    """Least seconds between two messages in one chat."""
    a_minute_in_group: int = 0
    """Most messages a minute in one group (all rooms `<group>/…` together); 0 is no limit."""
    at_once: int = 4
    """So many messages may be under way to the network at the same time, so that a slow one delays no other."""


class Mailer(Protocol):
    """How a letter reaches a mailbox. Raises `core.errors.Fault`s."""

    async def send(self, key: str, letter: Letter) -> str:
        """Send a letter; return a receipt (the Message-ID)."""
        ...


class FrontDesk(NetworkDesk, Reports, Protocol):
    """What the doors (web pages, chat socket, terminal) ask of the inside. `bot.wiring` builds it."""

    @property
    def clock(self) -> core_ports.Clock: ...
    @property
    def chance(self) -> core_ports.Chance: ...
    @property
    def links(self) -> Links: ...

    async def hear(self, incoming: Incoming) -> bool:
        """Keep a delivery durably and have its turn taken soon; False if it was known already."""
        ...

    async def arrive(self, incoming: Incoming, thread: str | None = None, called: str = "") -> bool:
        """Keep a delivery from a network in the talk that is open in its room, and have its turn taken soon.

        A `thread` opens that talk there first (empty: the person's own). `called` is how the room is called when one is told of it. The thread of the delivery's own address is not looked at. False if the delivery was known already.
        """
        ...

    async def room(self, channel: str, account: str, room: str) -> Room | None:
        """Return what is known of a room."""
        ...

    async def mark(self, channel: str, account: str, room: str, silent: str) -> None:
        """Note that a room cannot be spoken to (a `core.errors.Unreachable.why`), or with an empty reason that it can again."""
        ...

    async def failed(self, channel: str, key: str, why: str) -> None:
        """Have a message that a network took, and then could not bring, take another way; nothing happens if it did already.

        `key` is the message's, with or without `#` and the number of its part; `why` a `core.errors.Unreachable.why`, empty if the room can be spoken to.
        """
        ...

    async def settle(self, address: Address) -> None:
        """Take all waiting turns of an address now and return when they are done."""
        ...

    async def answer(self, query: Query) -> Any:
        """Answer a query; raise Refused."""
        ...

    async def perform(self, command: Command) -> Outcome:
        """Carry out a command in one transaction, with notices, letters and reminders; raise Refused."""
        ...

    async def lines(self, address: Address, position: str, limit: int = 200) -> Sequence[Line]:
        """Return lines of a talk after a position; with "" the last `limit`."""
        ...

    def wakes(self, address: Address) -> AbstractContextManager[asyncio.Event]:
        """Lend an event that is set whenever a line of the talk may have been added by this process."""
        ...

    async def faults(self) -> Sequence[str]:
        """Return what is wrong right now (database, migrations, zone data), empty when ready."""
        ...
