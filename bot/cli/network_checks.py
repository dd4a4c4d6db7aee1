"""What the doctor looks at on networks that are configured; nothing is said of those that are not."""

from bot.cli.checks import Finding
from bot.settings import Settings
from bot.wiring import telegram_config


async def telegram(settings: Settings) -> list[Finding]:
    """Look at Telegram's token, webhook, commands and privacy."""
    if not settings.telegram_bot_token:
        return []
    from channels.telegram.checkup import examine  # noqa: PLC0415 - loaded where it is used

    return [Finding("Telegram", state, mend) for state, mend in await examine(telegram_config(settings))]
