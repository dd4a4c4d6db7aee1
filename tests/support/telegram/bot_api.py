"""The Bot API, as it behaves: chats, messages, updates that wait, limits and refusals. Without a network; `server` puts it behind one."""

import asyncio
import json
import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.support.telegram import contract

TOKEN = "123456:TEST-token_of_a_bot"
BOT = 123456
Fields = dict[str, Any]


class Refusal(Exception):
    """An answer that is none: status, words, parameters."""

    def __init__(self, status: int, words: str, **parameters: Any) -> None:
        super().__init__(words)
        self.status, self.words, self.parameters = status, words, parameters


class Cut(Exception):
    """The connection breaks, after the call was carried out."""


@dataclass
class Chat:
    """A chat in which the bot is or was."""

    id: int
    kind: str = "private"
    title: str = ""
    closed: str = ""
    """Words with which everything is refused that is sent there."""
    moved_to: int = 0
    messages: dict[int, Fields] = field(default_factory=dict)

    @property
    def shown(self) -> Fields:
        """As updates and messages have it."""
        return {"id": self.id, "type": self.kind} | ({"title": self.title} if self.title else {})


@dataclass
class Call:
    """What the bot asked for."""

    method: str
    parameters: Fields
    files: dict[str, bytes]


Trouble = Callable[[str], None]
"""Raises what goes wrong with a method; called before it is carried out, or after it where it raises Cut."""


