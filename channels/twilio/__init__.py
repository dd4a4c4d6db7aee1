"""WhatsApp and SMS, by way of Twilio."""

from channels.twilio.account import Account, Credentials, Kept
from channels.twilio.approvals import keeping
from channels.twilio.checkup import examine
from channels.twilio.network import Config, connect
from channels.twilio.templates import Template, every_template

__all__ = [
    "Account",
    "Config",
    "Credentials",
    "Kept",
    "Template",
    "connect",
    "every_template",
    "examine",
    "keeping",
]
