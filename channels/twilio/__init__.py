"""WhatsApp and SMS, by way of Twilio."""

from channels.twilio.account import Credentials
from channels.twilio.network import Config, connect

__all__ = ["Config", "Credentials", "connect"]
