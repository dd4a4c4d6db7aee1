"""What Telegram is told about us when we begin: the menu of commands in each language, and where updates go."""

from telegram import BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats

from bot.phrases import FALLBACK, LANGUAGES
from channels.telegram.client import WANTED, Client, TelegramConfig, in_our_words
from channels.telegram.commands import GROUP, PRIVATE, menu
from channels.telegram.limits import CONNECTIONS
from channels.telegram.wire import Me

MENUS = ((BotCommandScopeAllPrivateChats(), PRIVATE), (BotCommandScopeAllGroupChats(), GROUP))


async def who_am_i(client: Client) -> Me:
    """Return the bot's id and username; raise Fault."""
    with in_our_words():
        me = await client.get_me()
    return Me(me.id, me.username or "")


async def introduce(client: Client, config: TelegramConfig) -> Me:
    """Set webhook and commands, as far as they are not set; return who we are. Raises Fault."""
    me = await who_am_i(client)
    with in_our_words():
        await _set_commands(client)
        if config.webhook:
            await client.set_webhook(
                config.webhook,
                secret_token=config.secret,
                allowed_updates=WANTED,
                max_connections=CONNECTIONS,
            )
        else:
            await client.delete_webhook()  # updates that wait stay
    return me


async def _set_commands(client: Client) -> None:
    """Set the menus that differ. Who uses another language than ours reads the one without a language."""
    for scope, commands in MENUS:
        for code in (None, *LANGUAGES):
            wanted = menu(commands, code or FALLBACK)
            if list(await client.get_my_commands(scope, code)) != wanted:
                await client.set_my_commands(wanted, scope, code)
