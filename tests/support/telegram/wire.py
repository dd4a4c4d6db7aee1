"""How a rehearsal speaks Telegram: what somebody does becomes an update, delivered twice; what was sent is read from the chat."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.messages import Incoming
from bot.ports import FrontDesk, Pace, Room
from bot.settings import Settings
from bot.wires import Actor, Deed, Shown
from bot.wiring import House
from bot.wiring.networks import invitations
from channels.fit import utf16
from channels.network import Network, no_link
from channels.telegram import TelegramConfig, connect
from channels.telegram.client import make_client
from channels.telegram.limits import LABEL
from tests.support.telegram.bot_api import BOT, TOKEN, BotApi, Fields
from tests.support.telegram.people import User, replies
from tests.support.telegram.transport import InProcess

NUMBERED = re.compile(r"(?:\n|^)(\d+)\. (.*)$")


LONGEST = 4096
"""Telegram's apps send no more at once."""
NOTHING = "."
"""They send no empty message; this says as little."""


class Knowing:
    """A front desk that was told before what a file says of its cast: Telegram does not know where somebody is."""

    def __init__(self, desk: FrontDesk) -> None:
        self._desk = desk
        self.cast: dict[str, Actor] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk, name)

    async def arrive(self, incoming: Incoming, thread: str | None = None, called: str = "") -> bool:
        actor = self.cast[incoming.address.room]
        known = replace(incoming, zone=actor.zone, locale=actor.locale, name=None)
        return await self._desk.arrive(known, thread, called)


class TelegramStage:
    """A Telegram, connected to a house without a network between."""

    def __init__(self) -> None:
        self.house: House | None = None
        self.api = BotApi(self._now)
        self.knowing: Knowing | None = None

    def _now(self) -> float:
        return self.house.desk.clock.now().timestamp() if self.house else 0.0

    def connect(self, settings: Settings, desk: FrontDesk) -> tuple[Network, ...]:
        self.knowing = Knowing(desk)
        config = TelegramConfig(token=TOKEN, api_url="http://telegram.test")
        client = make_client(config, InProcess(self.api))
        network = connect(config, self.knowing, invitations(settings), client)
        return (replace(network, pace=Pace(), link=no_link),)

    def wire(self, house: House) -> "TelegramWire":
        self.house = house
        assert self.knowing
        return TelegramWire(house, self.api, self.knowing)


class TelegramWire:
    """Speaks Telegram: private chats, links that open a talk, buttons."""

    def __init__(self, house: House, api: BotApi, knowing: Knowing) -> None:
        self._house, self._api, self._knowing = house, api, knowing
        self._door: Any = house.networks[0].door
        self._read: dict[str, int] = {}
        self._users: dict[str, User] = {}

    async def do(self, actor: Actor, deed: Deed) -> None:
        """Deliver a deed twice."""
        user = self._users.get(actor.name) or await self._join(actor)
        if actor.thread and deed.number >= 0 and user.private.messages == {} and not deed.opening:
            await self._opened_before(user, actor)
        update = self._update(user, actor, deed)
        for _ in range(2):
            await self._door.take(update)
            await self._house.desk.drain()
        while self._door._tasks:
            await asyncio.gather(*self._door._tasks)

    async def _join(self, actor: Actor) -> User:
        user = User(self._api, 1000 + len(self._users), actor.name.title(), language="")
        self._users[actor.name] = user
        self._knowing.cast[str(user.id)] = actor
        return user

    async def _opened_before(self, user: User, actor: Actor) -> None:
        """Have the talk be open already: Telegram has no way to open it and be silent."""
        async with self._house.storage.writing() as uow:
            room = Room(channel="telegram", account=str(BOT), room=str(user.id), thread=actor.thread)
            await uow.rooms.save(room)
            await uow.commit()

    def _update(self, user: User, actor: Actor, deed: Deed) -> Fields:
        if deed.opening:
            code = self._house.desk.links.start_code(actor.thread) if actor.thread else ""
            return user.says(f"/start {code}".strip())
        if not deed.token:
            return user.says(deed.text[:LONGEST] or NOTHING)
        for message in reversed(replies(user.private)):
            for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                for button in row:
                    if button["callback_data"] == deed.token and button["text"] == deed.text:
                        return user.taps(message, deed.token)
        if deed.token.startswith("#"):
            return user.says(str(deed.place) if deed.place else deed.text)
        return user.taps(replies(user.private)[-1], deed.token)

    async def shown(self, actor: Actor) -> Sequence[Shown]:
        """Return what an actor was shown since this was last asked."""
        if actor.name not in self._users:
            return []
        said = replies(self._users[actor.name].private)
        fresh = said[self._read.get(actor.name, 0) :]
        self._read[actor.name] = len(said)
        return [_read_back(each) for each in fresh if "text" in each]


def _read_back(message: Fields) -> Shown:
    """Return a message as its reader sees it; numbered lines at its end are choices."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    if rows:
        return Shown(
            message["text"], tuple((each["callback_data"], each["text"]) for row in rows for each in row)
        )
    text, labels = message["text"], []
    while (found := NUMBERED.search(text)) and (not labels or int(found[1]) == int(labels[0][0][1:]) - 1):
        labels.insert(0, (f"#{found[1]}", found[2]))
        text = text[: found.start()]
    if not labels or labels[0][0] != "#1" or max(utf16(label) for _, label in labels) <= LABEL:
        return Shown(message["text"])  # short ones would have been buttons
    return Shown(text, tuple(labels))
