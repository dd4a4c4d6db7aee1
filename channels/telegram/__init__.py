"""Telegram: updates in, messages out."""

from bot.ports import FrontDesk
from channels.network import Network
from channels.telegram.channel import Invite, Telegram
from channels.telegram.client import Client, TelegramConfig, make_client
from channels.telegram.door import PATH, TelegramDoor
from channels.telegram.limits import PACE
from channels.telegram.wire import CHANNEL

__all__ = ["CHANNEL", "PATH", "TelegramConfig", "connect"]


def connect(config: TelegramConfig, desk: FrontDesk, invite: Invite, client: Client | None = None) -> Network:
    """Connect Telegram to a front desk; nothing is asked before its door is opened. `client` is made unless it is given."""
    client = client or make_client(config)
    door = TelegramDoor(config, client, desk)
    return Network(
        name=CHANNEL,
        channel=Telegram(client, desk, invite),
        door=door,
        pace=PACE,
        link=door.link,
        release=client.let_go,
    )
