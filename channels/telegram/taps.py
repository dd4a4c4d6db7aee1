"""What is seen of a tap: the button stops waiting, and the message shows what was chosen."""

from contextlib import suppress

import structlog
from telegram import Message
from telegram.error import BadRequest, TelegramError

from bot.phrases import language, phrases
from channels.telegram.channel import NO_PREVIEW
from channels.telegram.client import UNCHANGED, Client
from channels.telegram.limits import ANSWER
from channels.telegram.render import after_tap
from channels.telegram.wire import Tapped

log = structlog.get_logger(__name__)


async def settle_tap(client: Client, tapped: Tapped) -> None:
    """Answer a tap, always; take the buttons away from the message if the tap was taken. What fails here is only looks."""
    with suppress(TelegramError):  # too old to be answered, or answered already
        await client.answer_callback_query(tapped.query, answer_to(tapped) or None)
    if tapped.said and tapped.shown:
        await _show_choice(client, tapped.shown, tapped)


def answer_to(tapped: Tapped) -> str:
    """Return the words that answer a tap of which nothing comes."""
    if tapped.said:
        return ""
    words = phrases(language(tapped.locale))
    return words["telegram.not_yours" if tapped.foreign else "telegram.worn"][:ANSWER]


async def _show_choice(client: Client, shown: Message, tapped: Tapped) -> None:
    """Put what was chosen beneath the message, in place of its buttons."""
    sheet = after_tap(shown, tapped.label, tapped.locale)
    chat, number = shown.chat.id, shown.message_id
    try:
        if sheet is None:
            await client.edit_message_reply_markup(chat, number)
        else:
            await client.edit_message_text(
                sheet.text, chat, number, entities=sheet.entities, link_preview_options=NO_PREVIEW
            )
    except BadRequest as error:
        if UNCHANGED not in error.message.lower():
            log.info("message not changed", why="refused")
    except TelegramError as error:
        log.info("message not changed", why=type(error).__name__)
