"""A house whose only network is a Telegram of our own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from bot.frozen import FrozenWorld
from bot.ports import FrontDesk, Pace
from bot.rehearse import Letters
from bot.settings import Settings
from bot.wiring import House, Outlets, build
from bot.wiring.networks import invitations
from channels.network import Network
from channels.telegram import TelegramConfig, connect
from channels.telegram.client import make_client
from storage import open_storage
from tests.support.telegram.bot_api import TOKEN, BotApi, Fields
from tests.support.telegram.people import User, replies
from tests.support.telegram.transport import InProcess

SECRET = "known-to-both-of-us"


@dataclass
class Town:
    """A house, its Telegram, and the means to let things happen."""

    house: House
    api: BotApi
    world: FrozenWorld
    letters: Letters

    @property
    def door(self) -> Any:
        return self.house.networks[0].door

    @property
    def channel(self) -> Any:
        return self.house.networks[0].channel

    async def bring(self, *updates: Fields) -> None:
        """Deliver updates, and have everything happen that they cause."""
        for each in updates:
            await self.door.take(each)
            await self.house.desk.drain()
        await self.settle()

    async def settle(self) -> None:
        """Have the postman carry out what is due, and the door do what it put off."""
        await self.house.desk.drain()
        while await self.house.postman.run_once():
            await self.house.desk.drain()
        while self.door._tasks:
            await asyncio.gather(*self.door._tasks)

    def heard(self, user: User) -> list[str]:
        """Return the texts that somebody was sent alone."""
        return [each["text"] for each in replies(user.private) if "text" in each]

    async def host(self, name: str = "Anna", number: int = 11) -> User:
        """Register a host by talking: zone, mail, code; they are booked by the link `@<name>/intro`."""
        anna = User(self.api, number, name, name.lower())
        await self.bring(anna.says("/start"), anna.says("Berlin"))
        await self.bring(anna.says(f"my mail is {name.lower()}@example.org"))
        await self.bring(anna.says(self.letters.kept[-1][1].code))
        return anna


@asynccontextmanager
async def town(url: str, world: FrozenWorld, pace: Pace | None = None, **config: Any) -> AsyncIterator[Town]:
    """Open a house on a database, whose clock stands still: without a `pace` it is not kept; `config` are fields of the TelegramConfig."""
    api = BotApi(lambda: world.clock.now().timestamp())
    wanted = TelegramConfig(token=TOKEN, **{"api_url": "http://telegram.test", **config})
    settings = Settings.model_validate(
        {"DATABASE_URL": url, "PARLEY_SECRET_KEY": "k" * 32, "PARLEY_BASE_URL": "https://parley.test"}
    )

    def networks(settings: Settings, desk: FrontDesk) -> tuple[Network, ...]:
        transport = InProcess(api) if wanted.api_url == "http://telegram.test" else None
        network = connect(wanted, desk, invitations(settings), make_client(wanted, transport))
        return (replace(network, pace=pace or Pace()),)

    letters, storage = Letters(), open_storage(url)
    house = build(settings, storage, world, letters, Outlets(connect=networks))
    try:
        yield Town(house, api, world, letters)
    finally:
        await house.networks[0].door.close()
        await house.desk.drain()
        await house.networks[0].release()
        await storage.close()
