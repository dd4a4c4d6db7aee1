"""Networks without any network: what is said to them is kept, and they fail as they are told."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp.web import AbstractRouteDef

from bot.desk import FrontDesk
from bot.frozen import FrozenWorld
from bot.messages import Address, Incoming, Outgoing
from bot.ports import Pace
from bot.rehearse import Letters, stage_house
from bot.settings import Settings
from bot.wiring import House
from channels.network import Network


class NoDoor:
    """A door through which nobody comes."""

    def routes(self) -> Sequence[AbstractRouteDef]:
        """Serve nothing."""
        return ()

    async def open(self) -> None:
        """Do nothing."""

    async def close(self) -> None:
        """Do nothing."""


@dataclass
class Kept:
    """A channel that keeps what is said, by room."""

    said: dict[str, list[Outgoing]] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    troubles: dict[str, Exception] = field(default_factory=dict)
    """Raised for every message to a room."""

    async def deliver(self, key: str, address: Address, outgoing: Outgoing) -> str:
        """Keep a message, or fail."""
        if address.room in self.troubles:
            raise self.troubles[address.room]
        self.keys.append(key)
        self.said.setdefault(address.room, []).append(outgoing)
        return key


@dataclass
class Somebody:
    """A person on one channel."""

    town: "Town"
    channel: str
    room: str
    zone: str = "Europe/Berlin"
    locale: str = "en-GB"
    vouched: dict[str, str] = field(default_factory=dict)
    """What the channel vouches for: `email`, `phone`."""
    thread: str | None = None
    """The talk that the first message opens, as a link does."""

    async def say(self, text: str = "", choice: str | None = None) -> str:
        """Say or tap something; return what is answered."""
        self.town.count += 1
        incoming = Incoming(
            key=f"{self.channel}:{self.town.count}",
            address=Address(channel=self.channel, room=self.room, thread=self._web_thread),
            at=self.town.world.clock.now(),
            text=text,
            choice=choice,
            locale=self.locale,
            zone=self.zone,
            **self.vouched,  # type: ignore[arg-type]
        )
        if self.channel == "webchat":
            await self.town.house.desk.hear(incoming)
        else:
            thread, self.thread = self.thread, None
            await self.town.house.desk.arrive(incoming, thread, f"@{self.room}")
        await self.town.rest()
        return await self.last()

    @property
    def _web_thread(self) -> str:
        return (self.thread or "") if self.channel == "webchat" else ""

    async def tap(self, label: str) -> str:
        """Tap the newest choice of that label; return what is answered."""
        for outgoing in reversed(await self.heard()):
            for choice in outgoing.choices:
                if choice.label == label:
                    return await self.say(label, choice.token)
        raise AssertionError(f"{self.room} was never offered {label!r}")

    async def heard(self) -> Sequence[Outgoing]:
        """Return everything that was said to them here."""
        if self.channel != "webchat":
            return self.town.channels[self.channel].said.get(self.room, [])
        address = Address(channel="webchat", room=self.room, thread=self._web_thread)
        lines = await self.town.house.desk.lines(address, "", 200)
        return [line.outgoing for line in lines if not line.mine]

    async def last(self) -> str:
        """Return what was said last, empty if nothing."""
        heard = await self.heard()
        return heard[-1].text if heard else ""

    async def labels(self) -> list[str]:
        """Return the choices last shown."""
        return [choice.label for choice in (await self.heard())[-1].choices]


@dataclass
class Town:
    """A house with networks, and who talks there."""

    house: House
    world: FrozenWorld
    letters: Letters
    channels: dict[str, Kept]
    count: int = 0

    def somebody(self, channel: str, room: str, **more: object) -> Somebody:
        """Return somebody on a channel."""
        return Somebody(self, channel, room, **more)  # type: ignore[arg-type]

    async def host(self, channel: str = "webchat", room: str = "anna", **more: object) -> Somebody:
        """Return Anna, a host with a proved e-mail."""
        anna = self.somebody(channel, room, **more)
        await anna.say("", "start")
        await anna.say("Anna Berg, anna@example.org")
        await anna.say(self.code())
        return anna

    def code(self) -> str:
        """Return the code that was mailed last."""
        return next(letter.code for _, letter in reversed(self.letters.kept) if letter.code)

    def mails(self) -> list[tuple[str, str]]:
        """Return to whom which letters went."""
        return [(letter.to_email, letter.news) for _, letter in self.letters.kept]

    async def rest(self) -> None:
        """Carry out everything that is due."""
        await self.house.desk.drain()
        while await self.house.postman.run_once():
            await self.house.desk.drain()

    async def later(self, **parts: float) -> None:
        """Let time pass, and what falls due happen."""
        self.world.clock.tick(**parts)
        await self.rest()


@asynccontextmanager
async def a_town(
    *names: str, letters: Letters | None = None, world: FrozenWorld | None = None
) -> AsyncIterator[Town]:
    """Open a house with networks of these names."""
    channels = {name: Kept() for name in names}
    here, kept = world or FrozenWorld(), letters or Letters()
    async with stage_house(here, kept, _connect(channels)) as house:
        yield Town(house, here, kept, channels)


def _connect(channels: dict[str, Kept]) -> Callable[[Settings, FrontDesk], Sequence[Network]]:
    def connect(_settings: Settings, _desk: FrontDesk) -> Sequence[Network]:
        return [
            Network(name=name, channel=channel, door=NoDoor(), pace=Pace())
            for name, channel in channels.items()
        ]

    return connect
