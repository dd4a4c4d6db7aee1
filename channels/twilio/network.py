"""Connects WhatsApp and SMS to a front desk."""

from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import quote

from bot.ports import FrontDesk, Pace
from channels.network import Network
from channels.twilio import limits, wire
from channels.twilio.account import Account, Credentials
from channels.twilio.channel import Sender, TwilioChannel
from channels.twilio.contents import Contents
from channels.twilio.door import TwilioDoor
from channels.twilio.http import Http
from channels.twilio.signature import Signatures


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """One network by way of Twilio."""

    channel: str
    """`whatsapp` or `sms`."""
    number: str
    """Our number, E.164."""
    credentials: Credentials
    base_url: str
    """Where people and Twilio reach us."""
    a_second: float
    """Most messages a second that the account may send on this network."""
    shared_key: str = field(default="", repr=False)
    """The secret of the key that signs webhooks, if not the account's token does."""
    window: timedelta = limits.WINDOW
    """How long after the person's last message WhatsApp takes free texts."""
    most_segments: int = 1
    """A notice that takes more text messages is sent in its short form."""


def connect(config: Config, desk: FrontDesk, http: Http | None = None) -> Network:
    """Return the network; nothing is connected before the first message. `http` stands in for the usual way to Twilio."""
    account = Account(config.credentials, http)
    door = TwilioDoor(
        channel=config.channel,
        number=config.number,
        desk=desk,
        signatures=Signatures(
            base_url=config.base_url,
            auth_token=config.credentials.auth_token,
            shared_key=config.shared_key,
        ),
    )
    sender = Sender(
        channel=config.channel,
        number=config.number,
        callback=f"{config.base_url}{door.path}/status",
        window=config.window,
        most_segments=config.most_segments,
    )
    return Network(
        name=config.channel,
        channel=TwilioChannel(
            sender=sender, account=account, desk=desk, contents=Contents(account, desk.clock)
        ),
        door=door,
        pace=Pace(a_second=config.a_second),
        link=lambda text: link(config.channel, config.number, text),
        release=account.close,
    )


def link(channel: str, number: str, text: str) -> str:
    """Return the address that opens a chat with our number (E.164), with a text ready to be sent.

    For text messages it is that of RFC 5724, with the body as the telephones of today take it.
    """
    ready = quote(text, safe="")
    if channel == wire.WHATSAPP:
        return f"https://wa.me/{number.removeprefix('+')}?text={ready}"
    return f"sms:{number}?body={ready}"
