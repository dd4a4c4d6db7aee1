"""Sends messages on WhatsApp and as text messages: fitted, within the window, each part once."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import quote

from bot.messages import Address, Outgoing
from bot.phrases import phrases
from bot.ports import FrontDesk, Room
from channels.fit import fit
from channels.twilio import faults, limits, render, wire
from channels.twilio.account import Account
from channels.twilio.contents import Contents
from channels.twilio.render import Message
from core.errors import Unreachable

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
            raise Unreachable(faults.SHUT)
        sid = ""
        for place, message in enumerate(self._messages(outgoing)):
            sid = await self._once(f"{key}#{place}", address, message)
        return sid

    def _is_open(self, room: Room | None) -> bool:
        """Whether WhatsApp lets us speak freely: the person wrote within the window."""
        if room is None or room.heard_at is None:
            return False
        return self.desk.clock.now() < room.heard_at + self.sender.window - limits.MARGIN

    def _messages(self, outgoing: Outgoing) -> tuple[Message, ...]:
        if self.sender.channel == wire.SMS:
            return tuple(render.sms(part) for part in fit(outgoing, limits.SMS))
        button = phrases("en")["phone.button"]
        return tuple(render.whatsapp(part, button) for part in fit(outgoing, limits.WHATSAPP))

    async def _once(self, key: str, address: Address, message: Message) -> str:
        known = self._sent.get(key) or await self._reported(key, address)
        if known:
            return known
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
            f"{self.sender.callback}?key={quote(key, safe='')}",
            content_sid,
        )
