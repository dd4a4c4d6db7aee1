"""Whether Telegram is set up as it should be: pairs of how it stands and, where something is wrong, what to do."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from telegram import User, WebhookInfo

from bot.phrases import FALLBACK
from channels.telegram.client import Client, TelegramConfig, in_our_words, make_client
from channels.telegram.commands import menu
from channels.telegram.welcome import MENUS
from core.errors import Fault, Revoked

PORTS = frozenset({None, 443, 80, 88, 8443})
"""Ports to which Telegram delivers (core.telegram.org/bots/api#setwebhook)."""
MANY_WAIT = 100
"""So many updates that wait say that nobody takes them."""

State = tuple[str, str]
"""How something stands, and how to mend it; empty where it is well."""


async def examine(config: TelegramConfig) -> list[State]:
    """Look at token, webhook, commands and privacy."""
    client = make_client(config)
    try:
        return [each async for each in _states(client, config)]
    except Revoked:
        return [
            (
                "the token is not valid",
                "Send /token to BotFather, and put what it answers into TELEGRAM_BOT_TOKEN.",
            )
        ]
    except Fault as fault:
        return [(f"does not answer ({fault})", "Check the network, and TELEGRAM_API_URL if you set it.")]
    finally:
        await client.let_go()


async def _states(client: Client, config: TelegramConfig) -> AsyncIterator[State]:
    with in_our_words():
        me = await client.get_me()
        yield f"@{me.username} answers", ""
        yield _delivery(await client.get_webhook_info(), config)
        yield await _commands(client)
        yield _privacy(me)


def _delivery(info: WebhookInfo, config: TelegramConfig) -> State:
    """Look at how updates come."""
    if not config.webhook:
        return _polling(info)
    where = urlsplit(config.webhook)
    if where.scheme != "https" or where.port not in PORTS:
        return (
            f"cannot deliver to {config.webhook}",
            "Set PARLEY_BASE_URL to an https address at port 443, 80, 88 or 8443, or TELEGRAM_MODE to polling.",
        )
    if info.url != config.webhook:
        return (
            f"updates go to {info.url}" if info.url else "no webhook is set",
            "Start `parley serve`: it sets the webhook.",
        )
    if info.last_error_message and info.pending_update_count:
        return (
            f"cannot deliver: {info.last_error_message}",
            f"See that {config.webhook} can be reached from outside, with a valid certificate.",
        )
    return f"delivers to {info.url}, {info.pending_update_count} updates wait", ""


def _polling(info: WebhookInfo) -> State:
    if info.url:
        return (
            f"updates go to {info.url}, not to us",
            "Stop what runs there, then start `parley serve`: it takes the webhook away.",
        )
    if info.pending_update_count >= MANY_WAIT:
        return f"{info.pending_update_count} updates wait", "Start `parley serve`: it asks for them."
    return f"is asked for updates, {info.pending_update_count} wait", ""


async def _commands(client: Client) -> State:
    for scope, commands in MENUS:
        if list(await client.get_my_commands(scope)) != menu(commands, FALLBACK):
            return "the menu of commands is not ours", "Start `parley serve`: it sets the menus."
    return "the menu of commands is set", ""


def _privacy(me: User) -> State:
    if me.can_read_all_group_messages:
        return (
            "is sent everything that is said in groups",
            "Send /setprivacy to BotFather, choose the bot, then Enable.",
        )
    return "is sent only what is meant for it in groups", ""
