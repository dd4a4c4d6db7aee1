"""What the doctor looks at on networks that are configured; nothing is said of those that are not."""

from bot.cli.checks import Finding
from bot.settings import Settings
from bot.wiring.networks import slack_config, telegram_config, twilio_configs


async def telegram(settings: Settings) -> list[Finding]:
    """Look at Telegram's token, webhook, commands and privacy."""
    if not settings.telegram_bot_token:
        return []
    from channels.telegram.checkup import examine  # noqa: PLC0415 - loaded where it is used

    return [Finding("Telegram", state, mend) for state, mend in await examine(telegram_config(settings))]


async def slack(settings: Settings) -> list[Finding]:
    """Look at Slack's tokens, what they allow, and how events come in."""
    config = slack_config(settings)
    if not any((config.bot_token, config.app_token, config.signing_secret, config.client_id)):
        return []
    from channels.slack.checkup import examine  # noqa: PLC0415 - loaded where it is used

    return [Finding("Slack", state, mend) for state, mend in await examine(config)]


async def twilio(settings: Settings) -> list[Finding]:
    """Look at what WhatsApp and SMS need of Twilio."""
    found = [
        Finding(name, "is set without an account", "Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN too.")
        for name, number in (
            ("TWILIO_WHATSAPP_FROM", settings.twilio_whatsapp_from),
            ("TWILIO_SMS_FROM", settings.twilio_sms_from),
        )
        if number and not (settings.twilio_account_sid and settings.twilio_auth_token)
    ]
    for config in twilio_configs(settings):
        from channels.twilio import examine  # noqa: PLC0415 - loaded where it is used

        name = "WhatsApp" if config.channel == "whatsapp" else "SMS"
        found += [Finding(name, state, mend) for state, mend in await examine(config)]
    return found
