"""How a rehearsal speaks WhatsApp and text messages: our real parser and renderer, with a Twilio in process between them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.desk import FrontDesk
from bot.ports import Room
from bot.rehearse import Transcript, write
from bot.settings import Settings
from bot.wires import Actor, Deed, Shown
from bot.wiring import House
from channels.network import Network, no_link
from channels.twilio import Config, Credentials, connect, wire
from channels.twilio.door import TwilioDoor
from tests.support.twilio.phone import Phone
from tests.support.twilio.transport import InProcess
from tests.support.twilio.vendor import ACCOUNT, SMS, TOKEN, WHATSAPP, Sees, Vendor

NUMBERS = {"whatsapp": WHATSAPP, "sms": SMS}
ALWAYS = timedelta(days=3650)
"""A window that never shuts, for conversations over weeks that do not tell what else was written in between."""
CHOICE = re.compile(r"^\[(\d+)\] ", re.MULTILINE)
KEPT_BY_CARRIERS = {"stop": "forget it", "cancel": "cancel it"}
"""What carriers take for themselves when it is the whole message, and how the same is said instead."""


def credentials(url: str) -> Credentials:
    """Return who we are at a Twilio that is at an address."""
    return Credentials(account_sid=ACCOUNT, auth_token=TOKEN, api_url=url, content_url=url)


def config(channel: str, base_url: str = "http://parley.test", **more: Any) -> Config:
    """Return the configuration of one network."""
    facts: dict[str, Any] = {
        "channel": channel,
        "number": NUMBERS[channel],
        "credentials": credentials("http://api.test"),
    }
    return Config(**(facts | {"base_url": base_url, "a_second": 0} | more))


class Stage:
    """One network of a rehearsal, with the Twilio behind it."""

    def __init__(self, channel: str, *, mixed: bool = False) -> None:
        """Nothing is connected yet; `mixed` answers every other choice with its number although it could be tapped."""
        self.channel, self.mixed = channel, mixed
        self.vendor: Vendor

    def connect(self, settings: Settings, desk: FrontDesk) -> Sequence[Network]:
        """Connect the network to a desk."""
        self.vendor = Vendor(desk.clock)
        self.vendor.window = ALWAYS
        network = connect(config(self.channel, window=ALWAYS, most_segments=99), desk, InProcess(self.vendor))
        return (replace(network, link=no_link),)  # conversations are the same on every network, links are not

    def wire(self, house: House) -> "PhoneWire":
        """Return the wire of a house."""
        return PhoneWire(house, self.vendor, self.channel, mixed=self.mixed)


class PhoneWire:
    """A wire of rehearsals over one network."""

    def __init__(self, house: House, vendor: Vendor, channel: str, *, mixed: bool) -> None:
        """Give everybody a telephone when they first speak."""
        self._mixed, self._taps = mixed, 0
        self._house, self._vendor, self._channel = house, vendor, channel
        (network,) = house.networks
        assert isinstance(network.door, TwilioDoor)
        self._door = network.door
        self._phones: dict[str, Phone] = {}
        self._spoken: set[str] = set()

    async def do(self, actor: Actor, deed: Deed) -> None:
        """Post what somebody does, twice, as Twilio does when an answer is slow."""
        first = actor.name not in self._spoken
        self._spoken.add(actor.name)
        phone = self._phone(actor)
        form = await self._form(actor, deed, phone, first=first)
        for _ in range(2):
            heard = wire.read_message(
                form, self._channel, NUMBERS[self._channel], self._door.desk.clock.now()
            )
            told = replace(heard.incoming, zone=actor.zone, locale=actor.locale)
            assert not await self._door.take(replace(heard, incoming=told))
            await self._house.desk.drain()

    async def shown(self, actor: Actor) -> Sequence[Shown]:
        """Return what somebody sees since this was last asked."""
        return read_back(self._phone(actor).unread())

    async def _form(self, actor: Actor, deed: Deed, phone: Phone, *, first: bool) -> dict[str, str]:
        if deed.opening:
            return phone.says(actor.thread or "@me")
        if deed.token and self._channel == "whatsapp":
            return self._tapped(phone, deed)
        text = str(deed.place or deed.text) if deed.token else deed.text
        if deed.token is None:
            text = KEPT_BY_CARRIERS.get(text.lower(), text)
        if not (first and actor.thread):
            return phone.says(text)
        if text:
            return phone.says(f"{actor.thread} {text}")
        await self._enter(actor, phone)
        return phone.says(text)

    def _tapped(self, phone: Phone, deed: Deed) -> dict[str, str]:
        """Return the tap on a choice; one that was numbered is answered with its number."""
        seen = self._vendor.person(self._channel, phone.number).seen
        self._taps += 1
        if self._mixed and self._taps % 2 and deed.place:
            return phone.says(str(deed.place))
        if any(shown == deed.token for each in seen for _, shown in each.buttons):
            return phone.taps(str(deed.token))
        if deed.place:
            return phone.says(str(deed.place))
        return phone.says(
            deed.text, ButtonText=deed.text, ButtonPayload=str(deed.token), MessageType="interactive"
        )

    async def _enter(self, actor: Actor, phone: Phone) -> None:
        """Open a talk without a word, which only a page can do."""
        room = Room(
            channel=self._channel, account=NUMBERS[self._channel], room=phone.number, thread=actor.thread
        )
        async with self._house.storage.writing() as unit:
            await unit.rooms.save(room)
            await unit.commit()

    def _phone(self, actor: Actor) -> Phone:
        if actor.name not in self._phones:
            number = f"+49151000{len(self._phones):05}"
            self._phones[actor.name] = Phone(self._vendor, self._channel, number)
        return self._phones[actor.name]


def read_back(seen: Sequence[Sees]) -> list[Shown]:
    """Return messages as their reader understands them: numbered lines at the end are choices."""
    return [_understood(each) for each in seen]


def _understood(sees: Sees) -> Shown:
    if sees.buttons:
        return Shown(sees.text, tuple((token, title) for title, token in sees.buttons))
    lines = sees.text.split("\n")
    labels: list[str] = []
    while lines and (number := _number(lines[-1])):
        labels.insert(0, lines.pop().partition(". ")[2])
        if number == 1:
            return Shown("\n".join(lines), tuple((f"#{n}", label) for n, label in enumerate(labels, 1)))
    return Shown(sees.text)


def _number(line: str) -> int:
    """Return the number before a line, 0 if there is none."""
    number, dot, _ = line.partition(". ")
    return int(number) if dot and number.isdigit() else 0


def normal(transcript: Transcript, change: Callable[[str], str] = str) -> str:
    """Return a transcript's file with choices as the numbered lines that they may be, and texts changed."""

    def told(value: Any) -> Any:
        if isinstance(value, str):
            return CHOICE.sub(r"\1. ", change(value))
        if isinstance(value, Mapping):
            return {name: told(each) for name, each in value.items()}
        return [told(each) for each in value] if isinstance(value, list | tuple) else value

    return write(replace(transcript, steps=told(transcript.steps), ends=told(transcript.ends)))
