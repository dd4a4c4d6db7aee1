"""People who use Telegram's apps: what they do becomes the update that the bot is sent."""

import re
from dataclasses import dataclass
from typing import Any

from tests.support.telegram.bot_api import BOT, BotApi, Chat, Fields

TAPS = iter(range(1, 1_000_000))


@dataclass
class User:
    """Somebody with an account."""

    api: BotApi
    id: int
    first_name: str = "Bob"
    username: str = ""
    language: str = "en"

    @property
    def shown(self) -> Fields:
        """As updates have them."""
        told: Fields = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        told |= {"username": self.username} if self.username else {}
        return told | ({"language_code": self.language} if self.language else {})

    @property
    def private(self) -> Chat:
        """The chat with the bot alone."""
        return self.api.chat(self.id)

    def says(self, text: str, chat: Chat | None = None, **fields: Any) -> Fields:
        """Write a text."""
        entities = _entities(text)
        told = {"text": text} | ({"entities": entities} if entities else {}) | fields
        return self.sends(chat, **told)

    def sends(self, chat: Chat | None = None, **fields: Any) -> Fields:
        """Send anything that is a message."""
        return self.api.update(message=self.api.message(chat or self.private, self.shown, **fields))

    def answers(self, message: Fields, text: str) -> Fields:
        """Reply to a message."""
        chat = self.api.chats[message["chat"]["id"]]
        return self.says(text, chat, reply_to_message=_bare(message))

    def taps(self, message: Fields, data: str | None = None, *, place: int = 0) -> Fields:
        """Tap a button: by its place from 1, or by what it carries."""
        buttons = [each for row in _keyboard(message) for each in row]
        query = f"Q{next(TAPS)}"
        self.api.queries.add(query)
        tapped = {
            "id": query,
            "from": self.shown,
            "message": message,
            "chat_instance": "1",
            "data": buttons[place - 1]["callback_data"] if place else data,
        }
        return self.api.update(callback_query=tapped)

    def shuts_out(self, *, out: bool = True) -> Fields:
        """Block the bot, or let it in again."""
        self.private.closed = "Forbidden: bot was blocked by the user" if out else ""
        banned: Fields = {"user": self.api.me, "status": "kicked", "until_date": 0}
        member: Fields = {"user": self.api.me, "status": "member"}
        change = {
            "chat": self.private.shown,
            "from": self.shown,
            "date": 1_764_000_000,
            "old_chat_member": member if out else banned,
            "new_chat_member": banned if out else member,
        }
        return self.api.update(my_chat_member=change)


def _keyboard(message: Fields) -> list[list[Fields]]:
    rows: list[list[Fields]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    return rows


def _bare(message: Fields) -> Fields:
    """Return a message as it stands in its answer: without what it answers itself."""
    return {name: each for name, each in message.items() if name != "reply_to_message"}


def _entities(text: str) -> list[Fields]:
    """Mark commands and mentions as the apps do."""
    found = []
    for each in re.finditer(r"(?<!\S)/[A-Za-z0-9_]{1,32}(@\w+)?|(?<![\w/])@\w{4,32}", text):
        kind = "bot_command" if each[0].startswith("/") else "mention"
        start = len(text[: each.start()].encode("utf-16-le")) // 2
        found.append({"type": kind, "offset": start, "length": len(each[0])})
    return found


def replies(chat: Chat) -> list[Fields]:
    """Return what the bot said in a chat, in order."""
    return [each for each in chat.messages.values() if each["from"]["id"] == BOT]
