"""Connects the networks of the settings."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bot.desk import FrontDesk
from bot.messages import Letter
from bot.settings import Settings
from channels.email.letters import Sender, enclosure
from channels.network import Network
from channels.slack.config import SlackConfig

if TYPE_CHECKING:
    from channels import twilio
    from channels.telegram import TelegramConfig


Connect = Callable[[Settings, FrontDesk], Sequence[Network]]
"""Connects networks to a front desk."""


def _slack(settings: Settings, desk: FrontDesk) -> Network | None:
    config = slack_config(settings)
    if not config.complete:
        return None
    from channels.slack.connect import connect  # noqa: PLC0415 - the library of a network that is not used is not loaded

    return connect(config, desk)


def slack_config(settings: Settings) -> SlackConfig:
    """Return how Slack is configured."""
    return SlackConfig(
        api_url=settings.slack_api_url,
        authorize_url=settings.slack_authorize_url,
        base_url=settings.base_url,
        secret=settings.secret_key,
        bot_token=settings.slack_bot_token,
        app_token=settings.slack_app_token,
        signing_secret=settings.slack_signing_secret,
        client_id=settings.slack_client_id,
        client_secret=settings.slack_client_secret,
        trusted=frozenset(settings.slack_trusted_workspaces.replace(",", " ").split()),
        sealed=bool(settings.token_keys),
    )


def _telegram(settings: Settings, desk: FrontDesk) -> Network | None:
    if not settings.telegram_bot_token:
        return None
    from channels import telegram  # noqa: PLC0415 - the library of a network that is not used is not loaded

    return telegram.connect(telegram_config(settings), desk, invitations(settings))


def telegram_config(settings: Settings) -> "TelegramConfig":
    """Return how Telegram is configured."""
    from channels import telegram  # noqa: PLC0415 - see above

    return telegram.TelegramConfig(
        token=settings.telegram_bot_token,
        api_url=settings.telegram_api_url,
        webhook=settings.base_url + telegram.PATH if settings.telegram_mode == "webhook" else "",
        secret=settings.telegram_webhook_secret,
    )


def invitations(settings: Settings) -> Callable[[Letter], bytes | None]:
    """Return how the invitation of a letter is made, as it goes out by mail too."""
    sender = Sender.of(settings.email_from)
    return lambda letter: enclosure(letter, sender)


def twilio_credentials(settings: Settings) -> "twilio.Credentials":
    """Return who we are at Twilio."""
    from channels import twilio  # noqa: PLC0415 - the library of a network that is not used is not loaded

    return twilio.Credentials(
        account_sid=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_token,
        api_url=settings.twilio_api_url,
        content_url=settings.twilio_content_url,
    )


def twilio_configs(settings: Settings) -> "Sequence[twilio.Config]":
    """Return the networks that are configured by way of Twilio: WhatsApp, SMS, both or none."""
    if not (settings.twilio_account_sid and settings.twilio_auth_token):
        return ()
    from channels import twilio  # noqa: PLC0415 - the library of a network that is not used is not loaded

    senders = (
        ("whatsapp", settings.twilio_whatsapp_from, settings.twilio_whatsapp_per_second),
        ("sms", settings.twilio_sms_from, settings.twilio_sms_per_second),
    )
    return [
        twilio.Config(
            channel=channel,
            number=number,
            credentials=twilio_credentials(settings),
            base_url=settings.base_url,
            a_second=a_second,
            shared_key=settings.twilio_shared_key,
        )
        for channel, number, a_second in senders
        if number
    ]


def _by_twilio(channel: str) -> "Callable[[Settings, FrontDesk], Network | None]":
    def connect(settings: Settings, desk: FrontDesk) -> Network | None:
        found = next((each for each in twilio_configs(settings) if each.channel == channel), None)
        if found is None:
            return None
        from channels import twilio  # noqa: PLC0415 - the library of a network that is not used is not loaded

        return twilio.connect(found, desk)

    return connect


NETWORKS: tuple[Callable[[Settings, FrontDesk], Network | None], ...] = (
    _slack,
    _telegram,
    _by_twilio("whatsapp"),
    _by_twilio("sms"),
)
"""Each connects one network, or returns None if it is not configured."""


def configured(settings: Settings, desk: FrontDesk) -> Sequence[Network]:
    """Connect the networks that are configured."""
    return tuple(network for connect in NETWORKS if (network := connect(settings, desk)))
