"""Sends messages on WhatsApp and as text messages: fitted, within the window, each part once."""

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.messages import Address, Outgoing
from bot.phrases import Voice, language, phrases, say
from bot.ports import FrontDesk, Room
from channels.fit import fit
from channels.twilio import faults, limits, render, wire
from channels.twilio.account import Account
from channels.twilio.contents import Contents
from channels.twilio.faults import ContentGoneError
from channels.twilio.gsm import segments
from channels.twilio.numbers import guess
from channels.twilio.render import Message
from channels.twilio.templates import told_by
from core.errors import Unreachable

PART = "#"
"""Stands in the key of a part between the key of its message and its number."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Any instant: short forms tell theirs in words already."""
REMEMBERED = 5000
"""Sent parts that a process remembers, should their message be tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Our side of one network."""

    channel: str
    """`whatsapp` or `sms`."""
    number: str
    """Our number, E.164."""
    callback: str
    """Where news of what we sent comes in."""
    window: timedelta = limits.WINDOW
    most_segments: int = 1
    """A notice that takes more text messages is sent in its short form."""

    def address(self, number: str) -> str:
        """Return a number as Twilio wants it on this network."""
        return f"{wire.PREFIX}{number}" if self.channel == wire.WHATSAPP else number


@dataclass(eq=False, kw_only=True)
class TwilioChannel:
    """WhatsApp or SMS as a channel."""

    sender: Sender
    account: Account
    desk: FrontDesk
    contents: Contents
    _sent: OrderedDict[str, str] = field(default_factory=OrderedDict)

    async def deliver(self, key: str, address: Address, outgoing: Outgoing) -> str:
        """Send a message; return the sid of its last part; raise a Fault.

        Parts that Twilio took at an earlier try are not sent again: this process remembers them, and reports of what became of them tell other processes.
        """
        room = await self.desk.room(address.channel, address.account, address.room)
        if room and room.silent == faults.STOPPED:
            raise Unreachable(faults.STOPPED)
        if self.sender.channel == wire.WHATSAPP and not self._is_open(room):
            return await self._begin(key, address, outgoing)
        try:
            return await self._speak(key, address, outgoing)
        except Unreachable as fault:
            if fault.why != faults.SHUT:
                raise
            return await self._begin(key, address, outgoing)

    async def _speak(self, key: str, address: Address, outgoing: Outgoing) -> str:
        sid = ""
        for place, message in enumerate(self._messages(address.room, outgoing)):
            sid = await self._once(f"{key}{PART}{place}", address, message)
        return sid

    async def _begin(self, key: str, address: Address, outgoing: Outgoing) -> str:
        """Say a notice by a template that WhatsApp approved; raise Unreachable if there is none."""
        told = {each.content.name: each for each in told_by(outgoing) if each.content}
        approved = await self.contents.approved(list(told)) if told else {}
        message = next((each for name, each in told.items() if name in approved), None)
        if message is None:
            raise Unreachable(faults.SHUT)
        return await self._once(f"{key}{PART}0", address, message)

    def _is_open(self, room: Room | None) -> bool:
        """Whether WhatsApp lets us speak freely: the person wrote within the window."""
        if room is None or room.heard_at is None:
            return False
        return self.desk.clock.now() < room.heard_at + self.sender.window - limits.MARGIN

    def _messages(self, number: str, outgoing: Outgoing) -> tuple[Message, ...]:
        if self.sender.channel == wire.SMS:
            short = in_short(outgoing, self.sender.most_segments)
            return tuple(render.sms(part) for part in fit(short, limits.SMS))
        button = phrases(language(guess(number).locale))["phone.button"]
        return tuple(render.whatsapp(part, button) for part in fit(outgoing, limits.WHATSAPP))

    async def _once(self, key: str, address: Address, message: Message) -> str:
        known = self._sent.get(key) or await self._reported(key, address)
        if known:
            return known
        try:
            sid = await self._send(key, address, message)
        except ContentGoneError:  # somebody deleted it at Twilio: it is made once more
            if message.content is None:
                raise
            self.contents.forget(message.content)
            sid = await self._send(key, address, message)
        self._sent[key] = sid
        if len(self._sent) > REMEMBERED:
            self._sent.popitem(last=False)
        return sid

    async def _reported(self, key: str, address: Address) -> str:
        receipt = await self.desk.receipt(address.channel, key)
        return receipt.receipt if receipt else ""

    async def _send(self, key: str, address: Address, message: Message) -> str:
        content_sid = await self.contents.sid(message.content) if message.content else ""
        return await self.account.send(
            message,
            self.sender.address(self.sender.number),
            self.sender.address(address.room),
            f"{self.sender.callback}?key={wire.in_address(key)}",
            content_sid,
        )


def in_short(outgoing: Outgoing, most: int) -> Outgoing:
    """Return a notice in its short form if it takes more than so many text messages and the short form takes fewer."""
    brief = outgoing.brief
    if brief is None or not brief.facts or _cost(outgoing) <= most:
        return outgoing
    voice = Voice(locale=brief.language, zone="UTC", now=EPOCH)
    short = replace(outgoing, text=say(f"brief.{brief.news}", brief.facts, voice), moments=())
    return min(short, outgoing, key=_cost)


def _cost(outgoing: Outgoing) -> int:
    return sum(segments(render.sms(part).body) for part in fit(outgoing, limits.SMS))
