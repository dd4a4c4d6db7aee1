"""What a postman of the tests carries, and to whom."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.messages import Address, Letter, Outgoing
from bot.ports import Storage, UnitOfWork
from bot.post import Delivery
from core.effects import Effect, Kind
from core.jsonable import dump
from jobs.postman import Bag, Postman, Round
from tests.support.world import FrozenWorld


class Street:
    """A channel and mailer in one that notes what reaches it, in order, and fails as it is told.

    `troubles` are raised (or, if callable, awaited) one after the other by key.
    """

    def __init__(self) -> None:
        """Nothing has arrived."""
        self.arrived: list[str] = []
        self.tried: list[str] = []
        self.troubles: dict[str, list[Exception | Callable[[], Any]]] = {}
        self._changed = asyncio.Event()

    async def deliver(self, key: str, address: Address, outgoing: Outgoing) -> str:
        """Take a message."""
        await self._take(key)
        return f"receipt of {outgoing.text}"

    async def send(self, key: str, letter: Letter) -> str:
        """Take a letter."""
        await self._take(key)
        return f"<{key}>"

    async def due(self, delivery: Delivery) -> None:
        """Take what falls due."""
        await self._take(delivery.key)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something to be tried or to arrive, until a condition holds; raise TimeoutError after 10 seconds."""
        async with asyncio.timeout(10):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def _take(self, key: str) -> None:
        self.tried.append(key)
        self._changed.set()
        waiting = self.troubles.get(key)
        trouble = waiting.pop(0) if waiting else None
        if isinstance(trouble, Exception):
            raise trouble
        if trouble is not None:
            await trouble()
        self.arrived.append(key)
        self._changed.set()


def postman(storage: Storage, street: Street, world: FrozenWorld, **facts: Any) -> Postman:
    """Return a postman who carries everything to one street."""
    dues = {Kind.REMIND: street.due, Kind.FOLLOW_UP: street.due}
    bag = Bag(channels={"webchat": street}, mailer=street, dues=dues)
    return Postman(storage, world.clock, world.chance, bag, Round(**facts))


def chat(key: str, due: datetime, lane: str = "talk", **payload: Any) -> Effect:
    """Return a message to say."""
    address = Address(channel="webchat", room=lane)
    said = {"address": address.key, "outgoing": dump(Outgoing(text=key))}
    return Effect(key=key, kind=Kind.CHAT, lane=lane, due=due, payload=said | payload)


def mail(key: str, due: datetime, letter: Letter, **payload: Any) -> Effect:
    """Return a letter to send."""
    said = {"letter": dump(letter)}
    return Effect(key=key, kind=Kind.MAIL, lane=letter.to_email, due=due, payload=said | payload)


async def put(storage: Storage, *effects: Effect) -> None:
    """Put effects into the outbox."""
    async with storage.writing() as unit:
        await unit.outbox.add(*effects)
        await unit.commit()


async def claim_due(unit: UnitOfWork, now: datetime, limit: int, lease: float) -> list[Delivery]:
    """Claim what is due on all channels."""
    channels = await unit.post.channels(now)
    found = [each for channel in channels for each in await unit.post.claim(channel, now, limit, lease)]
    return sorted(found, key=lambda row: row.due)


async def buried(storage: Storage) -> dict[str, str]:
    """Return why rows were given up, by key."""
    async with storage.reading() as unit:
        return {row.key: error for row, error in await unit.post.buried(100)}
