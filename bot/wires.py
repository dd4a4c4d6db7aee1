"""How a rehearsal speaks a channel: what somebody does becomes what the channel would deliver, twice; what was sent is read back."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from typing_extensions import override

from bot.messages import Address, Incoming
from bot.ports import Line
from bot.wiring import House
from channels.console import channel as console
from channels.webchat import wire as web


@dataclass
class Actor:
    """Somebody who talks."""

    name: str
    zone: str | None
    locale: str
    thread: str
    seen: set[str] = field(default_factory=set)
    """Keys of what was read already."""
    choices: tuple[tuple[str, str], ...] = ()
    """Tokens and labels last shown."""
    older: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something that somebody does: say a text, tap a choice, or open the talk."""

    number: int
    """Counts the deeds of a play."""
    text: str = ""
    """What is said, or the label of the choice."""
    token: str | None = None
    place: int = 0
    """Which of the choices last shown was tapped, from 1; 0 for one shown earlier."""
    opening: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as its reader sees it; choices are pairs of token and label."""

    text: str
    choices: tuple[tuple[str, str], ...] = ()


class Wire(Protocol):
    """One channel, as a rehearsal speaks it."""

    async def do(self, actor: Actor, deed: Deed) -> None:
        """Deliver a deed twice, as the channel would, and have its turns taken."""
        ...

    async def shown(self, actor: Actor) -> Sequence[Shown]:
        """Return what an actor was shown since this was last asked."""
        ...


class _Read(ABC):
    """A wire on which what was said is read from the thread of the talk."""

    def __init__(self, house: House) -> None:
        """Speak with a house."""
        self._house = house

    async def do(self, actor: Actor, deed: Deed) -> None:
        """Deliver a deed twice."""
        incoming = self._incoming(actor, deed)
        for _ in range(2):
            await self._house.desk.hear(incoming)
            await self._house.desk.drain()

    async def shown(self, actor: Actor) -> Sequence[Shown]:
        """Return what an actor was shown since this was last asked."""
        lines = await self._house.desk.lines(self._address(actor), "", 60)
        fresh = [line for line in lines if line.key not in actor.seen and not line.mine]
        actor.seen.update(line.key for line in fresh)
        return [self._read_back(line) for line in fresh]

    @abstractmethod
    def _address(self, actor: Actor) -> Address:
        """Return where an actor talks."""

    @abstractmethod
    def _incoming(self, actor: Actor, deed: Deed) -> Incoming:
        """Return the delivery that a deed becomes."""

    @abstractmethod
    def _read_back(self, line: Line) -> Shown:
        """Return a line as its reader sees it."""


class WebWire(_Read):
    """The chat page: frames of its socket."""

    @override
    def _address(self, actor: Actor) -> Address:
        return self._visit(actor).address

    def _visit(self, actor: Actor) -> web.Visit:
        return web.Visit(
            visitor=actor.name.ljust(8, "-"), thread=actor.thread, locale=actor.locale, zone=actor.zone
        )

    @override
    def _incoming(self, actor: Actor, deed: Deed) -> Incoming:
        """Write the frame that the chat page would send, and read it as the door does."""
        visit, now = self._visit(actor), self._house.desk.clock.now()
        if deed.opening:
            return web.greeting(visit, now)
        said = {"type": "say", "text": deed.text}
        tapped = {"type": "tap", "token": deed.token, "label": deed.text}
        raw = json.dumps((tapped if deed.token else said) | {"id": f"{deed.number:08}"})
        return web.to_incoming(web.read_frame(raw).body, visit, now)

    @override
    def _read_back(self, line: Line) -> Shown:
        frame = json.loads(json.dumps(web.line_frame(line)))
        return Shown(frame["text"], tuple((c["token"], c["label"]) for c in frame["choices"]))


class ConsoleWire(_Read):
    """The terminal: a tap is a number, an old button its words."""

    @override
    def _address(self, actor: Actor) -> Address:
        return Address(channel="console", room=actor.name, thread=actor.thread)

    @override
    def _incoming(self, actor: Actor, deed: Deed) -> Incoming:
        visit = console.Visit(address=self._address(actor), locale=actor.locale, zone=actor.zone)
        line = str(deed.place) if deed.place else deed.text
        now = self._house.desk.clock.now()
        return console.to_incoming(line, f"console:{deed.number}", visit, now, opening=deed.opening)

    @override
    def _read_back(self, line: Line) -> Shown:
        text, labels = console.read_back(console.to_text(line.outgoing))
        tokens = (choice.token for choice in line.outgoing.choices)
        return Shown(text, tuple(zip(tokens, labels, strict=True)))


WIRES: Mapping[str, Callable[[House], Wire]] = {"webchat": WebWire, "console": ConsoleWire}
"""The channels that a rehearsal speaks by itself."""
