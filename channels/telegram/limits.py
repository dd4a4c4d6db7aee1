"""What Telegram allows, each figure with its source."""

from telegram.constants import (
    BotCommandLimit,
    CallbackQueryLimit,
    FloodLimit,
    InlineKeyboardButtonLimit,
    InlineKeyboardMarkupLimit,
    MessageLimit,
    WebhookLimit,
)

from bot.ports import Pace
from channels.fit import Limits, utf16

LABEL = 40
"""Most UTF-16 units of a button's label. Telegram sets no limit; a phone shows about so many in a full row, and cuts the rest off."""
LIMITS = Limits(
    text=int(MessageLimit.MAX_TEXT_LENGTH),
    measure=utf16,
    buttons=int(InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER),
    button_label=LABEL,
)
"""Texts, and buttons beneath them. Lengths are UTF-16 units (core.telegram.org/api/entities)."""
ENTITIES = int(MessageLimit.MESSAGE_ENTITIES)
"""Most marked stretches of a text."""
CALLBACK = int(InlineKeyboardButtonLimit.MAX_CALLBACK_DATA)
"""Most bytes that a button carries."""
ANSWER = int(CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH)
"""Most characters of the words that answer a tap."""
COMMAND = int(BotCommandLimit.MAX_COMMAND)
"""Most characters of a command's name."""
DESCRIPTION = int(BotCommandLimit.MAX_DESCRIPTION)
"""Most characters of its description in the menu."""
CONNECTIONS = 40
"""So many deliveries at once may come to the webhook: Telegram's default."""
SECRET = int(WebhookLimit.MAX_SECRET_TOKEN_LENGTH)
"""Most characters of the secret that comes with each delivery."""
BODY = 512 * 1024
"""Most bytes of one delivery. The longest text and the message that it answers take about 100 kB where each character is escaped."""
COLUMNS = ((10, 3), (18, 2))
"""Buttons whose labels have at most so many units stand so many in a row; longer ones have a row each."""
PACE = Pace(
    a_second=float(FloodLimit.MESSAGES_PER_SECOND),
    between=1 / FloodLimit.MESSAGES_PER_SECOND_PER_CHAT,
    a_minute_in_group=int(FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP),
    at_once=16,
)
"""How fast messages may be sent (core.telegram.org/bots/faq#broadcasting-to-users); what an answer asks for comes on top."""