class BotApi:
    """One bot's Telegram."""

    def __init__(self, now: Callable[[], float]) -> None:
        """`now` tells the time in seconds since 1970."""
        self._now = now
        self.me = {
            "id": BOT,
            "is_bot": True,
            "first_name": "Parley",
            "username": "parley_bot",
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }
        self.chats: dict[int, Chat] = {}
        self.calls: list[Call] = []
        self.wrong: list[str] = []
        """What left the published contract."""
        self.files: dict[int, bytes] = {}
        """Documents that the bot sent, by message."""
        self.updates: deque[Fields] = deque()
        self.webhook: Fields = {}
        self.last_error = ""
        self.commands: dict[tuple[str, str], list[Fields]] = {}
        self.queries: set[str] = set()
        """Taps that wait for their answer."""
        self.answered: list[Fields] = []
        self.trouble: deque[tuple[str, Exception]] = deque()
        """What goes wrong next: a method and what happens instead."""
        self.strict = False
        """Whether floods are refused."""
        self._sent: deque[tuple[float, int]] = deque()
        self._message_ids, self._update_ids = count(1), count(5000)
        self._came = asyncio.Event()
        self._called = asyncio.Event()

    # -- what the world does ------------------------------------------------------------------------

    def chat(self, number: int, kind: str = "private", title: str = "") -> Chat:
        """Return a chat, which is there from now on."""
        return self.chats.setdefault(number, Chat(number, kind, title))

    def message(self, chat: Chat, sender: Mapping[str, Any], **fields: Any) -> Fields:
        """Put a message into a chat."""
        number = next(self._message_ids)
        written = {"message_id": number, "date": int(self._now()), "chat": chat.shown, "from": dict(sender)}
        chat.messages[number] = written | fields
        return chat.messages[number]

    def update(self, **fields: Any) -> Fields:
        """Make an update, as it would be delivered."""
        made = {"update_id": next(self._update_ids), **fields}
        self.wrong += contract.faults_in("Update", made)
        delivered: Fields = json.loads(json.dumps(made))
        return delivered

    def wait_for(self, update: Fields) -> None:
        """Have an update wait until the bot asks for it."""
        self.updates.append(update)
        self._came.set()

    async def until(self, condition: Callable[[], Any], seconds: float = 10.0) -> None:
        """Wait until something holds, looking again at every call."""
        async with asyncio.timeout(seconds):
            while not condition():
                self._called.clear()
                await self._called.wait()

    def acknowledged(self) -> bool:
        """Say whether the bot has asked for what comes after all updates that waited."""
        asked = [call.parameters for call in self.calls if call.method == "getUpdates"]
        return bool(asked) and all(each["update_id"] < asked[-1].get("offset", 0) for each in self.updates)

    # -- what the bot asks ------------------------------------------------------------------------

    async def call(
        self, token: str, method: str, parameters: Mapping[str, str], files: Mapping[str, bytes]
    ) -> tuple[int, Fields]:
        """Answer a call: the status and the body; raise Cut where the connection breaks."""
        given = {name: _decoded(value) for name, value in parameters.items()}
        self.calls.append(Call(method, given, dict(files)))
        self._called.set()
        try:
            return 200, {"ok": True, "result": await self._answer(token, method, given, dict(files))}
        except Refusal as refusal:
            body = {"ok": False, "error_code": refusal.status, "description": refusal.words}
            return refusal.status, body | ({"parameters": refusal.parameters} if refusal.parameters else {})
        finally:
            self._called.set()

    async def _answer(self, token: str, method: str, given: Fields, files: dict[str, bytes]) -> Any:
        if token != TOKEN:
            raise Refusal(401, "Unauthorized")
        trouble = self._trouble_with(method)
        if trouble and not isinstance(trouble, Cut):
            raise trouble
        named = given | dict.fromkeys(files, "attach://")
        wrong = contract.faults_in_call(method, named)
        self.wrong += wrong
        if wrong:
            raise Refusal(400, f"Bad Request: {wrong[0]}")
        result = getattr(self, f"_{re.sub('[A-Z]', _lower, method)}")(given | files)
        result = await result if asyncio.iscoroutine(result) else result
        self.wrong += contract.faults_in_answer(method, result)
        if trouble:
            raise trouble
        return result

    def _trouble_with(self, method: str) -> Exception | None:
        if self.trouble and self.trouble[0][0] in (method, "*"):
            return self.trouble.popleft()[1]
        return None

    def _get_me(self, given: Fields) -> Fields:
        return self.me

    async def _get_updates(self, given: Fields) -> list[Fields]:
        if self.webhook:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        while self.updates and self.updates[0]["update_id"] < given.get("offset", 0):
            self.updates.popleft()
        if not self.updates and given.get("timeout"):
            self._came.clear()
            await asyncio.wait({asyncio.create_task(self._came.wait())}, timeout=given["timeout"])
        return list(self.updates)[: given.get("limit", 100)]

    def _set_webhook(self, given: Fields) -> bool:
        if not given["url"].startswith("https://"):
            raise Refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        self.webhook = given
        return True

    def _delete_webhook(self, given: Fields) -> bool:
        self.webhook = {}
        return True

    def _get_webhook_info(self, given: Fields) -> Fields:
        told = {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates),
        }
        if self.last_error:
            told |= {"last_error_date": int(self._now()) - 60, "last_error_message": self.last_error}
        return told

    def _set_my_commands(self, given: Fields) -> bool:
        self.commands[_menu(given)] = given["commands"]
        return True

    def _get_my_commands(self, given: Fields) -> list[Fields]:
        return self.commands.get(_menu(given), [])

    def _send_message(self, given: Fields) -> Fields:
        chat = self._open_chat(given)
        _check_text(given["text"])
        _check_keyboard(given)
        self._count(chat)
        fields = {name: given[name] for name in ("text", "entities", "reply_markup") if given.get(name)}
        return self.message(chat, self._as_sender(), **fields, **self._answering(chat, given))

    def _send_document(self, given: Fields) -> Fields:
        chat = self._open_chat(given)
        self._count(chat)
        content = given["document"]
        document = {
            "file_id": f"F{len(content)}",
            "file_unique_id": f"U{len(content)}",
            "file_name": given.get("file_name", "invite.ics"),
            "file_size": len(content),
        }
        sent = self.message(chat, self._as_sender(), document=document)
        self.files[sent["message_id"]] = content
        return sent

    def _send_chat_action(self, given: Fields) -> bool:
        self._open_chat(given)
        return True

    def _answer_callback_query(self, given: Fields) -> bool:
        if given["callback_query_id"] not in self.queries:
            raise Refusal(
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
            )
        self.queries.discard(given["callback_query_id"])
        self.answered.append(given)
        return True

    def _edit_message_text(self, given: Fields) -> Fields:
        message = self._mine(given)
        _check_text(given["text"])
        _check_keyboard(given)
        looks = {name: given[name] for name in ("text", "entities", "reply_markup") if given.get(name)}
        return self._changed(message, looks, ("text", "entities", "reply_markup"))

    def _edit_message_reply_markup(self, given: Fields) -> Fields:
        looks = {"reply_markup": given["reply_markup"]} if given.get("reply_markup") else {}
        return self._changed(self._mine(given), looks, ("reply_markup",))

    def _changed(self, message: Fields, looks: Fields, names: tuple[str, ...]) -> Fields:
        before = {name: message[name] for name in names if name in message}
        if before == looks:
            raise Refusal(
                400, "Bad Request: message is not modified: specified new message content is the same"
            )
        for name in names:
            message.pop(name, None)
        message |= looks | {"edit_date": int(self._now())}
        return message

    def _mine(self, given: Fields) -> Fields:
        chat = self._open_chat(given)
        found = chat.messages.get(given["message_id"])
        if found is None:
            raise Refusal(400, "Bad Request: message to edit not found")
        if found["from"]["id"] != BOT:
            raise Refusal(400, "Bad Request: message can't be edited")
        return found

    def _open_chat(self, given: Fields) -> Chat:
        chat = self.chats.get(int(given["chat_id"]))
        if chat is None:
            raise Refusal(400, "Bad Request: chat not found")
        if chat.moved_to:
            raise Refusal(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.moved_to,
            )
        if chat.closed:
            raise Refusal(400 if chat.closed.startswith("Bad") else 403, chat.closed)
        return chat

    def _answering(self, chat: Chat, given: Fields) -> Fields:
        asked = given.get("reply_parameters")
        if not asked:
            return {}
        found = chat.messages.get(asked["message_id"])
        if found is None and not asked.get("allow_sending_without_reply"):
            raise Refusal(400, "Bad Request: message to be replied not found")
        return {"reply_to_message": {**found}} if found else {}

    def _as_sender(self) -> Fields:
        return {name: self.me[name] for name in ("id", "is_bot", "first_name", "username")}

    def _count(self, chat: Chat) -> None:
        """Refuse what comes too fast: a second message in a chat within a second, the 31st of all, the 21st a minute in a group."""
        now = self._now()
        while self._sent and self._sent[0][0] <= now - 60:
            self._sent.popleft()
        here = [at for at, where in self._sent if where == chat.id]
        if self.strict:
            if here and now - here[-1] < 1:
                raise Refusal(429, "Too Many Requests: retry after 1", retry_after=1)
            if sum(at > now - 1 for at, _ in self._sent) >= 30:
                raise Refusal(429, "Too Many Requests: retry after 1", retry_after=1)
            if chat.kind != "private" and len(here) >= 20:
                wait = int(here[0] + 60 - now) + 1
                raise Refusal(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        self._sent.append((now, chat.id))


def _lower(letter: re.Match[str]) -> str:
    return f"_{letter[0].lower()}"


def _menu(given: Fields) -> tuple[str, str]:
    return given.get("scope", {"type": "default"})["type"], given.get("language_code", "")


def _decoded(value: str) -> Any:
    """Read a parameter as Telegram does: JSON where it is some, a text otherwise."""
    try:
        found = json.loads(value)
    except ValueError:
        return value
    return found if isinstance(found, dict | list | bool | int) else value


def _check_text(text: str) -> None:
    if not str(text).strip():
        raise Refusal(400, "Bad Request: message text is empty")
    if len(str(text).encode("utf-16-le")) // 2 > 4096:
        raise Refusal(400, "Bad Request: message is too long")


def _check_keyboard(given: Fields) -> None:
    rows = (given.get("reply_markup") or {}).get("inline_keyboard", [])
    if any(not 1 <= len(each.get("callback_data", "").encode()) <= 64 for row in rows for each in row):
        raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
    if any(len(row) > 8 for row in rows) or sum(map(len, rows)) > 100:
        raise Refusal(400, "Bad Request: reply markup is too long")
